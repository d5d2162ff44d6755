import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { callerFor } from '#kernel/access/caller.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { settle } from '#testing/settle.ts'
import { shopAndVisit, trial } from '#testing/trial.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { decodePosition, LiveHub, parseWatches, type Watch } from './live.ts'
import { notify } from './notify.ts'
import { MAX_WAITING_BYTES, type SseMessage, type SseSink, sseText, writeSse } from './sse.ts'

const zh = (name: string) => ({ zh: name, en: name })

let w: World
let hub: LiveHub
let ann: Person
let ben: Person
let shopId: string
before(async () => {
  w = await world({ modules: trial(...shopAndVisit('own')) })
  hub = new LiveHub(w.tenant, { pollMs: 20, heartbeatMs: 50 })
  ann = await w.hire('安', { roles: ['rep'] })
  ben = await w.hire('本', { roles: ['rep'] })
  shopId = (await ann.create('shop', { name: '城东店' })).id as string
})
afterEach(() => hub.stop())
after(() => w.close())

interface Listener {
  got: SseMessage[]
  closed: string[]
  slow: boolean
  stop: () => void
  alive: ReturnType<typeof sql>
}

async function listen(who: Person, watch: Watch[], lastEventId?: string): Promise<Listener> {
  const l: Listener = { got: [], closed: [], slow: false, stop: () => {}, alive: sql`true` }
  l.stop = await hub.subscribe({
    caller: () => callerFor(w.tenant, { employeeId: who.id }, { alive: l.alive }),
    watch,
    lastEventId,
    send: (m) => {
      if (m !== 'beat') l.got.push(m)
      return !l.slow
    },
    close: (reason) => void l.closed.push(reason),
  })
  return l
}

/** What a listener has been told of changes and messages once everything so far has been passed on. */
async function heard(l: Listener, mark: Person, marked: Listener): Promise<SseMessage[]> {
  // A change that `mark` certainly hears of: everything before it has then been delivered.
  const row = await mark.create('shop', { name: 'mark' })
  await settle(w.tenant)
  await until(() => marked.got.some((m) => (m.data as { id?: string }).id === row.id))
  return l.got.filter((m) => m.event === 'changed' || m.event === 'notification')
}

async function until(what: () => boolean): Promise<void> {
  for (let i = 0; i < 1500 && !what(); i++) await new Promise((r) => setTimeout(r, 10))
  assert.ok(what(), `never happened: ${what}`)
}

test('P3 a message reaches its owner alone, at once, as a row of his and as a live event', async () => {
  const [a, b] = [await listen(ann, [{ object: 'shop' }]), await listen(ben, [{ object: 'shop' }])]
  await w.asSystem((unit) => notify(unit, [ann.id, ann.id], { kind: 'test', title: zh('请看'), link: '/shops' }))
  const toAnn = await heard(a, ann, a)
  const toBen = await heard(b, ben, b)
  const letters = toAnn.filter((m) => m.event === 'notification')
  assert.equal(letters.length, 1)
  const { title, link, readAt } = letters[0]!.data as Record<string, unknown>
  assert.deepEqual([title, link, readAt], ['请看', '/shops', null])
  assert.deepEqual(
    toBen.filter((m) => m.event === 'notification'),
    [],
  )
  assert.equal((await ann.list('notification')).length, 1)
  assert.equal((await ben.list('notification')).length, 0)
})

test('P3 read marks: one message, all messages, never another’s', async () => {
  const markRead = w.tenant.registry.commands.get('notification.markRead')!
  const markAllRead = w.tenant.registry.commands.get('notification.markAllRead')!
  for (const n of [1, 2]) await w.asSystem((u) => notify(u, [ann.id, ben.id], { kind: 'k', title: zh(`第${n}条`) }))
  const unread = (who: Person) => who.list<{ id: string }>('notification', { where: { readAt: { isNull: true } } })
  const [first] = await unread(ben)
  await ben.run(markRead, first!.id)
  assert.equal((await unread(ben)).length, 1)
  await assert.rejects(ann.run(markRead, first!.id), { status: 404 })
  const before = (await unread(ann)).length
  assert.deepEqual((await ann.run(markAllRead, null)).result, { count: before })
  assert.equal((await unread(ann)).length, 0)
  assert.equal((await unread(ben)).length, 1)
})

test('P3 #2 nobody is told of a record he may not see, nor after he has left', async () => {
  const about = { object: 'shop', id: shopId }
  const gone = await w.hire('离', { roles: ['rep'] })
  await w.asSystem((unit) =>
    unit.tx.query(sql`update ${unit.table('employee')} set state = 'left' where id = ${gone.id}`),
  )
  const tell = () =>
    w.asSystem((u) => notify(u, [ann.id, ben.id, gone.id], { kind: 'm', title: zh('城东店的事'), about }))
  assert.deepEqual(await tell(), [ann.id])
  // In one transaction with what makes it visible.
  const told = await w.asSystem(async (unit) => {
    await unit.tx.query(sql`insert into ${unit.table('team_member')} (record_id, employee_id, object, level, added_by, added_at)
      values (${shopId}, ${ben.id}, 'shop', 'read', ${ann.id}, now())`)
    return notify(unit, [ben.id], { kind: 'm', title: zh('城东店的事'), about })
  })
  assert.deepEqual(told, [ben.id])
  await w.tenant.db.query(sql`delete from ${at(w.tenant, 'team_member')}`)
})

