import assert from 'node:assert/strict'
import { test } from 'node:test'
import { classifyCustomers } from './classes.ts'
import { quantileScores, rfm, weightedScores } from './rfm.ts'
import { segmentCustomers } from './segments.ts'

test('C16 quintiles: five equal groups, ties together, constants in the middle', () => {
  assert.deepEqual(quantileScores([10, 20, 30, 40, 50]), [1, 2, 3, 4, 5])
  assert.deepEqual(quantileScores([10, 20, 30, 40, 50], false), [5, 4, 3, 2, 1])
  assert.deepEqual(quantileScores([7, 7, 7]), [3, 3, 3])
  assert.deepEqual(quantileScores([1]), [3])
  assert.deepEqual(quantileScores([]), [])
  assert.deepEqual(quantileScores([0, 0, 0, 0, 9]), [3, 3, 3, 3, 5])
  assert.throws(() => quantileScores([1, Number.NaN]), /value 1/)
})

test('C16 RFM code and the user’s weights', () => {
  const customers = [
    { sinceLast: 90, frequency: 1, monetary: 10 },
    { sinceLast: 60, frequency: 2, monetary: 50 },
    { sinceLast: 30, frequency: 3, monetary: 20 },
    { sinceLast: 10, frequency: 4, monetary: 40 },
    { sinceLast: 1, frequency: 5, monetary: 30 },
  ]
  assert.deepEqual(
    rfm(customers).map((s) => s.code),
    ['111', '225', '332', '444', '553'],
  )
  assert.equal(rfm(customers, { r: 0, f: 0, m: 1 })[1]!.score, 5)
  assert.throws(() => rfm(customers, { r: 0, f: 0, m: 0 }), RangeError)
})

test('C16 weighted score: percentiles, direction, parts add up', () => {
  const scores = weightedScores(
    [
      { turnover: 0, days: 10 },
      { turnover: 5, days: 20 },
      { turnover: 1e9, days: 30 },
    ],
    [
      { measure: 'turnover', weight: 3 },
      { measure: 'days', weight: 1, higherIsBetter: false },
    ],
  )
  assert.deepEqual(
    scores.map((s) => s.score),
    [25, 50, 75],
  )
  assert.deepEqual(scores[2]!.parts, { turnover: 75, days: 0 })
  assert.throws(() => weightedScores([{ a: 1 }], [{ measure: 'b', weight: 1 }]), /customer 0/)
})

test('C16 core, loyal, big', () => {
  const base = { purchases: 12, activeMonths: 12, silenceRatio: 0.5, score: 50 }
  const lists = classifyCustomers([
    { ...base, turnover: 800 },
    { ...base, turnover: 150, silenceRatio: 5 },
    { ...base, turnover: 50, purchases: 2, score: 90 },
    { ...base, turnover: -10 },
  ])
  assert.deepEqual(lists, [
    { big: true, loyal: true, core: true },
    { big: false, loyal: false, core: false },
    { big: false, loyal: false, core: true },
    { big: false, loyal: true, core: false },
  ])
  assert.deepEqual(classifyCustomers([]), [])
})

test('D4 segments: clear groups are found, best first; fewer rows than clusters', () => {
  const rows = [...Array(20).keys()].map((i) => (i < 10 ? [100 + (i % 3), 10] : [1 + (i % 3), 1]))
  const found = segmentCustomers(rows, 2)
  assert.deepEqual(found.sizes, [10, 10])
  assert.deepEqual(
    found.cluster,
    rows.map((_, i) => (i < 10 ? 0 : 1)),
  )
  assert.ok(found.unexplained < 0.01)
  assert.equal(segmentCustomers([[1], [1], [1]], 5).sizes.length, 1)
  assert.deepEqual(segmentCustomers([], 3).cluster, [])
  assert.throws(() => segmentCustomers([[1], [Number.NaN]], 1), /row 1/)
})
