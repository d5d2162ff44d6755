/** Time and quality of routes. */

import { seeded } from '#kernel/values/seeded.ts'
import { euclideanTravel, planDays, planRoute, type Stop } from '#modules/field/routing/index.ts'
import { type Report, timed } from './report.ts'

export async function run(report: Report): Promise<void> {
  for (const n of [12, 15]) {
    const random = seeded(n)
    let [slowest, total] = [0, 0]
    for (let i = 0; i < 20; i++) {
      const travel = euclideanTravel(
        Array.from({ length: n + 1 }, (): [number, number] => [random() * 40, random() * 40]),
        0.6,
      )
      const stops = Array.from({ length: n }, (): Stop => {
        const open = 480 + random() * 400
        return {
          service: 15,
          windows: random() < 0.6 ? [[open, open + 120]] : undefined,
          priority: Math.ceil(random() * 5),
        }
      })
      const { ms } = await timed(() => planRoute({ stops, travel, start: 480, end: 1080 }, { exactUpTo: 15 }))
      total += ms / 20
      slowest = Math.max(slowest, ms)
    }
    report({ measure: `${n} stops, proven best, mean`, value: total, unit: 'ms' })
    report({ measure: `${n} stops, proven best, slowest of 20`, value: slowest, unit: 'ms' })
  }
  const random = seeded(100)
  const points = Array.from({ length: 101 }, (): [number, number] => [random() * 60, random() * 60])
  const stops = Array.from({ length: 100 }, (): Stop => {
    const open = 480 + random() * 300
    return {
      service: 20,
      windows: random() < 0.5 ? [[open, open + 180]] : undefined,
      priority: Math.ceil(random() * 5),
    }
  })
  const travel = euclideanTravel(points, 0.6)
  const days = Array.from({ length: 10 }, () => ({ start: 480, end: 1080 }))
  const long = await timed(() => planDays({ stops, travel, days }, { rounds: 8000 }))
  const usual = await timed(() => planDays({ stops, travel, days }))
  report({ measure: '100 stops over ten days, 2,000 rounds', value: usual.ms / 1000, unit: 's' })
  report({ measure: 'skipped of 100', value: usual.result.skipped.length })
  report({ measure: 'travel against four times the rounds', value: usual.result.travel / long.result.travel })
}
