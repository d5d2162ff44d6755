/**
 * BG/NBD and MBG/NBD: purchases are Poisson with gamma-distributed rates, and after a purchase the customer may leave
 * with a beta-distributed probability.
 *
 * BG/NBD:  Fader, Hardie & Lee (2005), "'Counting Your Customers' the Easy Way", Marketing Science 24(2).
 *          A customer without repeats cannot have left (P(alive) = 1).
 * MBG/NBD: Batislam, Denizel & Filiztekin (2007), IJRM 24(3). May also leave right after the first purchase.
 */
import { checkHorizon, fitPurchaseModel, type PurchaseModel } from './model.ts'
import { checkHistory, type GroupedHistories, groupHistories } from './purchases.ts'
import { hyp2f1, logAdd, logBeta, logGamma } from './special.ts'

export type BgNbdParameter = 'r' | 'alpha' | 'a' | 'b'
const NAMES = ['r', 'alpha', 'a', 'b'] as const
const STARTS = [
  [-1, 0, 0, 1],
  [0.5, 1, -1, 1],
  [-2, -1, -1, 0],
]

/** The two models differ in one place: whether the first purchase also carries the chance of leaving. */
interface Variant {
  name: string
  /** 0: chances to leave = x repeats; 1: x + 1, the first purchase included. */
  extra: 0 | 1
}

/**
 * −ln L of grouped histories. BG/NBD: eq. 6 of the paper in the A1…A4 form of Fader & Hardie's note "Implementing the
 * BG/NBD Model in Excel". MBG/NBD: eq. 3 of Batislam et al.
 */
function negativeLogLikelihood(p: readonly number[], g: GroupedHistories, extra: 0 | 1): number {
  const [r, alpha, a, b] = p as [number, number, number, number]
  const common = -logGamma(r) + r * Math.log(alpha)
  const beta0 = logGamma(a + b) - logGamma(b)
  const perX = Float64Array.from(g.distinctX, (x) => {
    const k = x + extra
    return common + logGamma(r + x) + beta0 + logGamma(b + k) - logGamma(a + b + k)
  })
  // ln of (leaving at t_x) ÷ (never leaving), without its time part: a / (b + k − 1)
  const odds = Float64Array.from(g.distinctX, (x) => (x + extra > 0 ? a / (b + x + extra - 1) : 0))
  let sum = 0
  for (let i = 0; i < g.x.length; i++) {
    const k = g.xIndex[i]!
    const shape = r + g.x[i]!
    const logT = Math.log(alpha + g.T[i]!)
    const ratio = odds[k]! === 0 ? 0 : odds[k]! * Math.exp(shape * (logT - Math.log(alpha + g.tx[i]!)))
    sum += g.weight[i]! * (perX[k]! - shape * logT + Math.log1p(ratio))
  }
  return Number.isFinite(sum) ? -sum : slowNegative(p, g, extra)
}

/** The same in log space throughout, for parameters where the fast form overflows. */
function slowNegative(p: readonly number[], g: GroupedHistories, extra: 0 | 1): number {
  const [r, alpha, a, b] = p as [number, number, number, number]
  let sum = 0
  for (let i = 0; i < g.x.length; i++) {
    const x = g.x[i]!
    const k = x + extra
    const alive = -(r + x) * Math.log(alpha + g.T[i]!)
    const gone =
      k === 0 ? Number.NEGATIVE_INFINITY : Math.log(a) - Math.log(b + k - 1) - (r + x) * Math.log(alpha + g.tx[i]!)
    const constant = logGamma(r + x) - logGamma(r) + r * Math.log(alpha)
    const beta = logGamma(a + b) + logGamma(b + k) - logGamma(b) - logGamma(a + b + k)
    sum += g.weight[i]! * (constant + beta + logAdd(alive, gone))
  }
  return -sum
}

