/** Purchase models at 100,000 customers, and how far the alarm's probabilities hold in stricter checks than the tests'. */
import { seeded } from '#kernel/values/seeded.ts'
import {
  areaUnderCurve,
  bgNbd,
  crossFittedReliability,
  fitIsotonic,
  heldBackCases,
  mbgNbd,
  ownRhythm,
  type PurchaseHistory,
  paretoNbd,
  reliability,
} from '#modules/insight/index.ts'
import { cdnow, dayNumber } from '../../modules/insight/sharedData.ts'
import { type Report, timed } from './report.ts'

/** Customers of the Pareto/NBD story with days as time steps: about two thirds of the rows are distinct. */
function customers(n: number): PurchaseHistory[] {
  const random = seeded(5)
  const exponential = (rate: number) => -Math.log(1 - random()) / rate
  return Array.from({ length: n }, () => {
    const age = Math.round(random() * 1000) / 7 + 0.1
    const rate = exponential(1) * 0.2
    const end = Math.min(age, exponential(exponential(1) * 0.05))
    let frequency = 0
    let recency = 0
    for (let t = exponential(rate); t < end; t += exponential(rate)) {
      frequency++
      recency = Math.min(age, Math.round(t * 7) / 7)
    }
    return { frequency, recency, age }
  })
}

export async function run(report: Report): Promise<void> {
  const rows = customers(100_000)
  const bg = await timed(() => bgNbd.fit(rows))
  report({ measure: 'fit BG/NBD on 100,000 customers', value: bg.ms / 1000, unit: 's', atMost: 20 })
  const mbg = await timed(() => mbgNbd.fit(rows))
  report({ measure: 'fit MBG/NBD on 100,000 customers', value: mbg.ms / 1000, unit: 's' })
  const pareto = await timed(() => paretoNbd.fit(rows))
  report({ measure: 'fit Pareto/NBD on 100,000 customers', value: pareto.ms / 1000, unit: 's' })

  const purchases = cdnow()
  if (!purchases) return
  const { cases } = heldBackCases(purchases, bgNbd, dayNumber('19970930'), 273)
  for (const minimum of [0, 1]) {
    const own = cases.filter((c) => c.summary.frequency >= minimum)
    const bought = own.map((c) => c.bought > 0)
    const who = minimum === 0 ? 'all 2,357' : '946 repeaters'
    const score = own.map((c) => c.expectedPurchases)
    report({
      measure: `alarm AUC, CDNOW ${who}`,
      value: areaUnderCurve(score, bought),
      ...(minimum === 1 ? { atLeast: 0.72 } : {}),
    })
    if (minimum === 1)
      report({
        measure: `interval rule AUC, CDNOW ${who}`,
        value: areaUnderCurve(
          own.map((c) => -ownRhythm(c.summary).silenceRatio),
          bought,
        ),
      })
    report({
      measure: `worst decile, ten-fold cross-fitted, CDNOW ${who}`,
      value: 100 * crossFittedReliability(own).worstError,
      unit: 'points',
      atMost: 5,
    })
    const half = (k: number) => own.filter((_, i) => i % 2 === k)
    const learned = fitIsotonic(
      half(0).map((c) => c.score),
      half(0).map((c) => c.bought > 0),
    )
    const strict = reliability(
      half(1).map((c) => learned.apply(c.score)),
      half(1).map((c) => c.bought > 0),
    )
    report({
      measure: `worst decile, learned on one half and checked on the other, CDNOW ${who}`,
      value: 100 * strict.worstError,
      unit: 'points',
      note: `deciles of ${strict.rows[0]!.cases}: chance alone makes one of ten stray this far`,
    })
  }
}
