import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { create } from '#kernel/records/create.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { settle } from '#testing/settle.ts'
import { type World, world } from '#testing/world.ts'
import { cleanOutbox } from './cleaning.ts'
import { reviveLetter } from './deadLetter.ts'
import { Dispatcher, topicMatcher } from './dispatcher.ts'
import { eventsAfter, START } from './outbox.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.close())

const tell = (topic: string, n: number) => w.asSystem(async (unit) => unit.emit(topic, { n }))

async function drain(d: Dispatcher): Promise<void> {
  await settle(w.tenant)
  while (await d.pass());
}

test('events: a topic pattern matches whole topics', () => {
  assert.equal(topicMatcher('account.*')('account.created'), true)
  assert.equal(topicMatcher('account.*')('accountRole.created'), false)
  assert.equal(topicMatcher('*.created')('account.created'), true)
  assert.equal(topicMatcher('*')('a.b'), true)
  assert.equal(topicMatcher('a.b')('axb'), false)
})

test('events: every matching event once, in order, from the first start on', async () => {
  await tell('test.before', 0)
  // Other tests' transactions on the same server hold the horizon back for a moment.
  await settle(w.tenant)
  const seen: number[] = []
  const d = new Dispatcher(w.tenant, { batch: 3 }).on('test.*', 'order', async (_unit, e) => {
    seen.push(e.payload.n as number)
  })
  await d.prepare()
  for (let n = 1; n <= 8; n++) await tell(n % 4 === 0 ? 'other.thing' : 'test.thing', n)
  await drain(d)
  await drain(d)
  assert.deepEqual(seen, [1, 2, 3, 5, 6, 7])
})

test('events: a transaction that commits late is not lost behind the cursor', async () => {
  const seen: string[] = []
  const d = new Dispatcher(w.tenant).on('late.*', 'late', async (_unit, e) => void seen.push(e.payload.n as string))
  await d.prepare()
  const gate = Promise.withResolvers<void>()
  const written = Promise.withResolvers<void>()
  const slow = w.tenant.db.transaction(async (tx) => {
    await tx.query(sql`insert into ${at(w.tenant, 'outbox')} (id, tx, at, topic, actor_id, payload)
      values (gen_random_uuid(), pg_current_xact_id(), now(), 'late.slow', gen_random_uuid(), '{"n":"slow"}')`)
    written.resolve()
    await gate.promise
  })
  await written.promise
  await w.asSystem(async (unit) => unit.emit('late.quick', { n: 'quick' }))
  while (await d.pass());
  assert.deepEqual(seen, [], 'what is younger than an open transaction waits for it')
  gate.resolve()
  await slow
  await drain(d)
  assert.deepEqual(seen, ['slow', 'quick'])
})

test('#42 a handler that fails holds up nobody; it is tried again, its effects are written once', async () => {
  let broken = true
  const d = new Dispatcher(w.tenant, { maxAttempts: 3 })
    .on('job.*', 'picky', async (unit, e) => {
      await create(unit, 'department', { name: `picky ${e.payload.n}` })
      if (broken && e.payload.n === 2) throw new Error('no')
    })
    .on('job.*', 'easy', async (unit, e) => void (await create(unit, 'department', { name: `easy ${e.payload.n}` })))
  await d.prepare()
  for (const n of [1, 2, 3]) await tell('job.thing', n)
  const names = async (who: string) =>
    (
      await w.tenant.db.query<{ name: string }>(
        sql`select name from ${at(w.tenant, 'department')} where name like ${`${who}%`} order by name`,
      )
    ).map((r) => r.name)
  await drain(d)
  assert.deepEqual(await names('picky'), ['picky 1', 'picky 3'])
  assert.deepEqual(await names('easy'), ['easy 1', 'easy 2', 'easy 3'])
  for (let i = 0; i < 4; i++) {
    w.now = new Date(w.now.getTime() + 3_600_000)
    await drain(d)
  }
  const [letter] = await w.tenant.db.query<{
    attempts: number
    next_at: string | null
    event_id: string
    error: string
  }>(sql`select attempts, next_at, event_id, error from ${at(w.tenant, 'dead_letter')}`)
  assert.equal(letter?.attempts, 3)
  assert.equal(letter?.next_at, null, 'left for a person')
  assert.match(letter!.error, /no/)
  broken = false
  await w.asSystem((unit) => reviveLetter(unit, 'picky', letter!.event_id))
  await drain(d)
  assert.deepEqual(await names('picky'), ['picky 1', 'picky 2', 'picky 3'])
})