test('#2 changes are told to those who may read the record then; a revoked right ends with the next event', async () => {
  const watch = [{ object: 'shop', id: shopId }, { object: 'shop' }]
  const [a, b] = [await listen(ann, watch), await listen(ben, watch)]
  const changes = async (l: Listener, who: Person) =>
    (await heard(l, who, l)).filter((m) => m.event === 'changed' && (m.data as { id: string }).id === shopId).length
  await ann.update('shop', shopId, { name: '一' })
  assert.deepEqual([await changes(a, ann), await changes(b, ben)], [1, 0])
  await w.tenant.db.query(sql`insert into ${at(w.tenant, 'team_member')} (record_id, employee_id, object, level, added_by, added_at)
    values (${shopId}, ${ben.id}, 'shop', 'read', ${ann.id}, now())`)
  await ann.update('shop', shopId, { name: '二' })
  assert.deepEqual([await changes(a, ann), await changes(b, ben)], [2, 1])
  await w.tenant.db.query(sql`delete from ${at(w.tenant, 'team_member')}`)
  await ann.update('shop', shopId, { name: '三' })
  assert.deepEqual([await changes(a, ann), await changes(b, ben)], [3, 1])
  // A role's grant is taken away: the cached actor is renewed.
  await w.asSystem(async (unit) => {
    await unit.tx.query(sql`update ${unit.table('employee')} set roles = '{}' where id = ${ann.id}`)
    await unit.tx.query(sql`update ${unit.table('access_epoch')} set n = n + 1`)
  })
  await w.asSystem(async (unit) => unit.emit('shop.update', {}, { object: 'shop', id: shopId }))
  await changes(b, ben)
  await settle(w.tenant)
  assert.equal(a.got.filter((m) => (m.data as { id?: string }).id === shopId).length, 3)
  assert.ok(
    a.got.some((m) => m.event === 'meta'),
    'told that its rights may have changed',
  )
  await w.asSystem(async (unit) => {
    const rep = await w.role('rep')
    await unit.tx.query(sql`update ${unit.table('employee')} set roles = array[${rep}]::uuid[] where id = ${ann.id}`)
    await unit.tx.query(sql`update ${unit.table('access_epoch')} set n = n + 1`)
  })
})

test('live: who watches a record hears of what lies within it', async () => {
  const a = await listen(ann, [{ object: 'shop', id: shopId }, { object: 'shop' }])
  const v = await ann.create('visit', { shop: shopId, topic: '首访' })
  const got = await heard(a, ann, a)
  const told = got.find((m) => (m.data as { id: string }).id === v.id)
  assert.deepEqual(told?.data, { object: 'visit', id: v.id, verb: 'created', root: shopId })
})

test('live: a client that comes back is caught up from where it was; one that missed nothing gets nothing twice', async () => {
  const first = await listen(ann, [{ object: 'shop' }])
  await ann.update('shop', shopId, { name: '甲' })
  await heard(first, ann, first)
  const last = first.got.at(-1)!.id!
  assert.ok(decodePosition(last))
  first.stop()
  await ann.update('shop', shopId, { name: '乙' })
  await settle(w.tenant)
  const second = await listen(ann, [{ object: 'shop' }], last)
  await until(() => second.got.some((m) => m.event === 'hello'))
  const changes = second.got.filter((m) => m.event === 'changed')
  assert.deepEqual(
    changes.map((m) => (m.data as { id: string }).id),
    [shopId],
  )
  second.stop()
  const third = await listen(ann, [{ object: 'shop' }], changes[0]!.id)
  await until(() => third.got.some((m) => m.event === 'hello'))
  assert.deepEqual(
    third.got.filter((m) => m.event === 'changed'),
    [],
  )
})

test('#8 a stream ends when its login does; a slow reader is let go', async () => {
  const a = await listen(ann, [])
  const b = await listen(ben, [{ object: 'shop' }])
  a.alive = sql`false`
  await until(() => a.closed.length > 0)
  assert.deepEqual(a.closed, ['session'])
  b.slow = true
  await until(() => b.closed.length > 0)
  assert.deepEqual(b.closed, ['slow'])
  assert.equal(hub.size, 0)
})

test('live: the wire format, and watches as they are written in an address', () => {
  assert.equal(
    sseText({ id: '1-a', event: 'changed', data: { a: '行\n二' } }),
    'id: 1-a\nevent: changed\ndata: {"a":"行\\n二"}\n\n',
  )
  const written: string[] = []
  const sink: SseSink = { writableLength: 0, write: (s) => written.push(s) > 0, end() {} }
  assert.equal(writeSse(sink, 'beat'), true)
  assert.equal(writeSse({ ...sink, writableLength: MAX_WAITING_BYTES + 1 }, 'beat'), false)
  assert.deepEqual(written, [': beat\n\n'])
  const id = '0198aaaa-0000-7000-8000-000000000000'
  assert.deepEqual(parseWatches(`account:${id},contact,bad:1,x y`), [{ object: 'account', id }, { object: 'contact' }])
  assert.equal(decodePosition("1';drop-0198"), undefined)
})
