import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Problem } from '#kernel/errors.ts'
import { create } from '#kernel/records/create.ts'
import { history } from '#kernel/records/history.ts'
import type { Values } from '#kernel/records/input.ts'
import { timeline } from '#kernel/records/timeline.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { refusal } from '#testing/refusal.ts'
import { TenderWorld } from '#testing/tenderWorld.ts'
import { tenderCommands as act, addTenderVolume, tenderProgress } from './index.ts'

let t: TenderWorld
before(async () => {
  t = await TenderWorld.open()
})
after(() => t.w.close())

test('S10 the whole life: announced to closed, each stage with its date, its prices locked, its volume followed', async () => {
  const id = await t.opened({
    lines: [
      { package: t.packages[0], quote: '12.5', floor: '10' },
      { package: t.packages[1], quote: '30' },
    ],
  })
  const { lines } = await t.read(id)
  await t.desk.run(act.recordResult, id, {
    lines: [
      { id: lines[0]!.id, result: 'won', winPrice: '11.8', agreedVolume: '1000', rank: 1 },
      { id: lines[1]!.id, result: 'lost', rank: 4 },
    ],
    cycleFrom: '2026-06-01',
    cycleTo: '2027-05-31',
  })
  const won = await t.read(id)
  assert.equal(won.state, 'won')
  assert.deepEqual(
    won.lines.map((l) => [l.result, l.winPrice, l.agreedVolume, l.rank]),
    [
      ['won', '11.8000', '1000', 1],
      ['lost', null, null, 4],
    ],
  )
  const prices = await t.pricing.list<Values>('priceListItem', { where: { tender: { eq: id } } })
  assert.deepEqual(
    prices.map((p) => [p.priceType, p.scopeType, p.regionCode, p.unitPrice, p.validFrom, p.validTo, p.state]),
    [['tender', 'tender', '330000', '11.8000', '2026-06-01', '2027-05-31', 'effective']],
  )
  await t.desk.run(act.list, id, { listedOn: '2026-06-15', listingNo: 'ZJ-1' })
  await assert.rejects(
    t.desk.run(act.confirmHospitals, id),
    refusal('tender.noHospitals', /先登记勾选医院/, /record the hospitals/),
  )
  const hospital = (
    await t.w.asSystem((u) => create(u, 'account', { name: '浙一', accountRoles: ['hospital'], regionCode: '330102' }))
  ).id
  const confirmation = { tender: id, hospital, agreedVolume: '400', confirmedOn: '2026-06-15' }
  const stray = await t.desk.create('tenderHospital', { ...confirmation, package: t.packages[1] })
  await assert.rejects(
    t.desk.run(act.confirmHospitals, id),
    refusal('tender.notWon', /未中标.*删除/, /not won.*remove/),
  )
  await t.desk.remove('tenderHospital', stray.id as string)
  await t.desk.create('tenderHospital', { ...confirmation, package: t.packages[0] })
  await t.desk.run(act.confirmHospitals, id)
  await t.desk.run(act.startCycle, id)
  await t.w.asSystem((u) => addTenderVolume(u, [{ tenderId: id, packageId: t.packages[0], qty: '250' }]))
  const [progress] = await t.desk.write((u) => tenderProgress(u, { tenderId: id }))
  assert.equal(progress!.share, 0.25)
  // 15 of 365 days.
  assert.ok(Math.abs(progress!.elapsed! - 15 / 365) < 1e-9)
  assert.equal(progress!.behind, false)
  await assert.rejects(t.desk.run(act.close, id, {}), refusal('input.invalid', /请说明原因/, /say why/))
  await t.desk.run(act.close, id, { reason: '提前终止' })
  assert.equal((await t.read(id)).state, 'closed')
})

test('S10 block: a late submission, saying until when and what to do', async () => {
  const id = await t.drafted({ submitBy: '2026-06-16', registerBy: null })
  await t.pricing.run(act.review, id)
  t.at('2026-06-16T16:30:00Z') // 00:30 on the 17th in Shanghai
  await assert.rejects(
    t.desk.run(act.markSent, id, { courier: '顺丰', courierNo: 'SF1' }),
    refusal('tender.deadlinePassed', /2026-06-16 截止.*否则废标/, /closed on 2026-06-16.*void the tender/),
  )
  t.at('2026-06-16T15:30:00Z')
  await t.desk.run(act.markSent, id, { courier: '顺丰', courierNo: 'SF1' })
  t.at()
})

