import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hospitalSeries, type M3Series, m3 } from '../sharedData.ts'
import { mase, rmsse, scaledBias, smape, wmape } from './accuracy.ts'
import { forecast, METHODS, type MethodName } from './methods.ts'
import { predict, predictMany } from './predict.ts'

const series = m3()
const skip = series ? false : 'M3 data absent'
const monthly = series?.filter((s) => s.period === 'MONTHLY') ?? []
const hospital = hospitalSeries()

const meanOf = <T>(rows: readonly T[], f: (r: T) => number) => rows.reduce((s, r) => s + f(r), 0) / rows.length
const m3Smape = (method: MethodName) =>
  meanOf(monthly, (s) => smape(forecast(method, s.x, { period: 12, horizon: 18 }), s.xx))

test('D5 M3 monthly, all 1,428: Theta ≤ 13.90, Comb ≤ 14.0, ensemble ≤ 13.85, Naive2 as published', { skip }, () => {
  assert.equal(monthly.length, 1428)
  const got = { theta: m3Smape('theta'), comb: m3Smape('comb'), ensemble: m3Smape('ensemble') }
  console.log(`sMAPE ${JSON.stringify(got)}`)
  assert.ok(got.theta <= 13.9)
  assert.ok(got.comb <= 14)
  assert.ok(got.ensemble <= 13.81)
  assert.ok(Math.abs(m3Smape('naive2') - 16.76) < 0.02)
})

test('D5 all 3,003 M3 series, every method: no NaN, nothing negative', { skip }, () => {
  assert.equal(series!.length, 3003)
  for (const s of series!)
    for (const method of METHODS) {
      const f = forecast(method, s.x, { period: s.freq, horizon: s.h })
      assert.ok(f.length === s.h && f.every((v) => Number.isFinite(v) && v >= 0), `${s.id} ${method}`)
    }
})

test('D5 M3 monthly: chosen per series and its 80 % and 95 % intervals', { skip }, () => {
  const { smape: error, coverage } = chosen(monthly)
  console.log(`chosen sMAPE ${error.toFixed(3)}, coverage ${coverage.map((c) => (100 * c).toFixed(1)).join(' / ')} %`)
  assert.ok(error <= 13.81)
  assert.ok(Math.abs(coverage[0]! - 0.8) <= 0.03)
  assert.ok(Math.abs(coverage[1]! - 0.95) <= 0.03)
})

function chosen(rows: readonly M3Series[]) {
  let error = 0
  const inside = [0, 0]
  let cells = 0
  for (const s of rows) {
    const p = predict(s.x, { period: s.freq, horizon: s.h })
    error += smape(p.mean, s.xx) / rows.length
    s.xx.forEach((a, i) => {
      cells++
      p.intervals.forEach((v, k) => {
        if (a >= v.lower[i]! && a <= v.upper[i]!) inside[k]!++
      })
    })
  }
  return { smape: error, coverage: inside.map((n) => n / cells) }
}

test('D5 hospital 767: Theta MASE ≤ .77; chosen per series no worse than the best single method', (t) => {
  if (!hospital) return t.skip('hospital data absent')
  assert.equal(hospital.length, 767)
  const score = (f: (x: number[]) => number[]) =>
    meanOf(hospital, (y) => mase(f(y.slice(0, 72)), y.slice(72), y.slice(0, 72), 12))
  const singles = METHODS.map((m) => score((x) => forecast(m, x, { period: 12, horizon: 12 })))
  const picked = score((x) => predict(x, { period: 12, horizon: 12 }).mean)
  console.log(`theta ${singles[METHODS.indexOf('theta')]!.toFixed(4)}, chosen ${picked.toFixed(4)}`)
  assert.ok(singles[METHODS.indexOf('theta')]! <= 0.77)
  assert.ok(picked <= Math.min(...singles))
})

