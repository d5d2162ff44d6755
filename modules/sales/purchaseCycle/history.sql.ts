import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { sql } from '#kernel/store/sql.ts'
import { at, dayOf } from '#kernel/tenant.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { salesOrder } from '../salesOrder/salesOrder.object.ts'
import { purchaseCycle } from './purchaseCycle.object.ts'

const MONTHS = 24

export interface BoughtPackage {
  package: { id: string; label: string }
  unit: string
  orders: number
  totalQty: string
  totalAmount: string
  firstOn: string
  lastOn: string
  lastQty: string
  cycleDays: number | null
  nextExpectedOn: string | null
  /** Days since the last purchase ÷ cycle, two decimals; from 1 on it is overdue. */
  ratio: string | null
  /** Steps of lateness reached (rule `purchaseCycle.lateSteps`): 0 in time … 3. */
  level: number
  /** Quantity shipped of the orders of each month that had any, `YYYY-MM`. */
  months: { month: string; qty: string }[]
}

/**
 * 购买历史: what a customer buys, package by package, the most overdue first: how much, how often, when next, and the
 * quantities of the last 24 months. Throws 404 where the caller does not see the account; counts only what he sees.
 */
export async function purchaseHistory(caller: Caller, accountId: string): Promise<BoughtPackage[]> {
  await requireVisible(caller, 'account', accountId)
  const { tenant } = caller
  const today = dayOf(tenant.clock())
  const [row] = await tenant.db.query<Guarded & { bought: Omit<BoughtPackage, 'level'>[] | null }>(sql`
    with monthly as (
      select l.package_id, to_char(coalesce(o.submitted_at, o.created_at) at time zone 'Asia/Shanghai', 'YYYY-MM') as month,
        sum(l.shipped_qty - l.returned_qty) as qty
      from ${at(tenant, 'sales_order')} o join ${at(tenant, 'sales_order_lines')} l on l.parent_id = o.id
      where o.sold_to_id = ${accountId} and o.deleted_at is null and l.shipped_qty > l.returned_qty
        and coalesce(o.submitted_at, o.created_at) >= (date_trunc('month', ${today}::date) - make_interval(months => ${MONTHS - 1}))
        and ${visibleSql(caller, salesOrder, 'read', 'o')}
      group by 1, 2
    )
    select ${guardColumns(caller)}, (select json_agg(b) from (
      select json_build_object('id', k.id, 'label', k.name) as package, k.base_unit as unit, c.orders::int as orders,
        c.total_qty::text as "totalQty", c.total_amount::text as "totalAmount", c.first_on as "firstOn", c.last_on as "lastOn",
        c.last_qty::text as "lastQty", c.cycle_days::int as "cycleDays", c.next_expected_on as "nextExpectedOn",
        round((${today}::date - c.last_on)::numeric / nullif(c.cycle_days, 0), 2)::text as ratio,
        (select coalesce(json_agg(json_build_object('month', m.month, 'qty', m.qty::text) order by m.month), '[]')
          from monthly m where m.package_id = c.package_id) as months
      from ${at(tenant, 'purchase_cycle')} c join ${at(tenant, 'product_package')} k on k.id = c.package_id
      where c.account_id = ${accountId} and c.deleted_at is null and ${visibleSql(caller, purchaseCycle, 'read', 'c')}
      order by (${today}::date - c.last_on)::numeric / nullif(c.cycle_days, 0) desc nulls last, c.last_on desc, k.id) b) as bought`)
  checkGuard(caller, row)
  const steps = await ruleOn(caller, 'purchaseCycle.lateSteps', today)
  const level = (ratio: string | null): number => steps.filter((s) => Number(ratio ?? 0) >= s).length
  return (row!.bought ?? []).map((b) => ({ ...b, level: level(b.ratio) }))
}
