/** Derivative-free and quasi-Newton minimisers for smooth functions of a few unbounded (log-)parameters. */

export type Objective = (x: readonly number[]) => number

export interface Minimum {
  x: number[]
  value: number
  /** Gradient norm small against the curvature of the function, or the simplex collapsed. */
  converged: boolean
  evaluations: number
}

/** A NaN or infinite value is as bad as can be, never an answer. */
function guarded(f: Objective): { at: Objective; count: () => number } {
  let n = 0
  return {
    at: (x) => {
      n++
      const v = f(x)
      return Number.isFinite(v) ? v : 1e300
    },
    count: () => n,
  }
}

/** Nelder & Mead (1965) with the dimension-adaptive coefficients of Gao & Han (2012). */
export function nelderMead(f: Objective, start: readonly number[], maxEvaluations = 2000, step = 0.5): Minimum {
  const n = start.length
  const g = guarded(f)
  const expand = 1 + 2 / n
  const contract = 0.75 - 1 / (2 * n)
  const shrink = 1 - 1 / n || 0.5
  let simplex = [[...start], ...start.map((_, i) => start.map((v, j) => (i === j ? v + step : v)))].map((x) => ({
    x,
    v: g.at(x),
  }))
  let converged = false
  while (g.count() < maxEvaluations) {
    simplex.sort((p, q) => p.v - q.v)
    const best = simplex[0]!
    const worst = simplex[n]!
    const size = Math.max(...simplex.map((p) => Math.max(...p.x.map((v, i) => Math.abs(v - best.x[i]!)))))
    if (worst.v - best.v <= 1e-10 * (1 + Math.abs(best.v)) && size < 1e-5) {
      converged = true
      break
    }
    const centre = best.x.map((_, i) => simplex.slice(0, n).reduce((s, p) => s + p.x[i]!, 0) / n)
    const towards = (t: number) => {
      const x = centre.map((c, i) => c + t * (worst.x[i]! - c))
      return { x, v: g.at(x) }
    }
    const reflected = towards(-1)
    let next = reflected
    if (reflected.v < best.v) {
      const far = towards(-expand)
      if (far.v < reflected.v) next = far
    } else if (reflected.v >= simplex[n - 1]!.v) {
      next = towards(reflected.v < worst.v ? -contract : contract)
      if (next.v >= Math.min(reflected.v, worst.v)) {
        simplex = simplex.map((p, i) => {
          if (i === 0) return p
          const x = p.x.map((v, j) => best.x[j]! + shrink * (v - best.x[j]!))
          return { x, v: g.at(x) }
        })
        continue
      }
    }
    simplex[n] = next
  }
  simplex.sort((p, q) => p.v - q.v)
  return { x: simplex[0]!.x, value: simplex[0]!.v, converged, evaluations: g.count() }
}

/** Central-difference gradient; the step suits log-parameters (of order one). */
export function gradient(f: Objective, x: readonly number[], h = 1e-5): number[] {
  return x.map((v, i) => {
    const up = [...x]
    const down = [...x]
    up[i] = v + h
    down[i] = v - h
    return (f(up) - f(down)) / (2 * h)
  })
}