test('D5 odd series: every method and the choice give finite, non-negative numbers', () => {
  const odd: Record<string, number[]> = {
    'one value': [5],
    'two values': [5, 7],
    constant: new Array<number>(40).fill(3),
    'all zero': new Array<number>(40).fill(0),
    'one sale': [0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0],
    'late start': [...new Array<number>(30).fill(0), 5, 6, 7, 8, 9, 10],
    'season with zeros': Array.from({ length: 60 }, (_, t) => (t % 12 === 3 ? 100 : 0)),
    'tiny and huge': [1e-9, 1e12, 1e-9, 1e12, 1e-9, 1e12, 1e-9, 1e12],
    'falling to zero': Array.from({ length: 50 }, (_, t) => Math.max(0, 40 - t)),
  }
  for (const [title, y] of Object.entries(odd))
    for (const period of [1, 4, 12]) {
      for (const m of METHODS)
        assert.ok(sane(forecast(m, y, { period, horizon: 18 }), 0), `${title} ${m} period ${period}`)
      const p = predict(y, { period, horizon: 18 })
      assert.ok(sane(p.mean, 0), `${title} chosen period ${period}`)
      for (const v of p.intervals) assert.ok(sane(v.lower, 0) && sane(v.upper, 0), `${title} interval ${period}`)
    }
  // Negative values are data too: no floor then.
  const falling = Array.from({ length: 40 }, (_, t) => 10 - t)
  assert.ok(forecast('holt', falling, { period: 1, horizon: 3 })[0]! < -25)
  assert.ok(predict(falling, { period: 1, horizon: 3 }).mean[0]! < -20)
})

const sane = (f: readonly number[], floor: number) => f.every((v) => Number.isFinite(v) && v >= floor)

test('D5 bad input is refused with the place named', () => {
  const request = { period: 12, horizon: 6 }
  assert.throws(() => forecast('ses', [], request), /empty/)
  assert.throws(() => predict([1, 2, Number.NaN, 4], request), /value 2/)
  assert.throws(() => predict([1, 2, 3], { period: 12, horizon: 0 }), /horizon/)
  assert.throws(() => predict([1, 2, 3], { period: 0.5, horizon: 1 }), /period/)
})

test('D5 exact cases: a line is continued, a pure season repeats', () => {
  const line = Array.from({ length: 30 }, (_, t) => 5 + 2 * t)
  for (const [i, v] of forecast('holt', line, { period: 1, horizon: 3 }).entries())
    assert.ok(Math.abs(v - (65 + 2 * i)) < 1e-6)
  const season = Array.from({ length: 48 }, (_, t) => [10, 20, 40, 30][t % 4]!)
  for (const m of ['sNaive', 'naive2', 'ses', 'damped', 'ensemble'] as const)
    for (const [i, v] of forecast(m, season, { period: 4, horizon: 8 }).entries())
      assert.ok(Math.abs(v - [10, 20, 40, 30][i % 4]!) < 0.5, `${m} ${v}`)
})

test('D5 accuracy measures by hand', () => {
  assert.equal(smape([0, 100], [0, 300]), 50)
  assert.equal(mase([3, 3], [1, 5], [1, 2, 3, 4], 1), 2)
  assert.equal(rmsse([3, 3], [1, 5], [1, 3, 1]), 1)
  assert.equal(scaledBias([3, 3], [1, 1], [1, 3, 1]), 1)
  assert.equal(wmape([8, 0], [10, 0]), 0.2)
  assert.ok(Number.isNaN(mase([1], [1], [2, 2, 2], 1)))
})

test('D5 many series on worker threads: same answers, a bad one does not stop the rest', async () => {
  const options = { period: 4, horizon: 4 }
  const tasks = Array.from({ length: 60 }, (_, i) => ({
    y: i === 7 ? [1, Number.NaN] : Array.from({ length: 24 }, (_, t) => 10 + i + ((t * 7 + i) % 5)),
    options,
  }))
  const results = await predictMany(tasks, { threads: 2, chunk: 10 })
  assert.equal(results.length, 60)
  results.forEach((r, i) => {
    if (i === 7) assert.ok(!r.ok && /value 1/.test(r.error))
    else assert.deepEqual(r.ok && r.prediction, predict(tasks[i]!.y, options))
  })
})
