/**
 * Turning scores into probabilities that can be believed, and showing whether they can.
 * Fit on outcomes of a period that was not used to fit the model (a held-back year).
 */

export interface Calibrator {
  method: 'isotonic' | 'platt'
  /** Score → probability of the outcome, monotone and in [0, 1]. */
  apply(score: number): number
  /** Outcomes it was learned from. */
  cases: number
}

/** Plain-data form, to be stored and revived with `reviveCalibrator`. */
export type CalibratorData =
  | { method: 'isotonic'; cases: number; scores: number[]; values: number[] }
  | { method: 'platt'; cases: number; slope: number; intercept: number }

/**
 * Isotonic regression by pool-adjacent-violators (Ayer et al. 1955; Zadrozny & Elkan 2002), linear between block
 * centres. Wants ≥ 500 cases; each block's rate is shrunk by half a case towards the base rate so that no finite
 * sample yields exactly 0 or 1.
 */
export function fitIsotonic(scores: readonly number[], outcomes: readonly boolean[]): Calibrator & CalibratorData {
  check(scores, outcomes)
  const base = outcomes.filter(Boolean).length / outcomes.length
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!)
  const blocks: { score: number; hits: number; n: number }[] = []
  for (let i = 0; i < order.length; ) {
    const score = scores[order[i]!]!
    const block = { score: 0, hits: 0, n: 0 }
    for (; i < order.length && scores[order[i]!] === score; i++) {
      block.hits += outcomes[order[i]!] ? 1 : 0
      block.score += score
      block.n++
    }
    blocks.push(block)
    while (blocks.length > 1) {
      const last = blocks[blocks.length - 1]!
      const previous = blocks[blocks.length - 2]!
      if (previous.hits / previous.n < last.hits / last.n) break
      previous.hits += last.hits
      previous.score += last.score
      previous.n += last.n
      blocks.pop()
    }
  }
  return isotonicFrom({
    method: 'isotonic',
    cases: scores.length,
    scores: blocks.map((b) => b.score / b.n),
    values: blocks.map((b) => (b.hits + base) / (b.n + 1)),
  })
}

function isotonicFrom(data: Extract<CalibratorData, { method: 'isotonic' }>): Calibrator & CalibratorData {
  const { scores, values } = data
  // Shrinking can break monotony between a large and a small block; the running maximum restores it.
  const rising = values.map((_, i) => Math.max(...values.slice(0, i + 1)))
  return {
    ...data,
    apply(score) {
      if (Number.isNaN(score)) throw new RangeError('calibrator: score is NaN')
      const i = scores.findIndex((s) => s >= score)
      if (i === -1) return rising[rising.length - 1]!
      if (i === 0 || scores[i] === score) return rising[i]!
      const share = (score - scores[i - 1]!) / (scores[i]! - scores[i - 1]!)
      return rising[i - 1]! + share * (rising[i]! - rising[i - 1]!)
    },
  }
}

/**
 * Platt scaling (Platt 1999, with Lin, Lin & Weng's 2007 smoothed targets): P = 1/(1+e^−(slope·score+intercept)).
 * Two parameters: right for a few hundred cases. Feed log-odds or logs, not raw counts.
 */
export function fitPlatt(scores: readonly number[], outcomes: readonly boolean[]): Calibrator & CalibratorData {
  check(scores, outcomes)
  const positive = outcomes.filter(Boolean).length
  const high = (positive + 1) / (positive + 2)
  const low = 1 / (outcomes.length - positive + 2)
  const mean = scores.reduce((s, v) => s + v, 0) / scores.length
  const spread = Math.sqrt(scores.reduce((s, v) => s + (v - mean) ** 2, 0) / scores.length) || 1
  const z = scores.map((v) => (v - mean) / spread)
  let a = 0
  let b = Math.log((positive + 1) / (outcomes.length - positive + 1))
  for (let step = 0; step < 50; step++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-9, 0, 1e-9]
    z.forEach((x, i) => {
      const p = logistic(a * x + b)
      const w = p * (1 - p)
      const d = p - (outcomes[i] ? high : low)
      ga += d * x
      gb += d
      haa += w * x * x
      hab += w * x
      hbb += w
    })
    const det = haa * hbb - hab * hab
    if (!(Math.abs(det) > 1e-300)) break
    const da = (hbb * ga - hab * gb) / det
    const db = (haa * gb - hab * ga) / det
    a = Math.min(50, Math.max(-50, a - da))
    b = Math.min(50, Math.max(-50, b - db))
    if (Math.abs(da) + Math.abs(db) < 1e-10) break
  }
  a = Math.max(0, a) // a score that ranks the wrong way says nothing: the base rate is the honest answer
  return plattFrom({ method: 'platt', cases: scores.length, slope: a / spread, intercept: b - (a * mean) / spread })
}

