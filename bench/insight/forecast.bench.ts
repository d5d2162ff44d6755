/** Accuracy, coverage and speed of the forecasts on all M3 series and the 767 hospital series. */
import { forecast, METHODS, type MethodName, mase, predict, predictMany, smape } from '#modules/insight/index.ts'
import { hospitalSeries, type M3Series, m3 } from '../../modules/insight/sharedData.ts'
import { type Measure, type Report, timed } from './report.ts'

const LIMITS: Partial<Record<MethodName, Partial<Measure>>> = {
  theta: { atMost: 13.9 },
  comb: { atMost: 14 },
  ensemble: { atMost: 13.81 },
}
const mean = <T>(rows: readonly T[], f: (r: T) => number) => rows.reduce((s, r) => s + f(r), 0) / rows.length

export async function run(report: Report): Promise<void> {
  const series = m3()
  if (series) {
    methodsOnMonthly(
      report,
      series.filter((s) => s.period === 'MONTHLY'),
    )
    for (const period of ['YEARLY', 'QUARTERLY', 'MONTHLY', 'OTHER']) {
      const own = series.filter((s) => s.period === period)
      if (own.length > 0) chosen(report, `M3 ${period.toLowerCase()}`, own)
    }
    const tasks = series.map((s) => ({ y: s.x, options: { period: s.freq, horizon: s.h } }))
    const batch = await timed(() => predictMany(tasks, { threads: 2 }))
    report({ measure: 'all M3 chosen with intervals, 2 threads', value: batch.ms / 1000, unit: 's' })
  }
  const hospital = hospitalSeries()?.map((y, i) => ({
    id: String(i),
    period: 'H',
    freq: 12,
    h: 12,
    x: y.slice(0, 72),
    xx: y.slice(72),
  }))
  if (!hospital) return
  for (const m of METHODS)
    report({
      measure: `hospital MASE ${m}`,
      value: mean(hospital, (s) => mase(forecast(m, s.x, { period: 12, horizon: 12 }), s.xx, s.x, 12)),
      ...(m === 'theta' ? { atMost: 0.77 } : {}),
    })
  chosen(report, 'hospital', hospital)
}

function methodsOnMonthly(report: Report, monthly: readonly M3Series[]) {
  for (const m of METHODS)
    report({
      measure: `M3 monthly sMAPE ${m}`,
      value: mean(monthly, (s) => smape(forecast(m, s.x, { period: 12, horizon: 18 }), s.xx)),
      ...LIMITS[m],
    })
}

function chosen(report: Report, title: string, rows: readonly M3Series[]) {
  const inside = [0, 0]
  let cells = 0
  let [error, scaled, scalable, slowest] = [0, 0, 0, 0]
  const start = performance.now()
  for (const s of rows) {
    const from = performance.now()
    const p = predict(s.x, { period: s.freq, horizon: s.h })
    slowest = Math.max(slowest, performance.now() - from)
    error += smape(p.mean, s.xx) / rows.length
    const m = mase(p.mean, s.xx, s.x, s.freq)
    if (Number.isFinite(m)) {
      scaled += m
      scalable++
    }
    s.xx.forEach((a, i) => {
      cells++
      p.intervals.forEach((v, k) => {
        if (a >= v.lower[i]! && a <= v.upper[i]!) inside[k]!++
      })
    })
  }
  const limits =
    title === 'M3 monthly'
      ? [
          { atLeast: 77, atMost: 83 },
          { atLeast: 92, atMost: 98 },
        ]
      : [{}, {}]
  report({ measure: `${title} chosen sMAPE`, value: error })
  report({ measure: `${title} chosen MASE`, value: scaled / scalable })
  report({ measure: `${title} coverage of 80 %`, value: (100 * inside[0]!) / cells, unit: '%', ...limits[0] })
  report({ measure: `${title} coverage of 95 %`, value: (100 * inside[1]!) / cells, unit: '%', ...limits[1] })
  report({ measure: `${title} ms a series, mean`, value: (performance.now() - start) / rows.length, atMost: 50 })
  report({ measure: `${title} ms a series, slowest`, value: slowest })
}
