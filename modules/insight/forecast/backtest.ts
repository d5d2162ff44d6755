/** Rolling-origin backtest: the past is forecast from ever earlier points, and every method meets the same tests. */
import { floored, type MethodName, Workspace } from './methods.ts'
import { average } from './series.ts'

export interface Backtest {
  methods: MethodName[]
  /** Steps that each test looks ahead; shorter than the horizon wanted when the series is short. */
  horizon: number
  tests: BacktestOrigin[]
}

export interface BacktestOrigin {
  /** Length of the history the forecasts saw. */
  origin: number
  actual: number[]
  forecasts: { [m in MethodName]?: number[] }
  /** RMS of one-step changes of that history: the scale of RMSSE. 1 for a constant history. */
  scale: number
}

export interface MethodScore {
  method: MethodName
  /** Mean over the origins of the root mean squared scaled error. */
  rmsse: number
  /** Mean scaled error, forecast − actual; negative = too low. */
  bias: number
}

/** Tests look back no further than this many periods: enough to fit any method, and long series stay quick. */
const LONGEST = 400

export interface BacktestOptions {
  period: number
  horizon: number
  methods: readonly MethodName[]
  /** Most origins to test; 6 when absent. */
  origins?: number
}

/**
 * Backtest methods on one (already checked) series. Origins lie a quarter horizon apart, the last one `horizon` before
 * the end; no origin has less than half the series or (where the series allows) less than three years behind it.
 */
export function backtest(y: readonly number[], options: BacktestOptions): Backtest {
  const { period, methods, origins = 6 } = options
  const n = y.length
  const horizon = Math.max(1, Math.min(options.horizon, Math.floor(n / 4)))
  const step = Math.max(1, Math.floor(horizon / 4))
  const enough = Math.max(4, Math.min(3 * period, n - horizon), Math.floor(n / 2))
  const tests: BacktestOrigin[] = []
  for (let k = 0; k < origins; k++) {
    const origin = n - horizon - k * step
    if (origin < enough) break
    const history = y.slice(Math.max(0, origin - LONGEST), origin)
    const workspace = new Workspace(history, period)
    const forecasts: { [m in MethodName]?: number[] } = {}
    for (const m of methods) forecasts[m] = floored(workspace.forecast(m, horizon), history)
    tests.push({ origin, actual: y.slice(origin, origin + horizon), forecasts, scale: changeScale(history) })
  }
  return { methods: [...methods], horizon, tests }
}

/** Scores of every method, in the order of `methods`; empty when there was no test. */
export function scoreMethods({ methods, tests }: Backtest): MethodScore[] {
  if (tests.length === 0) return []
  return methods.map((method) => ({
    method,
    rmsse: average(tests.map((t) => originRmsse(t, t.forecasts[method]!))),
    bias: average(tests.map((t) => average(t.actual.map((a, i) => (t.forecasts[method]![i]! - a) / t.scale)))),
  }))
}

/** RMSSE of a forecast at one origin. */
export function originRmsse(test: BacktestOrigin, forecast: readonly number[]): number {
  return Math.sqrt(average(test.actual.map((a, i) => ((a - forecast[i]!) / test.scale) ** 2)))
}

function changeScale(y: readonly number[]): number {
  let sum = 0
  for (let t = 1; t < y.length; t++) sum += (y[t]! - y[t - 1]!) ** 2
  return y.length > 1 && sum > 0 ? Math.sqrt(sum / (y.length - 1)) : 1
}
