import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { runAlerts } from '#kernel/events/alerts.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { stageOf } from './alerts.sql.ts'
import { moveStock } from './index.ts'
import { licenceStatus } from './license/status.sql.ts'
import { lookUpPrices } from './priceListItem/lookup.sql.ts'
import { Samples } from './samples.ts'
import { stockOverview } from './stock/overview.sql.ts'

let w: World
let s: Samples
let rep: Person
let qa: Person
let keeper: Person
let hr: Person

before(async () => {
  w = await world()
  s = new Samples(w)
  rep = await w.hire('代表', { roles: ['rep'], department: await w.department('华东') })
  qa = await w.hire('质管', { roles: ['qa'] })
  keeper = await w.hire('库管', { roles: ['warehouse'] })
  hr = await w.hire('人事', { roles: ['hr'] })
})
after(() => w.close())

test('S16 stock overview: per package on hand, reserved, locked, available, near expiry, batches, next expiry; paged', async () => {
  const k = await s.package({ genericName: '甲药' })
  const empty = await s.package({ genericName: '乙药' })
  await s.batch(k, '100', { lastUsableDate: '2026-08-31' })
  const b = await s.batch(k, '50')
  await s.batch(k, '7', { state: 'quarantine', lastUsableDate: '2026-07-31' })
  await s.batch(k, '5', { lastUsableDate: '2026-06-14' })
  await w.asSystem((unit) =>
    moveStock(unit, [
      { batchId: b, kind: 'reserve', reserved: '20', source: 't', sourceId: 't' },
      { batchId: b, kind: 'lock', locked: '1.5', source: 't', sourceId: 't' },
    ]),
  )
  const { data } = await rep.do((c) => stockOverview(c, { q: '甲药' }))
  const { onHand, reserved, locked, available, nearExpiry, batches, nextExpiry } = data[0]!
  assert.deepEqual(
    { onHand, reserved, locked, available, nearExpiry, batches, nextExpiry },
    {
      onHand: '162.0000',
      reserved: '20.0000',
      locked: '1.5000',
      available: '128.5000',
      nearExpiry: '100.0000',
      batches: 4,
      nextExpiry: '2026-08-31',
    },
  )
  const near = await rep.do((c) => stockOverview(c, { near: true }))
  assert.deepEqual(
    near.data.map((r) => r.package.id),
    [k],
  )
  const first = await rep.do((c) => stockOverview(c, { limit: 1 }))
  assert.equal(first.more, true)
  const { id, label } = first.data[0]!.package
  const second = await rep.do((c) => stockOverview(c, { limit: 1, after: { name: label, id } }))
  assert.deepEqual([first.data[0]!.package.id, second.data[0]!.package.id].sort(), [k, empty].sort())
  assert.equal(second.more, false)
  await assert.rejects(
    hr.do((c) => stockOverview(c, {})),
    { code: 'access.denied' },
  )
})

test('S16 查价: a rep sees what his customer pays and why, never floor or settlement, never another’s customer', async () => {
  const k = await s.package()
  await s.price(k, '12')
  await s.price(k, '9', { priceType: 'floor' })
  const mine = await rep.create('account', { name: '我的医药', accountRoles: ['distributorT1'], regionCode: '330106' })
  const other = await s.account('distributorT1')
  const ask = (accountId: unknown) =>
    rep.do((c) => lookUpPrices(c, { accountId: accountId as string, packages: [k], qty: '10', on: '2026-06-15' }))
  const [found] = await ask(mine.id)
  assert.deepEqual([found!.unitPrice, found!.source], ['12.0000', 'national'])
  assert.deepEqual(Object.keys(found!).sort(), ['baseUnit', 'hidden', 'package', 'qty', 'source', 'unitPrice'])
  await assert.rejects(ask(other.id), { code: 'record.notFound' })
})

test('S16 account licences: what is needed, what is there, a light for each, and what is missing', async () => {
  const account = await s.account('distributorT1')
  await s.paper('businessLicense', { account: account.id, longTerm: true, validTo: null })
  await s.paper('drugDistributionLicense', { account: account.id, validTo: '2026-07-31' })
  await s.paper('qualityAgreement', { account: account.id, validTo: '2026-06-01' })
  await assert.rejects(
    rep.do((c) => licenceStatus(c, account.id as string)),
    { code: 'record.notFound' },
  )
  const seen = await qa.do((c) => licenceStatus(c, account.id as string))
  assert.deepEqual(
    seen.required.map((r) => [r.licenseType, r.light]),
    [
      ['businessLicense', 'ok'],
      ['drugDistributionLicense', 'expiring'],
      ['qualityAgreement', 'expired'],
      ['authorizationLetter', 'missing'],
    ],
  )
  assert.deepEqual(
    seen.problems!.map((p) => p.code),
    ['license.expired', 'license.missing'],
  )
  const patient = await s.account('patient')
  assert.equal((await w.asSystem((unit) => licenceStatus(unit.caller, patient.id as string))).mayBuy, false)
})

test('S16 alerts 180/90/30/7 days ahead: the account’s owner and QA, once a stage', async () => {
  assert.deepEqual(
    [181, 180, 91, 90, 31, 30, 8, 7, 0].map((d) => stageOf(d, [180, 90, 30, 7])),
    [undefined, 180, 180, 90, 90, 30, 30, 7, 7],
  )
  const account = await rep.create('account', { name: '到期客户', accountRoles: ['hospital'], regionCode: '330106' })
  const paper = await s.paper('medicalInstitutionLicense', { account: account.id, validTo: '2026-12-12' })
  const b = await s.batch(await s.package(), '10', { lastUsableDate: '2026-09-12' })
  const told = async (id: string) =>
    (
      await w.tenant.db.query<{ owner: string; title: string }>(
        sql`select owner_id as owner, title from ${at(w.tenant, 'notification')} where link like ${`%${id}%`} order by created_at, id`,
      )
    ).map((r) => [r.owner, r.title])
  await runAlerts(w.tenant)
  await runAlerts(w.tenant)
  const first = await told(paper.id as string)
  assert.deepEqual(first.map(([owner]) => owner).sort(), [rep.id, qa.id].sort())
  assert.match(first[0]![1]!, /到期客户的《医疗机构执业许可证》（.*） 180 天后到期（2026-12-12）/)
  assert.deepEqual((await told(b)).map(([owner]) => owner).sort(), [qa.id, keeper.id].sort())
  for (const [day, times] of [
    ['2026-06-20', 2],
    ['2026-09-13', 4],
    ['2026-11-12', 6],
    ['2026-12-05', 8],
    ['2026-12-12', 8],
    ['2026-12-13', 10],
  ] as const) {
    w.now = new Date(`${day}T01:00:00Z`)
    await runAlerts(w.tenant)
    assert.equal((await told(paper.id as string)).length, times, day)
  }
  w.now = new Date('2026-06-15T02:00:00Z')
})