test('S10 block: registering after registration closed', async () => {
  const id = await t.announce({ registerBy: '2026-06-14' })
  await t.desk.run(act.assess, id, { assessment: '投' })
  await assert.rejects(
    t.desk.run(act.register, id),
    refusal('tender.registrationClosed', /2026-06-14 截止/, /closed on 2026-06-14/),
  )
})

test('S10 block: a quote below the floor without two signatures of two people', async () => {
  const id = await t.drafted({ lines: [{ package: t.packages[0], quote: '9.99', floor: '10' }] })
  assert.deepEqual((await t.pricing.run(act.review, id)).result, { signatures: 1, needed: 2 })
  assert.equal((await t.read(id)).state, 'drafting')
  await assert.rejects(
    t.pricing.run(act.review, id),
    refusal('tender.secondSignature', /另一位.*再签署/, /second person has to sign/),
  )
  await assert.rejects(
    t.desk.run(act.markSent, id, { courier: '顺丰', courierNo: 'SF1' }),
    refusal('state.notAllowed', /制作标书/, /Drafting/),
  )
  await t.director.run(act.review, id)
  const row = await t.read(id)
  assert.equal(row.state, 'reviewed')
  assert.deepEqual(
    [row.reviewer, row.secondReviewer].map((p) => (p as { id: string }).id),
    [t.pricing.id, t.director.id],
  )
  await t.desk.run(act.markSent, id, { courier: '顺丰', courierNo: 'SF1' })
})

test('S10 a signature stands for the quotes signed: a change voids it, before and after the review', async () => {
  const id = await t.drafted({ lines: [{ package: t.packages[0], quote: '9', floor: '10' }] })
  await t.pricing.run(act.review, id)
  const [line] = (await t.read(id)).lines
  await t.desk.update('tender', id, { lines: [{ id: line!.id, package: t.packages[0], quote: '8', floor: '10' }] })
  // The first signature was for 9; the director's is now the first for 8.
  assert.deepEqual((await t.director.run(act.review, id)).result, { signatures: 1, needed: 2 })
  await t.pricing.run(act.review, id)
  await t.desk.update('tender', id, { lines: [{ id: line!.id, package: t.packages[0], quote: '7', floor: '10' }] })
  await assert.rejects(
    t.desk.run(act.markSent, id, { courier: '顺丰', courierNo: 'SF1' }),
    refusal('tender.changedSinceReview', /签署已失效.*重新复核/, /voids it.*reviewed again/),
  )
})

test('S10 a floor typed too low is no way around the price list’s; who keeps the bid does not review it', async () => {
  await t.w.asSystem((u) =>
    create(
      u,
      'priceListItem',
      {
        package: t.packages[1],
        priceType: 'floor',
        scopeType: 'national',
        unitPrice: '20',
        validFrom: '2026-01-01',
        scopeKey: 'national',
        state: 'effective',
      },
      { trusted: true },
    ),
  )
  const id = await t.drafted({ lines: [{ package: t.packages[1], quote: '15', floor: '1' }] })
  assert.deepEqual((await t.pricing.run(act.review, id)).result, { signatures: 1, needed: 2 })
  const filled = await t.announce({ lines: [{ package: t.packages[1], quote: '15' }] })
  assert.equal((await t.read(filled)).lines[0]!.floor, '20.0000')
  const both = await t.w.hire('兼任', { roles: ['tenderDesk', 'pricing'] })
  const own = (
    await both.create('tender', {
      title: '自审',
      province: '330000',
      tenderType: 'province',
      submitBy: '2026-06-30',
      lines: [{ package: t.packages[0], quote: '20' }],
    })
  ).id as string
  for (const v of [act.assess, act.register, act.startDraft])
    await both.run(v, own, v === act.assess ? { assessment: '投' } : {})
  await assert.rejects(both.run(act.review, own), refusal('tender.ownReview', /不能复核自己/, /cannot review/))
})

