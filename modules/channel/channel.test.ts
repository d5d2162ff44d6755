import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Problem } from '#kernel/errors.ts'
import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { activate, excludeHospitals, reject, resume, submit, suspend, terminate } from './agentAuthorization/verbs.ts'
import { recordDeposit, settleDeposit } from './depositEntry/verbs.ts'
import { authorizationFor, requireAuthorization } from './index.ts'

let w: World
let manager: Person
let legal: Person
let cashier: Person
let finance: Person
let rep: Person
let stranger: Person
const packs: string[] = []
let product: string

/** A refusal of this code that says in both languages what is wrong. */
const refused = (code: string, zh: RegExp, en: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Problem, String(error))
  assert.equal(error.code, code, error.label.zh)
  assert.match(error.label.zh, zh)
  assert.match(error.label.en, en)
  return true
}

let n = 0
const account = async (role: string, regionCode: string, more: Values = {}): Promise<string> =>
  (
    await w.asSystem((unit) =>
      create(unit, 'account', { name: `${role}${++n}号`, accountRoles: [role], regionCode, ...more }),
    )
  ).id as string

async function pack(): Promise<string> {
  const row = await w.asSystem((unit) => create(unit, 'productPackage', { product, packDescription: `${++n} 片/盒` }))
  return row.id as string
}

/** A draft of an authorisation for the second half of 2026. */
const draft = async (values: Values): Promise<string> =>
  (
    await manager.create('agentAuthorization', {
      agentLevel: 'province',
      packages: [packs[0]],
      validFrom: '2026-07-01',
      validTo: '2026-12-31',
      ...values,
    })
  ).id as string

async function pending(values: Values): Promise<string> {
  const id = await draft(values)
  await manager.run(submit, id)
  return id
}

async function active(values: Values): Promise<string> {
  const id = await pending(values)
  await legal.run(activate, id)
  return id
}

const stateOf = async (id: string) => (await legal.get<{ state: string }>('agentAuthorization', id)).state

before(async () => {
  w = await world({ now: '2026-06-15T02:00:00Z' })
  const east = await w.department('华东')
  manager = await w.hire('招商', { roles: ['channelManager'] })
  legal = await w.hire('法务', { roles: ['legal'] })
  cashier = await w.hire('出纳', { roles: ['cashier'] })
  finance = await w.hire('财务', { roles: ['finance'] })
  rep = await w.hire('代表', { roles: ['rep'], department: east })
  stranger = await w.hire('外区代表', { roles: ['rep'] })
  product = (await w.asSystem((unit) => create(unit, 'product', { genericName: '阿莫西林', dosageForm: '胶囊' })))
    .id as string
  for (let i = 0; i < 3; i++) packs.push(await pack())
})
after(() => w.close())

test('H1 block: two exclusive scopes that meet in package, territory and period; the second is told with whom, where, when', async () => {
  const package1 = await pack()
  const [a, b] = [await account('agent', '330106'), await account('agent', '330106')]
  await active({ agent: a, packages: [package1], regionCodes: ['330000'], exclusive: true })
  const second = await pending({ agent: b, packages: [package1, packs[0]], regionCodes: ['330100'], exclusive: true })
  await assert.rejects(
    legal.run(activate, second),
    refused(
      'authorization.overlap',
      /浙江省杭州市.*2026-07-01 至 2026-12-31.*请调整/,
      /conflicts with 1 .*Change scope/,
    ),
  )
  assert.equal(await stateOf(second), 'pending')
  // Elsewhere, later, or another package: no conflict.
  await active({ agent: b, packages: [package1], regionCodes: ['320000'], exclusive: true })
  await active({
    agent: b,
    packages: [package1],
    regionCodes: ['330000'],
    exclusive: true,
    validFrom: '2027-01-01',
    validTo: '2027-12-31',
  })
  await active({ agent: b, packages: [await pack()], regionCodes: ['330000'], exclusive: true })
})

