// Lists, one record, create and search at a million accounts against the floor of the same run.

import { startBench } from './house/start.ts'
import { type LoadRequest, load } from './lib/load.ts'
import { measure } from './lib/measure.ts'

const SECONDS = Number(process.env.XINGLIN_BENCH_SECONDS ?? 8)
const bench = await startBench()
const wanted = process.argv.slice(2)
const chosen = (name: string) => !wanted.length || wanted.some((w) => name.includes(w))

async function pair(
  name: string,
  ours: (n: number) => LoadRequest,
  floor: (n: number) => LoadRequest,
  ratioAtLeast: number,
  p99?: number,
) {
  if (!chosen(name)) return
  // Both run by turns, so that a noisy neighbour hits both.
  const totals = { ours: 0, floor: 0, p99: 0, floorP99: 0 }
  for (let round = 0; round < 2; round++) {
    const a = await load({ url: bench.floor, connections: 16, seconds: SECONDS / 2, request: floor })
    const b = await load({ url: bench.url, connections: 16, seconds: SECONDS / 2, request: ours })
    if (a.errors || b.errors) throw new Error(`${name}: ${a.firstError ?? b.firstError}`)
    totals.floor += a.rps / 2
    totals.ours += b.rps / 2
    totals.p99 = Math.max(totals.p99, b.p99)
    totals.floorP99 = Math.max(totals.floorP99, a.p99)
  }
  measure({ name, value: totals.ours, unit: 'rps', floor: totals.floor, ratioAtLeast })
  if (!p99) return
  measure({ name: `${name} p99`, value: totals.p99, unit: 'ms', atMost: p99 })
  measure({ name: `${name} p99 of the floor`, value: totals.floorP99, unit: 'ms' })
}

const cookies = {
  rep: await bench.cookie('rep'),
  lead: await bench.cookie('lead'),
  director: await bench.cookie('director'),
}
const listOf = (who: keyof typeof cookies): LoadRequest => ({
  path: '/api/v1/accounts?limit=50',
  headers: { cookie: cookies[who] },
})
const first = async (who: keyof typeof cookies) =>
  (await (await fetch(`${bench.url}/api/v1/accounts?limit=50`, { headers: { cookie: cookies[who] } })).json()) as {
    data: { id: string; dept: { id: string } }[]
  }

const mine = await first('rep')
const dept = (await first('lead')).data[0]!.dept.id
// A server at work is warm: its code is compiled, each connection has its plans, the pages it needs are in memory.
for (const who of ['rep', 'lead', 'director'] as const)
  await load({ url: bench.url, connections: 16, seconds: SECONDS / 4, request: listOf(who) })
for (const path of [`/owner/${bench.house.people.rep}`, `/dept/${dept}`, '/all'])
  await load({ url: bench.floor, connections: 16, seconds: SECONDS / 4, request: { path } })
await pair(
  'list rep',
  () => listOf('rep'),
  () => ({ path: `/owner/${bench.house.people.rep}` }),
  0.8,
  30,
)
await pair(
  'list lead',
  () => listOf('lead'),
  () => ({ path: `/dept/${dept}` }),
  0.6,
  30,
)
await pair(
  'list director',
  () => listOf('director'),
  () => ({ path: '/all' }),
  0.9,
  30,
)
const id = (n: number) => mine.data[n % mine.data.length]!.id
await pair(
  'get one',
  (n) => ({ path: `/api/v1/accounts/${id(n)}`, headers: { cookie: cookies.rep } }),
  (n) => ({ path: `/one/${id(n)}` }),
  0.6,
)
async function searches(name: string, words: string[], atMost: number): Promise<void> {
  if (!chosen(name)) return
  const request = (n: number): LoadRequest => ({
    path: `/api/v1/accounts?limit=20&q=${encodeURIComponent(words[n % words.length]!)}`,
    headers: { cookie: cookies.director },
  })
  for (const word of words)
    await fetch(`${bench.url}${request(words.indexOf(word)).path}`, { headers: { cookie: cookies.director } })
  const result = await load({ url: bench.url, connections: 1, seconds: SECONDS, request })
  if (!result.requests) throw new Error(`${name}: nothing was answered in time`)
  if (result.errors) throw new Error(`${name}: ${result.firstError}`)
  measure({ name, value: result.p95, unit: 'ms', atMost })
}
await searches(
  'search 2 characters',
  ['医院', '杭州', '协和', '人民', '朝阳', '钱塘', '门诊', '普陀', '振兴', '仁济'],
  80,
)
await searches('search initials', ['bjxh', 'hzsd', 'rmyy', 'szyy', 'gzsz', 'cyqf', 'wxsb', 'xhyy'], 80)
// Last, for it changes what the others measure.
let made = 0
const creating = (): LoadRequest => ({
  method: 'POST',
  path: '/api/v1/accounts',
  headers: { cookie: cookies.rep, 'content-type': 'application/json' },
  body: JSON.stringify({
    name: `新客户医院${process.pid}甲${++made}`,
    accountRoles: ['hospital'],
    source: 'import',
    regionCode: '330102',
  }),
})
// The floor inserts the same row: as many columns, index entries and words as this one has.
const example = creating()
const answer = await fetch(`${bench.url}${example.path}`, example as RequestInit)
const { id: likeThis } = (await answer.json()) as { id: string }
await pair('create', creating, () => ({ path: `/insert/${likeThis}` }), 0.3)
await fetch(`${bench.floor}/forget`)
await bench.stop()
