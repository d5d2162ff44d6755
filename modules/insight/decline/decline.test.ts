import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cdnow, dayNumber } from '../sharedData.ts'
import { bgNbd } from '../value/bgNbd.ts'
import { ownRhythm, rankDecline } from './alarm.ts'
import { areaUnderCurve, fitIsotonic, fitPlatt, reliability, reviveCalibrator } from './calibration.ts'
import { crossFittedReliability, heldBackCases, learnCalibration } from './learn.ts'

const purchases = cdnow()
const skip = purchases ? false : 'CDNOW data absent'
const held = purchases && heldBackCases(purchases, bgNbd, dayNumber('19970930'), 273)

test('C17 alarm AUC on CDNOW repeaters ≥ .72 and above the interval rule', { skip }, () => {
  const repeaters = held!.cases.filter((c) => c.summary.frequency >= 1)
  assert.equal(repeaters.length, 946)
  const bought = repeaters.map((c) => c.bought > 0)
  const model = areaUnderCurve(
    repeaters.map((c) => c.expectedPurchases),
    bought,
  )
  const rule = areaUnderCurve(
    repeaters.map((c) => -ownRhythm(c.summary).silenceRatio),
    bought,
  )
  console.log(`AUC model ${model.toFixed(4)}, interval rule ${rule.toFixed(4)}`)
  assert.ok(model >= 0.72 && model > rule)
})

test('C17 calibrated probabilities: each decile within 5 points, out of fold', { skip }, () => {
  for (const minimum of [0, 1]) {
    const cases = held!.cases.filter((c) => c.summary.frequency >= minimum)
    const table = crossFittedReliability(cases)
    console.log(`frequency ≥ ${minimum}: worst decile ${(100 * table.worstError).toFixed(1)} points`)
    assert.equal(table.rows.length, 10)
    assert.ok(table.worstError <= 0.05)
  }
})

test('C17 the alarm list is ordered by expected purchases and explained by the own interval', { skip }, () => {
  const calibrator = learnCalibration(held!.cases)
  const list = rankDecline(
    held!.cases.map((c) => c.summary),
    bgNbd,
    held!.params,
    { horizon: 39, calibrator },
  )
  assert.equal(list.length, 946)
  for (let i = 1; i < list.length; i++) {
    assert.ok(list[i - 1]!.expectedPurchases <= list[i]!.expectedPurchases)
    assert.ok(list[i - 1]!.probabilityOfSilence >= list[i]!.probabilityOfSilence - 1e-12)
  }
  assert.match(list[0]!.explanation.zh, /平均每 .* 周购买一次/)
  assert.match(list[0]!.explanation.en, /own interval/)
})

test('C17 own rhythm at the edges', () => {
  assert.deepEqual(ownRhythm({ frequency: 4, recency: 20, age: 35 }), { interval: 5, silence: 15, silenceRatio: 3 })
  assert.equal(ownRhythm({ frequency: 0, recency: 0, age: 9 }).silenceRatio, 0)
  assert.equal(ownRhythm({ frequency: 2, recency: 0, age: 9 }).silenceRatio, Number.POSITIVE_INFINITY)
})

test('C17 AUC against pair counting', () => {
  assert.equal(areaUnderCurve([1, 2, 3, 4], [false, false, true, true]), 1)
  assert.equal(areaUnderCurve([1, 1, 1, 1], [false, true, false, true]), 0.5)
  assert.equal(areaUnderCurve([3, 1, 2, 2], [true, false, true, false]), 3.5 / 4)
  assert.equal(areaUnderCurve([1, 2], [true, true]), 0.5)
})

test('C17 isotonic and Platt: monotone, right on large clean samples, stored and revived', () => {
  const scores = Array.from({ length: 4000 }, (_, i) => -3 + (6 * i) / 4000)
  let state = 99
  const outcomes = scores.map((s) => {
    state = (state * 48271) % 2147483647
    return state / 2147483647 < 1 / (1 + Math.exp(-s))
  })
  for (const calibrator of [fitIsotonic(scores, outcomes), fitPlatt(scores, outcomes)]) {
    for (const s of [-2, -1, 0, 1, 2])
      assert.ok(Math.abs(calibrator.apply(s) - 1 / (1 + Math.exp(-s))) < 0.06, `${calibrator.method} at ${s}`)
    assert.ok(calibrator.apply(-99) < calibrator.apply(99))
    const revived = reviveCalibrator(JSON.parse(JSON.stringify(calibrator)))
    assert.equal(revived.apply(0.3), calibrator.apply(0.3))
  }
  const table = reliability(
    scores.map((s) => 1 / (1 + Math.exp(-s))),
    outcomes,
  )
  assert.ok(table.rows.every((r) => r.low <= r.stated + 0.03 && r.stated <= r.high + 0.03))
})

test('C17 calibration on degenerate outcomes stays inside (0, 1)', () => {
  for (const fit of [fitIsotonic, fitPlatt]) {
    const all = fit([1, 2, 3], [true, true, true])
    assert.ok(all.apply(2) > 0.5 && all.apply(2) <= 1)
    const one = fit([1], [false])
    assert.ok(one.apply(1) >= 0 && one.apply(1) < 0.5)
    assert.ok(Number.isFinite(fit([5, 5, 5, 5], [true, false, true, false]).apply(5)))
    assert.throws(() => fit([Number.NaN], [true]), RangeError)
  }
})
