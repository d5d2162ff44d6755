/** The whole way for one series: choose by backtest, forecast, intervals. And the same for many, on worker threads. */
import { type BatchOptions, runBatch } from '../batch/pool.ts'
import { type Choice, type ChoiceOptions, chooseWithBacktest, forecastWithChoice } from './choose.ts'
import { forecastSpread, type Interval, intervalsFrom } from './intervals.ts'

export interface PredictOptions extends ChoiceOptions {
  /** Levels of the prediction intervals; [0.8, 0.95] when absent. */
  levels?: readonly number[]
}

export interface Prediction {
  mean: number[]
  intervals: Interval[]
  choice: Choice
}

/**
 * Forecast one series by the method or blend its own past speaks for, with prediction intervals.
 * @param y observations in time order, one per period; no gaps (put 0 or interpolate before)
 * @throws RangeError for an empty series, a value that is not finite, or a bad request
 */
export function predict(y: readonly number[], options: PredictOptions): Prediction {
  const { choice, tests } = chooseWithBacktest(y, options)
  const mean = forecastWithChoice(y, choice, options)
  const spread = forecastSpread(y, choice.weights, tests, options.horizon, options.period)
  const floor = options.nonNegative ?? y.every((v) => v >= 0)
  return { mean, intervals: intervalsFrom(mean, spread, options.levels ?? [0.8, 0.95], floor), choice }
}

export interface PredictTask {
  y: readonly number[]
  options: PredictOptions
}

export type PredictResult = { ok: true; prediction: Prediction } | { ok: false; error: string }

/** Many series; a bad one yields its error, not a failed batch. The chunk function that worker threads run. */
export function predictChunk(tasks: readonly PredictTask[]): PredictResult[] {
  return tasks.map(({ y, options }) => {
    try {
      return { ok: true, prediction: predict(y, options) }
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : String(error) }
    }
  })
}

/** Forecast many series on worker threads; worth it from some hundreds on (a series takes about 2 ms). */
export function predictMany(tasks: readonly PredictTask[], options: BatchOptions = {}): Promise<PredictResult[]> {
  return runBatch(new URL('./predict.ts', import.meta.url), 'predictChunk', tasks, { chunk: 200, ...options })
}
