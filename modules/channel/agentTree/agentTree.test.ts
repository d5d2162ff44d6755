import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import { sql } from '#kernel/store/sql.ts'
import { ChannelWorld } from '#testing/channelWorld.ts'
import { refusal } from '#testing/refusal.ts'
import type { Person } from '#testing/world.ts'
import { authorizationCommands as act, authorizationFor } from '../index.ts'
import { agentTree } from './agentTree.sql.ts'

let c: ChannelWorld
before(async () => {
  c = await ChannelWorld.open()
})
after(() => c.w.close())

test('H2 a sub-agent’s scope lies inside the authorisation it is granted under', async () => {
  const [p, other] = [await c.pack(), await c.pack()]
  const [top, sub, sub2] = [
    await c.account('agent', '330106'),
    await c.account('agent', '330106'),
    await c.account('agent', '330106'),
  ]
  const above = await c.active({ agent: top, packages: [p], regionCodes: ['330000'], exclusive: true })
  const under = (values: Values) =>
    c.pending({
      agent: sub,
      agentLevel: 'city',
      parentAuthorization: above,
      packages: [p],
      regionCodes: ['330100'],
      ...values,
    })
  const tries: [Values, RegExp][] = [
    [{ packages: [p, other] }, /品规/],
    [{ regionCodes: ['330100', '320100'] }, /江苏省南京市/],
    [{ validTo: '2027-01-31' }, /期限/],
  ]
  for (const [values, zh] of tries)
    await assert.rejects(
      c.legal.run(act.activate, await under(values)),
      refusal('authorization.beyondParent', zh, /beyond/),
    )
  const child = await under({ exclusive: true })
  await c.legal.run(act.activate, child)
  const rival = await under({ agent: sub2, regionCodes: ['330106'], exclusive: true })
  await assert.rejects(c.legal.run(act.activate, rival), refusal('authorization.overlap', /西湖区/, /conflicts/))
  const h = await c.account('hospital', '330106')
  const [mine] = await c.w.asSystem((u) =>
    authorizationFor(u, { agentId: sub, accountId: h, packageIds: [p], on: '2026-08-01' }),
  )
  assert.equal(mine!.authorizationId, child)
  await c.legal.run(act.suspend, above, { reason: '检查' })
  assert.equal(await c.stateOf(child), 'suspended')
  await assert.rejects(c.legal.run(act.resume, child), refusal('authorization.parentNotActive', /上级授权/, /in force/))
  await c.legal.run(act.terminate, above, { reason: '结束' })
  assert.equal(await c.stateOf(child), 'terminated')
})

test('H2 nobody grants exclusive rights under one that is not exclusive', async () => {
  const p = await c.pack()
  const above = await c.active({ agent: await c.account('agent', '330106'), packages: [p], regionCodes: ['360000'] })
  const child = await c.pending({
    agent: await c.account('agent', '330106'),
    parentAuthorization: above,
    packages: [p],
    regionCodes: ['360100'],
    exclusive: true,
  })
  await assert.rejects(
    c.legal.run(act.activate, child),
    refusal('authorization.beyondParent', /并非独家/, /not exclusive/),
  )
})

test('H2 the tree of agents: national, province, city, hospital; totals roll up; each sees his own part', async () => {
  const make = (name: string, agentLevel: string, parent: string | null) =>
    c.make('account', { name, accountRoles: ['agent'], regionCode: '330106', agentLevel, parent })
  const nation = await make('全国总代', 'national', null)
  const province = await make('浙江省代', 'province', nation)
  const city = await make('杭州市代', 'city', province)
  const hospital = await make('医院代', 'hospital', city)
  const id = await c.active({ agent: city, regionCodes: ['330100'] })
  await c.active({ agent: hospital, regionCodes: ['330106'] })
  await c.cashier.run(act.recordDeposit, id, { kind: 'pay', amount: '300' })
  await c.w.asSystem((u) =>
    create(
      u,
      'salesOrder',
      {
        soldTo: hospital,
        agent: hospital,
        orderType: 'agent',
        paymentTerm: 'prepaid',
        amount: '1234.50',
        state: 'submitted',
      },
      { trusted: true },
    ),
  )
  const of = async (by: Person) => new Map((await by.do(agentTree)).map((n) => [n.id, n]))
  const director = await c.w.hire('总监', { roles: ['director'] })
  const nodes = await of(director)
  const totals = [nation, province, city, hospital].map((x) => {
    const { below, authorizations, deposits, orders, parent } = nodes.get(x)!
    return [below, authorizations, Number(deposits), Number(orders), parent]
  })
  assert.deepEqual(totals, [
    [3, 2, 300, 1234.5, null],
    [2, 2, 300, 1234.5, nation],
    [1, 2, 300, 1234.5, province],
    [0, 1, 0, 1234.5, city],
  ])
  assert.equal((await of(c.rep)).has(city), false)
  await c.w.asSystem((u) =>
    u.tx.query(sql`update ${u.table('account')} set owner_id = ${c.rep.id} where id = ${hospital}`),
  )
  const mine = (await of(c.rep)).get(hospital)!
  assert.deepEqual([mine.parent, mine.authorizations], [null, 0])
})
