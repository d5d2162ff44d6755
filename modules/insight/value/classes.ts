/** Core, loyal and big customers (核心/忠诚/大客户): three lists by rules the user sets. A customer can be on several. */

export interface ClassInput {
  /** Turnover in the period. Negative (returns) counts as none for "big". */
  turnover: number
  /** Purchase occasions in the period. */
  purchases: number
  /** Months of the period with a purchase, out of `periodMonths`. */
  activeMonths: number
  /** Time since the last purchase ÷ own mean interval; Infinity when there is no interval. */
  silenceRatio: number
  /** Value score 0…100 (weightedScores). */
  score: number
}

export interface ClassRules {
  /** Big: the fewest customers that together make this share of turnover, and at least `bigMinimum` each. */
  bigShare: number
  bigMinimum: number
  /** Loyal: bought in at least this share of the months, at least so often, and not silent longer than so many own intervals. */
  loyalMonthsShare: number
  loyalPurchases: number
  loyalSilence: number
  periodMonths: number
  /** Core: score at least this, or both big and loyal. */
  coreScore: number
}

export const defaultClassRules: ClassRules = {
  bigShare: 0.8,
  bigMinimum: 0,
  loyalMonthsShare: 0.5,
  loyalPurchases: 4,
  loyalSilence: 3,
  periodMonths: 12,
  coreScore: 80,
}

export interface CustomerClasses {
  core: boolean
  loyal: boolean
  big: boolean
}

/** Apply the rules. Customers with equal turnover at the edge of "big" are all in. */
export function classifyCustomers(
  customers: readonly ClassInput[],
  rules: Partial<ClassRules> = {},
): CustomerClasses[] {
  const r = { ...defaultClassRules, ...rules }
  const edge = bigEdge(customers, r.bigShare)
  return customers.map((c) => {
    const big = c.turnover > 0 && c.turnover >= edge && c.turnover >= r.bigMinimum
    const loyal =
      c.purchases >= r.loyalPurchases &&
      c.activeMonths >= r.loyalMonthsShare * r.periodMonths &&
      c.silenceRatio <= r.loyalSilence
    return { big, loyal, core: c.score >= r.coreScore || (big && loyal) }
  })
}

/** Smallest turnover that still belongs to the customers who make `share` of the total. */
function bigEdge(customers: readonly ClassInput[], share: number): number {
  const sorted = customers
    .map((c) => c.turnover)
    .filter((t) => t > 0)
    .sort((a, b) => b - a)
  const target = share * sorted.reduce((s, t) => s + t, 0) * (1 - 1e-12)
  let sum = 0
  for (const t of sorted) {
    sum += t
    if (sum >= target) return t
  }
  return Number.POSITIVE_INFINITY
}
