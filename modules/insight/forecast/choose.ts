/**
 * Choosing per series. A bare "lowest backtest error wins" is worse than any good fixed method (measured:
 * docs/insight.md), because six overlapping tests are mostly noise. So the default is a blend of all candidates,
 * weighted by 1/RMSSE², and a single method is chosen only when it beat the ensemble clearly at every origin.
 * Intermittent series have candidates of their own and a gate on bias: an all-zero forecast must never win.
 */
import {
  type Backtest,
  type BacktestOptions,
  backtest,
  type MethodScore,
  originRmsse,
  scoreMethods,
} from './backtest.ts'
import { type DemandPattern, demandPattern } from './intermittent.ts'
import { type ForecastRequest, floored, METHOD_LABELS, type MethodName, Workspace } from './methods.ts'
import { checkHorizonAndPeriod, checkSeries, isSeasonal } from './series.ts'

/** Candidates for smooth and erratic series. */
export const REGULAR: readonly MethodName[] = ['sNaive', 'naive2', 'ses', 'holt', 'damped', 'comb', 'theta', 'ensemble']
/** Candidates for intermittent and lumpy series. */
export const INTERMITTENT: readonly MethodName[] = ['tsb', 'ses01', 'sba', 'croston']
/** A candidate whose mean scaled error is larger than this is out (intermittent series only). */
export const BIAS_GATE = 0.25
/** A single method must beat the ensemble by this share, at every origin, to be chosen over the blend. */
export const CLEAR_WIN = 0.3

export interface Choice {
  /** 'blend' = weighted mean of all methods with a weight. */
  method: MethodName | 'blend'
  /** Weights that add up to 1. */
  weights: { [m in MethodName]?: number }
  /** Backtest scores, best first; empty when the series is too short to test. */
  scores: MethodScore[]
  pattern: DemandPattern
  seasonal: boolean
  origins: number
  reason: { zh: string; en: string }
}

export interface ChoiceOptions extends ForecastRequest {
  /** Candidates; by default REGULAR or INTERMITTENT by the demand pattern. */
  methods?: readonly MethodName[]
  origins?: number
}

/** Choose for one series. Throws RangeError on a bad series or request. */
export function chooseMethod(y: readonly number[], options: ChoiceOptions): Choice {
  return chooseWithBacktest(y, options).choice
}

/** The choice and the tests it rests on; prediction intervals are made from the same tests. */
export function chooseWithBacktest(y: readonly number[], options: ChoiceOptions): { choice: Choice; tests: Backtest } {
  checkSeries(y)
  checkHorizonAndPeriod(options.horizon, options.period)
  const pattern = demandPattern(y)
  const gaps = pattern.kind === 'intermittent' || pattern.kind === 'lumpy' || pattern.kind === 'none'
  const methods = options.methods ?? (gaps ? INTERMITTENT : candidates(options.period))
  if (methods.length === 0) throw new RangeError('chooseMethod: no candidate methods')
  const request: BacktestOptions = { ...options, methods }
  const tests = backtest(y, request)
  const scores = scoreMethods(tests)
  const base = {
    pattern,
    seasonal: isSeasonal(y, options.period),
    origins: tests.tests.length,
    scores: [...scores].sort((a, b) => a.rmsse - b.rmsse),
  }
  const decided = gaps ? chooseIntermittent(scores, methods) : chooseRegular(tests, scores, methods)
  return { choice: { ...base, ...decided }, tests }
}

type Decision = Pick<Choice, 'method' | 'weights' | 'reason'>

/** With no seasons the seasonal naive is the plain naive: one of the two is enough. */
const candidates = (period: number) => (period > 1 ? REGULAR : REGULAR.filter((m) => m !== 'sNaive'))

function chooseRegular(tests: Backtest, scores: MethodScore[], methods: readonly MethodName[]): Decision {
  const fallback = methods.includes('ensemble') ? 'ensemble' : methods[0]!
  if (scores.length === 0) return only(fallback, '历史太短，无法回测，用默认方法', 'too short to test: the default')
  const winner = clearWinner(tests, scores, fallback)
  if (winner) {
    const name = METHOD_LABELS[winner]
    return only(winner, `${name.zh}在每次回测中都明显更准`, `${name.en} was clearly better at every origin`)
  }
  return blend(scores, '按回测误差加权组合', 'weighted by backtest error')
}

function clearWinner(tests: Backtest, scores: MethodScore[], reference: MethodName): MethodName | null {
  if (tests.tests.length < 3) return null
  const own = scores.find((s) => s.method === reference)!.rmsse
  const beaten = scores
    .filter((s) => s.method !== reference && s.rmsse < (1 - CLEAR_WIN) * own)
    .filter((s) =>
      tests.tests.every((t) => originRmsse(t, t.forecasts[s.method]!) < originRmsse(t, t.forecasts[reference]!)),
    )
    .sort((a, b) => a.rmsse - b.rmsse)
  return beaten[0]?.method ?? null
}

function chooseIntermittent(scores: MethodScore[], methods: readonly MethodName[]): Decision {
  const fallback = methods.includes('tsb') ? 'tsb' : methods[0]!
  if (scores.length === 0) return only(fallback, '历史太短，无法回测，用默认方法', 'too short to test: the default')
  const passing = scores.filter((s) => Math.abs(s.bias) <= BIAS_GATE)
  if (passing.length === 0) {
    const least = [...scores].sort((a, b) => Math.abs(a.bias) - Math.abs(b.bias))[0]!
    return only(least.method, '各方法偏差都大，取偏差最小者', 'all are biased: the least biased')
  }
  return blend(passing, '间断需求：偏差合格的方法加权组合', 'intermittent: methods within the bias gate, weighted')
}

function only(method: MethodName, zh: string, en: string): Decision {
  return { method, weights: { [method]: 1 }, reason: { zh, en } }
}

function blend(scores: readonly MethodScore[], zh: string, en: string): Decision {
  // A method without error (constant series) takes all the weight, without dividing by zero.
  const best = Math.min(...scores.map((s) => s.rmsse))
  const raw = scores.map((s) => 1 / Math.max(s.rmsse, best * 1e-3, 1e-9) ** 2)
  const sum = raw.reduce((s, v) => s + v, 0)
  const weights: { [m in MethodName]?: number } = {}
  scores.forEach((s, i) => {
    weights[s.method] = raw[i]! / sum
  })
  return { method: 'blend', weights, reason: { zh, en } }
}

/** Weighted mean of forecasts by method. */
export function blended(
  weights: { [m in MethodName]?: number },
  horizon: number,
  of: (m: MethodName) => readonly number[],
): number[] {
  const entries = Object.entries(weights) as [MethodName, number][]
  const parts = entries.map(([m, w]) => ({ w, f: of(m) }))
  return Array.from({ length: horizon }, (_, i) => parts.reduce((s, p) => s + p.w * p.f[i]!, 0))
}

/** Forecast a checked series with a choice made before. */
export function forecastWithChoice(
  y: readonly number[],
  choice: Pick<Choice, 'weights'>,
  request: ForecastRequest,
): number[] {
  const workspace = new Workspace(y, request.period)
  const f = blended(choice.weights, request.horizon, (m) =>
    floored(workspace.forecast(m, request.horizon), y, request.nonNegative),
  )
  return floored(f, y, request.nonNegative)
}
