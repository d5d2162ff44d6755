import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { requireClear, shown } from '#kernel/records/shown.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { at, dayOf } from '#kernel/tenant.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { salesOrder } from '../salesOrder/salesOrder.object.ts'
import { purchaseCycle } from './purchaseCycle.object.ts'

const MONTHS = 24

/** What the reader may not see of it is null. */
export interface BoughtPackage {
  package: { id: string; label: string | null }
  unit: string | null
  orders: number | null
  totalQty: string | null
  totalAmount: string | null
  firstOn: string | null
  lastOn: string | null
  lastQty: string | null
  cycleDays: number | null
  nextExpectedOn: string | null
  /** Days since the last purchase ÷ cycle, two decimals; from 1 on it is overdue. */
  ratio: string | null
  /** Steps of lateness reached (rule `purchaseCycle.lateSteps`): 0 in time … 3. */
  level: number
  /** Quantity shipped of the orders of each month that had any, `YYYY-MM`. */
  months: { month: string; qty: string }[] | null
}

/**
 * 购买历史: what a customer buys, package by package, the most overdue first: how much, how often, when next, and the
 * quantities of the last 24 months. Throws 404 where the caller does not see the account; counts only what he sees.
 */
export async function purchaseHistory(caller: Caller, accountId: string): Promise<BoughtPackage[]> {
  await requireVisible(caller, 'account', accountId)
  requireClear(caller, purchaseCycle, 'account package')
  const { tenant } = caller
  const today = dayOf(tenant.clock())
  const c = shown(caller, purchaseCycle, 'c')
  const k = shown(caller, caller.model.objects.get('productPackage')!.def, 'k')
  const line = shown(caller, salesOrder, 'l', 'lines')
  const counted =
    shown(caller, salesOrder, 'o').clear('soldTo submittedAt') && line.clear('package shippedQty returnedQty')
  const late = sql`(${today}::date - c.last_on)::numeric / nullif(c.cycle_days, 0)`
  const lately = c.clear('lastOn cycleDays') ? sql`${late} desc nulls last,` : sql``
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
      select ${c('package')} as package, ${k('baseUnit')} as unit, ${c('orders')} as orders,
        ${c('totalQty')} as "totalQty", ${c('totalAmount')} as "totalAmount", ${c('firstOn')} as "firstOn", ${c('lastOn')} as "lastOn",
        ${c('lastQty')} as "lastQty", ${c('cycleDays')} as "cycleDays", ${c('nextExpectedOn')} as "nextExpectedOn",
        ${c.of('lastOn cycleDays', sql`round(${late}, 2)::text`)} as ratio,
        ${
          counted
            ? sql`(select coalesce(json_agg(json_build_object('month', m.month, 'qty', m.qty::text) order by m.month), '[]')
          from monthly m where m.package_id = c.package_id)`
            : raw('null::json')
        } as months
      from ${at(tenant, 'purchase_cycle')} c join ${at(tenant, 'product_package')} k on k.id = c.package_id
      where c.account_id = ${accountId} and c.deleted_at is null and ${visibleSql(caller, purchaseCycle, 'read', 'c')}
      order by ${lately} ${c.clear('lastOn') ? sql`c.last_on desc,` : sql``} k.id) b) as bought`)
  checkGuard(caller, row)
  const steps = await ruleOn(caller, 'purchaseCycle.lateSteps', today)
  const level = (ratio: string | null): number => steps.filter((s) => Number(ratio ?? 0) >= s).length
  return (row!.bought ?? []).map((b) => ({ ...b, level: level(b.ratio) }))
}
