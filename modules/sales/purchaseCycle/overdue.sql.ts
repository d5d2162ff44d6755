import { alert } from '#kernel/events/alerts.ts'
import { sql } from '#kernel/store/sql.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { peopleOf } from '../people.sql.ts'

interface Late {
  id: string
  account: string
  package: string
  last_on: string
  cycle_days: number
  days: number
  level: 1 | 2 | 3
  owner_id: string | null
  manager_id: string | null
}

/**
 * 下滑告警: a customer who has not bought a package again although its cycle is over: from 1.0 cycles on the owner, from
 * 1.5 his manager, from 2 the directors (DOMAIN.md §3; the steps are a rule). A cycle rests on two gaps at least or on what is set on the
 * account; an order under way counts as bought.
 */
export const purchaseOverdue = alert(
  {
    name: 'purchaseCycle.overdue',
    label: { zh: '超过购买周期', en: 'Purchase overdue' },
    rests: 'purchaseCycle.lastOn purchaseCycle.cycleDays',
    tells: 'purchaseCycle.account purchaseCycle.package account.name productPackage.name',
  },
  async (unit) => {
    const [first, second, third] = await ruleOn(unit.caller, 'purchaseCycle.lateSteps', unit.today)
    const rows = await unit.tx.query<Late>(sql`
      select c.id, a.name as account, k.name as package, c.last_on::text, c.cycle_days::int as cycle_days,
        ${unit.today}::date - c.last_on as days,
        case when ${unit.today}::date - c.last_on >= ${third}::numeric * c.cycle_days then 3
          when ${unit.today}::date - c.last_on >= ${second}::numeric * c.cycle_days then 2 else 1 end as level,
        c.owner_id, e.manager_id
      from ${unit.table('purchase_cycle')} c join ${unit.table('account')} a on a.id = c.account_id
      join ${unit.table('product_package')} k on k.id = c.package_id
      left join ${unit.table('employee')} e on e.id = c.owner_id
      where c.deleted_at is null and a.deleted_at is null and a.state <> 'frozen' and k.state = 'active'
        and ${unit.today}::date - c.last_on >= ${first}::numeric * c.cycle_days and (c.gaps >= 2 or a.purchase_cycle_days is not null)
        and not exists (select 1 from ${unit.table('sales_order')} o join ${unit.table('sales_order_lines')} l on l.parent_id = o.id
          where o.sold_to_id = c.account_id and l.package_id = c.package_id and o.deleted_at is null
            and o.state in ('submitted', 'businessApproved', 'financeApproved', 'onHold') and l.shipped_qty < l.qty)
      order by c.id`)
    const directors = rows.some((r) => r.level === 3) ? await peopleOf(unit, 'director') : []
    return rows.map((r) => ({
      about: { object: 'purchaseCycle', id: r.id },
      stage: `${r.last_on}:${r.level}`,
      to: r.level === 3 ? directors : r.level === 2 ? [r.manager_id] : [r.owner_id],
      title: {
        zh: `${r.account} 超过购买周期：${r.package}`,
        en: `${r.account} is late to buy again: ${r.package}`,
      },
      body: {
        zh: `上次购买 ${r.last_on}，已 ${r.days} 天，周期 ${r.cycle_days} 天。请联系客户了解原因`,
        en: `Last bought on ${r.last_on}, ${r.days} days ago; the cycle is ${r.cycle_days} days. Ask the customer why`,
      },
    }))
  },
)
