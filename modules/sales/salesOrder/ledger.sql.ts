import { visibleSql } from '#kernel/access/predicate.ts'
import type { Values } from '#kernel/records/input.ts'
import { shown } from '#kernel/records/shown.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { newId } from '#kernel/store/ids.ts'
import { sql } from '#kernel/store/sql.ts'
import { negate } from '#kernel/values/decimal.ts'
import { homeOf, plant } from './planting.ts'

export interface Entry {
  kind: 'shipment' | 'allocation' | 'credit' | 'refund'
  /** Signed: + he owes more. */
  amount: string
  dueOn?: string | null
  source: string
  sourceId: string
  /** Day of the business event where it is not today. */
  bookedOn?: string
}

/**
 * Moves an account's running sums; makes the row at the first time. The row stays locked until the end: whoever checks
 * credit next sees this. Always the last lock that a transaction takes.
 */
export async function moveBalance(
  unit: Unit,
  order: Values,
  by: { balance?: string; openAr?: string; openOrders?: string },
): Promise<{ balance: string; openAr: string; openOrders: string }> {
  const { balance = '0', openAr = '0', openOrders = '0' } = by
  const [row] = await unit.tx.query<{ balance: string; open_ar: string; open_orders: string }>(sql`
    insert into ${unit.table('account_balance')} as b (id, version, created_at, created_by, updated_at, updated_by, owner_id, dept_id,
        root_id, account_id, balance, open_ar, open_orders)
      values (${newId()}, 1, ${unit.stamp}, ${unit.caller.actor.id}, ${unit.stamp}, ${unit.caller.actor.id}, ${order.owner}, ${order.dept},
        ${order.soldTo}, ${order.soldTo}, ${balance}, ${openAr}, ${openOrders})
    on conflict (account_id) where deleted_at is null do update set balance = b.balance + excluded.balance,
      open_ar = b.open_ar + excluded.open_ar, open_orders = b.open_orders + excluded.open_orders,
      version = b.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by
    returning balance, open_ar, open_orders`)
  return { balance: row!.balance, openAr: row!.open_ar, openOrders: row!.open_orders }
}

/** Books an entry of the receivable ledger and moves the account's sums; `openOrders` falls by what is shipped. */
export async function book(unit: Unit, order: Values, entry: Entry): Promise<void> {
  await plant(unit, 'receivableEntry', homeOf(order), [
    {
      values: {
        account: order.soldTo,
        order: order.id,
        kind: entry.kind,
        amount: entry.amount,
        bookedOn: entry.bookedOn ?? unit.today,
        dueOn: entry.dueOn ?? null,
        source: entry.source,
        sourceId: entry.sourceId,
      },
    },
  ])
  const credit = order.paymentTerm === 'credit'
  await moveBalance(unit, order, {
    balance: entry.amount,
    openAr: credit ? entry.amount : '0',
    openOrders: credit && entry.kind === 'shipment' ? negate(entry.amount) : '0',
  })
}

/** A late order as the caller may know it: what he may not read is null, and of one he may not see `seen` is false. */
export interface Overdue {
  id: string
  number: string
  dueOn: string | null
  amount: string | null
  seen: boolean
}

/** Orders of an account that are unpaid since before a day, oldest first; at most ten. */
export async function overdueOrders(unit: Unit, account: string, before: string): Promise<Overdue[]> {
  const order = unit.caller.tenant.registry.object('salesOrder')
  const t = shown(unit.caller, order, 't')
  const owed = sql`(t.shipped_amount - t.credited_amount - t.paid_amount)::text`
  return unit.tx.query(sql`select t.id, t.number, ${t('dueOn')} as "dueOn",
      ${t.of('shippedAmount creditedAmount paidAmount', owed)} as amount,
      coalesce(${visibleSql(unit.caller, order, 'read', 't')}, false) as seen
    from ${unit.table('sales_order')} t where t.sold_to_id = ${account} and t.due_on < ${before} and t.deleted_at is null
    order by t.due_on, t.id limit 10`)
}