test('H1 block: an exclusive right never meets another agent’s non-exclusive one, whichever came first', async () => {
  const p = await pack()
  const [a, b] = [await account('agent', '330106'), await account('agent', '330106')]
  const open = await active({ agent: a, packages: [p], regionCodes: ['330000'] })
  await active({ agent: b, packages: [p], regionCodes: ['330000'] })
  const exclusive = await pending({ agent: b, packages: [p], regionCodes: ['330106'], exclusive: true })
  await assert.rejects(legal.run(activate, exclusive), refused('authorization.overlap', /有效授权冲突/, /conflicts/))
  await legal.run(terminate, open, { reason: '合作结束' })
  await legal.run(activate, exclusive)
  const late = await pending({ agent: a, packages: [p], regionCodes: ['330000'] })
  await assert.rejects(legal.run(activate, late), refused('authorization.overlap', /西湖区/, /conflicts/))
})

test('H1 hospital rows override regions and excluded hospitals are honoured', async () => {
  const p = await pack()
  const [a, b] = [await account('agent', '330106'), await account('agent', '330106')]
  const inside = await account('hospital', '330106')
  const beside = await account('hospital', '330106')
  const far = await account('hospital', '440103')
  const province = await active({
    agent: a,
    packages: [p],
    regionCodes: ['330000'],
    hospitals: [far],
    exclusive: true,
  })
  const single = await pending({
    agent: b,
    agentLevel: 'hospital',
    packages: [p],
    hospitals: [inside],
    exclusive: true,
  })
  await assert.rejects(
    legal.run(activate, single),
    refused('authorization.overlap', /除外该医院/, /exclude the hospital/),
  )
  await legal.run(excludeHospitals, province, { hospitals: [inside], reason: '医院代理' })
  await legal.run(activate, single)
  const guangdong = await pending({ agent: b, packages: [p], regionCodes: ['440000'], exclusive: true })
  await assert.rejects(legal.run(activate, guangdong), refused('authorization.overlap', /440103|hospital/, /hospital/))
  const who = (agentId: string, accountId: string) =>
    w.asSystem((unit) => authorizationFor(unit, { agentId, accountId, packageIds: [p], on: '2026-08-01' }))
  assert.equal((await who(a, beside))[0]!.by, 'region')
  assert.equal((await who(a, far))[0]!.by, 'hospital')
  assert.equal((await who(a, inside))[0]!.authorizationId, null)
  assert.equal((await who(b, inside))[0]!.authorizationId, single)
  assert.equal((await who(b, beside))[0]!.authorizationId, null)
})

test('H1 a hospital given by name belongs to those who have it by name, even where divisions are open to many', async () => {
  const p = await pack()
  const [a, b] = [await account('agent', '350102'), await account('agent', '350102')]
  const h = await account('hospital', '350102')
  await active({ agent: a, packages: [p], regionCodes: ['350000'] })
  await active({ agent: b, agentLevel: 'hospital', packages: [p], hospitals: [h] })
  const dealing = (agentId: string) => ({ agentId, accountId: h, packageIds: [p], on: '2026-08-01' })
  assert.equal((await w.asSystem((u) => authorizationFor(u, dealing(b))))[0]!.by, 'hospital')
  await assert.rejects(
    w.asSystem((u) => requireAuthorization(u, dealing(a))),
    refused(
      'authorization.outside',
      /串货.*点名授权给其他代理商.*请更换/,
      /diversion.*another agent by name.*Choose another/,
    ),
  )
})

test('H1 concurrency: of twenty activations at once of one exclusive territory exactly one succeeds', async () => {
  const p = await pack()
  const drafts: string[] = []
  for (let i = 0; i < 20; i++)
    drafts.push(
      await pending({
        agent: await account('agent', '330106'),
        packages: [p],
        regionCodes: [i % 2 ? '510000' : '510100'],
        exclusive: true,
      }),
    )
  const done = await Promise.allSettled(drafts.map((id) => legal.run(activate, id)))
  for (const d of done)
    if (d.status === 'rejected') {
      assert.ok(d.reason instanceof Problem, String(d.reason))
      assert.match(d.reason.code, /^(authorization\.overlap|rule\.authorization_claim_exclusive_once)$/)
    }
  const won = done.filter((d) => d.status === 'fulfilled').length
  assert.equal(won, 1)
  const states = await Promise.all(drafts.map(stateOf))
  assert.equal(states.filter((s) => s === 'active').length, 1)
})

