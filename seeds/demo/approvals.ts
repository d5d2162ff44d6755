import { approve } from '#kernel/approvals/decide.ts'
import type { Approvers, Definition, FlowNode } from '#kernel/approvals/flow.ts'
import { orSubmit } from '#kernel/approvals/start.ts'
import { runCommand } from '#kernel/commands/context.ts'
import { update } from '#kernel/records/change.ts'
import type { Values } from '#kernel/records/input.ts'
import { newId } from '#kernel/store/ids.ts'
import { sql } from '#kernel/store/sql.ts'
import { mul } from '#kernel/values/decimal.ts'
import { orderTotals } from '#modules/sales/index.ts'
import type { DemoAccount } from './accounts.ts'
import type { Writer } from './batch.ts'
import type { Company } from './company.ts'
import { CLAUSES } from './contracts.ts'
import { day } from './days.ts'
import type { Goods } from './goods.ts'
import { type Prices, priceOn } from './prices.ts'

const HOURS = 3_600_000

function step(key: string, zh: string, en: string, approver: Approvers, more: Partial<FlowNode> = {}): FlowNode {
  return {
    ...{ key, name: { zh, en }, kind: 'approve', mode: 'any', approvers: [approver] },
    ...{ allowTransfer: true, allowAddSign: true, emptyApprovers: 'admin', ...more },
  }
}

const DIRECTOR: Approvers = { by: 'role', role: 'director' }

interface Flow {
  name: string
  object: string
  command: string
  condition: string | null
  description: string
  definition: Definition
}

/** Four flows as a pharma company has them: large contracts, new prices, freezing a key account, credit. */
const FLOWS: Flow[] = [
  {
    name: '大额合同审批',
    object: 'contract',
    command: 'submit',
    condition: 'row.amount >= 500000.00',
    description: '50 万元及以上的合同：大区经理同意后由法务电子签名',
    definition: {
      nodes: [
        step(
          'manager',
          '大区经理审批',
          'Regional manager',
          { by: 'superior', level: 2 },
          { timeoutHours: 48, onTimeout: 'remind' },
        ),
        step('legal', '法务签批', 'Legal signs', { by: 'role', role: 'legal' }, { sign: true }),
      ],
    },
  },
  {
    name: '价格批准',
    object: 'priceListItem',
    command: 'approve',
    condition: null,
    description: '新价格生效前由销售总监同意',
    definition: { nodes: [step('director', '总监审批', 'Director', DIRECTOR)] },
  },
  {
    name: 'A 类客户冻结',
    object: 'account',
    command: 'freeze',
    condition: "row['class'] == 'A'",
    description: '冻结 A 类客户须销售总监同意',
    definition: { nodes: [step('director', '总监审批', 'Director', DIRECTOR)] },
  },
  {
    name: '信用额度变更',
    object: 'account',
    command: 'update',
    condition: 'changed.exists(x, x in ["creditLimit", "creditDays"])',
    description: '调整客户的信用额度或账期须财务同意，其他资料随时可改',
    definition: {
      nodes: [
        step(
          'finance',
          '财务审批',
          'Finance',
          { by: 'role', role: 'finance' },
          { timeoutHours: 24, onTimeout: 'remind' },
        ),
        step('director', '总监审批', 'Director', DIRECTOR, { condition: 'input.creditLimit > 5000000.00' }),
      ],
    },
  },
]

async function publishFlows(w: Writer): Promise<void> {
  const ids = await w.create(
    'approvalFlow',
    FLOWS.map((flow) => ({ ...flow, priority: 200 })),
  )
  const publish = (await w.tenant()).registry.commands.get('approvalFlow.publish')!
  for (const id of ids) await w.unit((unit) => runCommand(unit, publish, id!, {}))
}

export interface ApprovalWorld {
  company: Company
  accounts: DemoAccount[]
  goods: Goods
  prices: Prices
  /** Accounts that trade. */
  buyers: Set<string>
}

/** Somebody submits something; the id of the request that was opened. */
async function submit(w: Writer, by: string, key: string, id: string, input: Values, at: Date): Promise<string> {
  const def = (await w.tenant()).registry.commands.get(key)!
  const { approval } = await w.as(by, (unit) => runCommand(unit, def, id, input), at)
  if (!approval) throw new Error(`demo: ${key} opened no approval`)
  return approval.id
}

