/**
 * Prediction intervals from the backtest: what the same forecast got wrong before is what it may get wrong again.
 *
 * Spread per step = mean squared backtest error of the chosen forecast, smoothed over the steps with a rising line,
 * rescaled to today's level, with half a test's worth of a random-walk prior (so that one lucky window cannot make the
 * interval vanish). Multiplied by Student's t with 5 degrees of freedom × .87, because spreads from a handful of
 * overlapping windows are uncertain themselves. The two constants were set on every second monthly M3 series and
 * checked on the others (measured coverage: docs/insight.md).
 */
import type { Backtest } from './backtest.ts'
import { blended, type Choice } from './choose.ts'
import { adjustSeason, average } from './series.ts'

const PRIOR_TESTS = 0.5
const T_SCALE = 0.87
const FULL_TESTS = 6

export interface Interval {
  /** E.g. 0.8. */
  level: number
  lower: number[]
  upper: number[]
}

/** Standard-deviation-like spread for steps 1…horizon. */
export function forecastSpread(
  y: readonly number[],
  weights: Choice['weights'],
  tests: Backtest,
  horizon: number,
  period: number,
): number[] {
  const prior = priorVariance(y, period)
  const growth = period > 1 ? 0.15 : 4
  const seen = tests.tests.map((t) => {
    const f = blended(weights, tests.horizon, (m) => t.forecasts[m]!)
    const rescale = levelRatio(y, t.origin, period)
    return t.actual.map((a, i) => ((a - f[i]!) * rescale) ** 2)
  })
  const line = seen.length > 0 ? risingLine(seen, tests.horizon) : { start: 0, slope: 0 }
  const k = seen.length
  const priorWeight = PRIOR_TESTS + (FULL_TESTS - Math.min(FULL_TESTS, k)) / 4
  return Array.from({ length: horizon }, (_, i) => {
    const own = line.start + line.slope * i
    const before = prior * (0.6 + growth * i)
    return Math.sqrt((k * own + priorWeight * before) / (k + priorWeight))
  })
}

/** Symmetric intervals around a forecast; not below zero where `floor` is set. */
export function intervalsFrom(
  mean: readonly number[],
  spread: readonly number[],
  levels: readonly number[],
  floor: boolean,
): Interval[] {
  return levels.map((level) => {
    if (!(level > 0 && level < 1)) throw new RangeError(`intervals: level must lie between 0 and 1, got ${level}`)
    const k = T_SCALE * studentQuantile5((1 + level) / 2)
    return {
      level,
      lower: mean.map((m, i) => (floor ? Math.max(0, m - k * spread[i]!) : m - k * spread[i]!)),
      upper: mean.map((m, i) => m + k * spread[i]!),
    }
  })
}

/** Mean square of the seasonally adjusted one-step changes. */
function priorVariance(y: readonly number[], period: number): number {
  const { adjusted } = adjustSeason(y, period)
  if (adjusted.length < 2) return 0
  let sum = 0
  for (let t = 1; t < adjusted.length; t++) sum += (adjusted[t]! - adjusted[t - 1]!) ** 2
  return sum / (adjusted.length - 1)
}

/** Level now ÷ level at an origin (mean size of the last year), kept within a factor of 4. */
function levelRatio(y: readonly number[], origin: number, period: number): number {
  const size = (end: number) => average(y.slice(Math.max(0, end - Math.max(period, 4)), end).map(Math.abs))
  const then = size(origin)
  return then > 0 ? Math.min(4, Math.max(0.25, size(y.length) / then)) : 1
}

/** Mean squares by step, fitted by start·(1 + c·i) with the mean kept and c from a short list. */
function risingLine(squares: readonly (readonly number[])[], steps: number): { start: number; slope: number } {
  const v = Array.from({ length: steps }, (_, i) => average(squares.map((s) => s[i]!)))
  const mean = average(v)
  let best = { start: mean, slope: 0 }
  let bestError = Number.POSITIVE_INFINITY
  for (const c of [0, 0.05, 0.1, 0.2, 0.35, 0.6, 1, 2]) {
    const start = mean / (1 + (c * (steps - 1)) / 2)
    const error = v.reduce((s, x, i) => s + (x - start * (1 + c * i)) ** 2, 0)
    if (error < bestError) {
      bestError = error
      best = { start, slope: start * c }
    }
  }
  return best
}

/** Quantile of Student's t with 5 degrees of freedom, by bisection on its closed-form distribution function. */
function studentQuantile5(p: number): number {
  const cdf = (t: number) => {
    const th = Math.atan(t / Math.sqrt(5))
    return 0.5 + (th + Math.sin(th) * (Math.cos(th) + (2 / 3) * Math.cos(th) ** 3)) / Math.PI
  }
  let [a, b] = [0, 1e4]
  while (b - a > 1e-9 * (1 + a)) {
    const m = (a + b) / 2
    if (cdf(m) < p) a = m
    else b = m
  }
  return (a + b) / 2
}