test('H1 the database itself refuses two exclusive claims that meet, whoever writes them', async () => {
  const p = await pack()
  const [a, b] = [await account('agent', '330106'), await account('agent', '330106')]
  const first = await active({ agent: a, packages: [p], regionCodes: ['410000'], exclusive: true })
  const second = await pending({ agent: b, packages: [p], regionCodes: ['410100'], exclusive: true })
  const copy = (exclusive: boolean) =>
    w.asSystem((unit) =>
      unit.tx.query(sql`insert into ${unit.table('authorization_claim')} (id, version, created_at, created_by, updated_at, updated_by,
          authorization_id, agent_id, package_id, from_point, to_point, exclusive, depth, scope_version, valid_from, valid_to)
        select ${second}, 1, now(), created_by, now(), created_by, ${second}, ${b}, package_id, from_point + 5, to_point - 5, ${exclusive},
          depth, 1, valid_from, valid_to from ${unit.table('authorization_claim')} where authorization_id = ${first}`),
    )
  await assert.rejects(copy(true), refused('rule.authorization_claim_exclusive_once', /独家.*重叠/, /overlaps/))
  await assert.rejects(copy(false), refused('rule.authorization_claim_exclusive_alone', /独家.*重叠/, /overlaps/))
})

test('H1 suspension gives the ground free; resuming looks again', async () => {
  const p = await pack()
  const [a, b] = [await account('agent', '330106'), await account('agent', '330106')]
  const first = await active({ agent: a, packages: [p], regionCodes: ['420000'], exclusive: true })
  await legal.run(suspend, first, { reason: '低价窜货调查' })
  const second = await active({ agent: b, packages: [p], regionCodes: ['420100'], exclusive: true })
  await assert.rejects(legal.run(resume, first), refused('authorization.overlap', /武汉/, /conflicts/))
  await legal.run(terminate, second, { reason: '未达任务' })
  await legal.run(resume, first)
  assert.equal(await stateOf(first), 'active')
})

test('H1 block: activation while the deposit is short; entries sum to the balance; it never falls below zero', async () => {
  const a = await account('agent', '330106')
  const id = await pending({ agent: a, packages: [await pack()], regionCodes: ['330000'], depositDue: '50000' })
  await assert.rejects(
    legal.run(activate, id),
    refused('authorization.depositShort', /应交 ¥50000.*请出纳/, /50000.*cashier/),
  )
  await cashier.run(recordDeposit, id, { kind: 'pay', amount: '30000', bankRef: 'BK1' })
  await cashier.run(recordDeposit, id, { kind: 'pay', amount: '20000.50', bankRef: 'BK2' })
  await legal.run(activate, id)
  await assert.rejects(
    cashier.run(recordDeposit, id, { kind: 'deduct', amount: '1' }),
    refused('input.invalid', /事由/, /reason/),
  )
  await cashier.run(recordDeposit, id, { kind: 'deduct', amount: '10000', reason: '串货扣款' })
  await assert.rejects(
    cashier.run(recordDeposit, id, { kind: 'refund', amount: '40000.51' }),
    refused('deposit.short', /余额 ¥40000.5/, /40000.5/),
  )
  await assert.rejects(
    w.asSystem((u) =>
      u.tx.query(sql`update ${u.table('agent_authorization')} set deposit_balance = -1 where id = ${id}`),
    ),
    refused('rule.agent_authorization_deposit_not_negative', /不能为负/, /below zero/),
  )
  await legal.run(terminate, id, { reason: '结束' })
  await assert.rejects(finance.run(settleDeposit, id, {}), refused('input.invalid', /40000.5/, /40000.5/))
  await finance.run(settleDeposit, id, { bankRef: 'TK1' })
  const [row] = await w.tenant.db.query<{ sum: string; balance: string; state: string }>(sql`
    select (select sum(amount)::text from ${at(w.tenant, 'deposit_entry')} where authorization_id = t.id) as sum,
      t.deposit_balance::text as balance, t.state from ${at(w.tenant, 'agent_authorization')} t where t.id = ${id}`)
  assert.deepEqual(row, { sum: '0.00', balance: '0.00', state: 'depositSettled' })
  const ledger = await finance.list<{ kind: string; amount: string }>('depositEntry', {
    where: { authorization: { eq: id } },
    sort: 'createdAt',
  })
  assert.equal(ledger.length, 4)
})