/** A contract of more than half a million that waits to be submitted. */
function largeContract(world: ApprovalWorld, account: DemoAccount, n: number, today: string) {
  const lines = world.goods.packages
    .filter((p) => !p.medicine.control)
    .slice(n * 2, n * 2 + 2)
    .map((p) => {
      const price = priceOn(world.prices, p.id, today)
      const qty = String(Math.ceil(320_000 / Number(price.unitPrice) / p.medicine.carton) * p.medicine.carton)
      return {
        ...{ id: newId(), package: p.id, qty, unitPrice: price.unitPrice, priceSource: 'national', taxRate: p.taxRate },
        ...{ amount: mul(qty, price.unitPrice), taxAmount: '0', orderedQty: '0' },
      }
    })
  const totals = orderTotals(lines, '0')
  for (const [i, line] of lines.entries())
    Object.assign(line, { amount: totals.lines[i]!.amount, taxAmount: totals.lines[i]!.taxAmount })
  const plan = { id: newId(), dueOn: day(today, 60), amount: totals.amount, condition: 'date', paidAmount: '0' }
  return {
    ...{
      id: newId(),
      account: account.id,
      title: `年度框架合同（示例 ${n + 1}）`,
      validFrom: today,
      validTo: day(today, 365),
    },
    ...{ paymentTerm: 'prepaid', clauses: CLAUSES, amount: totals.amount, taxAmount: totals.taxAmount, state: 'draft' },
    ...{ lines, paymentPlan: [plan] },
  }
}

async function approveAs(w: Writer, who: string, request: string, at: Date): Promise<void> {
  await w.as(
    who,
    async (unit) => {
      const [task] = await unit.tx.query<{ id: string }>(
        sql`select id from ${unit.table('approval_task')} where request_id = ${request} and assignee_id = ${who} and state = 'pending'`,
      )
      await approve(unit, task!.id, { comment: '条款与价格无误，同意' })
    },
    at,
  )
}

/** Two contracts of the rep's: one waits for his regional manager, one was approved there and waits for legal. */
async function contracts(w: Writer, world: ApprovalWorld, person: (username: string) => string): Promise<number> {
  const today = w.now.toISOString().slice(0, 10)
  const ago = (hours: number) => new Date(w.now.getTime() - hours * HOURS)
  const rep = person('rep')
  // Who already buys has his papers; without two of those, whoever else is the rep's.
  const rank = (a: DemoAccount) => (world.buyers.has(a.id) ? 0 : ['customer', 'user'].includes(a.stage) ? 1 : 2)
  const own = world.accounts.filter((a) => a.owner === rep && a.role !== 'pharmacyStore')
  const buyers = own.toSorted((a, b) => rank(a) - rank(b)).slice(0, 2)
  const rows = buyers.map((a, n) => ({ ...largeContract(world, a, n, today), at: ago(30) }))
  await w.record('contract', rows, ago(30))
  for (const [n, row] of rows.entries()) {
    const request = await submit(w, rep, 'contract.submit', row.id, {}, ago(26 - n))
    if (n) await approveAs(w, person('manager'), request, ago(5))
  }
  return rows.length
}

/** A provincial price that finance wants, and a key account that the regional manager wants frozen: for the director. */
async function others(w: Writer, world: ApprovalWorld, person: (username: string) => string): Promise<number> {
  const today = w.now.toISOString().slice(0, 10)
  const [p] = world.goods.packages.filter((x) => !x.medicine.control).slice(-1)
  const price = {
    ...{
      package: p!.id,
      priceType: 'supply',
      scopeType: 'region',
      regionCode: '330000',
      minQty: '0',
      taxIncluded: true,
    },
    ...{ unitPrice: mul(priceOn(world.prices, p!.id, today).unitPrice, '0.95').slice(0, 6), validFrom: day(today, 14) },
    ...{ note: '示例：浙江省供货价下调' },
  }
  const [id] = await w.create('priceListItem', [price])
  const ago = (hours: number) => new Date(w.now.getTime() - hours * HOURS)
  await submit(w, person('finance'), 'priceListItem.approve', id!, {}, ago(20))
  const manager = person('manager')
  const east = new Set(['杭州办事处', '上海办事处', '南京办事处', '合肥办事处'])
  const key = world.accounts.find((a) => a.class === 'A' && a.owner && east.has(a.office) && a.role === 'hospital')
  if (!key) return 1
  await submit(w, manager, 'account.freeze', key.id, { reason: '连续两期逾期未回款' }, ago(3))
  return 2
}

/** More credit for a customer of the rep's, asked for by his regional manager: for finance. */
async function credit(w: Writer, world: ApprovalWorld, person: (username: string) => string): Promise<number> {
  const account = world.accounts.findLast((a) => world.buyers.has(a.id) && a.owner === person('rep'))
  if (!account) return 0
  const change = { creditLimit: '8000000.00', creditDays: 60 }
  const ago = new Date(w.now.getTime() - 7 * HOURS)
  await w.as(
    person('manager'),
    (unit) => orSubmit(unit, 'account.update', () => update(unit, 'account', account.id, change)),
    ago,
  )
  return 1
}

/** Approval flows in force and requests that run in the inboxes of manager, legal and director. */
export async function makeApprovals(w: Writer, world: ApprovalWorld): Promise<number> {
  const person = (username: string): string => world.company.logins.find((l) => l.username === username)!.employeeId
  await publishFlows(w)
  return (await contracts(w, world, person)) + (await others(w, world, person)) + (await credit(w, world, person))
}
