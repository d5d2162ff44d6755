import { alert } from '#kernel/events/alerts.ts'
import { sql } from '#kernel/store/sql.ts'
import { ruleOn } from '#modules/organization/index.ts'

interface Ending {
  id: string
  number: string
  title: string
  account: string
  valid_to: string
  left: number
  owner_id: string | null
  manager_id: string | null
}

/** 合同到期: 90, 30 and 7 days ahead (unless set otherwise) to the owner, from 30 days on to his manager too. */
export const contractEnding = alert(
  {
    name: 'contract.ending',
    label: { zh: '合同到期', en: 'Contract ends' },
    rests: 'contract.validTo',
    tells: 'contract.title contract.account account.name',
  },
  async (unit) => {
    const ahead = await ruleOn(unit.caller, 'contract.endingDays', unit.today)
    const manager = await ruleOn(unit.caller, 'contract.managerDays', unit.today)
    const rows = await unit.tx.query<Ending>(sql`
      select c.id, c.number, c.title, a.name as account, c.valid_to::text, c.valid_to - ${unit.today}::date as left,
        c.owner_id, e.manager_id
      from ${unit.table('contract')} c join ${unit.table('account')} a on a.id = c.account_id
      left join ${unit.table('employee')} e on e.id = c.owner_id
      where c.state = 'signed' and c.deleted_at is null
        and c.valid_to between ${unit.today}::date and ${unit.today}::date + ${ahead[0]!}::int order by c.id`)
    return rows.map((r) => ({
      about: { object: 'contract', id: r.id },
      stage: `${r.valid_to}:${ahead.filter((d) => d >= r.left).at(-1)}`,
      to: r.left > manager ? [r.owner_id] : [r.owner_id, r.manager_id],
      title: {
        zh: `合同 ${r.left} 天后到期：${r.title}（${r.account}）`,
        en: `Contract ends in ${r.left} days: ${r.title} (${r.account})`,
      },
      body: {
        zh: `${r.number}，${r.valid_to} 到期。请安排续签或收尾`,
        en: `${r.number} ends on ${r.valid_to}. Renew it or wind it up`,
      },
    }))
  },
)

interface Instalment {
  id: string
  number: string
  account: string
  plan: string
  due_on: string
  open: string
  days: number
  owner_id: string | null
  manager_id: string | null
}

/** 付款计划: an instalment falls due soon (a week), is overdue, is long overdue (a month: the manager hears of it too). */
export const instalmentDue = alert(
  {
    name: 'contract.instalmentDue',
    label: { zh: '付款计划到期', en: 'Instalment due' },
    rests: 'contract.paymentPlan.dueOn',
    tells: 'contract.paymentPlan.amount contract.paymentPlan.paidAmount contract.account account.name',
  },
  async (unit) => {
    const ahead = await ruleOn(unit.caller, 'contract.instalmentDays', unit.today)
    const long = await ruleOn(unit.caller, 'contract.instalmentManagerDays', unit.today)
    const rows = await unit.tx.query<Instalment>(sql`
      select c.id, c.number, a.name as account, p.id as plan, p.due_on::text, (p.amount - p.paid_amount)::text as open,
        ${unit.today}::date - p.due_on as days, c.owner_id, e.manager_id
      from ${unit.table('contract')} c join ${unit.table('contract_payment_plan')} p on p.parent_id = c.id
      join ${unit.table('account')} a on a.id = c.account_id left join ${unit.table('employee')} e on e.id = c.owner_id
      where c.state = 'signed' and c.deleted_at is null and p.paid_amount < p.amount
        and p.due_on <= ${unit.today}::date + ${ahead}::int order by c.id, p.due_on, p.id`)
    return rows.map((r) => ({
      about: { object: 'contract', id: r.id },
      stage: `${r.plan}:${r.due_on}:${r.days > long ? 'long' : r.days > 0 ? 'overdue' : 'due'}`,
      to: r.days > long ? [r.owner_id, r.manager_id] : [r.owner_id],
      title:
        r.days > 0
          ? { zh: `付款逾期 ${r.days} 天：${r.account}`, en: `Payment ${r.days} days overdue: ${r.account}` }
          : { zh: `付款将到期：${r.account}`, en: `Payment falls due: ${r.account}` },
      body: {
        zh: `合同 ${r.number} 的一期款 ${r.open} 元应于 ${r.due_on} 支付，请联系客户`,
        en: `${r.open} yuan of contract ${r.number} are due on ${r.due_on}; talk to the customer`,
      },
    }))
  },
)
