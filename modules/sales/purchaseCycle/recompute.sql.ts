import type { Unit } from '#kernel/records/unit.ts'
import { newId, SYSTEM_ID } from '#kernel/store/ids.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { ruleOn } from '#modules/organization/index.ts'

interface Worked {
  account_id: string
  package_id: string
}

/**
 * What has been bought, from order lines that were shipped at least in part: one purchase a day and package, dated by
 * the day the order was placed (China), so that partial shipments of one order are no purchases of their own.
 */
function workedOut(unit: Unit, accounts: string[], packages: string[] | undefined, gaps: number) {
  const only = packages ? sql`and l.package_id = any(${packages}::uuid[])` : raw('')
  return sql`
    with bought as (
      select o.sold_to_id as account_id, l.package_id, o.id as order_id,
        (coalesce(o.submitted_at, o.created_at) at time zone 'Asia/Shanghai')::date as day,
        l.shipped_qty - l.returned_qty as qty, round(l.amount * (l.shipped_qty - l.returned_qty) / l.qty, 2) as amount
      from ${unit.table('sales_order')} o join ${unit.table('sales_order_lines')} l on l.parent_id = o.id
      where o.sold_to_id = any(${accounts}::uuid[]) and o.deleted_at is null and l.shipped_qty > l.returned_qty and l.qty > 0 ${only}
    ), days as (
      select account_id, package_id, day, sum(qty) as qty,
        day - lag(day) over w as gap, row_number() over (partition by account_id, package_id order by day desc) as age
      from bought group by account_id, package_id, day window w as (partition by account_id, package_id order by day)
    ), cycles as (
      select account_id, package_id, min(day) as first_on, max(day) as last_on,
        max(qty) filter (where age = 1) as last_qty,
        round((percentile_cont(0.5) within group (order by gap) filter (where gap is not null and age <= ${gaps}))::numeric)::int as median_days,
        (count(gap) filter (where age <= ${gaps}))::int as gaps
      from days group by account_id, package_id
    ), sums as (
      select account_id, package_id, count(distinct order_id) as orders, sum(qty) as total_qty, sum(amount) as total_amount
      from bought group by account_id, package_id
    )
    select c.*, s.orders, s.total_qty, s.total_amount, coalesce(a.purchase_cycle_days, c.median_days) as cycle_days,
      c.last_on + coalesce(a.purchase_cycle_days, c.median_days)::int as next_expected_on,
      a.owner_id, a.dept_id, a.id as root_id
    from cycles c join sums s using (account_id, package_id) join ${unit.table('account')} a on a.id = c.account_id
    where a.deleted_at is null order by c.account_id, c.package_id`
}

const FIGURES =
  'first_on date, last_on date, last_qty numeric, median_days bigint, gaps bigint, orders bigint, total_qty numeric, total_amount numeric, cycle_days bigint, next_expected_on date'
const NAMES = FIGURES.split(', ').map((f) => f.split(' ')[0]!)

/**
 * Works the purchase cycles of accounts out anew (of these packages only, where given). Derived figures: no version, no
 * audit. Whoever else does the same for an account waits, so that no pair is made twice.
 */
export async function recomputeCycles(unit: Unit, accounts: string[], packages?: string[]): Promise<number> {
  const ids = [...new Set(accounts)].sort()
  if (!ids.length) return 0
  for (const id of ids)
    await unit.tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`purchaseCycle ${id}`}, 0))`)
  // The median looks back on so many gaps (DOMAIN.md §3).
  const gaps = await ruleOn(unit.caller, 'purchaseCycle.gaps', unit.today)
  const rows = await unit.tx.fresh<Worked>(workedOut(unit, ids, packages, gaps))
  const made = JSON.stringify(rows.map((r) => ({ ...r, id: newId() })))
  const t = unit.table('purchase_cycle')
  const only = packages ? sql`and t.package_id = any(${packages}::uuid[])` : raw('')
  // What was all sent back is no purchase any more; after a merge of accounts a pair may have two rows.
  await unit.tx.query(sql`delete from ${t} t where t.account_id = any(${ids}::uuid[]) ${only} and (not exists (
      select 1 from jsonb_to_recordset(${made}::jsonb) as r(account_id uuid, package_id uuid)
      where r.account_id = t.account_id and r.package_id = t.package_id)
    or exists (select 1 from ${t} x where x.account_id = t.account_id and x.package_id = t.package_id and x.id < t.id))`)
  const shape = raw(`id uuid, account_id uuid, package_id uuid, owner_id uuid, dept_id uuid, root_id uuid, ${FIGURES}`)
  await unit.tx.query(sql`with r as (
      select * from jsonb_to_recordset(${made}::jsonb) as r(${shape})
    ), known as (
      update ${t} t set updated_at = ${unit.stamp}, ${raw(NAMES.map((n) => `${n} = r.${n}`).join(', '))}
      from r where t.account_id = r.account_id and t.package_id = r.package_id returning t.account_id, t.package_id
    )
    insert into ${t} (id, version, created_at, created_by, updated_at, updated_by, account_id, package_id,
      owner_id, dept_id, root_id, ${raw(NAMES.join(', '))})
    select r.id, 1, ${unit.stamp}, ${SYSTEM_ID}, ${unit.stamp}, ${SYSTEM_ID}, r.account_id, r.package_id,
      r.owner_id, r.dept_id, r.root_id, ${raw(NAMES.map((n) => `r.${n}`).join(', '))}
    from r where (r.account_id, r.package_id) not in (select account_id, package_id from known)`)
  return rows.length
}

/** All accounts that ever ordered, in the order of their ids, some at a time. */
export async function buyersAfter(unit: Unit, after: string | null, limit: number): Promise<string[]> {
  const rows = await unit.tx.query<{ id: string }>(sql`select a.id from ${unit.table('account')} a
    where (${after}::uuid is null or a.id > ${after}::uuid) and a.deleted_at is null
      and exists (select 1 from ${unit.table('sales_order')} o where o.sold_to_id = a.id) order by a.id limit ${limit}`)
  return rows.map((r) => r.id)
}

/** The customer and the packages that a shipment or a return is about. */
export async function pairsOf(
  unit: Unit,
  object: string,
  id: string,
): Promise<{ account: string; packages: string[] } | undefined> {
  const from =
    object === 'shipment'
      ? sql`${unit.table('shipment')} d join ${unit.table('sales_order')} o on o.id = d.order_id`
      : sql`${unit.table('return_order')} d join ${unit.table('sales_order')} o on o.id = d.order_id`
  const [row] = await unit.tx.query<{ account: string; packages: string[] }>(sql`select o.sold_to_id as account,
      (select array_agg(distinct l.package_id) from ${unit.table('sales_order_lines')} l where l.parent_id = o.id) as packages
    from ${from} where d.id = ${id}`)
  return row
}

/** The cycle set on an account comes before the one worked out. */
export async function followSetCycle(unit: Unit, account: string): Promise<void> {
  await unit.tx.query(sql`update ${unit.table('purchase_cycle')} c
    set cycle_days = coalesce(a.purchase_cycle_days, c.median_days),
      next_expected_on = c.last_on + coalesce(a.purchase_cycle_days, c.median_days)::int
    from ${unit.table('account')} a where c.account_id = a.id and a.id = ${account}`)
}
