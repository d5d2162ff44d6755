/**
 * Customer segments by k-means, from the library ml-kmeans (MIT, maintained, seeded k-means++). What the library leaves
 * to the caller is done here: standardising, restarts, more clusters than distinct customers, a stable order.
 */
import { createRequire } from 'node:module'

export interface Segments {
  /** Cluster of each row, 0 = highest mean over the features. */
  cluster: number[]
  /** Cluster centres in the units of the input. */
  centres: number[][]
  sizes: number[]
  /** Within-cluster share of the variance, 0 = perfect separation, 1 = none. */
  unexplained: number
}

/**
 * @param rows one feature vector per customer, all of one length; take logs of money first
 * @param k clusters wanted; fewer come back where there are fewer distinct rows
 */
export function segmentCustomers(rows: readonly (readonly number[])[], k: number, seed = 1, restarts = 5): Segments {
  if (!Number.isInteger(k) || k < 1) throw new RangeError('segmentCustomers: k must be a whole number ≥ 1')
  const width = rows[0]?.length ?? 0
  rows.forEach((r, i) => {
    if (r.length !== width || r.some((v) => !Number.isFinite(v)))
      throw new RangeError(`segmentCustomers: row ${i} is not ${width} finite numbers`)
  })
  if (rows.length === 0) return { cluster: [], centres: [], sizes: [], unexplained: 0 }
  const mean = columnMeans(rows)
  const sd = mean.map((m, j) => Math.sqrt(rows.reduce((s, r) => s + (r[j]! - m) ** 2, 0) / rows.length) || 1)
  const z = rows.map((r) => r.map((v, j) => (v - mean[j]!) / sd[j]!))
  const groups = Math.min(k, new Set(z.map((r) => r.join(','))).size)
  const { kmeans }: typeof import('ml-kmeans') = createRequire(import.meta.url)('ml-kmeans') // 250 files: only who segments reads them
  let best: { cluster: number[]; within: number } | null = null
  for (let i = 0; i < restarts; i++) {
    const { clusters, centroids } = kmeans(z, groups, { seed: seed + i })
    const within = z.reduce((s, r, n) => s + distance(r, centroids[clusters[n]!]!), 0)
    if (!best || within < best.within) best = { cluster: clusters, within }
  }
  const total = z.reduce(
    (s, r) =>
      s +
      distance(
        r,
        r.map(() => 0),
      ),
    0,
  )
  return ordered(rows, z, best!.cluster, groups, total === 0 ? 0 : best!.within / total)
}

function ordered(
  rows: readonly (readonly number[])[],
  z: readonly (readonly number[])[],
  cluster: number[],
  groups: number,
  unexplained: number,
): Segments {
  const level = Array.from({ length: groups }, (_, c) => {
    const own = z.filter((_, i) => cluster[i] === c)
    return own.length === 0 ? Number.NEGATIVE_INFINITY : own.flat().reduce((s, v) => s + v, 0) / own.length
  })
  const order = level.map((_, c) => c).sort((a, b) => level[b]! - level[a]!)
  const rank = order.map((_, c) => order.indexOf(c))
  const renamed = cluster.map((c) => rank[c]!)
  const members = order.map((_, c) => rows.filter((_, i) => renamed[i] === c))
  return { cluster: renamed, centres: members.map(columnMeans), sizes: members.map((m) => m.length), unexplained }
}

const distance = (a: readonly number[], b: readonly number[]) => a.reduce((s, v, i) => s + (v - b[i]!) ** 2, 0)

const columnMeans = (rows: readonly (readonly number[])[]): number[] =>
  (rows[0] ?? []).map((_, j) => rows.reduce((s, r) => s + r[j]!, 0) / rows.length)