test('H1 concurrency: thirty deductions at once take what is there and no more', async () => {
  const id = await draft({ agent: await account('agent', '330106'), regionCodes: ['330000'] })
  await cashier.run(recordDeposit, id, { kind: 'pay', amount: '1000' })
  const done = await Promise.allSettled(
    Array.from({ length: 30 }, () => cashier.run(recordDeposit, id, { kind: 'deduct', amount: '100', reason: '扣' })),
  )
  assert.equal(done.filter((d) => d.status === 'fulfilled').length, 10)
  const [row] = await w.tenant.db.query<{ ok: boolean }>(sql`
    select t.deposit_balance = 0 and (select sum(amount) from ${at(w.tenant, 'deposit_entry')} where authorization_id = t.id) = 0 as ok
    from ${at(w.tenant, 'agent_authorization')} t where t.id = ${id}`)
  assert.ok(row!.ok)
})

test('H2 a sub-agent’s scope lies inside the authorisation it is granted under', async () => {
  const [p, other] = [await pack(), await pack()]
  const [top, sub, sub2] = [
    await account('agent', '330106'),
    await account('agent', '330106'),
    await account('agent', '330106'),
  ]
  const above = await active({ agent: top, packages: [p], regionCodes: ['330000'], exclusive: true })
  const under = (values: Values) =>
    pending({
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
    await assert.rejects(legal.run(activate, await under(values)), refused('authorization.beyondParent', zh, /beyond/))
  const child = await under({ exclusive: true })
  await legal.run(activate, child)
  const rival = await under({ agent: sub2, regionCodes: ['330106'], exclusive: true })
  await assert.rejects(legal.run(activate, rival), refused('authorization.overlap', /西湖区/, /conflicts/))
  const h = await account('hospital', '330106')
  const [mine] = await w.asSystem((u) =>
    authorizationFor(u, { agentId: sub, accountId: h, packageIds: [p], on: '2026-08-01' }),
  )
  assert.equal(mine!.authorizationId, child)
  await legal.run(suspend, above, { reason: '检查' })
  assert.equal(await stateOf(child), 'suspended')
  await assert.rejects(legal.run(resume, child), refused('authorization.parentNotActive', /上级授权/, /in force/))
  await legal.run(terminate, above, { reason: '结束' })
  assert.equal(await stateOf(child), 'terminated')
})

test('H2 nobody grants exclusive rights under one that is not exclusive', async () => {
  const p = await pack()
  const above = await active({ agent: await account('agent', '330106'), packages: [p], regionCodes: ['360000'] })
  const child = await pending({
    agent: await account('agent', '330106'),
    parentAuthorization: above,
    packages: [p],
    regionCodes: ['360100'],
    exclusive: true,
  })
  await assert.rejects(legal.run(activate, child), refused('authorization.beyondParent', /并非独家/, /not exclusive/))
})

test('H1 block: an order outside the authorised area, package or period is diversion, in both languages with what to do', async () => {
  const p = await pack()
  const agent = await account('agent', '330106')
  const hospital = await account('hospital', '320102')
  const home = await account('hospital', '330106')
  const id = await active({ agent, packages: [p], regionCodes: ['330000'] })
  const ask = (more: Values) =>
    w.asSystem((u) =>
      requireAuthorization(u, { agentId: agent, accountId: home, packageIds: [p], on: '2026-08-01', ...more }),
    )
  assert.equal((await ask({}))[0]!.authorizationId, id)
  const outside = 'authorization.outside'
  await assert.rejects(
    ask({ accountId: hospital }),
    refused(outside, /串货.*江苏省南京市玄武区.*不含该终端.*请更换代理商/, /does not cover.*channel manager/),
  )
  await assert.rejects(
    ask({ packageIds: [p, packs[2]] }),
    refused(outside, /没有此品规的授权/, /no authorisation for it/),
  )
  await assert.rejects(ask({ on: '2027-01-01' }), refused(outside, /有效期为 2026-07-01 至 2026-12-31/, /runs from/))
  await legal.run(suspend, id, { reason: '查' })
  await assert.rejects(ask({}), refused(outside, /已暂停/, /is suspended/))
})

test('H1 a national authorisation without divisions is the whole country; without any territory nothing can be submitted', async () => {
  const p = await pack()
  const agent = await account('agent', '330106')
  await active({ agent, agentLevel: 'national', packages: [p] })
  const [c] = await w.asSystem(async (u) =>
    authorizationFor(u, {
      agentId: agent,
      accountId: await account('hospital', '650102'),
      packageIds: [p],
      on: '2026-08-01',
    }),
  )
  assert.equal(c!.by, 'region')
  const empty = await draft({ agent, packages: [p] })
  await assert.rejects(
    manager.run(submit, empty),
    refused('authorization.noTerritory', /请先填写授权地区/, /divisions or hospitals/),
  )
  const noAgent = await draft({ agent: await account('hospital', '330106'), regionCodes: ['330000'] })
  await assert.rejects(manager.run(submit, noAgent), refused('authorization.notAgent', /不是代理商/, /not an agent/))
})

test('H1 unknown division codes are refused; abolished ones become those in force', async () => {
  const agent = await account('agent', '330106')
  await assert.rejects(
    draft({ agent, regionCodes: ['999999'] }),
    refused('input.invalid', /没有行政区划 999999/, /999999/),
  )
  const id = await draft({ agent, regionCodes: ['330104'] })
  const row = await manager.get<{ regionCodes: string[] }>('agentAuthorization', id)
  assert.deepEqual(row.regionCodes, ['330102'])
})

test('H1 what was submitted keeps its scope; a rejected one is a draft again; nobody approves his own', async () => {
  const both = await w.hire('兼任', { roles: ['channelManager', 'legal'] })
  const agent = await account('agent', '330106')
  const id = await draft({ agent, packages: [await pack()], regionCodes: ['330000'] })
  await both.run(submit, id)
  await assert.rejects(
    both.run(activate, id),
    refused('authorization.ownSubmission', /不能批准自己/, /submitted himself/),
  )
  await assert.rejects(
    manager.update('agentAuthorization', id, { regionCodes: ['320000'] }),
    refused('authorization.scopeFixed', /不能更改范围/, /fixed once submitted/),
  )
  await legal.run(reject, id, { reason: '缺合同' })
  await manager.update('agentAuthorization', id, { regionCodes: ['320000'] })
  await manager.run(submit, id)
  await legal.run(activate, id)
  await assert.rejects(
    manager.remove('agentAuthorization', id),
    refused('authorization.inForce', /请先终止/, /terminate/),
  )
})

test('H1 visibility: a rep sees the authorisations of his own agents, not those of others, and not the ledger', async () => {
  const mine = (await rep.create('account', { name: '我的代理', accountRoles: ['agent'], regionCode: '330106' })).id
  const id = await draft({ agent: mine, regionCodes: ['330000'] })
  await cashier.run(recordDeposit, id, { kind: 'pay', amount: '5' })
  assert.ok((await rep.list<{ id: string }>('agentAuthorization')).some((r) => r.id === id))
  assert.equal((await stranger.list('agentAuthorization')).length, 0)
  await assert.rejects(stranger.get('agentAuthorization', id), refused('record.notFound', /不存在/, /No such/))
  await assert.rejects(rep.list('depositEntry'), refused('access.denied', /权限/, /may not/))
  await assert.rejects(rep.run(activate, id), refused('access.denied', /权限/, /may not/))
})

test('H1 claims say what is in force and nothing else', async () => {
  const wrong = await w.tenant.db.query(sql`select t.number, t.state, count(c.id) as n
    from ${at(w.tenant, 'agent_authorization')} t left join ${at(w.tenant, 'authorization_claim')} c on c.authorization_id = t.id
    group by t.id having (t.state = 'active') <> (count(c.id) > 0)`)
  assert.deepEqual(wrong, [])
})
