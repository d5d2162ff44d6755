import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

export interface ReturnPart {
  orderLine: string
  shipment: string
  batch: string
  package: string
  storage: string
}

/** Batch, package and storage of shipment lines, by the line's id. */
export async function returnParts(unit: Unit, shipmentLines: string[]): Promise<Map<string, ReturnPart>> {
  const rows = await unit.tx.query<
    ReturnPart & { id: string }
  >(sql`select l.id, l.order_line as "orderLine", l.parent_id as shipment, l.batch_id as batch,
      l.package_id as package, d.storage
    from ${unit.table('shipment_lines')} l join ${unit.table('product_package')} p on p.id = l.package_id
    join ${unit.table('product')} d on d.id = p.product_id where l.id = any(${shipmentLines}::uuid[])`)
  return new Map(rows.map((r) => [r.id, r]))
}
