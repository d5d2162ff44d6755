/**
 * BG/BB: purchases happen or not at discrete opportunities (each month, each tender round, each yearly appeal).
 *
 * Fader, Hardie & Shang (2010), "Customer-Base Analysis in a Discrete-Time Noncontractual Setting", Marketing Science
 * 29(6): likelihood eq. 7, P(alive) eq. 11, conditional expectation eq. 13 (summed term by term here, which has no
 * pole at γ = 1).
 */
import { type Fit, fitMaximumLikelihood } from './fit.ts'
import { logAdd, logBeta } from './special.ts'

export type BgBbParameter = 'alpha' | 'beta' | 'gamma' | 'delta'
export type BgBbParams = Record<BgBbParameter, number>
const NAMES = ['alpha', 'beta', 'gamma', 'delta'] as const

export interface OpportunityHistory {
  /** Purchases x among the opportunities. */
  frequency: number
  /** Number of the opportunity of the last purchase t_x, 1-based; 0 when there was none. */
  recency: number
  /** Opportunities n seen. */
  opportunities: number
  weight?: number
}

interface Row {
  x: number
  tx: number
  n: number
  w: number
}

function check(row: OpportunityHistory, i = 0): Row {
  const { frequency: x, opportunities: n, weight: w = 1 } = row
  const tx = x === 0 ? 0 : row.recency
  const ok =
    [x, tx, n].every((v) => Number.isInteger(v) && v >= 0) && x <= tx && tx <= n && Number.isFinite(w) && w >= 0
  if (!ok) throw new RangeError(`opportunity history row ${i}: need whole 0 ≤ frequency ≤ recency ≤ opportunities`)
  return { x, tx, n, w }
}

function group(rows: readonly OpportunityHistory[]): Row[] {
  const groups = new Map<string, Row>()
  rows.forEach((raw, i) => {
    const row = check(raw, i)
    const key = `${row.x}|${row.tx}|${row.n}`
    const old = groups.get(key)
    if (old) old.w += row.w
    else groups.set(key, row)
  })
  return [...groups.values()].filter((g) => g.w > 0)
}

/** ln of "alive through n": B(α+x, β+n−x)/B(α,β) · B(γ, δ+n)/B(γ,δ). */
function logAlive(p: BgBbParams, { x, n }: Row): number {
  const { alpha, beta, gamma, delta } = p
  return logBeta(alpha + x, beta + n - x) - logBeta(alpha, beta) + logBeta(gamma, delta + n) - logBeta(gamma, delta)
}

function logRow(p: BgBbParams, row: Row): number {
  const { alpha, beta, gamma, delta } = p
  const { x, tx, n } = row
  const base = logBeta(alpha, beta) + logBeta(gamma, delta)
  let total = logAlive(p, row)
  for (let i = 0; i < n - tx; i++)
    total = logAdd(total, logBeta(alpha + x, beta + tx - x + i) + logBeta(gamma + 1, delta + tx + i) - base)
  return total
}

const toParams = (v: readonly number[]): BgBbParams => ({ alpha: v[0]!, beta: v[1]!, gamma: v[2]!, delta: v[3]! })

/** BG/BB. Donor reference (11,104 donors): α 1.204, β .750, γ .657, δ 2.783, ln L −33225.6. */
export const bgBb = {
  name: 'BG/BB',
  parameters: NAMES,
  /** Maximum-likelihood fit; same promises as PurchaseModel.fit. */
  fit(rows: readonly OpportunityHistory[]): Fit<BgBbParams> {
    const groups = group(rows)
    if (groups.length === 0) throw new RangeError('fit: no customers')
    const customers = groups.reduce((s, g) => s + g.w, 0)
    const reasons: string[] = []
    if (groups.every((g) => g.x === 0)) reasons.push('no purchase at any opportunity in the data')
    if (customers < 50) reasons.push(`only ${customers} customers`)
    const objective = (v: readonly number[]) => {
      const p = toParams(v.map(Math.exp))
      return -groups.reduce((s, g) => s + g.w * logRow(p, g), 0)
    }
    const starts = [
      [0, 0, 0, 1],
      [0.5, 1, -1, 0],
    ]
    return fitMaximumLikelihood({
      names: NAMES,
      objective,
      starts,
      units: { alpha: 1, beta: 1, gamma: 1, delta: 1 },
      customers,
      reasons,
    })
  },
  logLikelihood: (p: BgBbParams, rows: readonly OpportunityHistory[]): number =>
    group(rows).reduce((s, g) => s + g.w * logRow(p, g), 0),
  /** P(alive at opportunity n + 1 | history). */
  probabilityAlive(p: BgBbParams, raw: OpportunityHistory): number {
    const row = check(raw)
    const stay = Math.log(p.delta + row.n) - Math.log(p.gamma + p.delta + row.n)
    return Math.min(1, Math.exp(logAlive(p, row) + stay - logRow(p, row)))
  },
  /** E[purchases in the next `opportunities` opportunities | history]. */
  expectedPurchases(p: BgBbParams, raw: OpportunityHistory, opportunities: number): number {
    if (!Number.isInteger(opportunities) || opportunities < 0)
      throw new RangeError('opportunities must be a whole number ≥ 0')
    const row = check(raw)
    const aliveNow = Math.exp(logAlive(p, row) - logRow(p, row))
    const rate = (p.alpha + row.x) / (p.alpha + p.beta + row.n)
    let survive = 1
    let sum = 0
    for (let j = 0; j < opportunities; j++) {
      survive *= (p.delta + row.n + j) / (p.gamma + p.delta + row.n + j)
      sum += survive
    }
    return aliveNow * rate * sum
  },
}
