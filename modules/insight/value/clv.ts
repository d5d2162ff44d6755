/** Customer lifetime value over a horizon: discounted expected purchases × expected spend. */
import type { PurchaseModel } from './model.ts'
import type { PurchaseHistory } from './purchases.ts'

export interface LifetimeValueOptions {
  /** Periods to look ahead, e.g. 12 months. Whole number. */
  periods: number
  /** Length of a period in the model's time unit, e.g. 365.25 / 12 / 7 for months of a model in weeks. */
  periodLength: number
  /** Discount rate per period, e.g. 0.01 a month. Purchases are discounted at the end of their period. */
  discountRate: number
  /** Share of the spend that counts as value; 1 (turnover) when absent. */
  margin?: number
}

export interface LifetimeValue {
  /** Discounted expected value over all periods. */
  value: number
  /** The same, undiscounted. */
  undiscounted: number
  /** Expected purchases over all periods. */
  purchases: number
}

/**
 * CLV = Σₖ (E[Y(k·Δ)] − E[Y((k−1)·Δ)]) · spend · margin / (1+d)^k  (Fader, Hardie & Lee 2005, JMR 42(4), in periods).
 * Future purchases only: what was bought already is not value to come.
 * @param spend expected spend per purchase, from gammaGamma.expectedSpend
 */
export function lifetimeValue<K extends string>(
  model: PurchaseModel<K>,
  params: Record<K, number>,
  row: PurchaseHistory,
  spend: number,
  { periods, periodLength, discountRate, margin = 1 }: LifetimeValueOptions,
): LifetimeValue {
  if (!Number.isInteger(periods) || periods < 1)
    throw new RangeError('lifetimeValue: periods must be a whole number ≥ 1')
  if (!(periodLength > 0)) throw new RangeError('lifetimeValue: periodLength must be positive')
  if (!(discountRate > -1)) throw new RangeError('lifetimeValue: discountRate must exceed −1')
  if (!Number.isFinite(spend) || !Number.isFinite(margin)) throw new RangeError('lifetimeValue: spend is not a number')
  let before = 0
  let discounted = 0
  for (let k = 1; k <= periods; k++) {
    const upTo = model.expectedPurchases(params, row, k * periodLength)
    discounted += (upTo - before) / (1 + discountRate) ** k
    before = upTo
  }
  return { value: discounted * spend * margin, undiscounted: before * spend * margin, purchases: before }
}
