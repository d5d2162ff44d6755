import { runCommand } from '#kernel/commands/context.ts'
import { merge } from '#kernel/merging/index.ts'
import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import { raw, type Sql, sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { registry } from '#modules/all.ts'
import { tenderCommands } from '#modules/tendering/index.ts'
import { type OrderWorld, orderWorld } from '../orderWorld.ts'
import type { Person } from '../world.ts'

/** Ids that requests of the raw routes name. */
export interface Ids {
  account: string
  agent: string
  order: string
  openOrder: string
  package: string
  product: string
  tender: string
  authorization: string
  role: string
  request: string
}

/** A company with two rows or more of nearly everything, and one reader who may do and see everything. */
export interface Stage {
  o: OrderWorld
  reader: Person
  readerRole: string
  ids: Ids
}

const made = (o: OrderWorld, object: string, values: Values): Promise<Values> =>
  o.w.asSystem((unit) => create(unit, object, values, { trusted: true, accept: 'all' }))

/** Everybody's field rights are cleared, so that what a test says of the reader's role is all that is said. */
async function readerOf(o: OrderWorld): Promise<{ reader: Person; readerRole: string }> {
  const { tenant } = o.w
  const role = (await made(o, 'role', { name: 'reader', labelZh: '读者' })).id as string
  await tenant.db.fresh(sql`delete from ${at(tenant, 'role_field_right')}`)
  const verbs = [...registry().objects.values()].flatMap((def) => [
    ...['read', 'create', 'update', 'export'].map((verb) => ({ object: def.name, verb })),
    ...registry()
      .commandsOf(def.name)
      .map((c) => ({ object: def.name, verb: c.spec.grant ?? c.spec.name })),
  ])
  await tenant.db.fresh(sql`insert into ${at(tenant, 'role_grant')} (role_id, object, verb, scope)
    select ${role}::uuid, g.object, g.verb, 'all' from jsonb_to_recordset(${JSON.stringify(verbs)}::jsonb) as g(object text, verb text)
    on conflict do nothing`)
  const reader = await o.w.hire('阅读者', { roles: ['reader'] })
  return { reader, readerRole: role }
}

async function tenders(o: OrderWorld, packages: string[]): Promise<string> {
  const desk = await o.w.hire('标书员', { roles: ['tenderDesk'] })
  const pricing = await o.w.hire('价格员', { roles: ['pricing'] })
  const run = (who: Person, name: keyof typeof tenderCommands, id: string, input: Values = {}) =>
    who.write((unit) => runCommand(unit, tenderCommands[name], id, input))
  const lines = packages.map((p) => ({ package: p, quote: '12.5', floor: '10' }))
  const row = await desk.create('tender', {
    title: '省级集采项目甲',
    province: '330000',
    tenderType: 'vbp',
    registerBy: '2026-06-20',
    submitBy: '2026-06-30',
    lines,
  })
  const id = row.id as string
  await run(desk, 'assess', id, { assessment: '值得投' })
  await run(desk, 'register', id, { registrationNo: 'BM1' })
  await run(desk, 'startDraft', id)
  await run(pricing, 'review', id)
  await run(desk, 'markSent', id, { courier: '顺丰', courierNo: 'SF123' })
  await run(desk, 'markDelivered', id)
  await run(desk, 'markOpened', id)
  const kept = (await desk.get<{ lines: { id: string }[] }>('tender', id)).lines
  await run(desk, 'recordResult', id, {
    lines: kept.map((l, i) => ({ id: l.id, result: 'won', winPrice: '11.8', agreedVolume: `${1000 + i}`, rank: 1 })),
    cycleFrom: '2026-05-01',
    cycleTo: '2027-04-30',
    reason: '报价最低',
  })
  await o.w.tenant.db.fresh(sql`update ${at(o.w.tenant, 'tender_lines')} set actual_volume = 40`)
  return id
}

async function deals(o: OrderWorld, account: string): Promise<void> {
  const base = { account, productLine: 'oncology', amount: '5000', probability: 30, stageSince: '2026-01-01T00:00:00Z' }
  for (const [state, more] of [
    ['identified', {}],
    ['qualified', { reached: 1, amount: '7000' }],
    ['won', { reached: 4, closedOn: '2026-06-01', stageDays: { identified: 86_400 } }],
    ['lost', { reached: 2, closedOn: '2026-06-02', lossReason: 'price' }],
  ] as const)
    await made(o, 'opportunity', { ...base, title: `进院商机${state}`, state, ...more })
}

async function agents(o: OrderWorld, packages: string[]): Promise<{ agent: string; authorization: string }> {
  const account = (name: string, more: Values) =>
    made(o, 'account', { name, accountRoles: ['agent'], regionCode: '330106', source: 'other', ...more })
  const above = await account('江南总代理', { agentLevel: 'province' })
  const below = await account('江南二级代理', { agentLevel: 'city', parent: above.id })
  const rights = { packages, agentLevel: 'province', regionCodes: ['330000'], exclusive: true, depositDue: '900' }
  const authorize = (agent: unknown, more: Values) =>
    made(o, 'agentAuthorization', { ...rights, agent, validFrom: '2026-01-01', validTo: '2026-12-31', ...more })
  await authorize(below.id, { state: 'active', depositBalance: '500' })
  const drafted = await authorize(above.id, { depositBalance: '300' })
  return { agent: above.id as string, authorization: drafted.id as string }
}

/** What the contract under approval is called. */
export const TITLE = '年度框架协议甲乙丙'

/** A request under a flow: a contract handed in for approval. */
async function approval(o: OrderWorld, account: string, pack: string): Promise<string> {
  const nodes = [
    {
      key: 'boss',
      name: { zh: '总监', en: 'Director' },
      kind: 'approve',
      mode: 'any',
      approvers: [{ by: 'role', role: 'director' }],
      allowTransfer: true,
      allowAddSign: true,
      emptyApprovers: 'admin',
    },
  ]
  const flow = await made(o, 'approvalFlow', {
    name: '合同审批',
    object: 'contract',
    command: 'submit',
    definition: { nodes, ignore: [] },
    state: 'active',
    revision: 1,
  })
  const row = await o.staff.rep.create('contract', {
    account,
    title: TITLE,
    validFrom: '2026-06-01',
    validTo: '2026-08-31',
    lines: [{ package: pack, qty: '37', unitPrice: '10' }],
    paymentPlan: [{ dueOn: '2026-07-01', amount: '370' }],
  })
  const def = registry().commands.get('contract.submit')!
  const { approval: started } = await o.staff.rep.run(def, row.id as string)
  if (!started) throw new Error(`no approval was started (flow ${flow.id})`)
  return started.id
}

async function orders(o: OrderWorld, account: string, packages: string[], agent: string) {
  const lines = packages.map((p) => ({ package: p, qty: '30', unitPrice: '10' }))
  const order = await o.released(account, lines, { paymentTerm: 'credit', creditDays: 30 })
  const { lines: kept } = await o.order<{ lines: { id: string }[] }>(order)
  const shipment = await o.shipped(order, [{ line: kept[0]!.id, qty: '20' }])
  await o.receive(shipment)
  await o.pay(order, '120')
  const invoice = await o.invoice(order)
  await o.issue(invoice)
  const openOrder = await o.released(account, lines)
  const { tenant } = o.w
  await tenant.db.fresh(sql`update ${at(tenant, 'sales_order')} set agent_id = ${agent}`)
  return { order, openOrder }
}

/** Constraints would refuse most of the values that a test plants. */
async function loosened(o: OrderWorld): Promise<void> {
  const { schema, db } = o.w.tenant
  const found = await db.fresh<{
    rel: string
    name: string
  }>(sql`select c.conrelid::regclass::text as rel, c.conname as name
    from pg_constraint c where c.connamespace = ${schema}::regnamespace and c.contype in ('c', 'u', 'x', 'f')
    order by c.contype <> 'f'`)
  for (const { rel, name } of found) await db.fresh(raw(`alter table ${rel} drop constraint "${name}"`))
  const unique = await db.fresh<{ name: string }>(sql`select indexname as name from pg_indexes
    where schemaname = ${schema} and indexdef like 'CREATE UNIQUE%' and indexname not like '%_pkey'`)
  for (const { name } of unique) await db.fresh(raw(`drop index "${schema}"."${name}"`))
}

export async function setStage(): Promise<Stage> {
  const o = await orderWorld()
  try {
    return await furnished(o)
  } catch (error) {
    // An open company would keep the test from ending.
    await o.close()
    throw error
  }
}

async function furnished(o: OrderWorld): Promise<Stage> {
  const account = await o.customer({ creditLimit: '100000', phone: '0571-86001122' })
  await o.customer()
  const twin = await o.customer()
  await o.w.asSystem((unit) => merge(unit, 'account', account, { loser: twin }))
  const packages = [await o.package(), await o.package()]
  const product = (await o.staff.director.get<{ product: { id: string } }>('productPackage', packages[0]!)).product.id
  for (const p of packages) {
    await o.batch(p, '100', { lastUsableDate: '2026-09-30' })
    await o.batch(p, '50')
  }
  const tender = await tenders(o, packages)
  const { agent, authorization } = await agents(o, packages)
  const { order, openOrder } = await orders(o, account, packages, agent)
  await deals(o, account)
  for (const p of packages)
    await made(o, 'purchaseCycle', {
      account,
      package: p,
      orders: 3,
      totalQty: '60',
      totalAmount: '612.34',
      firstOn: '2026-01-05',
      lastOn: '2026-03-05',
      lastQty: '20',
      cycleDays: 30,
      gaps: 2,
      nextExpectedOn: '2026-04-04',
    })
  const request = await approval(o, account, packages[0]!)
  const { reader, readerRole } = await readerOf(o)
  const { tenant } = o.w
  await tenant.db.fresh(sql`update ${at(tenant, 'account')} set lng = 120.15, lat = 30.25`)
  await loosened(o)
  // Long enough after for things to be late, overdue and behind.
  o.w.now = new Date('2026-08-20T02:00:00Z')
  const ids: Ids = {
    account,
    agent,
    order,
    openOrder,
    package: packages[0]!,
    product,
    tender,
    authorization,
    role: readerRole,
    request,
  }
  return { o, reader, readerRole, ids }
}

/** Moves what alerts look at to where they find something, on the stage's last day (20 August 2026). */
export async function makeDue(o: OrderWorld): Promise<void> {
  const targets = JSON.stringify([{ from: '2026-01-01', to: '2026-12-31', amount: '9000' }])
  const moves: [string, Sql][] = [
    ['contract', sql`state = 'signed'`],
    ['tender', sql`state = 'inCycle', bond_state = 'paid', result_at = '2026-01-01'`],
    ['license', sql`valid_to = '2026-09-01'`],
    ['product', sql`approval_valid_to = '2026-09-01'`],
    ['agent_authorization', sql`state = 'active', valid_to = '2026-09-10', period_targets = ${targets}::jsonb`],
    ['sales_order', sql`state = 'closed'`],
  ]
  for (const [name, set] of moves) await o.w.tenant.db.fresh(sql`update ${at(o.w.tenant, name)} set ${set}`)
}
