import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { runAlerts } from '#kernel/events/alerts.ts'
import { create } from '#kernel/records/create.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { ChannelWorld } from '#testing/channelWorld.ts'
import { refusal } from '#testing/refusal.ts'
import type { Person } from '#testing/world.ts'
import { authorizationCommands as act, expireAuthorizations } from './index.ts'

let c: ChannelWorld
before(async () => {
  c = await ChannelWorld.open()
})
after(() => c.w.close())

const messages = (person: Person, kind: string) =>
  person.list<{ title: string }>('notification', { where: { kind: { eq: kind } } })

test('H1 block: activation while the deposit is short; entries sum to the balance; it never falls below zero', async () => {
  const a = await c.account('agent', '330106')
  const id = await c.pending({ agent: a, packages: [await c.pack()], regionCodes: ['330000'], depositDue: '50000' })
  await c.manager.update('agentAuthorization', id, { depositReceipts: [await c.file(c.manager)] })
  await assert.rejects(
    c.legal.run(act.activate, id),
    refusal('authorization.depositShort', /应交 ¥50000.*请出纳/, /50000.*cashier/),
  )
  await c.cashier.run(act.recordDeposit, id, { kind: 'pay', amount: '30000', bankRef: 'BK1' })
  await c.cashier.run(act.recordDeposit, id, {
    ...{ kind: 'pay', amount: '20000.50', bankRef: 'BK2' },
    receipt: [await c.file(c.cashier)],
  })
  await c.legal.run(act.activate, id)
  await assert.rejects(
    c.cashier.run(act.recordDeposit, id, { kind: 'deduct', amount: '1' }),
    refusal('input.invalid', /事由/, /reason/),
  )
  await c.cashier.run(act.recordDeposit, id, { kind: 'deduct', amount: '10000', reason: '串货扣款' })
  await assert.rejects(
    c.cashier.run(act.recordDeposit, id, { kind: 'refund', amount: '40000.51' }),
    refusal('deposit.short', /余额 ¥40000.5/, /40000.5/),
  )
  await assert.rejects(
    c.w.asSystem((u) =>
      u.tx.query(sql`update ${u.table('agent_authorization')} set deposit_balance = -1 where id = ${id}`),
    ),
    refusal('rule.agent_authorization_deposit_not_negative', /不能为负/, /below zero/),
  )
  await c.legal.run(act.terminate, id, { reason: '结束' })
  await assert.rejects(c.finance.run(act.settleDeposit, id, {}), refusal('input.invalid', /40000.5/, /40000.5/))
  await c.finance.run(act.settleDeposit, id, { bankRef: 'TK1' })
  const [row] = await c.w.tenant.db.query<{ sum: string; balance: string; state: string }>(sql`
    select (select sum(amount)::text from ${at(c.w.tenant, 'deposit_entry')} where authorization_id = t.id) as sum,
      t.deposit_balance::text as balance, t.state from ${at(c.w.tenant, 'agent_authorization')} t where t.id = ${id}`)
  assert.deepEqual(row, { sum: '0.00', balance: '0.00', state: 'depositSettled' })
  const ledger = await c.finance.list<{ kind: string; amount: string }>('depositEntry', {
    where: { authorization: { eq: id } },
    sort: 'createdAt',
  })
  assert.equal(ledger.length, 4)
})

test('H1 block: activation without the signed contract or the receipt of the deposit, each named', async () => {
  const id = await c.pending({
    agent: await c.account('agent', '330106'),
    packages: [await c.pack()],
    regionCodes: ['330000'],
    contractFile: [],
    depositDue: '100',
  })
  const missing = (zh: RegExp, en: RegExp) => refusal('authorization.papersMissing', zh, en)
  await c.cashier.run(act.recordDeposit, id, { kind: 'pay', amount: '100', bankRef: 'BK9' })
  await assert.rejects(
    c.legal.run(act.activate, id),
    missing(
      /缺少授权合同扫描件、保证金收款凭证：请/,
      /lacks the scan of the contract and the receipt of the deposit: upload/,
    ),
  )
  await c.manager.update('agentAuthorization', id, { contractFile: [await c.file(c.manager)] })
  await assert.rejects(
    c.legal.run(act.activate, id),
    missing(/缺少保证金收款凭证：/, /lacks the receipt of the deposit:/),
  )
  assert.equal(await c.stateOf(id), 'pending')
  const receipt = [await c.file(c.cashier)]
  await c.cashier.run(act.recordDeposit, id, { kind: 'pay', amount: '1', bankRef: 'BK10', receipt })
  await c.legal.run(act.activate, id)
  assert.equal(await c.stateOf(id), 'active')
  // Without a deposit the contract alone is asked for.
  const free = { packages: [await c.pack()], regionCodes: ['330000'] }
  await c.active({ ...free, agent: await c.account('agent', '330106') })
  const bare = await c.pending({ ...free, agent: await c.account('agent', '330106'), contractFile: [] })
  await assert.rejects(
    c.legal.run(act.activate, bare),
    missing(/缺少授权合同扫描件：/, /lacks the scan of the contract:/),
  )
})

