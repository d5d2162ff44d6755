/** Intermittent demand: Croston, SBA, TSB and SES with a small fixed α, and the usual classification. */
import { average } from './series.ts'

export interface DemandPattern {
  /** Average interval between non-zero periods. Infinity when nothing was ever sold. */
  adi: number
  /** Squared coefficient of variation of the non-zero sizes. */
  cv2: number
  kind: 'smooth' | 'erratic' | 'intermittent' | 'lumpy' | 'none'
}

/** Syntetos, Boylan & Croston (2005): ADI 1.32, CV² .49. Series with negative values are never intermittent. */
export function demandPattern(y: readonly number[]): DemandPattern {
  const sizes = y.filter((v) => v > 0)
  if (sizes.length === 0)
    return { adi: Number.POSITIVE_INFINITY, cv2: 0, kind: y.some((v) => v < 0) ? 'smooth' : 'none' }
  const adi = y.length / sizes.length
  const mean = average(sizes)
  const cv2 = average(sizes.map((v) => (v - mean) ** 2)) / mean ** 2
  if (y.some((v) => v < 0)) return { adi, cv2, kind: 'smooth' }
  const kind = adi < 1.32 ? (cv2 < 0.49 ? 'smooth' : 'erratic') : cv2 < 0.49 ? 'intermittent' : 'lumpy'
  return { adi, cv2, kind }
}

/**
 * Croston (1972): size z and interval p smoothed at each sale, forecast z/p. `correction` β/2 gives SBA
 * (Syntetos & Boylan 2005), which takes Croston's upward bias away.
 */
export function croston(y: readonly number[], alpha = 0.1, beta = 0.1, sba = false): number {
  let size = Number.NaN
  let interval = Number.NaN
  let since = 1
  for (const v of y) {
    if (v > 0) {
      size = Number.isNaN(size) ? v : size + alpha * (v - size)
      interval = Number.isNaN(interval) ? since : interval + beta * (since - interval)
      since = 1
    } else since++
  }
  if (Number.isNaN(size)) return 0
  return (size / interval) * (sba ? 1 - beta / 2 : 1)
}

/**
 * TSB (Teunter, Syntetos & Babai 2011): probability of a sale updated every period, size at each sale; forecast
 * probability × size. A customer who left decays to zero, which Croston's never does.
 */
export function tsb(y: readonly number[], alpha = 0.1, beta = 0.1): number {
  const head = y.slice(0, Math.max(1, Math.min(12, y.length)))
  const sizes = y.filter((v) => v > 0)
  if (sizes.length === 0) return 0
  let probability = head.filter((v) => v > 0).length / head.length
  const early = head.filter((v) => v > 0)
  let size = early.length > 0 ? average(early) : sizes[0]!
  for (const v of y) {
    probability += beta * ((v > 0 ? 1 : 0) - probability)
    if (v > 0) size += alpha * (v - size)
  }
  return probability * size
}

/** SES with fixed α, started at the mean of the first year: the plain rival that is hard to beat. */
export function sesFixed(y: readonly number[], alpha = 0.1): number {
  let level = average(y.slice(0, Math.max(1, Math.min(12, y.length))))
  for (const v of y) level += alpha * (v - level)
  return level
}
