import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Refusal } from '#kernel/errors.ts'
import { createMany } from '#kernel/records/create.ts'
import { appRoleOf, migrateTenant } from '#kernel/store/migrate.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { refusal } from '#testing/refusal.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { batchProblem, fefo, moveStock, reserve, shipReserved, unreserve } from '../index.ts'
import { turnDay } from '../nightly.sql.ts'
import { Samples } from '../samples.ts'
import { adjustStock, destroy, lock, recall, receiveStock, release, unlock } from './verbs.ts'

let w: World
let s: Samples
let qa: Person
let keeper: Person

before(async () => {
  w = await world()
  s = new Samples(w)
  qa = await w.hire('质管', { roles: ['qa'] })
  keeper = await w.hire('库管', { roles: ['warehouse'] })
})
after(() => w.close())

interface Stock {
  onHand: string
  reserved: string
  locked: string
  state: string
  nearExpiry: boolean | null
}

const stockOf = (id: string): Promise<Stock> => qa.get<Stock>('batch', id)

/** What the ledger says, added up by the database. */
async function ledgerOf(id: string): Promise<Record<'onHand' | 'reserved' | 'locked', string>> {
  const [row] = await w.tenant.db.query<Record<'onHand' | 'reserved' | 'locked', string>>(
    sql`select sum(on_hand_delta)::text as "onHand", sum(reserved_delta)::text as reserved, sum(locked_delta)::text as locked
      from ${at(w.tenant, 'stock_entry')} where batch_id = ${id}`,
  )
  return row!
}

const doc = { source: 'test', sourceId: 'test' }
const move = (batchId: string, change: ReturnType<typeof reserve | typeof shipReserved>) =>
  w.asSystem((unit) => moveStock(unit, [{ batchId, ...doc, ...change }]))

test('S16 stock check: what was counted is booked as its difference to the books; exactly one of the two is said', async () => {
  const b = await s.batch(await s.package(), '10')
  await keeper.run(adjustStock, b, { counted: '7.5', reason: '盘亏' })
  assert.deepEqual(await ledgerOf(b), { onHand: '7.5000', reserved: '0.0000', locked: '0.0000' })
  await keeper.run(adjustStock, b, { counted: '12', reason: '盘盈' })
  assert.equal((await stockOf(b)).onHand, '12.0000')
  await assert.rejects(
    keeper.run(adjustStock, b, { counted: '12.0', reason: '无' }),
    refusal('stock.nothing', /一致，无需/, /Nothing/),
  )
  for (const both of [{}, { counted: '3', delta: '-9' }])
    await assert.rejects(
      keeper.run(adjustStock, b, { ...both, reason: '盘点' }),
      refusal('input.invalid', /实盘数量.*其中一项/, /either/),
    )
  await assert.rejects(keeper.run(adjustStock, b, { counted: '-1', reason: '盘点' }), /input.invalid/)
  await move(b, reserve('8'))
  await assert.rejects(
    keeper.run(adjustStock, b, { counted: '7', reason: '盘亏' }),
    refusal('stock.short', /可用 4；/, /free 4/),
  )
  await keeper.run(adjustStock, await s.batch(await s.package(), '10'), { counted: '0', reason: '全部丢失' })
})

test('S16 a batch from goods-in to release: counted in by the warehouse, released by QA, by another than entered it', async () => {
  const k = await s.package()
  const entered = await keeper.create('batch', {
    package: k,
    batchNo: 'A1',
    mfgDate: '2026-01-01',
    expiryLabel: '有效期至2028年12月',
    lastUsableDate: '2028-11-30',
  })
  const id = entered.id as string
  await keeper.run(receiveStock, id, { qty: '500' })
  await assert.rejects(move(id, reserve('1')), refusal('batch.quarantine', /待验/, /quarantine/))
  await assert.rejects(keeper.run(release, id), (e: Refusal) => e.code === 'access.denied')
  await qa.run(release, id)
  await keeper.run(receiveStock, id, { qty: '20.5' })
  await keeper.run(adjustStock, id, { delta: '-0.5', reason: '破损' })
  const stock = await stockOf(id)
  assert.deepEqual([stock.onHand, stock.state], ['520.0000', 'released'])
  assert.equal((await ledgerOf(id)).onHand, '520.0000')
  const own = await qa.create('batch', {
    package: k,
    batchNo: 'A2',
    mfgDate: '2026-01-01',
    expiryLabel: '2028.12',
    lastUsableDate: '2028-12-31',
  })
  await assert.rejects(qa.run(release, own.id as string), refusal('check.ownWork', /另一位同事/, /own work/))
})

