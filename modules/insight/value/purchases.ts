/**
 * What a purchase model sees of a customer: how often, how recently, since when (frequency, recency, age).
 *
 * All times are in one unit of the caller's choice (weeks in the papers) measured from the customer's first purchase.
 */

export interface PurchaseHistory {
  /** Repeat purchases x: purchase occasions after the first. Whole number ≥ 0. */
  frequency: number
  /** Time of the last purchase t_x, counted from the first one; 0 when there was no repeat. */
  recency: number
  /** Time T from the first purchase to the end of observation. */
  age: number
  /** How many customers share this history; 1 when absent. */
  weight?: number
}

export interface Purchase {
  customer: string
  /** Day number, e.g. UTC milliseconds / 86,400,000. Purchases on one day are one occasion. */
  day: number
  /** Money spent; used for monetary value only. */
  amount?: number
}

export interface CustomerSummary extends PurchaseHistory {
  customer: string
  /** Day of the first purchase. */
  firstDay: number
  /** Mean spend per repeat occasion (Gamma-Gamma's m_x); 0 when there was no repeat. */
  monetary: number
  /** Total spend of all occasions seen, the first included. */
  total: number
}

/**
 * Purchases up to and including `lastDay` → one summary per customer, in order of first appearance.
 * @param unit days per time unit; 7 for weeks as in Fader, Hardie & Lee (2005)
 */
export function summarizePurchases(purchases: readonly Purchase[], lastDay: number, unit = 7): CustomerSummary[] {
  if (!Number.isFinite(lastDay)) throw new RangeError('summarizePurchases: lastDay must be a number')
  if (!(unit > 0)) throw new RangeError('summarizePurchases: unit must be positive')
  const days = new Map<string, Map<number, number>>()
  for (const p of purchases) {
    if (!Number.isFinite(p.day) || !Number.isFinite(p.amount ?? 0))
      throw new RangeError(`summarizePurchases: day or amount of customer ${p.customer} is not a number`)
    const day = Math.floor(p.day)
    if (day > lastDay) continue
    const own = days.get(p.customer) ?? new Map<number, number>()
    own.set(day, (own.get(day) ?? 0) + (p.amount ?? 0))
    days.set(p.customer, own)
  }
  return [...days].map(([customer, own]) => {
    const sorted = [...own.keys()].sort((a, b) => a - b)
    const first = sorted[0]!
    const total = [...own.values()].reduce((s, v) => s + v, 0)
    const frequency = sorted.length - 1
    return {
      customer,
      firstDay: first,
      frequency,
      recency: (sorted[frequency]! - first) / unit,
      age: (lastDay - first) / unit,
      monetary: frequency === 0 ? 0 : (total - own.get(first)!) / frequency,
      total,
    }
  })
}

/** Distinct histories with weights, as typed arrays: a likelihood costs one evaluation per distinct row. */
export interface GroupedHistories {
  x: Float64Array
  tx: Float64Array
  T: Float64Array
  weight: Float64Array
  /** Distinct frequencies and, per row, the index into them: log-gamma terms depend on x alone. */
  distinctX: Float64Array
  xIndex: Int32Array
  customers: number
  /** Σ weight · x, needed to undo the time scaling in the log-likelihood. */
  repeats: number
}

/** Check and group. Throws RangeError naming the row for NaN, negative, fractional x or t_x > T. */
export function groupHistories(rows: readonly PurchaseHistory[], timeScale = 1): GroupedHistories {
  const groups = new Map<string, { x: number; tx: number; T: number; w: number }>()
  rows.forEach((row, i) => {
    const h = checkHistory(row, i)
    if (h.w === 0) return
    const key = `${h.x}|${h.tx}|${h.T}`
    const old = groups.get(key)
    if (old) old.w += h.w
    else groups.set(key, h)
  })
  const list = [...groups.values()].sort((a, b) => a.x - b.x || a.T - b.T || a.tx - b.tx)
  const distinct = [...new Set(list.map((g) => g.x))]
  const position = new Map(distinct.map((x, i) => [x, i]))
  return {
    x: Float64Array.from(list, (g) => g.x),
    tx: Float64Array.from(list, (g) => g.tx / timeScale),
    T: Float64Array.from(list, (g) => g.T / timeScale),
    weight: Float64Array.from(list, (g) => g.w),
    distinctX: Float64Array.from(distinct),
    xIndex: Int32Array.from(list, (g) => position.get(g.x)!),
    customers: list.reduce((s, g) => s + g.w, 0),
    repeats: list.reduce((s, g) => s + g.w * g.x, 0),
  }
}

/** One checked row. A recency beyond the age by rounding only is cut back to the age. */
export function checkHistory(row: PurchaseHistory, index = 0): { x: number; tx: number; T: number; w: number } {
  const { frequency: x, age: T, weight: w = 1 } = row
  const tx = x === 0 ? 0 : row.recency
  const bad = (why: string) => new RangeError(`purchase history row ${index}: ${why}`)
  if (!Number.isInteger(x) || x < 0) throw bad(`frequency must be a whole number ≥ 0, got ${x}`)
  if (!Number.isFinite(T) || T < 0) throw bad(`age must be a number ≥ 0, got ${T}`)
  if (!Number.isFinite(tx) || tx < 0) throw bad(`recency must be a number ≥ 0, got ${tx}`)
  if (tx > T * (1 + 1e-9) + 1e-9) throw bad(`recency ${tx} lies after the end of observation ${T}`)
  if (!Number.isFinite(w) || w < 0) throw bad(`weight must be a number ≥ 0, got ${w}`)
  return { x, tx: Math.min(tx, T), T, w }
}

/** A smaller sample of the groups (every k-th), to find a starting point cheaply. */
export function thin(g: GroupedHistories, size: number): GroupedHistories {
  if (g.x.length <= size) return g
  const step = g.x.length / size
  const keep = Array.from({ length: size }, (_, i) => Math.floor((i + 0.5) * step))
  const pick = (a: Float64Array) => Float64Array.from(keep, (i) => a[i]!)
  const weight = pick(g.weight)
  const x = pick(g.x)
  return {
    x,
    tx: pick(g.tx),
    T: pick(g.T),
    weight,
    distinctX: g.distinctX,
    xIndex: Int32Array.from(keep, (i) => g.xIndex[i]!),
    customers: weight.reduce((s, w) => s + w, 0),
    repeats: weight.reduce((s, w, i) => s + w * x[i]!, 0),
  }
}
