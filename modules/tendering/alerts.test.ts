import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { runAlerts } from '#kernel/events/alerts.ts'
import { TenderWorld } from '#testing/tenderWorld.ts'
import { tenderCommands as act, addTenderVolume } from './index.ts'

let t: TenderWorld
before(async () => {
  t = await TenderWorld.open()
})
after(() => t.w.close())

const told = async (kind: string, title: string, day: string, by = t.desk): Promise<string[]> => {
  t.at(`${day}T01:00:00Z`)
  await runAlerts(t.w.tenant)
  const rows = await by.list<{ title: string }>('notification', { where: { kind: { eq: kind } }, limit: 200 })
  t.at()
  return rows.map((r) => r.title).filter((x) => x.includes(title))
}

test('S10 alerts: registration and submission at 15, 7, 3 and 1 days, once each', async () => {
  const id = await t.announce({ title: '期限项目', registerBy: '2026-07-20', submitBy: '2026-07-31' })
  const count = async (day: string) => (await told('tender.deadline', '期限项目', day)).length
  assert.equal(await count('2026-07-04'), 0)
  assert.equal(await count('2026-07-05'), 1)
  assert.equal(await count('2026-07-06'), 1)
  assert.equal(await count('2026-07-13'), 2)
  // 3 days to registering, and 14 to submitting.
  assert.equal(await count('2026-07-17'), 4)
  assert.equal(await count('2026-07-19'), 5)
  await t.desk.run(act.assess, id, { assessment: '投' })
  await t.desk.run(act.register, id)
  assert.equal(await count('2026-07-28'), 6)
  assert.equal(await count('2026-07-30'), 7)
  await t.desk.run(act.voidTender, id, { reason: '不投' })
  assert.equal(await count('2026-07-31'), 7)
})

test('S10 alerts: sent 3 days without a receipt, opened 7 days without a result, bond not back', async () => {
  const id = await t.drafted({ title: '跟踪项目', province: '440000', bidBond: '100' })
  await t.desk.run(act.payBond, id, { bondPaidOn: '2026-06-15' })
  await t.pricing.run(act.review, id)
  await t.desk.run(act.markSent, id, { courier: '顺丰', courierNo: 'SF9' })
  const count = async (kind: string, day: string) => (await told(kind, '跟踪项目', day)).length
  assert.equal(await count('tender.noReceipt', '2026-06-17'), 0)
  assert.equal(await count('tender.noReceipt', '2026-06-18'), 1)
  await t.desk.run(act.markDelivered, id)
  await t.desk.run(act.markOpened, id)
  assert.equal(await count('tender.noResult', '2026-06-21'), 0)
  assert.equal(await count('tender.noResult', '2026-06-22'), 1)
  const [line] = (await t.read(id)).lines
  await t.desk.run(act.recordResult, id, { lines: [{ id: line!.id, result: 'lost' }] })
  assert.equal(await count('tender.bondOut', '2026-07-14'), 0)
  assert.equal(await count('tender.bondOut', '2026-07-15'), 1)
})

test('S10 alerts: a win below another province, and volume behind the calendar', async () => {
  const lines = [{ package: t.packages[0], quote: '9', floor: '5' }]
  const dear = await t.opened({ title: '高价省', province: '450000', lines })
  await t.win(dear, '9')
  const cheap = await t.opened({ title: '低价省', province: '460000', lines })
  await t.win(cheap, '7.77')
  const linkage = await told('tender.priceLinkage', '7.77', '2026-06-15', t.pricing)
  assert.ok(
    linkage.some((x) => /海南省中标价 ¥7.77.*低于广西壮族自治区 ¥9/.test(x)),
    linkage.join(),
  )
  await t.desk.run(act.list, cheap, { listedOn: '2026-06-15' })
  await t.desk.run(act.startCycle, cheap)
  await t.w.asSystem((u) => addTenderVolume(u, [{ tenderId: cheap, packageId: t.packages[0], qty: '300' }]))
  const behind = () => told('tender.volumeBehind', '执行 30%', '2026-10-20')
  // 142 of 365 days have passed on 20 October: 39 %, within a tenth of 30 %.
  assert.equal((await behind()).length, 0)
  const later = await told('tender.volumeBehind', '执行 30%', '2026-11-20')
  assert.equal(later.length, 1)
  assert.match(later[0]!, /已过 47%/)
})

test('S10 alerts: what came in time, or was settled since, is told to nobody', async () => {
  const bid = { province: '420000', bidBond: '100' }
  const id = await t.drafted({ title: '按时项目', ...bid })
  await t.desk.run(act.payBond, id, { bondPaidOn: '2026-06-15' })
  await t.pricing.run(act.review, id)
  await t.send(id)
  const count = async (kind: string, day: string) => [
    (await told(kind, '按时项目', day)).length,
    (await told(kind, '按时项目', day, t.rep)).length,
  ]
  await t.desk.run(act.markDelivered, id)
  assert.deepEqual(await count('tender.noReceipt', '2026-06-18'), [0, 0])
  await t.desk.run(act.markOpened, id)
  const [line] = (await t.read(id)).lines
  await t.desk.run(act.recordResult, id, { lines: [{ id: line!.id, result: 'lost' }] })
  assert.deepEqual(await count('tender.noResult', '2026-06-22'), [0, 0])
  await t.desk.run(act.returnBond, id, { outcome: 'returned', bondReturnedOn: '2026-07-10' })
  assert.deepEqual(await count('tender.bondOut', '2026-07-15'), [0, 0])
})
