/**
 * Gamma-Gamma spend per purchase: each customer's purchases scatter around an own mean, and the means differ by a
 * gamma mixture. Assumes that spend and frequency are independent: check `correlation` in the fit.
 *
 * Fader, Hardie & Lee (2005), "RFM and CLV", JMR 42(4); Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary
 * Value", eqs. 1a (likelihood) and 5 (conditional mean).
 */
import { type Fit, fitMaximumLikelihood } from './fit.ts'
import { logGamma } from './special.ts'

export type GammaGammaParameter = 'p' | 'q' | 'gamma'
export type GammaGammaParams = Record<GammaGammaParameter, number>
const NAMES = ['p', 'q', 'gamma'] as const

export interface SpendHistory {
  /** Purchases that the mean is over; customers with 0 carry no information and are left out of the fit. */
  frequency: number
  /** Mean spend per purchase, any currency unit. */
  monetary: number
  weight?: number
}

export interface GammaGammaFit extends Fit<GammaGammaParams> {
  /** Correlation of frequency and mean spend; the model assumes about 0. */
  correlation: number
  /** Customers left out because their mean spend was zero or negative (returns exceed purchases). */
  leftOut: number
}

interface Row {
  x: number
  m: number
  w: number
}

function check(row: SpendHistory, i = 0): Row {
  const { frequency: x, monetary: m, weight: w = 1 } = row
  if (!Number.isFinite(x) || x < 0 || !Number.isFinite(m) || !Number.isFinite(w) || w < 0)
    throw new RangeError(`spend row ${i}: frequency ≥ 0, monetary and weight ≥ 0 must be numbers`)
  return { x, m, w }
}

function logLikelihood(v: readonly number[], rows: readonly Row[]): number {
  const [p, q, gamma] = v as [number, number, number]
  const common = q * Math.log(gamma) - logGamma(q)
  let sum = 0
  for (const { x, m, w } of rows) {
    const px = p * x
    sum +=
      w *
      (logGamma(px + q) -
        logGamma(px) +
        common +
        (px - 1) * Math.log(m) +
        px * Math.log(x) -
        (px + q) * Math.log(gamma + x * m))
  }
  return sum
}

function correlation(rows: readonly Row[]): number {
  const n = rows.reduce((s, r) => s + r.w, 0)
  const mx = rows.reduce((s, r) => s + r.w * r.x, 0) / n
  const mm = rows.reduce((s, r) => s + r.w * r.m, 0) / n
  let xy = 0
  let xx = 0
  let yy = 0
  for (const r of rows) {
    xy += r.w * (r.x - mx) * (r.m - mm)
    xx += r.w * (r.x - mx) ** 2
    yy += r.w * (r.m - mm) ** 2
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0
}

/** Gamma-Gamma. CDNOW reference (946 repeaters): p 6.25, q 3.74, γ 15.44, ln L −4055.9. */
export const gammaGamma = {
  name: 'Gamma-Gamma',
  parameters: NAMES,
  /** Fit on customers with frequency ≥ 1 and positive mean spend. Throws RangeError when there is none. */
  fit(rows: readonly SpendHistory[]): GammaGammaFit {
    const checked = rows.map(check).filter((r) => r.x > 0 && r.w > 0)
    const used = checked.filter((r) => r.m > 0)
    if (used.length === 0) throw new RangeError('fit: no customer with a purchase of positive value')
    const customers = used.reduce((s, r) => s + r.w, 0)
    const scale = used.reduce((s, r) => s + r.w * r.m, 0) / customers
    const scaled = used.map((r) => ({ ...r, m: r.m / scale }))
    const related = correlation(used)
    const reasons: string[] = []
    if (customers < 50) reasons.push(`only ${customers} customers`)
    if (new Set(used.map((r) => r.m)).size === 1) reasons.push('every customer spends the same: nothing to mix')
    if (Math.abs(related) > 0.3)
      reasons.push(`spend and frequency are correlated (${related.toFixed(2)}): the model assumes they are not`)
    const fit = fitMaximumLikelihood({
      names: NAMES,
      objective: (x) => -logLikelihood(x.map(Math.exp), scaled),
      starts: [
        [1, 1, 0],
        [0, 0, 0],
      ],
      units: { p: 1, q: 1, gamma: scale },
      constant: -customers * Math.log(scale),
      customers,
      reasons,
    })
    if (fit.params.q <= 1) {
      fit.reliable = false
      fit.reasons.push('q ≤ 1: the mean spend of a new customer is infinite under the model')
    }
    return { ...fit, correlation: related, leftOut: checked.length - used.length }
  },
  /**
   * E[mean spend | frequency x, observed mean m] = p(γ + m x) / (p x + q − 1). Where the model has no finite mean
   * (p x + q ≤ 1) the observed mean is returned; NaN is never.
   */
  expectedSpend({ p, q, gamma }: GammaGammaParams, raw: SpendHistory): number {
    const { x, m } = check(raw)
    const below = p * x + q - 1
    const seen = x > 0 && m > 0 ? m : 0
    return below > 1e-9 ? (p * (gamma + seen * x)) / below : seen
  },
  logLikelihood: ({ p, q, gamma }: GammaGammaParams, rows: readonly SpendHistory[]): number =>
    logLikelihood(
      [p, q, gamma],
      rows.map(check).filter((r) => r.x > 0 && r.m > 0),
    ),
}