test('S16 impossible: an adjustment below what is promised, a negative receipt, a batch that ends before it is made', async () => {
  const b = await s.batch(await s.package(), '10')
  await move(b, reserve('8'))
  await assert.rejects(
    keeper.run(adjustStock, b, { delta: '-3', reason: '盘亏' }),
    refusal('stock.short', /可用 2；请/, /free 2; ask/),
  )
  await assert.rejects(keeper.run(receiveStock, b, { qty: '-1' }), /input.invalid/)
  await assert.rejects(
    keeper.run(adjustStock, b, { delta: '0', reason: '无' }),
    refusal('stock.nothing', /无需/, /Nothing/),
  )
  await assert.rejects(
    keeper.create('batch', {
      package: await s.package(),
      batchNo: 'Z',
      mfgDate: '2026-01-01',
      expiryLabel: 'x',
      lastUsableDate: '2025-12-31',
    }),
    /last usable day must lie after/,
  )
})

test('DOMAIN block, Batch: anything but released does not ship, each state in both languages', async () => {
  const k = await s.package()
  const words: [string, RegExp, RegExp][] = [
    ['quarantine', /待验/, /quarantine/],
    ['expired', /过期/, /expired/],
    ['locked', /锁定/, /locked/],
    ['recalled', /召回/, /recalled/],
    ['destroyed', /销毁/, /destroyed/],
  ]
  for (const [state, zh, en] of words) {
    const b = await s.batch(k, '0', { state })
    await assert.rejects(move(b, shipReserved('1')), refusal(`batch.${state}`, zh, en))
    await assert.rejects(move(b, reserve('1')), refusal(`batch.${state}`, zh, en))
  }
  assert.deepEqual(await w.asSystem((unit) => fefo(unit, k, '1', { allowNearExpiry: true })), [])
})

test('DOMAIN impossible by construction 4: only released, in-date batches ship, whatever the nightly job has done', async () => {
  const k = await s.package()
  const last = await s.batch(k, '5', { lastUsableDate: '2026-06-15' })
  await move(last, reserve('2'))
  w.now = new Date('2026-06-15T15:59:00Z')
  await move(last, shipReserved('1'))
  w.now = new Date('2026-06-15T16:01:00Z')
  await assert.rejects(
    move(last, shipReserved('1')),
    refusal('batch.expired', /2026-06-15 过期.*请改用/, /expired on 2026-06-15.*choose another/),
  )
  w.now = new Date('2026-06-15T02:00:00Z')
  const facts = { batchNo: 'X', state: 'released', lastUsableDate: '2026-12-14' }
  assert.equal(
    batchProblem(facts, '2026-06-15', { nearExpiryMonths: 6, allowNearExpiry: false })?.code,
    'batch.nearExpiry',
  )
  assert.equal(batchProblem(facts, '2026-06-15', { nearExpiryMonths: 6, allowNearExpiry: true }), null)
  assert.equal(batchProblem(facts, '2026-06-14', { nearExpiryMonths: 6, allowNearExpiry: false }), null)
  assert.equal(batchProblem(facts, '2026-06-15', { minRemainingMonths: 6 })?.code, 'batch.remainingShort')
})

test('S16 recall: free stock is locked at once, what was promised cannot ship, what is given back is locked too', async () => {
  const b = await s.batch(await s.package(), '100')
  await move(b, reserve('30'))
  await assert.rejects(keeper.run(recall, b, { reason: '异物' }), (e: Refusal) => e.code === 'access.denied')
  await qa.run(recall, b, { reason: '可见异物' })
  assert.deepEqual(await ledgerOf(b), { onHand: '100.0000', reserved: '30.0000', locked: '70.0000' })
  await assert.rejects(
    move(b, shipReserved('30')),
    refusal('batch.recalled', /召回（可见异物）.*请/, /recalled .*choose/),
  )
  await assert.rejects(qa.run(unlock, b, { reason: '误' }), (e: Refusal) => e.code === 'state.notAllowed')
  await assert.rejects(qa.run(destroy, b, { reason: '销毁' }), refusal('batch.stillReserved', /占用 30/, /30 of batch/))
  await move(b, unreserve('30'))
  const stock = await stockOf(b)
  assert.deepEqual([stock.reserved, stock.locked, stock.state], ['0.0000', '100.0000', 'recalled'])
  const [event] = await w.tenant.db.query<{ payload: { reserved: string; batchId: string } }>(
    sql`select payload from ${at(w.tenant, 'outbox')} where topic = 'batch.recalled' and record_id = ${b}`,
  )
  assert.deepEqual([event!.payload.batchId, event!.payload.reserved], [b, '30'])
  await qa.run(destroy, b, { reason: '监督销毁' })
  assert.deepEqual(await ledgerOf(b), { onHand: '0.0000', reserved: '0.0000', locked: '0.0000' })
  assert.equal((await stockOf(b)).state, 'destroyed')
})