test('S10 block: a registration that expires before the cycle ends, at review, at sending and at the start', async () => {
  const expires = (day: string | null) =>
    t.w.asSystem((u) =>
      u.tx.query(sql`update ${u.table('product')} set approval_valid_to = ${day} where id = ${t.products[0]}`),
    )
  const code = 'tender.licenceExpires'
  const [zh, en] = [/奥美拉唑 国药准字H20050001.*质管办理再注册/, /registration ends before 2027-05-31.*QA renew/]
  const id = await t.drafted({ cycleFrom: '2026-06-01', cycleTo: '2027-05-31' })
  await expires('2027-05-30')
  await assert.rejects(t.pricing.run(act.review, id), refusal(code, zh, en))
  await expires('2027-05-31')
  await t.pricing.run(act.review, id)
  await expires('2027-05-30')
  await assert.rejects(t.desk.run(act.markSent, id, { courier: '顺丰', courierNo: 'SF1' }), refusal(code, zh, en))
  // A verified registration paper that lasts longer counts.
  await t.w.asSystem((u) =>
    create(
      u,
      'license',
      {
        product: t.products[0],
        licenseType: 'drugRegistration',
        licenseNo: '2026S1',
        validFrom: '2026-01-01',
        validTo: '2031-01-01',
        state: 'valid',
      },
      { trusted: true },
    ),
  )
  await t.desk.run(act.markSent, id, { courier: '顺丰', courierNo: 'SF1' })
  await t.desk.run(act.markOpened, id)
  await t.w.asSystem((u) =>
    u.tx.query(sql`update ${u.table('price_list_item')} set state = 'superseded' where package_id = ${t.packages[0]}`),
  )
  await t.win(id)
  await t.desk.run(act.list, id, { listedOn: '2026-06-15' })
  await t.w.asSystem((u) =>
    u.tx.query(sql`update ${u.table('license')} set state = 'revoked' where product_id = ${t.products[0]}`),
  )
  await assert.rejects(t.desk.run(act.startCycle, id), refusal(code, zh, en))
  await expires(null)
  await t.desk.run(act.startCycle, id)
})

test('S10 the floor reaches nobody without the right: reads, history, timeline, lists', async () => {
  const id = await t.announce({ lines: [{ package: t.packages[0], quote: '77.5', floor: '66.1234' }] })
  await t.w.asSystem((u) => u.tx.query(sql`update ${u.table('tender')} set owner_id = ${t.rep.id} where id = ${id}`))
  for (const role of ['legal', 'commerce', 'viewer', 'manager', 'rep', 'admin']) {
    const person = role === 'rep' ? t.rep : await t.w.hire(role, { roles: [role] })
    const texts = await person.do(async (caller) => {
      const seen =
        role === 'manager' ? [] : [await history(caller, 'tender', id), await timeline(caller, 'tender', id, {})]
      return JSON.stringify(seen)
    })
    const row = role === 'manager' ? {} : await person.get('tender', id)
    const all = texts + JSON.stringify(row) + JSON.stringify(await person.list('tender'))
    assert.ok(!all.includes('66.1234'), `${role} reads the floor`)
    assert.equal(role === 'manager' || all.includes('77.5'), true, role)
  }
  for (const role of ['pricing', 'finance', 'director', 'tenderDesk']) {
    const person = await t.w.hire(role, { roles: [role] })
    assert.equal((await t.read(id, person)).lines[0]!.floor, '66.1234', role)
  }
})

test('S10 visibility: a rep sees the tenders that are his and no others', async () => {
  const id = await t.announce()
  await assert.rejects(t.rep.get('tender', id), refusal('record.notFound', /不存在/, /No such/))
  await t.w.asSystem((u) => u.tx.query(sql`update ${u.table('tender')} set owner_id = ${t.rep.id} where id = ${id}`))
  assert.ok((await t.rep.list<{ id: string }>('tender')).some((x) => x.id === id))
  await assert.rejects(t.rep.run(act.assess, id, { assessment: 'x' }), refusal('access.denied', /权限/, /may not/))
})

test('S10 a win locks its price: no second one in the province and cycle, two results at once give one price', async () => {
  const p = t.packages[1]
  const lines = [{ package: p, quote: '30' }]
  const ids = [await t.opened({ province: '340000', lines }), await t.opened({ province: '340000', lines })]
  const done = await Promise.allSettled(ids.map((id) => t.win(id, '28')))
  assert.equal(done.filter((d) => d.status === 'fulfilled').length, 1)
  const failed = done.find((d) => d.status === 'rejected') as PromiseRejectedResult
  assert.ok(failed.reason instanceof Problem, String(failed.reason))
  assert.match(failed.reason.code, /^(tender\.priceStands|rule\.price_list_item_no_overlap)$/)
  const loser = ids[done.findIndex((d) => d.status === 'rejected')]!
  await assert.rejects(
    t.win(loser, '27'),
    refusal('tender.priceStands', /已有中标价.*财务先将其替换/, /already stand.*supersede/),
  )
  assert.equal((await t.read(loser)).state, 'opened')
})

