/**
 * Pareto/NBD: purchases are Poisson with gamma rates, lifetimes exponential with gamma rates; the customer may leave
 * at any moment.
 *
 * Schmittlein, Morrison & Colombo (1987), Management Science 33(1); the forms used here are those of Fader & Hardie
 * (2005), "A Note on Deriving the Pareto/NBD Model and Related Expressions", eqs. 20, 22 (likelihood), 27 (alive),
 * 41 (conditional expectation), 17 (unconditional).
 */
import { checkHorizon, fitPurchaseModel, type PurchaseModel } from './model.ts'
import { checkHistory, type GroupedHistories, groupHistories } from './purchases.ts'
import { hyp2f1One, logAdd, logGamma, logSubtract } from './special.ts'

export type ParetoNbdParameter = 'r' | 'alpha' | 's' | 'beta'
const NAMES = ['r', 'alpha', 's', 'beta'] as const
const STARTS = [
  [-0.7, 1, -0.5, 1],
  [0.5, 1, -1, 2],
  [-1.5, 0, 0, 0],
]

/**
 * ln of A₀ (note, eqs. 20 and 22), the part for having left between t_x and T. With ₂F₁(c−1, q; c; z) =
 * (1−z)^(1−q) ₂F₁(1, c−q; c; z) the function is a continued fraction that converges also near z = 1.
 */
function logA0(r: number, alpha: number, s: number, beta: number, x: number, tx: number, T: number): number {
  const c = r + s + x + 1
  const big = Math.max(alpha, beta)
  const gap = Math.abs(alpha - beta)
  const q = alpha >= beta ? s + 1 : r + x
  const at = (t: number) => {
    const z = gap / (big + t)
    return (1 - q) * Math.log1p(-z) + Math.log(hyp2f1One(c - q, c, z)) - (c - 1) * Math.log(big + t)
  }
  return logSubtract(at(tx), at(T))
}

function rowLogLikelihood(p: readonly number[], x: number, tx: number, T: number): { total: number; alive: number } {
  const [r, alpha, s, beta] = p as [number, number, number, number]
  const alive = -(r + x) * Math.log(alpha + T) - s * Math.log(beta + T)
  const gone = Math.log(s) - Math.log(r + s + x) + logA0(r, alpha, s, beta, x, tx, T)
  return { total: logAdd(alive, gone), alive }
}

function negativeLogLikelihood(p: readonly number[], g: GroupedHistories): number {
  const [r, alpha, s, beta] = p as [number, number, number, number]
  const constant = r * Math.log(alpha) + s * Math.log(beta) - logGamma(r)
  const perX = Float64Array.from(g.distinctX, (x) => logGamma(r + x) + constant)
  let sum = 0
  for (let i = 0; i < g.x.length; i++)
    sum += g.weight[i]! * (perX[g.xIndex[i]!]! + rowLogLikelihood(p, g.x[i]!, g.tx[i]!, g.T[i]!).total)
  return -sum
}

/** β/(s−1) · [1 − (β/(β+t))^(s−1)]: expected time alive within t. The value at s = 1 is β ln((β+t)/β). */
function expectedLife(beta: number, s: number, t: number): number {
  const log = Math.log1p(t / beta)
  const k = s - 1
  return Math.abs(k * log) < 1e-9 ? beta * log : (-beta * Math.expm1(-k * log)) / k
}

/**
 * P(a purchase within t | alive), rate ~ Gamma(shape, A), death ~ Gamma(s, B):
 * ∫₀ᵗ shape/A · (A/(A+u))^(shape+1) · (B/(B+u))^s du, by Simpson's rule after v = ln(1 + u/A).
 */
function buyWhenAlive(shape: number, A: number, s: number, B: number, t: number): number {
  const end = Math.log1p(t / A)
  if (end === 0) return 0
  const steps = 2 * Math.ceil(50 + 5 * Math.min(200, shape * end + s * Math.log1p(t / B)))
  const h = end / steps
  let sum = 0
  for (let i = 0; i <= steps; i++) {
    const v = i * h
    const u = A * Math.expm1(v)
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2
    sum += weight * shape * Math.exp(-shape * v - s * Math.log1p(u / B))
  }
  // Never more than the expected number of purchases, which is exact.
  return Math.min(1, (sum * h) / 3, (shape / A) * expectedLife(B, s, t))
}

/** Pareto/NBD. CDNOW reference: r .553, α 10.578, s .606, β 11.669, ln L −9595.0. */
export const paretoNbd: PurchaseModel<ParetoNbdParameter> = {
  name: 'Pareto/NBD',
  parameters: NAMES,
  fit: (rows) => fitPurchaseModel(NAMES, ['alpha', 'beta'], negativeLogLikelihood, rows, STARTS),
  logLikelihood: ({ r, alpha, s, beta }, rows) => -negativeLogLikelihood([r, alpha, s, beta], groupHistories(rows)),
  probabilityAlive({ r, alpha, s, beta }, row) {
    const { x, tx, T } = checkHistory(row)
    const { total, alive } = rowLogLikelihood([r, alpha, s, beta], x, tx, T)
    return Math.min(1, Math.exp(alive - total))
  },
  probabilityOfPurchase(params, row, horizon) {
    checkHorizon(horizon)
    const { r, alpha, s, beta } = params
    const { x, T } = checkHistory(row)
    return this.probabilityAlive(params, row) * buyWhenAlive(r + x, alpha + T, s, beta + T, horizon)
  },
  expectedPurchases(params, row, horizon) {
    checkHorizon(horizon)
    const { r, alpha, s, beta } = params
    const { x, T } = checkHistory(row)
    return (this.probabilityAlive(params, row) * (r + x) * expectedLife(beta + T, s, horizon)) / (alpha + T)
  },
  expectedFromStart({ r, alpha, s, beta }, t) {
    checkHorizon(t)
    return (r / alpha) * expectedLife(beta, s, t)
  },
}
