/** RFM quintiles and weighted scores whose criteria and weights the user sets (价值度). */

/** One customer's value for each criterion, by name. */
export type Measures = Record<string, number>

export interface Criterion {
  /** Name of the measure. */
  measure: string
  /** Weight ≥ 0; weights need not add up to 1. */
  weight: number
  /** `false` where less is better, e.g. days since the last purchase. */
  higherIsBetter?: boolean
}

/**
 * Quantile scores 1…`bins`, 1 = worst. Equal values always get the same score (by mid-rank), so a constant measure
 * gives everybody the middle score. Throws RangeError on NaN.
 */
export function quantileScores(values: readonly number[], higherIsBetter = true, bins = 5): number[] {
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError('quantileScores: bins must be a whole number ≥ 1')
  values.forEach((v, i) => {
    if (Number.isNaN(v) || typeof v !== 'number') throw new RangeError(`quantileScores: value ${i} is not a number`)
  })
  const n = values.length
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b)
  const scores = new Array<number>(n)
  for (let start = 0; start < n; ) {
    let end = start
    while (end < n && values[order[end]!] === values[order[start]!]) end++
    const share = (start + end) / 2 / n
    const score = Math.min(bins, Math.floor((higherIsBetter ? share : 1 - share) * bins) + 1)
    for (let k = start; k < end; k++) scores[order[k]!] = score
    start = end
  }
  return scores
}

export interface RfmInput {
  /** Time since the last purchase; less is better. */
  sinceLast: number
  /** Purchases in the period. */
  frequency: number
  /** Money in the period. */
  monetary: number
}

export interface Rfm {
  r: number
  f: number
  m: number
  /** The three digits as users know them, e.g. "545". */
  code: string
  /** Weighted mean of the three, 1…5. */
  score: number
}

/** RFM quintiles (5 is best) with weights for the combined score. */
export function rfm(customers: readonly RfmInput[], weights = { r: 1, f: 1, m: 1 }): Rfm[] {
  const sum = weights.r + weights.f + weights.m
  if (!(weights.r >= 0 && weights.f >= 0 && weights.m >= 0 && sum > 0))
    throw new RangeError('rfm: weights must be ≥ 0 and not all zero')
  const r = quantileScores(
    customers.map((c) => c.sinceLast),
    false,
  )
  const f = quantileScores(customers.map((c) => c.frequency))
  const m = quantileScores(customers.map((c) => c.monetary))
  return customers.map((_, i) => {
    const [ri, fi, mi] = [r[i]!, f[i]!, m[i]!]
    const score = (weights.r * ri + weights.f * fi + weights.m * mi) / sum
    return { r: ri, f: fi, m: mi, code: `${ri}${fi}${mi}`, score }
  })
}

export interface WeightedScore {
  /** 0…100. */
  score: number
  /** What each criterion added to the score. */
  parts: Record<string, number>
}

/**
 * Weighted value score 0…100: each measure becomes its percentile among all customers (ties share theirs), the
 * percentiles are averaged with the user's weights. Percentiles, not raw values: one giant customer must not flatten
 * the rest. Throws RangeError on a missing measure or weights that are all zero.
 */
export function weightedScores(customers: readonly Measures[], criteria: readonly Criterion[]): WeightedScore[] {
  const sum = criteria.reduce((s, c) => s + c.weight, 0)
  if (!(sum > 0) || criteria.some((c) => !(c.weight >= 0)))
    throw new RangeError('weightedScores: weights must be ≥ 0 and not all zero')
  const percentiles = criteria.map((c) => {
    const values = customers.map((m, i) => {
      const v = m[c.measure]
      if (v === undefined || !Number.isFinite(v))
        throw new RangeError(`weightedScores: customer ${i} has no number for ${c.measure}`)
      return v
    })
    return percentileRanks(values, c.higherIsBetter ?? true)
  })
  return customers.map((_, i) => {
    const parts: Record<string, number> = {}
    criteria.forEach((c, k) => {
      parts[c.measure] = (parts[c.measure] ?? 0) + (100 * c.weight * percentiles[k]![i]!) / sum
    })
    return { score: Object.values(parts).reduce((s, v) => s + v, 0), parts }
  })
}

/** Share of the others that a value beats, ties half; in [0, 1]. A single customer gets .5. */
function percentileRanks(values: readonly number[], higherIsBetter: boolean): number[] {
  const n = values.length
  if (n < 2) return values.map(() => 0.5)
  const sorted = [...values].sort((a, b) => a - b)
  const lower = new Map<number, number>()
  const upper = new Map<number, number>()
  sorted.forEach((v, i) => {
    if (!lower.has(v)) lower.set(v, i)
    upper.set(v, i)
  })
  return values.map((v) => {
    const share = (lower.get(v)! + upper.get(v)!) / 2 / (n - 1)
    return higherIsBetter ? share : 1 - share
  })
}
