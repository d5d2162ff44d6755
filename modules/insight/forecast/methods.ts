/** The forecasting methods by name: plain numbers in, plain numbers out. */
import { croston, sesFixed, tsb } from './intermittent.ts'
import { type Adjusted, adjustSeason, average, checkHorizonAndPeriod, checkSeries, median } from './series.ts'
import { holt, type Smoothed, ses, theta } from './smoothing.ts'

export const METHODS = [
  'sNaive',
  'naive2',
  'ses',
  'holt',
  'damped',
  'comb',
  'theta',
  'ensemble',
  'croston',
  'sba',
  'tsb',
  'ses01',
] as const
export type MethodName = (typeof METHODS)[number]

/** Labels for pages. */
export const METHOD_LABELS: Record<MethodName, { zh: string; en: string }> = {
  sNaive: { zh: '去年同期', en: 'Seasonal naive' },
  naive2: { zh: '上期值（季节调整）', en: 'Naive 2' },
  ses: { zh: '简单指数平滑', en: 'Simple exponential smoothing' },
  holt: { zh: '霍尔特线性趋势', en: 'Holt linear trend' },
  damped: { zh: '阻尼趋势', en: 'Damped trend' },
  comb: { zh: '平滑组合', en: 'Comb (SES, Holt, Damped)' },
  theta: { zh: 'Theta 法', en: 'Theta' },
  ensemble: { zh: '中位数组合', en: 'Median ensemble' },
  croston: { zh: 'Croston 间断需求', en: 'Croston' },
  sba: { zh: 'SBA 间断需求', en: 'Syntetos–Boylan (SBA)' },
  tsb: { zh: 'TSB 间断需求', en: 'Teunter–Syntetos–Babai (TSB)' },
  ses01: { zh: '慢速平滑（α=0.1）', en: 'SES, α = 0.1' },
}

export interface ForecastRequest {
  /** Seasons in a year: 12 for months, 4 for quarters, 1 for none. */
  period: number
  /** Steps ahead. */
  horizon: number
  /** Keep forecasts at or above zero; by default when no observation is negative. */
  nonNegative?: boolean
}

/** Everything the methods share about one series, computed at most once. */
export class Workspace {
  readonly y: readonly number[]
  readonly period: number
  private readonly cache = new Map<string, Smoothed>()
  private season: Adjusted | undefined

  constructor(y: readonly number[], period: number) {
    this.y = y
    this.period = period
  }

  get adjusted(): Adjusted {
    this.season ??= adjustSeason(this.y, this.period)
    return this.season
  }

  private smooth(name: string, fit: (y: Float64Array) => Smoothed): Smoothed {
    let found = this.cache.get(name)
    if (!found) {
      found = fit(this.adjusted.adjusted)
      this.cache.set(name, found)
    }
    return found
  }

  /** Forecasts before the zero floor. */
  forecast(method: MethodName, h: number): number[] {
    const { y, period } = this
    const flat = (v: number) => new Array<number>(h).fill(v)
    const back = (f: number[]) => this.adjusted.restore(f)
    switch (method) {
      case 'sNaive':
        return Array.from({ length: h }, (_, i) =>
          y.length >= period ? y[y.length - period + (i % period)]! : y[y.length - 1]!,
        )
      case 'naive2':
        return back(flat(this.adjusted.adjusted[y.length - 1]!))
      case 'ses':
        return back(this.smooth('ses', ses).forecast(h))
      case 'holt':
        return back(this.smooth('holt', holt).forecast(h))
      case 'damped':
        return back(this.smooth('damped', (v) => holt(v, true)).forecast(h))
      case 'theta':
        return back(this.smooth('theta', theta).forecast(h))
      case 'comb':
        return this.combine(['ses', 'holt', 'damped'], h, average)
      case 'ensemble':
        return this.combine(['theta', 'ses', 'damped', 'holt', 'sNaive'], h, median)
      case 'croston':
        return flat(croston(y))
      case 'sba':
        return flat(croston(y, 0.1, 0.1, true))
      case 'tsb':
        return flat(tsb(y))
      case 'ses01':
        return flat(sesFixed(y))
    }
  }

  private combine(members: MethodName[], h: number, how: (v: number[]) => number): number[] {
    const all = members.map((m) => this.forecast(m, h))
    return Array.from({ length: h }, (_, i) => how(all.map((f) => f[i]!)))
  }
}

/**
 * Forecast one series with one method.
 * @returns `horizon` numbers, all finite; none negative unless the series has negative values
 * @throws RangeError for an empty series, a value that is not finite, or a bad horizon or period
 */
export function forecast(method: MethodName, y: readonly number[], request: ForecastRequest): number[] {
  checkSeries(y)
  checkHorizonAndPeriod(request.horizon, request.period)
  return floored(new Workspace(y, request.period).forecast(method, request.horizon), y, request.nonNegative)
}

/** Zero floor for series that never were negative. */
export function floored(f: number[], y: readonly number[], nonNegative = y.every((v) => v >= 0)): number[] {
  return nonNegative ? f.map((v) => Math.max(0, v)) : f
}
