/** Forecast accuracy measures. All take plain arrays of equal length. */
import { average } from './series.ts'

/** Symmetric MAPE in percent, 0…200 (M3/M4 definition); a pair of zeros counts 0. */
export function smape(forecast: readonly number[], actual: readonly number[]): number {
  return average(
    actual.map((a, i) => {
      const size = Math.abs(a) + Math.abs(forecast[i]!)
      return size === 0 ? 0 : (200 * Math.abs(a - forecast[i]!)) / size
    }),
  )
}

/** MAE ÷ in-sample MAE of the seasonal naive forecast (Hyndman & Koehler 2006). NaN when that is 0 or undefined. */
export function mase(
  forecast: readonly number[],
  actual: readonly number[],
  history: readonly number[],
  period: number,
): number {
  const scale = average(differences(history, period).map(Math.abs))
  return scale > 0 ? average(actual.map((a, i) => Math.abs(a - forecast[i]!))) / scale : Number.NaN
}

/** Root mean squared error ÷ in-sample RMS of the one-step naive forecast (M5). NaN when that is 0 or undefined. */
export function rmsse(forecast: readonly number[], actual: readonly number[], history: readonly number[]): number {
  const scale = Math.sqrt(average(differences(history, 1).map((d) => d * d)))
  return scale > 0 ? Math.sqrt(average(actual.map((a, i) => (a - forecast[i]!) ** 2))) / scale : Number.NaN
}

/** Mean error (forecast − actual) ÷ the RMSSE scale: negative = forecasts too low. */
export function scaledBias(forecast: readonly number[], actual: readonly number[], history: readonly number[]): number {
  const scale = Math.sqrt(average(differences(history, 1).map((d) => d * d)))
  return scale > 0 ? average(actual.map((a, i) => forecast[i]! - a)) / scale : Number.NaN
}

/** Σ|error| ÷ Σ|actual| (wMAPE); NaN when nothing was sold. */
export function wmape(forecast: readonly number[], actual: readonly number[]): number {
  const total = actual.reduce((s, a) => s + Math.abs(a), 0)
  return total > 0 ? actual.reduce((s, a, i) => s + Math.abs(a - forecast[i]!), 0) / total : Number.NaN
}

function differences(y: readonly number[], lag: number): number[] {
  return y.slice(lag).map((v, t) => v - y[t]!)
}
