import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cdnow, dayNumber, donors } from '../sharedData.ts'
import { bgBb } from './bgBb.ts'
import { bgNbd, mbgNbd } from './bgNbd.ts'
import { bootstrapIntervals } from './bootstrap.ts'
import { lifetimeValue } from './clv.ts'
import { gammaGamma } from './gammaGamma.ts'
import type { PurchaseModel } from './model.ts'
import { paretoNbd } from './paretoNbd.ts'
import { type PurchaseHistory, summarizePurchases } from './purchases.ts'

const purchases = cdnow()
const rows = purchases && summarizePurchases(purchases, dayNumber('19970930'))
const skip = rows ? false : 'CDNOW data absent'

function matches(params: Record<string, number>, published: Record<string, number>) {
  for (const [k, v] of Object.entries(published)) {
    const tolerance = v > 2 ? 0.05 : 0.005
    assert.ok(Math.abs(params[k]! - v) <= tolerance, `${k} = ${params[k]}, published ${v}`)
  }
}

test('D4 BG/NBD on CDNOW gives the published parameters (Fader, Hardie & Lee 2005)', { skip }, () => {
  assert.equal(rows!.length, 2357)
  const fit = bgNbd.fit(rows!)
  matches(fit.params, { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 })
  assert.ok(Math.abs(fit.logLikelihood + 9582.4) <= 0.1)
  assert.ok(fit.reliable)
  // Customer 1, 39 weeks ahead: 1.226
  const first = { frequency: 2, recency: 30.43, age: 38.86 }
  assert.ok(Math.abs(bgNbd.expectedPurchases(fit.params, first, 39) - 1.226) < 0.001)
  assert.ok(fit.intervals!.r[0] < 0.243 && 0.243 < fit.intervals!.r[1])
})

test('D4 MBG/NBD and Pareto/NBD on CDNOW give the published parameters', { skip }, () => {
  matches(mbgNbd.fit(rows!).params, { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 })
  const pareto = paretoNbd.fit(rows!)
  matches(pareto.params, { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 })
  assert.ok(Math.abs(pareto.logLikelihood + 9595) <= 0.1)
})

test('D4 Gamma-Gamma on 946 CDNOW repeaters gives the published parameters', { skip }, () => {
  const fit = gammaGamma.fit(rows!)
  assert.equal(fit.customers, 946)
  matches(fit.params, { p: 6.25, q: 3.744, gamma: 15.44 })
  assert.ok(Math.abs(fit.logLikelihood + 4055.92) <= 0.1)
})

test('D4 BG/BB on 11,104 donors gives the published parameters', (t) => {
  const data = donors()
  if (!data) return t.skip('donor data absent')
  const fit = bgBb.fit(data)
  matches(fit.params, { alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783 })
  assert.ok(Math.abs(fit.logLikelihood + 33225.58) <= 0.1)
})

test('D4 CDNOW holdout weeks 40–78: correlation ≥ .62, MAE ≤ .80', { skip }, () => {
  const { params } = bgNbd.fit(rows!)
  const bought = new Map<string, Set<number>>()
  for (const p of purchases!)
    if (p.day > dayNumber('19970930')) bought.set(p.customer, (bought.get(p.customer) ?? new Set<number>()).add(p.day))
  const expected = rows!.map((r) => bgNbd.expectedPurchases(params, r, 39))
  const actual = rows!.map((r) => bought.get(r.customer)?.size ?? 0)
  assert.equal(
    actual.reduce((s, v) => s + v, 0),
    1882,
  )
  assert.ok(correlation(expected, actual) >= 0.62)
  assert.ok(expected.reduce((s, e, i) => s + Math.abs(e - actual[i]!), 0) / actual.length <= 0.8)
})

test('D4 odd data: never NaN, and unreliable fits say so', () => {
  const odd: Record<string, PurchaseHistory[]> = {
    'one customer, no repeat': [{ frequency: 0, recency: 0, age: 10 }],
    'one customer with repeats': [{ frequency: 3, recency: 3, age: 10 }],
    'no repeats at all': Array.from({ length: 100 }, (_, i) => ({ frequency: 0, recency: 0, age: 10 + (i % 7) })),
    'all the same': Array.from({ length: 100 }, () => ({ frequency: 2, recency: 5, age: 5 })),
    'no time passed': [{ frequency: 0, recency: 0, age: 0 }],
    'all on the first day': [{ frequency: 5, recency: 0, age: 10 }],
    'giant beside silent': [
      { frequency: 5000, recency: 10, age: 10 },
      { frequency: 0, recency: 0, age: 900 },
    ],
  }
  const refuse = <K extends string>(model: PurchaseModel<K>, data: PurchaseHistory[], title: string) => {
    const fit = model.fit(data)
    assert.ok(!fit.reliable && fit.reasons.length > 0, `${model.name} ${title}`)
    allSane(model, fit.params, data[0]!, title)
  }
  for (const [title, data] of Object.entries(odd)) {
    refuse(bgNbd, data, title)
    refuse(mbgNbd, data, title)
    refuse(paretoNbd, data, title)
  }
})