test('S16 lock and unlock: the whole batch goes back to where it was, a part leaves the rest free', async () => {
  const b = await s.batch(await s.package(), '10')
  await qa.run(lock, b, { reason: '客诉', qty: '4' })
  assert.deepEqual([(await stockOf(b)).state, (await stockOf(b)).locked], ['released', '4.0000'])
  await assert.rejects(move(b, reserve('7')), refusal('stock.short', /可用 6/, /free 6/))
  await qa.run(lock, b, { reason: '整批' })
  assert.deepEqual([(await stockOf(b)).state, (await stockOf(b)).locked], ['locked', '10.0000'])
  await keeper.run(adjustStock, b, { delta: '-1', reason: '破损' })
  await qa.run(unlock, b, { reason: '检验合格' })
  assert.deepEqual([(await stockOf(b)).state, (await stockOf(b)).locked], ['released', '0.0000'])
  await move(b, reserve('9'))
  assert.deepEqual(await ledgerOf(b), { onHand: '9.0000', reserved: '9.0000', locked: '0.0000' })
  const late = await s.batch(await s.package(), '10', { state: 'quarantine', lastUsableDate: '2026-06-20' })
  await qa.run(lock, late, { reason: '待查' })
  w.now = new Date('2026-06-21T02:00:00Z')
  await qa.run(unlock, late, { reason: '查毕' })
  assert.deepEqual([(await stockOf(late)).state, (await stockOf(late)).locked], ['expired', '10.0000'])
  w.now = new Date('2026-06-15T02:00:00Z')
})

test('S16 vaccines and blood products need their lot release certificate before QA can release them', async () => {
  const k = await s.package({ controlClass: 'vaccine', approvalNo: '国药准字S20240001' })
  const b = await s.batch(k, '10', { state: 'quarantine' })
  await assert.rejects(qa.run(release, b), refusal('batch.noLotRelease', /批签发/, /lot release/))
  await qa.update('batch', b, { lotReleaseCert: 'LRA20240001' })
  await qa.run(release, b)
  const old = await s.batch(k, '10', { state: 'quarantine', lotReleaseCert: 'L', lastUsableDate: '2026-06-01' })
  await assert.rejects(qa.run(release, old), refusal('batch.expired', /不能放行/, /cannot be released/))
})

test('S16 the night: expired batches are locked, near-expiry flags follow each package’s window, twice is once', async () => {
  const k = await s.package({}, { nearExpiryMonths: 9 })
  const b = await s.batch(k, '10', { lastUsableDate: '2026-06-30' })
  const near = await s.batch(k, '10', { lastUsableDate: '2027-04-15' })
  await move(b, reserve('4'))
  assert.deepEqual([(await stockOf(b)).nearExpiry, (await stockOf(near)).nearExpiry], [true, false])
  w.now = new Date('2026-07-16T02:00:00Z')
  await turnDay(w.tenant)
  const stock = await stockOf(b)
  assert.deepEqual(
    [stock.state, stock.locked, stock.reserved, stock.nearExpiry],
    ['expired', '6.0000', '4.0000', false],
  )
  assert.equal((await stockOf(near)).nearExpiry, true)
  assert.equal(await turnDay(w.tenant), 0)
  w.now = new Date('2026-06-15T02:00:00Z')
})

test('S16 the ledger only grows: the application role can neither change nor remove an entry', async () => {
  const other = await world()
  const role = appRoleOf(other.tenant.db.url)
  try {
    await other.tenant.db.fresh(
      raw(
        `do $$ begin create role ${role}; exception when duplicate_object then null; when unique_violation then null; end $$`,
      ),
    )
    const ledgers = [...other.tenant.registry.objects.values()].filter((o) => o.spec.appendOnly).map((o) => o.table)
    assert.ok(ledgers.includes('stock_entry') && ledgers.includes('rule_parameter'))
    await migrateTenant(other.tenant.db, other.tenant.schema, [{ name: '0002-grants', statements: [] }], ledgers)
    const samples = new Samples(other)
    await samples.batch(await samples.package(), '10')
    const table = at(other.tenant, 'stock_entry')
    const asApp = (statement: ReturnType<typeof sql>) =>
      other.tenant.db.transaction(async (tx) => {
        await tx.fresh(raw(`set local role ${role}`))
        return tx.fresh(statement)
      })
    const denied = (e: { code?: string }) => e.code === '42501'
    assert.equal((await asApp(sql`select id from ${table}`)).length, 1)
    await assert.rejects(asApp(sql`update ${table} set on_hand_delta = 1000`), denied)
    await assert.rejects(asApp(sql`delete from ${table}`), denied)
    await assert.rejects(asApp(sql`truncate ${table}`), denied)
  } finally {
    await other.close()
  }
})

test('S8 FEFO: of more batches than are looked at, those that expire first are looked at, however late they were made', async () => {
  const k = await s.package()
  const old = Array.from({ length: 520 }, (_, i) => ({
    ...{ package: k, batchNo: `老${i}`, mfgDate: '2025-01-01', expiryLabel: '见包装', lastUsableDate: '2028-12-31' },
    ...{ onHand: '1', reserved: '0', locked: '0', state: 'released' },
  }))
  await w.asSystem((unit) => createMany(unit, 'batch', old, { accept: 'all', quiet: true, trusted: true }))
  const first = await s.batch(k, '5', { lastUsableDate: '2027-12-31' })
  const picks = await w.asSystem((unit) => fefo(unit, k, '6', { allowNearExpiry: true, whole: true }))
  assert.deepEqual(
    picks.map((p) => [p.batchId === first, Number(p.qty)]),
    [
      [true, 5],
      [false, 1],
    ],
  )
})