test('#42 two dispatchers on one consumer: each event has one effect', async () => {
  const make = () =>
    new Dispatcher(w.tenant, { batch: 5, pollMs: 20 }).on('race.*', 'race', async (unit, e) => {
      await create(unit, 'department', { name: `race ${e.payload.n}` })
    })
  const [a, b] = [make(), make()]
  await a.start()
  await b.start()
  await Promise.all(Array.from({ length: 40 }, (_, n) => tell('race.thing', n)))
  const count = async () =>
    (
      await w.tenant.db.query<{ n: number; d: number }>(
        sql`select count(*) n, count(distinct name) d from ${at(w.tenant, 'department')} where name like 'race %'`,
      )
    )[0]!
  for (let i = 0; i < 600 && (await count()).d < 40; i++) await new Promise((r) => setTimeout(r, 25))
  await a.stop()
  await b.stop()
  assert.deepEqual(await count(), { n: 40, d: 40 })
})

test('events: the outbox is cleaned of what is old and read by everybody', async () => {
  const d = new Dispatcher(w.tenant).on('clean.*', 'cleaner', async () => {})
  await d.prepare()
  await tell('clean.me', 1)
  await settle(w.tenant)
  w.now = new Date(w.now.getTime() + 8 * 86_400_000)
  const left = async () => (await eventsAfter(w.tenant, START, 10_000)).filter((e) => e.topic === 'clean.me').length
  await cleanOutbox(w.tenant)
  assert.equal(await left(), 1, 'a consumer has not read it yet')
  for (const name of ['order', 'late', 'picky', 'easy', 'race'])
    await w.tenant.db.query(sql`delete from ${at(w.tenant, 'outbox_cursor')} where consumer = ${name}`)
  await drain(d)
  await cleanOutbox(w.tenant)
  assert.equal(await left(), 0)
})

test('events: consumers whom nothing concerns are moved on; one that lags hears all from its own place', async () => {
  const [seen, heard]: [number[], number[]] = [[], []]
  const make = () =>
    new Dispatcher(w.tenant, { batch: 4 })
      .on('mine.*', 'mine', async (_unit, e) => void seen.push(e.payload.n as number))
      .on('nobody.*', 'idle', async () => assert.fail('nothing of its topic happened'))
  const d = make()
  await d.prepare()
  for (let n = 1; n <= 10; n++) await tell(n % 2 ? 'mine.thing' : 'other.thing', n)
  await drain(d)
  const place = async (consumer: string) =>
    (
      await w.tenant.db.query<{ tx: string; id: string }>(
        sql`select tx::text as tx, id from ${at(w.tenant, 'outbox_cursor')} where consumer = ${consumer}`,
      )
    )[0]!
  const [last] = (await eventsAfter(w.tenant, START, 10_000)).slice(-1)
  assert.deepEqual(seen, [1, 3, 5, 7, 9])
  assert.deepEqual(await place('idle'), { tx: last!.tx, id: last!.id })
  assert.deepEqual(await place('mine'), await place('idle'))
  await d.stop()
  // A consumer that begins at the start stands elsewhere: it reads for itself, and nobody hears a thing twice.
  const two = make().on('mine.*', 'lagging', async (_unit, e) => void heard.push(e.payload.n as number), 'start')
  await two.prepare()
  await tell('mine.thing', 11)
  await drain(two)
  assert.deepEqual(
    [seen, heard],
    [
      [1, 3, 5, 7, 9, 11],
      [1, 3, 5, 7, 9, 11],
    ],
  )
  assert.deepEqual(await place('lagging'), await place('idle'))
})
