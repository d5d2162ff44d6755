/**
 * Making forecasts add up: customer → region → total, product → group, or both crossed.
 *
 * Every node is a sum of leaves. Forecasts made for each node alone do not add up; reconciliation finds the leaf values
 * whose sums come nearest to all of them: min Σ (node forecast − sum of its leaves)² / variance. With variances from the
 * backtests this is MinT with a diagonal covariance, "WLS" (Wickramasuriya, Athanasopoulos & Hyndman 2019). Solved by
 * conjugate gradients on the leaves, so any hierarchy, crossed or not, of 100,000 leaves is no problem.
 */

export interface HierarchyNode {
  id: string
  /** Indices of the leaves that this node is the sum of. A leaf series is a node of its own single index. */
  leaves: readonly number[]
}

export interface NodeForecast {
  /** Forecasts for steps 1…h. */
  mean: readonly number[]
  /** Error variance of this node's forecast (any common unit); 1 per leaf in it when absent (structural scaling). */
  variance?: number
}

export interface ReconcileOptions {
  /** 'wls' uses all levels; 'bottomUp' the leaves only; 'topDown' spreads the first node by the leaves' shares. */
  method?: 'wls' | 'bottomUp' | 'topDown'
  /** Cut negative leaves to zero and add up again. */
  nonNegative?: boolean
}

/**
 * @param nodes the hierarchy; every leaf 0…leafCount−1 must occur in a node of its own unless 'wls' can infer it
 * @returns coherent forecasts for all nodes, in their order
 */
export function reconcile(
  nodes: readonly HierarchyNode[],
  forecasts: readonly NodeForecast[],
  { method = 'wls', nonNegative = false }: ReconcileOptions = {},
): number[][] {
  if (nodes.length !== forecasts.length) throw new RangeError('reconcile: one forecast per node is needed')
  if (nodes.length === 0) return []
  const leafCount = 1 + nodes.reduce((m, n) => n.leaves.reduce((k, l) => Math.max(k, l), m), -1)
  const horizon = forecasts[0]!.mean.length
  forecasts.forEach((f, i) => {
    if (f.mean.length !== horizon || f.mean.some((v) => !Number.isFinite(v)))
      throw new RangeError(`reconcile: forecast of node ${nodes[i]!.id} is not ${horizon} finite numbers`)
  })
  const own = leafNodes(nodes, leafCount)
  const out = nodes.map(() => new Array<number>(horizon).fill(0))
  for (let h = 0; h < horizon; h++) {
    const base = forecasts.map((f) => f.mean[h]!)
    let leaves = own.map((node) => (node === -1 ? 0 : base[node]!))
    if (method === 'wls') leaves = weightedLeastSquares(nodes, base, weights(nodes, forecasts), leaves)
    else if (own.includes(-1)) throw new RangeError(`reconcile: ${method} needs a node for every leaf`)
    else if (method === 'topDown') leaves = spread(base[0]!, nodes[0]!.leaves, leaves)
    if (nonNegative) leaves = leaves.map((v) => Math.max(0, v))
    nodes.forEach((n, i) => {
      out[i]![h] = n.leaves.reduce((s, l) => s + leaves[l]!, 0)
    })
  }
  return out
}

/** For each leaf the node that is this leaf alone, or −1. */
function leafNodes(nodes: readonly HierarchyNode[], leafCount: number): number[] {
  const own = new Array<number>(leafCount).fill(-1)
  nodes.forEach((n, i) => {
    if (n.leaves.length === 0 || n.leaves.some((l) => !Number.isInteger(l) || l < 0))
      throw new RangeError(`reconcile: node ${n.id} has no leaves or a bad leaf index`)
    if (n.leaves.length === 1) own[n.leaves[0]!] = i
  })
  return own
}

/** 1 / variance, with zero variances (constant series) kept finite: they count as very sure. */
function weights(nodes: readonly HierarchyNode[], forecasts: readonly NodeForecast[]): number[] {
  const variances = forecasts.map((f, i) => f.variance ?? nodes[i]!.leaves.length)
  const positive = variances.filter((v) => v > 0)
  const least = positive.length > 0 ? Math.min(...positive) * 1e-3 : 1
  return variances.map((v, i) => {
    if (!Number.isFinite(v) || v < 0) throw new RangeError(`reconcile: variance of node ${nodes[i]!.id} is not ≥ 0`)
    return 1 / Math.max(v, least)
  })
}

function spread(total: number, members: readonly number[], leaves: readonly number[]): number[] {
  const sum = members.reduce((s, l) => s + leaves[l]!, 0)
  const out = [...leaves]
  for (const l of members) out[l] = sum > 0 ? (total * leaves[l]!) / sum : total / members.length
  return out
}

/** min Σ w (base − S b)² by conjugate gradients with diagonal preconditioning, started at the leaf forecasts. */
function weightedLeastSquares(
  nodes: readonly HierarchyNode[],
  base: readonly number[],
  w: readonly number[],
  start: readonly number[],
): number[] {
  const n = start.length
  const up = (b: ArrayLike<number>) => nodes.map((node) => node.leaves.reduce((s, l) => s + b[l]!, 0))
  const down = (v: readonly number[]) => {
    const out = new Float64Array(n)
    nodes.forEach((node, i) => {
      for (const l of node.leaves) out[l]! += v[i]!
    })
    return out
  }
  const diagonal = down(w)
  const b = Float64Array.from(start)
  let r = down(up(b).map((v, i) => w[i]! * (base[i]! - v)))
  let z = r.map((v, i) => (diagonal[i]! > 0 ? v / diagonal[i]! : 0))
  let p = z.slice()
  let rz = dot(r, z)
  const stop = 1e-22 * Math.max(1e-300, rz + dot(b, b))
  for (let k = 0; k < 500 && rz > stop; k++) {
    const Ap = down(up(p).map((v, i) => w[i]! * v))
    const step = rz / dot(p, Ap)
    for (let i = 0; i < n; i++) b[i]! += step * p[i]!
    r = r.map((v, i) => v - step * Ap[i]!)
    z = r.map((v, i) => (diagonal[i]! > 0 ? v / diagonal[i]! : 0))
    const next = dot(r, z)
    p = p.map((v, i) => z[i]! + (next / rz) * v)
    rz = next
  }
  return [...b]
}

const dot = (a: Float64Array, b: Float64Array) => {
  let s = 0
  for (let i = 0; i < a.length; i++) s += a[i]! * b[i]!
  return s
}