test('H1 concurrency: thirty deductions at once take what is there and no more', async () => {
  const id = await c.draft({ agent: await c.account('agent', '330106'), regionCodes: ['330000'] })
  await c.cashier.run(act.recordDeposit, id, { kind: 'pay', amount: '1000' })
  const done = await Promise.allSettled(
    Array.from({ length: 30 }, () =>
      c.cashier.run(act.recordDeposit, id, { kind: 'deduct', amount: '100', reason: '扣' }),
    ),
  )
  assert.equal(done.filter((d) => d.status === 'fulfilled').length, 10)
  const [row] = await c.w.tenant.db.query<{ ok: boolean }>(sql`
    select t.deposit_balance = 0 and (select sum(amount) from ${at(c.w.tenant, 'deposit_entry')} where authorization_id = t.id) = 0 as ok
    from ${at(c.w.tenant, 'agent_authorization')} t where t.id = ${id}`)
  assert.ok(row!.ok)
})

test('H1 alerts: expiry at 90, 30 and 7 days, each told once; the daily round ends what is over', async () => {
  const id = await c.active({
    agent: await c.account('agent', '330106'),
    packages: [await c.pack()],
    regionCodes: ['330000'],
  })
  const { number } = await c.manager.get<{ number: string }>('agentAuthorization', id)
  const told = async (day: string): Promise<number> => {
    c.w.now = new Date(`${day}T01:00:00Z`)
    await runAlerts(c.w.tenant)
    return (await messages(c.manager, 'agentAuthorization.expiring')).filter((m) => m.title.includes(number)).length
  }
  assert.equal(await told('2026-10-01'), 0)
  assert.equal(await told('2026-10-02'), 1)
  assert.equal(await told('2026-10-03'), 1)
  assert.equal(await told('2026-12-01'), 2)
  assert.equal(await told('2026-12-24'), 3)
  assert.equal(await told('2026-12-30'), 3)
  c.w.now = new Date('2026-12-31T15:00:00Z')
  await expireAuthorizations(c.w.tenant)
  assert.equal(await c.stateOf(id), 'active')
  c.w.now = new Date('2026-12-31T16:05:00Z')
  assert.ok((await expireAuthorizations(c.w.tenant)) > 0)
  assert.equal(await c.stateOf(id), 'expired')
  c.w.now = new Date('2026-06-15T02:00:00Z')
})

test('H1 alerts: a deposit that a deduction left short, and a target far behind its time', async () => {
  const id = await c.pending({
    agent: await c.account('agent', '330106'),
    packages: [await c.pack()],
    regionCodes: ['330000'],
    depositDue: '100',
  })
  const receipt = [await c.file(c.cashier)]
  await c.cashier.run(act.recordDeposit, id, { kind: 'pay', amount: '100', receipt })
  await c.legal.run(act.activate, id)
  await assert.rejects(
    c.manager.run(act.setTarget, id, { from: '2026-01-01', to: '2026-12-31', amount: '1' }),
    refusal('input.invalid', /授权期限/, /must run forwards/),
  )
  await c.manager.run(act.setTarget, id, { from: '2026-07-01', to: '2026-12-31', amount: '500000' })
  const { number } = await c.manager.get<{ number: string }>('agentAuthorization', id)
  const short = async () =>
    (await messages(c.manager, 'agentAuthorization.depositShort')).filter((m) => m.title.includes(number)).length
  await runAlerts(c.w.tenant)
  assert.equal(await short(), 0)
  await c.cashier.run(act.recordDeposit, id, { kind: 'deduct', amount: '40', reason: '串货' })
  c.w.now = new Date('2026-10-01T01:00:00Z')
  await runAlerts(c.w.tenant)
  assert.equal(await short(), 1)
  const behind = await messages(c.manager, 'agentAuthorization.targetBehind')
  assert.equal(behind.length, 1)
  assert.match(behind[0]!.title, /已过 51%，完成 0%/)
  c.w.now = new Date('2026-06-15T02:00:00Z')
})

