import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** A shipped line as invoicing sees it. */
export interface Shipped {
  id: string
  orderLine: string
  package: string
  batchNo: string
  qty: string
  amount: string
  taxAmount: string
  unitPrice: string
  taxRate: string
  invoicedQty: string
  invoicedAmount: string
  returnedQty: string
  creditedQty: string
  creditedAmount: string
}

/** Lines of an order's shipments that have left, oldest first. The order is locked, so nobody else moves them. */
export async function shippedOf(unit: Unit, order: string): Promise<Shipped[]> {
  return unit.tx.query<Shipped>(sql`select l.id, l.order_line as "orderLine", l.package_id as package, b.batch_no as "batchNo", l.qty, l.amount,
      l.tax_amount as "taxAmount", coalesce(l.unit_price, 0) as "unitPrice", coalesce(l.tax_rate, 0) as "taxRate", l.invoiced_qty as "invoicedQty",
      l.invoiced_amount as "invoicedAmount", l.returned_qty as "returnedQty", l.credited_qty as "creditedQty", l.credited_amount as "creditedAmount"
    from ${unit.table('shipment_lines')} l join ${unit.table('shipment')} s on s.id = l.parent_id join ${unit.table('batch')} b on b.id = l.batch_id
    where s.order_id = ${order} and s.state in ('shipped', 'received') and s.deleted_at is null order by s.shipped_at, s.id, l.position`)
}

/** A line of an issued invoice that may be taken back. */
export interface IssuedLine {
  id: string
  invoice: string
  shipmentLine: string
  orderLine: string
  package: string
  batchNo: string
  qty: string
  redQty: string
  unitPrice: string
  taxRate: string
  amount: string
  taxAmount: string
  /** What red lines have taken back of the amount and the tax. */
  redAmount: string
  redTax: string
}

/** Issued blue lines of shipment lines, newest invoice first, with what red ones (not voided) took back already. */
export async function issuedLines(
  unit: Unit,
  by: { invoice: string } | { shipmentLines: string[] },
): Promise<IssuedLine[]> {
  const which = 'invoice' in by ? sql`i.id = ${by.invoice}` : sql`l.shipment_line = any(${by.shipmentLines}::text[])`
  return unit.tx.query<IssuedLine>(sql`select l.id, i.id as invoice, l.shipment_line as "shipmentLine", l.order_line as "orderLine",
      l.package_id as package, l.batch_no as "batchNo", l.qty, l.red_qty as "redQty", l.unit_price as "unitPrice", l.tax_rate as "taxRate",
      l.amount, l.tax_amount as "taxAmount", coalesce(r.amount, 0) as "redAmount", coalesce(r.tax, 0) as "redTax"
    from ${unit.table('invoice_lines')} l join ${unit.table('invoice')} i on i.id = l.parent_id
    left join lateral (select -sum(x.amount) as amount, -sum(x.tax_amount) as tax from ${unit.table('invoice')} ri
      join ${unit.table('invoice_lines')} x on x.parent_id = ri.id
      where ri.red_of_id = i.id and ri.state <> 'voided' and x.red_of_line = l.id::text) r on true
    where ${which} and i.kind <> 'red' and i.state in ('issued', 'reversed') order by i.issued_at desc, i.id, l.position`)
}

/** Moves how much of issued lines is taken back; the constraint refuses more than there is. */
export async function moveRed(unit: Unit, deltas: { line: string; qty: string }[]): Promise<void> {
  if (!deltas.length) return
  await unit.tx.query(sql`update ${unit.table('invoice_lines')} l set red_qty = coalesce(l.red_qty, 0) + d.qty
    from (select line, sum(qty) as qty from jsonb_to_recordset(${JSON.stringify(deltas)}::jsonb) as r(line uuid, qty numeric) group by line) d
    where l.id = d.line`)
}

/** Whose name and tax number an invoice of an order bears. */
export async function buyerOf(unit: Unit, account: string): Promise<{ name: string; uscc: string | null }> {
  const [row] = await unit.tx.query<{ name: string; uscc: string | null }>(
    sql`select name, uscc from ${unit.table('account')} where id = ${account}`,
  )
  return row!
}

/** Is every line of an invoice taken back by issued red ones? */
export async function fullyRed(unit: Unit, invoice: string): Promise<boolean> {
  const [row] = await unit.tx.query<{ full: boolean }>(sql`select bool_and(l.qty = coalesce((select -sum(x.qty)
      from ${unit.table('invoice')} ri join ${unit.table('invoice_lines')} x on x.parent_id = ri.id
      where ri.red_of_id = ${invoice} and ri.state = 'issued' and x.red_of_line = l.id::text), 0)) as full
    from ${unit.table('invoice_lines')} l where l.parent_id = ${invoice}`)
  return row!.full
}

/** Whom an invoice names. */
export async function headOf(
  unit: Unit,
  invoice: string,
): Promise<{ account: string; buyer: string; buyerTaxNo: string | null }> {
  const [row] = await unit.tx.query<{ account: string; buyer: string; buyerTaxNo: string | null }>(
    sql`select account_id as account, buyer, buyer_tax_no as "buyerTaxNo" from ${unit.table('invoice')} where id = ${invoice}`,
  )
  return row!
}

/** Does another invoice bear this number? */
export async function numberTaken(unit: Unit, number: string, self: string): Promise<boolean> {
  const rows = await unit.tx.query(
    sql`select 1 from ${unit.table('invoice')} where invoice_no = ${number} and id <> ${self} and deleted_at is null`,
  )
  return rows.length > 0
}

/** Quantities of shipment lines on invoices that are not issued yet. */
export async function draftQuantities(unit: Unit, shipmentLines: string[]): Promise<Map<string, string>> {
  const rows = await unit.tx.query<{
    line: string
    qty: string
  }>(sql`select l.shipment_line as line, sum(l.qty)::text as qty
    from ${unit.table('invoice_lines')} l join ${unit.table('invoice')} i on i.id = l.parent_id
    where l.shipment_line = any(${shipmentLines}::text[]) and i.state = 'draft' group by 1`)
  return new Map(rows.map((r) => [r.line, r.qty]))
}
