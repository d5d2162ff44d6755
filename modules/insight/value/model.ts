/** The face every continuous-time purchase model shows, so that callers can swap one for another. */
import { type Fit, fitMaximumLikelihood } from './fit.ts'
import { type GroupedHistories, groupHistories, type PurchaseHistory, thin } from './purchases.ts'

export interface PurchaseModel<K extends string> {
  name: string
  /** Parameter names in the paper's order. */
  parameters: readonly K[]
  /**
   * Maximum-likelihood fit. Never NaN: with too little information (one customer, no repeats at all) the fit comes
   * back with `reliable: false` and the reasons. Throws RangeError on impossible rows and on an empty list.
   */
  fit(rows: readonly PurchaseHistory[]): Fit<Record<K, number>>
  logLikelihood(params: Record<K, number>, rows: readonly PurchaseHistory[]): number
  /** P(still a customer at the end of observation | history), in [0, 1]. */
  probabilityAlive(params: Record<K, number>, row: PurchaseHistory): number
  /** P(at least one purchase in the next `horizon` time units | history), in [0, 1]. */
  probabilityOfPurchase(params: Record<K, number>, row: PurchaseHistory, horizon: number): number
  /** E[purchases in the next `horizon` time units | history], ≥ 0. */
  expectedPurchases(params: Record<K, number>, row: PurchaseHistory, horizon: number): number
  /** E[repeat purchases in (0, t]] of a customer just acquired. */
  expectedFromStart(params: Record<K, number>, t: number): number
}

/** Negative log-likelihood on grouped rows whose times are already scaled. `p` are plain (not log) parameters. */
export type GroupedLikelihood = (p: readonly number[], g: GroupedHistories) => number

/** Build the fit and the checks once for all models. */
export function fitPurchaseModel<K extends string>(
  names: readonly K[],
  scaleParameters: readonly K[],
  negative: GroupedLikelihood,
  rows: readonly PurchaseHistory[],
  starts: readonly (readonly number[])[],
): Fit<Record<K, number>> {
  if (rows.length === 0) throw new RangeError('fit: no customers')
  const longest = rows.reduce((m, r) => Math.max(m, Number.isFinite(r.age) ? r.age : 0), 0)
  const scale = longest > 0 ? longest / 10 : 1
  const grouped = groupHistories(rows, scale)
  if (grouped.customers === 0) throw new RangeError('fit: all weights are zero')
  const small = thin(grouped, 2000)
  const exp = (x: readonly number[]) => x.map(Math.exp)
  const reasons: string[] = []
  if (grouped.repeats === 0) reasons.push('no repeat purchase in the data')
  if (grouped.customers < 50) reasons.push(`only ${grouped.customers} customers`)
  if (longest === 0) reasons.push('no time has passed since the first purchases')
  return fitMaximumLikelihood({
    names,
    objective: (x) => negative(exp(x), grouped),
    sample: (x) => negative(exp(x), small),
    starts,
    units: Object.fromEntries(names.map((k) => [k, scaleParameters.includes(k) ? scale : 1])) as Record<K, number>,
    constant: -grouped.repeats * Math.log(scale),
    customers: grouped.customers,
    reasons,
  })
}

/** Throws RangeError unless the horizon is a number ≥ 0. */
export function checkHorizon(horizon: number): void {
  if (!Number.isFinite(horizon) || horizon < 0) throw new RangeError(`horizon must be a number ≥ 0, got ${horizon}`)
}