test('H1 alerts: a short deposit is told to its owner and the channel managers, and no more once it is paid', async () => {
  const kind = 'agentAuthorization.depositShort'
  const id = await c.pending({
    agent: await c.account('agent', '330106'),
    packages: [await c.pack()],
    regionCodes: ['330000'],
    depositDue: '100',
  })
  const { number } = await c.manager.get<{ number: string }>('agentAuthorization', id)
  const receipt = [await c.file(c.cashier)]
  await c.cashier.run(act.recordDeposit, id, { kind: 'pay', amount: '100', receipt })
  await c.legal.run(act.activate, id)
  const told = async () => {
    await runAlerts(c.w.tenant)
    const of = async (p: Person) =>
      (await messages(p, kind)).filter((m) => m.title.includes(number)).map((m) => m.title)
    const [manager = [], ...others] = await Promise.all([c.manager, c.rep, c.legal, c.cashier].map(of))
    assert.deepEqual(others, [[], [], []])
    return manager
  }
  const deposit = (kind: string, amount: string) =>
    c.cashier.run(act.recordDeposit, id, { kind, amount, ...(kind === 'deduct' ? { reason: '串货' } : { receipt }) })
  assert.equal((await told()).length, 0)
  await deposit('deduct', '40')
  assert.equal((await told()).length, 1)
  assert.match((await told())[0]!, /保证金不足：应交 ¥100\.00，余额 ¥60\.00$/)
  await deposit('pay', '40')
  assert.equal((await told()).length, 1, 'filled up again')
  await deposit('deduct', '55.5')
  assert.ok((await told()).some((title) => title.endsWith('余额 ¥44.50')))
  await c.legal.run(act.terminate, id, { reason: '结束' })
  await deposit('deduct', '1')
  assert.equal((await told()).length, 2, 'an authorisation that has ended asks for none')
})

test('H1 alerts: an agent behind his target is told once a month, and no more when he has ordered enough', async () => {
  const agent = await c.account('agent', '330106')
  const id = await c.active({ agent, packages: [await c.pack()], regionCodes: ['330000'] })
  await c.manager.run(act.setTarget, id, { from: '2026-07-01', to: '2026-12-31', amount: '1000' })
  const told = async (day: string) => {
    c.w.now = new Date(`${day}T01:00:00Z`)
    await runAlerts(c.w.tenant)
    const of = async (p: Person) =>
      (await messages(p, 'agentAuthorization.targetBehind')).filter((m) => m.title.startsWith(name)).map((m) => m.title)
    assert.deepEqual(await of(c.rep), [])
    return of(c.manager)
  }
  const { name } = await c.manager.get<{ name: string }>('account', agent)
  const order = (amount: string) =>
    c.w.asSystem((unit) =>
      create(
        unit,
        'salesOrder',
        {
          ...{ soldTo: agent, authorization: id, amount, state: 'submitted', submittedAt: unit.stamp },
          lines: [{ package: pack, qty: '1', unitPrice: amount }],
        },
        { trusted: true, accept: 'all' },
      ),
    )
  const pack = await c.pack()
  assert.deepEqual(await told('2026-07-10'), [], '5 % of the time has passed, within what may be behind')
  assert.equal((await told('2026-10-01')).length, 1)
  assert.equal((await told('2026-10-20')).length, 1)
  await order('600')
  assert.equal((await told('2026-11-02')).length, 1, '68 % of the time, 60 % of the target')
  assert.equal((await told('2026-12-20')).length, 2, '94 % of the time, still 60 %')
  assert.ok((await told('2026-12-21')).some((title) => title.endsWith('已过 94%，完成 60%')))
  c.w.now = new Date('2026-06-15T02:00:00Z')
})
