import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** How much of a payment is set against an order now. */
export async function allocatedTo(unit: Unit, payment: string, order: string): Promise<string> {
  const [row] = await unit.tx.query<{ sum: string }>(sql`select coalesce(sum(amount), 0)::text as sum
    from ${unit.table('payment_allocation')} where payment_id = ${payment} and order_id = ${order} and deleted_at is null`)
  return row!.sum
}

/** Orders that a payment is set against, with how much; in the order of their ids, which is the order to lock them in. */
export async function allocations(unit: Unit, payment: string): Promise<{ order: string; amount: string }[]> {
  return unit.tx.query(sql`select order_id as "order", sum(amount)::text as amount from ${unit.table('payment_allocation')}
    where payment_id = ${payment} and deleted_at is null group by order_id having sum(amount) <> 0 order by order_id`)
}

/** Names under which an account pays: its own, its short name, its aliases. */
export async function payerNames(unit: Unit, accounts: string[]): Promise<Map<string, string[]>> {
  const rows = await unit.tx.query<{
    id: string
    names: string[]
  }>(sql`select id, array_remove(array[name] || coalesce(aliases, '{}'), null) as names
    from ${unit.table('account')} where id = any(${accounts}::uuid[])`)
  return new Map(rows.map((r) => [r.id, r.names]))
}