test('S10 results: each line once, a win needs price and cycle; all lost is lost and locks nothing', async () => {
  const id = await t.opened({ province: '350000' })
  const [line] = (await t.read(id)).lines
  const record = (input: Values) => t.desk.run(act.recordResult, id, input)
  await assert.rejects(
    record({ lines: [{ id: line!.package, result: 'lost' }] }),
    refusal('input.invalid', /每个投标品规/, /each package/),
  )
  await assert.rejects(
    record({ lines: [{ id: line!.id, result: 'won' }] }),
    refusal('input.invalid', /中标价/, /win price/),
  )
  await assert.rejects(
    record({ lines: [{ id: line!.id, result: 'won', winPrice: '9' }] }),
    refusal('input.invalid', /采购周期/, /cycle/),
  )
  await record({ lines: [{ id: line!.id, result: 'lost', rank: 3 }], reason: '价高' })
  assert.equal((await t.read(id)).state, 'lost')
  assert.equal((await t.pricing.list('priceListItem', { where: { tender: { eq: id } } })).length, 0)
})

test('S10 price linkage: a win below another province’s price names it', async () => {
  const lines = [{ package: t.packages[0], quote: '9', floor: '5' }]
  const there = await t.opened({ province: '360000', lines })
  await t.win(there, '8.8')
  const here = await t.opened({ province: '370000', lines })
  const { result } = await t.win(here, '8.5')
  const { linked } = result as { linked: { otherProvince: string; otherPrice: string }[] }
  assert.ok(linked.some((l) => l.otherProvince === '360000' && l.otherPrice === '8.8000'))
  const above = await t.opened({ province: '410000', lines })
  assert.deepEqual(((await t.win(above, '90')).result as { linked: unknown[] }).linked, [])
})

test('S10 what was offered stays: quotes after sending, province and cycle after the result', async () => {
  const id = await t.opened({ province: '420000' })
  const [line] = (await t.read(id)).lines
  await assert.rejects(
    t.desk.update('tender', id, { lines: [{ id: line!.id, package: t.packages[0], quote: '1', floor: '10' }] }),
    refusal('tender.linesFixed', /不能再改/, /fixed/),
  )
  await t.desk.update('tender', id, { note: '无妨' })
  await t.win(id)
  await assert.rejects(
    t.desk.update('tender', id, { cycleTo: '2028-01-01' }),
    refusal('tender.fixed', /价格已锁定/, /locked/),
  )
})

test('S10 the bond: due, paid, and back or forfeited, in that order', async () => {
  const id = await t.drafted({ bidBond: '20000' })
  assert.equal((await t.read(id)).bondState, 'due')
  await assert.rejects(
    t.desk.run(act.returnBond, id, { outcome: 'returned', bondReturnedOn: '2026-06-15' }),
    refusal('state.notAllowed', /制作标书/, /Drafting/),
  )
  await t.desk.run(act.payBond, id, { bondPaidOn: '2026-06-15', bondRef: 'B1' })
  await assert.rejects(
    t.desk.run(act.payBond, id, { bondPaidOn: '2026-06-15' }),
    refusal('tender.noBondDue', /没有待缴/, /No bond is due/),
  )
  await t.desk.run(act.voidTender, id, { reason: '流标' })
  await t.desk.run(act.returnBond, id, { outcome: 'returned', bondReturnedOn: '2026-06-15' })
  assert.equal((await t.read(id)).bondState, 'returned')
})

test('S10 the stage tells since when, and only stage changes move it', async () => {
  const id = await t.announce()
  const since = (await t.read(id)).stateSince
  t.at('2026-06-16T02:00:00Z')
  await t.desk.update('tender', id, { note: '改备注' })
  assert.equal((await t.read(id)).stateSince, since)
  await t.desk.run(act.assess, id, { assessment: '投' })
  assert.equal(new Date(String((await t.read(id)).stateSince)).toISOString(), '2026-06-16T02:00:00.000Z')
  t.at()
})

test('S10 concurrency: fifty shipments at once add up to the agreed volume’s progress', async () => {
  const id = await t.opened({ province: '430000' })
  await t.win(id)
  await Promise.all(
    Array.from({ length: 50 }, () =>
      t.w.asSystem((u) => addTenderVolume(u, [{ tenderId: id, packageId: t.packages[0], qty: '3' }])),
    ),
  )
  const [row] = await t.w.tenant.db.query<{ v: string }>(
    sql`select actual_volume::text as v from ${at(t.w.tenant, 'tender_lines')} where parent_id = ${id}`,
  )
  assert.equal(row!.v, '150')
})