function variant({ name, extra }: Variant): PurchaseModel<BgNbdParameter> {
  return {
    name,
    parameters: NAMES,
    fit: (rows) => fitPurchaseModel(NAMES, ['alpha'], (p, g) => negativeLogLikelihood(p, g, extra), rows, STARTS),
    logLikelihood: ({ r, alpha, a, b }, rows) => -negativeLogLikelihood([r, alpha, a, b], groupHistories(rows), extra),
    probabilityAlive({ r, alpha, a, b }, row) {
      const { x, tx, T } = checkHistory(row)
      const k = x + extra
      if (k === 0) return 1
      return 1 / (1 + (a / (b + k - 1)) * Math.exp((r + x) * Math.log((alpha + T) / (alpha + tx))))
    },
    /** Alive customers cannot leave before their next purchase, so this is exact: P(alive) · P(NBD count > 0). */
    probabilityOfPurchase(params, row, horizon) {
      checkHorizon(horizon)
      const { x, T } = checkHistory(row)
      const { r, alpha } = params
      return this.probabilityAlive(params, row) * -Math.expm1(-(r + x) * Math.log1p(horizon / (alpha + T)))
    },
    expectedPurchases(params, row, horizon) {
      checkHorizon(horizon)
      const { x, T } = checkHistory(row)
      const { r, alpha, a, b } = params
      const given = growth(a, b + x + extra, r + x, horizon / (alpha + T + horizon))
      return given * this.probabilityAlive(params, row)
    },
    expectedFromStart({ r, alpha, a, b }, t) {
      checkHorizon(t)
      return growth(a, b + extra, r, t / (alpha + t)) * (extra === 1 ? b / (a + b) : 1)
    },
  }
}

/**
 * E[purchases | alive] with leaving probability ~ Beta(a, β) and rate shape s, where z = t / (α + T + t):
 * (a+β−1)/(a−1) · [1 − (1−z)^s ₂F₁(s, β; a+β−1; z)]  (eq. 10 of the BG/NBD paper).
 * By Euler's transformation the bracket is 1 − (1−z)^(a−1) ₂F₁(a+β−1−s, a−1; a+β−1; z), whose series is short for
 * everyday parameters. Elsewhere (z near 1, huge shapes, the poles at a = 1 and a+β = 1) the same expectation is
 * integrated over the leaving probability.
 */
function growth(a: number, beta: number, shape: number, z: number): number {
  if (z <= 0) return 0
  const most = (shape * z) / (1 - z) // nobody leaves: a Poisson rate over the whole horizon
  const c = a + beta - 1
  const easy = z < 0.99 && a < 20 && c > 0.01 && c - shape > -20 && Math.abs(a - 1) > 1e-4
  const value = easy
    ? (c / (a - 1)) * (1 - (1 - z) ** (a - 1) * hyp2f1(c - shape, a - 1, c, z))
    : growthByIntegral(a, beta, shape, z)
  return Math.min(most, Math.max(0, value))
}

/**
 * ∫₀¹ (1/p) [1 − (1 + p·t/(α+T))^(−s)] Beta(p; a, β) dp, by the trapezoidal rule in logit p, which converges
 * exponentially. Below p₀ the bracket is linear in p and the rest is known in closed form.
 */
function growthByIntegral(a: number, beta: number, shape: number, z: number): number {
  const ratio = z / (1 - z)
  const p0 = 1e-9 / (1 + shape * ratio)
  const low = Math.log(p0)
  const high = Math.min(700, 40 / beta + Math.log1p(a / beta) + 5)
  const peak = Math.log(a / beta)
  // The Beta density narrows as 1/√(a β/(a+β)); the step follows.
  const width = Math.sqrt(1 / a + 1 / beta)
  const steps = Math.ceil(Math.min(20_000, Math.max(400, (12 * (high - low)) / Math.min(1, width))))
  const from = Math.max(low, peak - 60 * Math.max(1, width))
  const h = (high - from) / steps
  const norm = -logBeta(a, beta)
  let sum = 0
  for (let i = 0; i <= steps; i++) {
    const v = from + i * h
    const logP = -Math.log1p(Math.exp(-v))
    const logQ = v > 0 ? -v - Math.log1p(Math.exp(-v)) : -Math.log1p(Math.exp(v))
    const p = Math.exp(logP)
    const bracket = -Math.expm1(-shape * Math.log1p(p * ratio)) / p
    sum += (i === 0 || i === steps ? 0.5 : 1) * bracket * Math.exp(norm + a * logP + beta * logQ)
  }
  const tail = shape * ratio * Math.exp(norm + a * from) * (1 / a)
  return sum * h + tail
}

/** BG/NBD. CDNOW reference: r .243, α 4.414, a .793, b 2.426, ln L −9582.4. */
export const bgNbd = variant({ name: 'BG/NBD', extra: 0 })

/** MBG/NBD. CDNOW reference: r .525, α 6.183, a .891, b 1.614. */
export const mbgNbd = variant({ name: 'MBG/NBD', extra: 1 })
