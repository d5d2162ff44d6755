import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseMethod } from './choose.ts'
import { correctionAccuracy, inForce } from './corrections.ts'
import { croston, demandPattern, tsb } from './intermittent.ts'
import { reconcile } from './reconcile.ts'
import { isSeasonal } from './series.ts'

test('D5 seasonality test: a season is found, noise and short series are not', () => {
  assert.ok(
    isSeasonal(
      Array.from({ length: 60 }, (_, t) => 100 + 30 * Math.sin((t * Math.PI) / 6)),
      12,
    ),
  )
  assert.ok(
    !isSeasonal(
      Array.from({ length: 30 }, (_, t) => 100 + 30 * Math.sin((t * Math.PI) / 6)),
      12,
    ),
  )
  assert.ok(!isSeasonal([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5], 4))
  assert.ok(!isSeasonal([1, 2, 3], 1))
})

test('D5 demand patterns by ADI 1.32 and CV² .49', () => {
  assert.equal(demandPattern([4, 5, 4, 5, 4]).kind, 'smooth')
  assert.equal(demandPattern([1, 20, 1, 20, 1, 1]).kind, 'erratic')
  assert.equal(demandPattern([0, 5, 0, 0, 5, 0]).kind, 'intermittent')
  assert.equal(demandPattern([0, 1, 0, 0, 40, 0, 1, 0]).kind, 'lumpy')
  assert.equal(demandPattern([0, 0]).kind, 'none')
})

test('D5 Croston, SBA and TSB: steady demand, and TSB forgets a lost customer', () => {
  const steady = Array.from({ length: 400 }, (_, t) => (t % 4 === 3 ? 8 : 0))
  assert.ok(Math.abs(croston(steady) - 2) < 1e-9)
  assert.ok(Math.abs(croston(steady, 0.1, 0.1, true) - 1.9) < 1e-9)
  const lost = [...steady, ...new Array<number>(60).fill(0)]
  assert.ok(Math.abs(croston(lost) - 2) < 1e-9)
  assert.ok(tsb(lost) < 0.02)
  assert.equal(tsb([0, 0, 0]), 0)
})

test('D5 choice: constant history, clear season, intermittent with the bias gate', () => {
  const constant = chooseMethod(new Array<number>(48).fill(9), { period: 12, horizon: 6 })
  assert.ok(Math.abs(Object.values(constant.weights).reduce((s, w) => s + w, 0) - 1) < 1e-9)
  const lumpy = Array.from({ length: 60 }, (_, t) => (t % 5 === 2 ? 6 + (t % 3) : 0))
  const choice = chooseMethod(lumpy, { period: 12, horizon: 12 })
  assert.ok(choice.pattern.kind === 'intermittent')
  assert.ok(Object.keys(choice.weights).every((m) => ['tsb', 'ses01', 'sba', 'croston'].includes(m)))
  assert.equal(chooseMethod([3, 4], { period: 12, horizon: 12 }).method, 'ensemble')
})

test('D5 reconciliation: everything adds up, coherent input is left alone, sure nodes move less', () => {
  // total → two regions of two customers each
  const nodes = [
    { id: 'total', leaves: [0, 1, 2, 3] },
    { id: 'east', leaves: [0, 1] },
    { id: 'west', leaves: [2, 3] },
    ...[0, 1, 2, 3].map((l) => ({ id: `c${l}`, leaves: [l] })),
  ]
  const coherent = [10, 3, 7, 1, 2, 3, 4].map((v) => ({ mean: [v] }))
  for (const [i, v] of reconcile(nodes, coherent).entries()) assert.ok(Math.abs(v[0]! - coherent[i]!.mean[0]!) < 1e-9)

  const apart = [20, 3, 7, 1, 2, 3, 4].map((v) => ({ mean: [v, v] }))
  for (const method of ['wls', 'bottomUp', 'topDown'] as const) {
    const r = reconcile(nodes, apart, { method })
    assert.ok(Math.abs(r[0]![0]! - r[1]![0]! - r[2]![0]!) < 1e-9, method)
    assert.ok(Math.abs(r[1]![1]! - r[3]![1]! - r[4]![1]!) < 1e-9, method)
  }
  assert.equal(reconcile(nodes, apart, { method: 'bottomUp' })[0]![0], 10)
  assert.ok(Math.abs(reconcile(nodes, apart, { method: 'topDown' })[6]![0]! - 8) < 1e-9)
  const sure = apart.map((f, i) => ({ ...f, variance: i === 0 ? 1e-6 : 1 }))
  assert.ok(Math.abs(reconcile(nodes, sure)[0]![0]! - 20) < 1e-3)
})

test('D5 reconciliation against the normal equations by hand, and never below zero when told', () => {
  // total = a + b; forecasts 10, 4, 4, equal variances: each leaf gains 2/3, the total loses 2/3.
  const nodes = [
    { id: 't', leaves: [0, 1] },
    { id: 'a', leaves: [0] },
    { id: 'b', leaves: [1] },
  ]
  const r = reconcile(
    nodes,
    [10, 4, 4].map((v) => ({ mean: [v], variance: 1 })),
  )
  assert.ok(Math.abs(r[0]![0]! - (10 - 2 / 3)) < 1e-9 && Math.abs(r[1]![0]! - (4 + 2 / 3)) < 1e-9)
  const low = reconcile(
    nodes,
    [-5, 0, 1].map((v) => ({ mean: [v] })),
    { nonNegative: true },
  )
  assert.ok(low.flat().every((v) => v >= 0))
  assert.throws(() => reconcile(nodes, [{ mean: [1] }]), RangeError)
  assert.throws(() => reconcile([{ id: 'x', leaves: [0] }], [{ mean: [Number.NaN] }]), /node x/)
})

test('D5 corrections are kept beside and judged by period and person', () => {
  const forecasts = [
    { series: 's', period: '2026-01', system: 100, corrected: 120, by: 'ann', actual: 118 },
    { series: 's', period: '2026-02', system: 100, corrected: 150, by: 'bo', actual: 105 },
    { series: 's', period: '2026-03', system: 100, corrected: 90, by: 'ann' },
    { series: 's', period: '2026-03', system: 100, actual: 70 },
  ]
  const { total, byPeriod, byPerson } = correctionAccuracy(forecasts)
  assert.equal(total.cases, 2)
  assert.equal(total.systemError, 11.5)
  assert.equal(total.correctedError, 23.5)
  assert.equal(total.improvedShare, 0.5)
  assert.deepEqual(
    byPeriod.map((p) => [p.period, p.accuracy.valueAdded]),
    [
      ['2026-01', 16],
      ['2026-02', -40],
    ],
  )
  assert.equal(byPerson[0]!.accuracy.bias, 2)
  assert.equal(inForce(forecasts[2]!), 90)
  assert.equal(inForce(forecasts[3]!), 100)
  assert.equal(correctionAccuracy([]).total.cases, 0)
})
