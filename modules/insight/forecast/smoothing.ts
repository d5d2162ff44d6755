/**
 * Exponential smoothing on a series without season: SES, Holt, damped trend, and the Theta method.
 *
 * Given the smoothing parameters, the one-step errors are linear in the initial states, so the best initial states
 * come from least squares in closed form; only the parameters (one to three, all in a box) are searched. That is
 * quick, has no bad starts, and never returns NaN.
 */

export interface Smoothed {
  /** Forecasts for steps 1…horizon. */
  forecast(horizon: number): number[]
  /** Sum of squared one-step errors in the sample. */
  sse: number
  parameters: { alpha: number; beta?: number; phi?: number }
}

interface State {
  sse: number
  level: number
  slope: number
}

/** Run SES for one α with the best initial level. */
function runSes(y: Float64Array, alpha: number): State {
  const keep = 1 - alpha
  let a = 0 // level with initial level 0
  let d = 1 // derivative of the level by the initial level
  let [ee, ed, dd] = [0, 0, 0]
  for (let t = 0; t < y.length; t++) {
    const e = y[t]! - a
    ee += e * e
    ed += e * d
    dd += d * d
    a += alpha * e
    d *= keep
  }
  const start = ed / dd
  return { sse: Math.max(0, ee - (ed * ed) / dd), level: a + d * start, slope: 0 }
}

/** Simple exponential smoothing (Brown 1956), α by least squares. */
export function ses(y: Float64Array, fixedAlpha?: number): Smoothed {
  const alpha = fixedAlpha ?? minimise1((a) => runSes(y, a).sse, 0.0001, 0.9999)
  const { level, sse } = runSes(y, alpha)
  return { sse, parameters: { alpha }, forecast: (h) => new Array<number>(h).fill(level) }
}

/** Run (damped) Holt for given parameters with the best initial level and slope; φ = 1 is Holt. */
function runHolt(y: Float64Array, alpha: number, beta: number, phi: number): State {
  // Level and slope as affine functions of the initial (level, slope): value, d/dlevel, d/dslope.
  let [l, ll, lb] = [0, 1, 0]
  let [b, bl, bb] = [0, 0, 1]
  let [ee, e1, e2, h11, h12, h22] = [0, 0, 0, 0, 0, 0]
  for (let t = 0; t < y.length; t++) {
    const f = l + phi * b
    const fl = ll + phi * bl
    const fb = lb + phi * bb
    const e = y[t]! - f
    ee += e * e
    e1 += e * fl
    e2 += e * fb
    h11 += fl * fl
    h12 += fl * fb
    h22 += fb * fb
    l = f + alpha * e
    ll = fl * (1 - alpha)
    lb = fb * (1 - alpha)
    b = phi * b + beta * e
    bl = phi * bl - beta * fl
    bb = phi * bb - beta * fb
  }
  const det = h11 * h22 - h12 * h12
  let l0 = e1 / h11
  let b0 = 0
  if (det > 1e-10 * h11 * h22) {
    l0 = (e1 * h22 - e2 * h12) / det
    b0 = (e2 * h11 - e1 * h12) / det
  }
  return { sse: Math.max(0, ee - l0 * e1 - b0 * e2), level: l + ll * l0 + lb * b0, slope: b + bl * l0 + bb * b0 }
}

/** Holt's linear trend (Holt 1957), or with `damped` Gardner & McKenzie's (1985), φ in [.8, .98]. */
export function holt(y: Float64Array, damped = false): Smoothed {
  if (y.length < 4) return ses(y)
  const unpack = (v: readonly number[]) => {
    const alpha = v[0]!
    return { alpha, beta: alpha * v[1]!, phi: damped ? v[2]! : 1 }
  }
  const sse = (v: readonly number[]) => {
    const { alpha, beta, phi } = unpack(v)
    return runHolt(y, alpha, beta, phi).sse
  }
  const low = damped ? [0.0001, 0.0001, 0.8] : [0.0001, 0.0001]
  const high = damped ? [0.9999, 0.9999, 0.98] : [0.9999, 0.9999]
  const parameters = unpack(minimiseBox(sse, low, high, damped ? [5, 4, 3] : [6, 5]))
  const { alpha, beta, phi } = parameters
  const state = runHolt(y, alpha, beta, phi)
  return {
    sse: state.sse,
    parameters,
    forecast: (h) => {
      let sum = 0
      let power = 1
      return Array.from({ length: h }, () => {
        power *= phi
        sum += power
        return state.level + sum * state.slope
      })
    },
  }
}