function plattFrom(data: Extract<CalibratorData, { method: 'platt' }>): Calibrator & CalibratorData {
  return {
    ...data,
    apply(score) {
      if (Number.isNaN(score)) throw new RangeError('calibrator: score is NaN')
      return logistic(data.slope * score + data.intercept)
    },
  }
}

/** A calibrator from its stored form. */
export function reviveCalibrator(data: CalibratorData): Calibrator & CalibratorData {
  return data.method === 'isotonic' ? isotonicFrom(data) : plattFrom(data)
}

export interface ReliabilityRow {
  /** Cases in this bin of equal size, lowest stated probability first. */
  cases: number
  /** Mean stated probability. */
  stated: number
  /** Share for which it came true. */
  observed: number
  /** 95 % Wilson interval of the observed share: what chance alone allows. */
  low: number
  high: number
}

export interface Reliability {
  rows: ReliabilityRow[]
  /** Mean |observed − stated|, weighted by cases. */
  expectedError: number
  /** Largest |observed − stated|. */
  worstError: number
  /** Mean squared error of the probabilities. */
  brier: number
}

/** The reliability table: bins of equal size (deciles by default) of stated probability against what happened. */
export function reliability(stated: readonly number[], outcomes: readonly boolean[], bins = 10): Reliability {
  check(stated, outcomes)
  const order = stated.map((_, i) => i).sort((a, b) => stated[a]! - stated[b]! || a - b)
  const rows: ReliabilityRow[] = []
  const n = order.length
  for (let k = 0; k < bins; k++) {
    const own = order.slice(Math.round((k * n) / bins), Math.round(((k + 1) * n) / bins))
    if (own.length === 0) continue
    const hits = own.filter((i) => outcomes[i]).length
    const [low, high] = wilson(hits, own.length)
    const mean = own.reduce((s, i) => s + stated[i]!, 0) / own.length
    rows.push({ cases: own.length, stated: mean, observed: hits / own.length, low, high })
  }
  const gaps = rows.map((r) => Math.abs(r.observed - r.stated))
  return {
    rows,
    expectedError: rows.reduce((s, r, i) => s + (r.cases * gaps[i]!) / n, 0),
    worstError: Math.max(...gaps),
    brier: stated.reduce((s, p, i) => s + (p - (outcomes[i] ? 1 : 0)) ** 2, 0) / n,
  }
}

/**
 * Area under the ROC curve: the chance that a case with the outcome scores above one without; ties count half.
 * NaN is never returned: .5 when one class is empty.
 */
export function areaUnderCurve(scores: readonly number[], outcomes: readonly boolean[]): number {
  check(scores, outcomes)
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!)
  let rankSum = 0
  for (let start = 0; start < order.length; ) {
    let end = start
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++
    for (let k = start; k < end; k++) if (outcomes[order[k]!]) rankSum += (start + end + 1) / 2
    start = end
  }
  const positive = outcomes.filter(Boolean).length
  const negative = outcomes.length - positive
  if (positive === 0 || negative === 0) return 0.5
  return (rankSum - (positive * (positive + 1)) / 2) / (positive * negative)
}

/** Wilson's 95 % interval for a share. */
function wilson(hits: number, n: number): [number, number] {
  const z2 = 1.959964 ** 2
  const p = hits / n
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n)
  const half = (Math.sqrt(z2) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))) / (1 + z2 / n)
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x))

function check(scores: readonly number[], outcomes: readonly boolean[]): void {
  if (scores.length !== outcomes.length) throw new RangeError('scores and outcomes differ in length')
  if (scores.length === 0) throw new RangeError('no cases')
  scores.forEach((s, i) => {
    if (typeof s !== 'number' || Number.isNaN(s)) throw new RangeError(`score ${i} is not a number`)
  })
}
