/** Checks, seasonality test and seasonal adjustment shared by all forecasting methods. */

/** Throws RangeError naming the position of the first value that is not a finite number, and on an empty series. */
export function checkSeries(y: readonly number[]): void {
  if (y.length === 0) throw new RangeError('forecast: the series is empty')
  for (let i = 0; i < y.length; i++)
    if (typeof y[i] !== 'number' || !Number.isFinite(y[i]))
      throw new RangeError(`forecast: value ${i} of the series is not a finite number (${y[i]})`)
}

/** Throws RangeError unless horizon is a whole number ≥ 1 and period one ≥ 1. */
export function checkHorizonAndPeriod(horizon: number, period: number): void {
  if (!Number.isInteger(horizon) || horizon < 1) throw new RangeError('forecast: horizon must be a whole number ≥ 1')
  if (!Number.isInteger(period) || period < 1) throw new RangeError('forecast: period must be a whole number ≥ 1')
}

/** Autocorrelation at lags 1…maxLag; all 0 for a constant series. */
export function autocorrelations(y: readonly number[], maxLag: number): number[] {
  const mean = average(y)
  const total = y.reduce((s, v) => s + (v - mean) ** 2, 0)
  return Array.from({ length: maxLag }, (_, i) => {
    let sum = 0
    for (let t = i + 1; t < y.length; t++) sum += (y[t]! - mean) * (y[t - i - 1]! - mean)
    return total > 0 ? sum / total : 0
  })
}

/**
 * Is the series seasonal at 90 %? The test of the M4 competition: |r_m| > 1.645 √((1 + 2 Σ_{k<m} r_k²) / n), on at
 * least three full years (Makridakis, Spiliotis & Assimakopoulos 2020).
 */
export function isSeasonal(y: readonly number[], period: number): boolean {
  if (period < 2 || y.length < 3 * period) return false
  const r = autocorrelations(y, period)
  const before = r.slice(0, period - 1).reduce((s, v) => s + v * v, 0)
  return Math.abs(r[period - 1]!) > 1.645 * Math.sqrt((1 + 2 * before) / y.length)
}

export interface Adjusted {
  /** Seasonally adjusted series. */
  adjusted: Float64Array
  /** Puts the season back on a forecast made from the end of the series. */
  restore(forecast: readonly number[]): number[]
  seasonal: boolean
  /** One index per season, starting with the season of y[0]; ratios, or differences when additive. */
  indices: number[]
  additive: boolean
}

/**
 * Classical decomposition when the series is seasonal: ratios to the centred moving average, or differences where
 * values ≤ 0 forbid ratios. Otherwise the series as it is.
 */
export function adjustSeason(y: readonly number[], period: number, seasonal = isSeasonal(y, period)): Adjusted {
  if (!seasonal || y.length < 2 * period)
    return { adjusted: Float64Array.from(y), restore: (f) => [...f], seasonal: false, indices: [], additive: false }
  const additive = y.some((v) => v <= 0)
  const indices = seasonalIndices(y, period, additive)
  const adjusted = Float64Array.from(y, (v, t) => (additive ? v - indices[t % period]! : v / indices[t % period]!))
  return {
    adjusted,
    seasonal: true,
    indices,
    additive,
    restore: (f) =>
      f.map((v, i) => {
        const s = indices[(y.length + i) % period]!
        return additive ? v + s : v * s
      }),
  }
}

function seasonalIndices(y: readonly number[], period: number, additive: boolean): number[] {
  const trend = centredAverage(y, period)
  const sums = new Array<number>(period).fill(0)
  const counts = new Array<number>(period).fill(0)
  y.forEach((v, t) => {
    const level = trend[t]!
    if (Number.isNaN(level)) return
    sums[t % period]! += additive ? v - level : v / level
    counts[t % period]!++
  })
  const raw = sums.map((s, i) => (counts[i]! > 0 ? s / counts[i]! : additive ? 0 : 1))
  const mean = average(raw)
  // An index of (nearly) zero would blow the adjusted series up.
  return raw.map((v) => (additive ? v - mean : Math.max(0.01, v / mean)))
}

/** Centred moving average over one period (half weights at the ends when even); NaN where it does not fit. */
function centredAverage(y: readonly number[], period: number): number[] {
  const half = Math.floor(period / 2)
  return y.map((_, t) => {
    if (t < half || t + half >= y.length) return Number.NaN
    let sum = 0
    for (let k = -half; k <= half; k++) {
      const edge = period % 2 === 0 && Math.abs(k) === half
      sum += y[t + k]! * (edge ? 0.5 : 1)
    }
    return sum / period
  })
}

/** Arithmetic mean; 0 for none. */
export function average(y: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < y.length; i++) sum += y[i]!
  return y.length === 0 ? 0 : sum / y.length
}

/** Median of a non-empty list. */
export function median(values: readonly number[]): number {
  const s = [...values].sort((a, b) => a - b)
  const k = s.length >> 1
  return s.length % 2 === 1 ? s[k]! : (s[k - 1]! + s[k]!) / 2
}