test('D4 any history: P(alive) in [0,1], expectations finite and monotone in the horizon', () => {
  const seed = 4242
  console.log(`seed ${seed}`)
  const parameter = fc.double({ min: 0.01, max: 60, noNaN: true })
  const history = fc.record({
    frequency: fc.integer({ min: 0, max: 300 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    age: fc.double({ min: 0, max: 500, noNaN: true }),
  })
  fc.assert(
    fc.property(parameter, parameter, parameter, parameter, history, (p1, p2, p3, p4, h) => {
      const row = { frequency: h.frequency, recency: h.share * h.age, age: h.age }
      allSane(bgNbd, { r: p1, alpha: p2, a: p3, b: p4 }, row, 'random')
      allSane(mbgNbd, { r: p1, alpha: p2, a: p3, b: p4 }, row, 'random')
      allSane(paretoNbd, { r: p1, alpha: p2, s: p3, beta: p4 }, row, 'random')
    }),
    { seed, numRuns: 300 },
  )
})

test('D4 impossible rows are refused with the row named', () => {
  const bad = [
    { frequency: -1, recency: 0, age: 1 },
    { frequency: 1.5, recency: 1, age: 2 },
    { frequency: 1, recency: 5, age: 2 },
    { frequency: 1, recency: Number.NaN, age: 2 },
    { frequency: 0, recency: 0, age: Number.NaN },
  ]
  for (const row of bad) assert.throws(() => bgNbd.fit([{ frequency: 0, recency: 0, age: 1 }, row]), /row 1/)
  assert.throws(() => bgNbd.fit([]), /no customers/)
  assert.throws(() => gammaGamma.fit([{ frequency: 0, monetary: 0 }]), RangeError)
})

test('D4 simulated Pareto customers: the fit finds the parameters inside its own intervals', () => {
  // Independent of the likelihood code: customers are simulated from the story the model tells.
  const data = simulatePareto(4000, { r: 0.8, alpha: 8, s: 0.7, beta: 10 })
  const fit = paretoNbd.fit(data)
  const truth = { r: 0.8, alpha: 8, s: 0.7, beta: 10 }
  for (const k of ['r', 'alpha', 's', 'beta'] as const) {
    const z = Math.abs(Math.log(fit.params[k] / truth[k])) / (fit.standardErrors![k] / fit.params[k])
    assert.ok(z < 3, `${k}: ${fit.params[k]} is ${z.toFixed(1)} standard errors off`)
  }
})

test('D4 lifetime value: no discount = spend × expected purchases; discount lowers it', () => {
  const params = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }
  const row = { frequency: 2, recency: 30.43, age: 38.86 }
  const plain = lifetimeValue(bgNbd, params, row, 20, { periods: 3, periodLength: 13, discountRate: 0 })
  assert.ok(Math.abs(plain.value - 20 * 1.2261) < 0.01)
  const discounted = lifetimeValue(bgNbd, params, row, 20, { periods: 3, periodLength: 13, discountRate: 0.02 })
  assert.ok(discounted.value < plain.value && discounted.value > plain.value / 1.02 ** 3)
})

test('D4 bootstrap intervals hold the estimate and repeat under one seed', { skip }, () => {
  const few = rows!.slice(0, 600)
  const first = { frequency: 2, recency: 30.43, age: 38.86 }
  const run = () =>
    bootstrapIntervals(few, bgNbd.fit, (p) => ({ next: bgNbd.expectedPurchases(p, first, 39), r: p.r }), {
      replicates: 20,
      seed: 7,
    })
  const result = run()
  const point = bgNbd.expectedPurchases(bgNbd.fit(few).params, first, 39)
  assert.ok(result.next.low <= point && point <= result.next.high)
  assert.deepEqual(run(), result)
})

function allSane<K extends string>(
  model: PurchaseModel<K>,
  params: Record<K, number>,
  row: PurchaseHistory,
  title: string,
) {
  const at = `${model.name} ${title} ${JSON.stringify(params)} ${JSON.stringify(row)}`
  for (const v of Object.values(params)) assert.ok(Number.isFinite(v), at)
  const alive = model.probabilityAlive(params, row)
  assert.ok(alive >= 0 && alive <= 1, at)
  let before = 0
  for (const t of [0, 1, 13, 52, 520]) {
    const e = model.expectedPurchases(params, row, t)
    assert.ok(Number.isFinite(e) && e >= before - 1e-7 * (1 + before), `${at} t=${t}: ${e} < ${before}`)
    const p = model.probabilityOfPurchase(params, row, t)
    assert.ok(p >= 0 && p <= 1 && p <= e * (1 + 1e-4) + 1e-6, `${at} t=${t}: P ${p}, E ${e}`)
    before = e
  }
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (v: readonly number[]) => v.reduce((s, x) => s + x, 0) / v.length
  const [ma, mb] = [mean(a), mean(b)]
  const cov = a.reduce((s, x, i) => s + (x - ma) * (b[i]! - mb), 0)
  return cov / Math.sqrt(a.reduce((s, x) => s + (x - ma) ** 2, 0) * b.reduce((s, x) => s + (x - mb) ** 2, 0))
}

function simulatePareto(n: number, p: { r: number; alpha: number; s: number; beta: number }): PurchaseHistory[] {
  let state = 12345
  const u = () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
  const exponential = (rate: number) => -Math.log(u()) / rate
  const normal = () => Math.sqrt(-2 * Math.log(u())) * Math.cos(2 * Math.PI * u())
  // Marsaglia & Tsang (2000), with the boost for shapes below one.
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * u() ** (1 / shape)
    const d = shape - 1 / 3
    for (;;) {
      const z = normal()
      const v = (1 + z / Math.sqrt(9 * d)) ** 3
      if (v > 0 && Math.log(u()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v
    }
  }
  return Array.from({ length: n }, (_, i) => {
    const age = 40 + (i % 13)
    const rate = gamma(p.r) / p.alpha
    const end = Math.min(age, exponential(gamma(p.s) / p.beta))
    let frequency = 0
    let recency = 0
    for (let t = exponential(rate); t < end; t += exponential(rate)) {
      frequency++
      recency = t
    }
    return { frequency, recency, age }
  })
}