/**
 * Theta (Assimakopoulos & Nikolopoulos 2000) in the form of Hyndman & Billah (2003): SES with a drift of half the
 * slope of the straight line through the series.
 */
export function theta(y: Float64Array): Smoothed {
  const n = y.length
  const fit = ses(y)
  if (n < 3) return fit
  const slope = leastSquaresSlope(y)
  const { alpha } = fit.parameters
  const base = (1 - (1 - alpha) ** n) / alpha
  return {
    sse: fit.sse,
    parameters: fit.parameters,
    forecast: (h) => fit.forecast(h).map((level, i) => level + (slope / 2) * (i + base)),
  }
}

/** Slope of the least-squares line. */
export function leastSquaresSlope(y: Float64Array): number {
  const n = y.length
  const mid = (n - 1) / 2
  let sum = 0
  for (let t = 0; t < n; t++) sum += (t - mid) * y[t]!
  return n < 2 ? 0 : (sum * 12) / (n * (n * n - 1))
}

/** Minimum of a function on an interval: a grid, then golden section around the best cell. */
function minimise1(f: (x: number) => number, low: number, high: number): number {
  const cells = 16
  let best = 0
  let bestValue = Number.POSITIVE_INFINITY
  for (let i = 0; i <= cells; i++) {
    const v = f(low + ((high - low) * i) / cells)
    if (v < bestValue) {
      bestValue = v
      best = i
    }
  }
  let a = low + ((high - low) * Math.max(0, best - 1)) / cells
  let b = low + ((high - low) * Math.min(cells, best + 1)) / cells
  const golden = (Math.sqrt(5) - 1) / 2
  let c = b - golden * (b - a)
  let d = a + golden * (b - a)
  let [fc, fd] = [f(c), f(d)]
  while (b - a > 1e-5) {
    if (fc < fd) {
      b = d
      d = c
      fd = fc
      c = b - golden * (b - a)
      fc = f(c)
    } else {
      a = c
      c = d
      fc = fd
      d = a + golden * (b - a)
      fd = f(d)
    }
  }
  const x = (a + b) / 2
  return f(x) <= bestValue ? x : low + ((high - low) * best) / cells
}

/** Minimum in a box: a grid, then pattern search (Hooke & Jeeves) with halving steps from the two best cells. */
function minimiseBox(
  f: (x: readonly number[]) => number,
  low: readonly number[],
  high: readonly number[],
  cells: readonly number[],
): number[] {
  const points: { x: number[]; v: number }[] = []
  const visit = (x: number[]) => {
    const k = x.length
    if (k === low.length) points.push({ x, v: f(x) })
    else for (let i = 0; i < cells[k]!; i++) visit([...x, low[k]! + ((high[k]! - low[k]!) * (i + 0.5)) / cells[k]!])
  }
  visit([])
  points.sort((a, b) => a.v - b.v)
  return points
    .slice(0, 2)
    .map((p) => patternSearch(f, p, low, high, cells))
    .sort((a, b) => a.v - b.v)[0]!.x
}

function patternSearch(
  f: (x: readonly number[]) => number,
  start: { x: number[]; v: number },
  low: readonly number[],
  high: readonly number[],
  cells: readonly number[],
): { x: number[]; v: number } {
  let { x, v } = start
  let scale = 0.5
  while (scale > 0.004) {
    let moved = false
    for (let k = 0; k < x.length; k++) {
      const step = (scale * (high[k]! - low[k]!)) / cells[k]!
      for (const sign of [1, -1]) {
        const next = [...x]
        next[k] = Math.min(high[k]!, Math.max(low[k]!, x[k]! + sign * step))
        const value = f(next)
        if (value < v * (1 - 1e-9)) {
          x = next
          v = value
          moved = true
          break
        }
      }
    }
    if (!moved) scale /= 2
  }
  return { x, v }
}