/** BFGS with backtracking line search and numerical gradients (Nocedal & Wright, algorithm 6.1). */
export function bfgs(f: Objective, start: readonly number[], maxIterations = 100): Minimum {
  const g = guarded(f)
  const n = start.length
  let x = [...start]
  let value = g.at(x)
  let grad = gradient(g.at, x)
  let inverse = identity(n, 1 / Math.max(1, norm(grad)))
  let converged = false
  let fresh = true
  for (let k = 0; k < maxIterations; k++) {
    let direction = inverse.map((row) => -dot(row, grad))
    if (dot(direction, grad) >= 0) {
      inverse = identity(n, 1 / Math.max(1, norm(grad)))
      direction = grad.map((d) => -d / Math.max(1, norm(grad)))
    }
    const longest = Math.max(...direction.map(Math.abs))
    if (longest > 2) direction = direction.map((d) => (d * 2) / longest)
    const decrement = -dot(direction, grad)
    let t = 1
    let next = x.map((v, i) => v + t * direction[i]!)
    let nextValue = g.at(next)
    while (nextValue > value - 1e-4 * t * decrement && t > 1e-8) {
      t *= 0.4
      next = x.map((v, i) => v + t * direction[i]!)
      nextValue = g.at(next)
    }
    const gained = value - nextValue
    if (!(gained > 0)) {
      converged = decrement < 1e-5 * (1 + Math.abs(value) * 1e-4)
      break
    }
    const nextGrad = gradient(g.at, next)
    const s = next.map((v, i) => v - x[i]!)
    const y = nextGrad.map((v, i) => v - grad[i]!)
    x = next
    value = nextValue
    grad = nextGrad
    if (gained < 1e-10 * (1 + Math.abs(value)) && decrement < 1e-6 * (1 + Math.abs(value))) {
      converged = true
      break
    }
    inverse = updateInverse(inverse, s, y, fresh)
    fresh = false
  }
  return { x, value, converged, evaluations: g.count() }
}

function updateInverse(inverse: number[][], s: number[], y: number[], fresh: boolean): number[][] {
  const sy = dot(s, y)
  if (sy <= 1e-12) return inverse
  const H = fresh ? identity(s.length, sy / dot(y, y)) : inverse
  const Hy = H.map((row) => dot(row, y))
  const scale = (1 + dot(y, Hy) / sy) / sy
  return H.map((row, i) => row.map((h, j) => h + scale * s[i]! * s[j]! - (Hy[i]! * s[j]! + s[i]! * Hy[j]!) / sy))
}

/** Numerical Hessian by central differences. */
export function hessian(f: Objective, x: readonly number[], h = 1e-3): number[][] {
  const n = x.length
  const at = (di: number, i: number, dj: number, j: number) => {
    const p = [...x]
    p[i]! += di
    p[j]! += dj
    return f(p)
  }
  const centre = f(x)
  const H = identity(n, 0)
  for (let i = 0; i < n; i++) {
    H[i]![i] = (at(h, i, 0, i) - 2 * centre + at(-h, i, 0, i)) / (h * h)
    for (let j = 0; j < i; j++) {
      const v = (at(h, i, h, j) - at(h, i, -h, j) - at(-h, i, h, j) + at(-h, i, -h, j)) / (4 * h * h)
      H[i]![j] = v
      H[j]![i] = v
    }
  }
  return H
}

/** Inverse of a symmetric positive definite matrix by Cholesky; null when it is not positive definite. */
export function invertPositiveDefinite(A: readonly (readonly number[])[]): number[][] | null {
  const n = A.length
  const L = identity(n, 0)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i]![j]!
      for (let k = 0; k < j; k++) sum -= L[i]![k]! * L[j]![k]!
      if (i === j) {
        if (!(sum > 1e-12)) return null
        L[i]![i] = Math.sqrt(sum)
      } else L[i]![j] = sum / L[j]![j]!
    }
  }
  const columns = A.map((_, col) => {
    const y: number[] = []
    for (let i = 0; i < n; i++) {
      let sum = i === col ? 1 : 0
      for (let k = 0; k < i; k++) sum -= L[i]![k]! * y[k]!
      y.push(sum / L[i]![i]!)
    }
    const x = [...y]
    for (let i = n - 1; i >= 0; i--) {
      let sum = y[i]!
      for (let k = i + 1; k < n; k++) sum -= L[k]![i]! * x[k]!
      x[i] = sum / L[i]![i]!
    }
    return x
  })
  return columns[0]!.map((_, i) => columns.map((c) => c[i]!))
}

const identity = (n: number, scale: number) =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? scale : 0)))
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((s, v, i) => s + v * b[i]!, 0)
const norm = (a: readonly number[]) => Math.sqrt(dot(a, a))
