import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { runAlerts } from '#kernel/events/alerts.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { destroy, lock } from './batch/verbs.ts'
import { Samples } from './samples.ts'

let w: World
let s: Samples
let rep: Person
let qa: Person
let keeper: Person

before(async () => {
  w = await world({ now: '2026-06-15T02:00:00Z' })
  s = new Samples(w)
  rep = await w.hire('代表', { roles: ['rep'], department: await w.department('华东') })
  qa = await w.hire('质管', { roles: ['qa'] })
  keeper = await w.hire('库管', { roles: ['warehouse'] })
})
after(() => w.close())

/** What each of QA, warehouse and rep has been told of a kind about something, after the morning of a day. */
async function told(kind: string, about: string, day: string): Promise<string[][]> {
  w.now = new Date(`${day}T01:00:00Z`)
  await runAlerts(w.tenant)
  const where = { kind: { eq: kind } }
  const of = async (p: Person) =>
    (await p.list<{ title: string }>('notification', { where, sort: 'createdAt', limit: 200 }))
      .map((n) => n.title)
      .filter((title) => title.includes(about))
  return Promise.all([qa, keeper, rep].map(of))
}

const counts = (all: string[][]): number[] => all.map((some) => some.length)

test('S16 alert: a product whose approval ends is told to QA alone, once a stage, and no more once it is renewed', async () => {
  const kind = 'product.approvalEnding'
  const ending = await s.product({ genericName: '将到期药', approvalValidTo: '2026-12-31' })
  await s.product({ genericName: '已撤市药', approvalValidTo: '2026-12-31', state: 'withdrawn' })
  const count = async (day: string) => counts(await told(kind, '将到期药', day))
  // 181 and 180 days before, and the day after, on which nothing is new.
  assert.deepEqual(await count('2026-07-03'), [0, 0, 0])
  assert.deepEqual(await count('2026-07-04'), [1, 0, 0])
  assert.deepEqual(await count('2026-07-05'), [1, 0, 0])
  assert.deepEqual(await count('2026-10-02'), [2, 0, 0])
  const [titles] = await told(kind, '将到期药', '2026-12-01')
  assert.equal(titles?.length, 3)
  assert.match(titles![2]!, /^将到期药的批准文号（国药准字H\d+） 30 天后到期（2026-12-31）$/)
  await qa.update('product', ending.id as string, { approvalValidTo: '2031-12-31' })
  assert.deepEqual(await count('2026-12-24'), [3, 0, 0], '7 days before the old end')
  assert.deepEqual(await count('2027-01-02'), [3, 0, 0], 'past the old end')
  assert.deepEqual(await count('2031-07-04'), [4, 0, 0], 'anew before the new end')
  assert.deepEqual(counts(await told(kind, '已撤市药', '2026-12-24')), [0, 0, 0])
})

test('S16 alert: an approval that has ended is told as ended', async () => {
  await s.product({ genericName: '过期批件药', approvalValidTo: '2026-06-14' })
  const [titles, ...others] = await told('product.approvalEnding', '过期批件药', '2026-06-15')
  assert.deepEqual(counts(others), [0, 0])
  assert.equal(titles?.length, 1)
  assert.match(titles![0]!, /的批准文号（.*）已于 2026-06-14 到期$/)
})

test('S16 alert: a batch near its end is told to QA and the warehouse, while any of it is there', async () => {
  const pack = await s.package()
  const values = { lastUsableDate: '2026-12-31' }
  await s.batch(pack, '10', { ...values, batchNo: 'YOU-01' })
  await s.batch(pack, '0', { ...values, batchNo: 'WU-01' })
  const gone = await s.batch(pack, '10', { ...values, batchNo: 'XIAO-01' })
  const count = async (batchNo: string, day: string) => counts(await told('batch.expiring', batchNo, day))
  assert.deepEqual(await count('YOU-01', '2026-07-03'), [0, 0, 0])
  assert.deepEqual(await count('YOU-01', '2026-07-04'), [1, 1, 0])
  assert.deepEqual(await count('XIAO-01', '2026-07-04'), [1, 1, 0])
  await qa.run(lock, gone, { reason: '近效期停售' })
  await qa.run(destroy, gone, { reason: '近效期销毁' })
  assert.deepEqual(await count('YOU-01', '2026-10-02'), [2, 2, 0])
  assert.deepEqual(await count('XIAO-01', '2026-10-02'), [1, 1, 0], 'destroyed')
  assert.deepEqual(await count('WU-01', '2026-12-30'), [0, 0, 0], 'never any stock')
})
