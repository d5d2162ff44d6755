import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import type { Counters } from './stage.ts'

/** What one command adds to the counters of an order's lines. Absent = nothing. */
export interface LineDelta {
  line: string
  picked?: string
  shipped?: string
  received?: string
  invoiced?: string
  returned?: string
  shippedAmount?: string
}

/** What one command adds to the counters of a shipment's lines. */
export interface PartDelta {
  line: string
  checked?: string
  received?: string
  difference?: string
  invoiced?: string
  returned?: string
  credited?: string
  invoicedAmount?: string
  creditedAmount?: string
}

/**
 * Moves counters of an order's lines. The order's row is locked by the caller, which is what makes the sums safe; the
 * constraints of the lines refuse whatever would go over.
 */
export async function moveOrderLines(unit: Unit, order: string, deltas: LineDelta[]): Promise<void> {
  if (!deltas.length) return
  await unit.tx.query(sql`update ${unit.table('sales_order_lines')} l set
      picked_qty = l.picked_qty + d.picked, shipped_qty = l.shipped_qty + d.shipped, received_qty = l.received_qty + d.received,
      invoiced_qty = l.invoiced_qty + d.invoiced, returned_qty = l.returned_qty + d.returned, shipped_amount = l.shipped_amount + d.amount
    from (select line, coalesce(sum(picked), 0) as picked, coalesce(sum(shipped), 0) as shipped, coalesce(sum(received), 0) as received,
        coalesce(sum(invoiced), 0) as invoiced, coalesce(sum(returned), 0) as returned, coalesce(sum("shippedAmount"), 0) as amount
      from jsonb_to_recordset(${JSON.stringify(deltas)}::jsonb) as r(line uuid, picked numeric, shipped numeric, received numeric,
        invoiced numeric, returned numeric, "shippedAmount" numeric) group by line) d
    where l.id = d.line and l.parent_id = ${order}`)
}

/** Moves counters of shipments' lines, under the lock of their order. */
export async function moveShipmentLines(unit: Unit, deltas: PartDelta[]): Promise<void> {
  if (!deltas.length) return
  await unit.tx.query(sql`update ${unit.table('shipment_lines')} l set
      checked_qty = l.checked_qty + d.checked, received_qty = l.received_qty + d.received, invoiced_qty = l.invoiced_qty + d.invoiced,
      difference_qty = coalesce(l.difference_qty, 0) + d.difference,
      returned_qty = l.returned_qty + d.returned, credited_qty = l.credited_qty + d.credited,
      invoiced_amount = l.invoiced_amount + d.invoiced_amount, credited_amount = l.credited_amount + d.credited_amount
    from (select line, coalesce(sum(checked), 0) as checked, coalesce(sum(received), 0) as received, coalesce(sum(difference), 0) as difference,
        coalesce(sum(invoiced), 0) as invoiced, coalesce(sum(returned), 0) as returned, coalesce(sum(credited), 0) as credited,
        coalesce(sum("invoicedAmount"), 0) as invoiced_amount, coalesce(sum("creditedAmount"), 0) as credited_amount
      from jsonb_to_recordset(${JSON.stringify(deltas)}::jsonb) as r(line uuid, checked numeric, received numeric, difference numeric,
        invoiced numeric, returned numeric, credited numeric, "invoicedAmount" numeric, "creditedAmount" numeric) group by line) d
    where l.id = d.line`)
}

export interface Progressed extends Counters {
  shippedAmount: string
  /** Amount of the order that is picked or in reserve. */
  pickedQty: string
  /** Due day of the oldest shipment that payments and credits have not covered, first in first out. */
  dueOn: string | null
}

/** How far an order has come, from its lines and its part of the ledger; one statement. */
export async function progressOf(unit: Unit, order: string): Promise<Progressed> {
  const [row] = await unit.tx.query<Progressed>(sql`
    with covered as (
      select coalesce(-sum(amount) filter (where kind <> 'shipment'), 0) as paid
      from ${unit.table('receivable_entry')} where order_id = ${order} and deleted_at is null
    ), charged as (
      select due_on, sum(amount) over (order by due_on, id) as upto
      from ${unit.table('receivable_entry')} where order_id = ${order} and kind = 'shipment' and deleted_at is null)
    select coalesce(bool_or(shipped_qty > 0), false) as "shippedAny", coalesce(bool_and(shipped_qty = qty), false) as "shippedAll",
      coalesce(bool_or(received_qty > 0), false) as "receivedAny",
      coalesce(bool_and(received_qty + returned_qty >= shipped_qty), false) as "receivedAll",
      coalesce(bool_or(invoiced_qty > 0), false) as "invoicedAny",
      coalesce(bool_and(invoiced_qty = shipped_qty - returned_qty), false) and not exists (select 1 from ${unit.table('invoice')} i
        where i.order_id = ${order} and i.state in ('draft', 'awaitingBuyer')) as "invoicedAll",
      coalesce(sum(shipped_amount), 0)::text as "shippedAmount", coalesce(sum(picked_qty), 0)::text as "pickedQty",
      (select min(due_on) from charged, covered where upto > paid) as "dueOn"
    from ${unit.table('sales_order_lines')} where parent_id = ${order}`)
  return row!
}
