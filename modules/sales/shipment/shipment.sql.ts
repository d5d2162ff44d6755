import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** A line of a shipment with what the warehouse compares it by. */
export interface PartFacts {
  id: string
  orderLine: string
  package: string
  packageName: string
  packageNumber: string
  barcode: string | null
  tracePrefix: string | null
  storage: string
  batch: string
  batchNo: string
  qty: string
}

/** The lines of a shipment with package and batch, in order. */
export async function partsOf(unit: Unit, shipment: string): Promise<PartFacts[]> {
  return unit.tx.query<PartFacts>(sql`select l.id, l.order_line as "orderLine", l.package_id as package, p.name as "packageName",
      p.number as "packageNumber", p.barcode, p.trace_prefix as "tracePrefix", d.storage, l.batch_id as batch, b.batch_no as "batchNo",
      l.qty::text as qty
    from ${unit.table('shipment_lines')} l join ${unit.table('product_package')} p on p.id = l.package_id
    join ${unit.table('product')} d on d.id = p.product_id join ${unit.table('batch')} b on b.id = l.batch_id
    where l.parent_id = ${shipment} order by l.position`)
}

/** Notes what was scanned against each line. */
export async function storeScans(unit: Unit, scans: { line: string; codes: string[] }[]): Promise<void> {
  await unit.tx.query(sql`update ${unit.table('shipment_lines')} l set checked_qty = l.qty, trace_codes =
      (select coalesce(array_agg(x), '{}') from jsonb_array_elements_text(d.codes) x)
    from jsonb_to_recordset(${JSON.stringify(scans)}::jsonb) as d(line uuid, codes jsonb) where l.id = d.line`)
}

/** Fixes what the lines of a shipment are worth. */
export async function storeAmounts(
  unit: Unit,
  parts: { line: string; amount: string; taxAmount: string }[],
): Promise<void> {
  await unit.tx.query(sql`update ${unit.table('shipment_lines')} l set amount = d.amount, tax_amount = d."taxAmount"
    from jsonb_to_recordset(${JSON.stringify(parts)}::jsonb) as d(line uuid, amount numeric, "taxAmount" numeric) where l.id = d.line`)
}

/** Orders whose open shipments hold goods of these batches. */
export async function ordersHolding(
  unit: Unit,
  batches: string[],
): Promise<{ order: string; shipment: string; number: string }[]> {
  return unit.tx.query(sql`select distinct s.order_id as "order", s.id as shipment, s.number from ${unit.table('shipment_lines')} l
    join ${unit.table('shipment')} s on s.id = l.parent_id
    where l.batch_id = any(${batches}::uuid[]) and s.state in ('picking', 'checked') and s.deleted_at is null`)
}
