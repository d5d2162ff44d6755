import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** VAT rate by package, as fractions. */
export async function taxRates(unit: Unit, packages: string[]): Promise<Map<string, string>> {
  if (!packages.length) return new Map()
  const rows = await unit.tx.query<{ id: string; vat_rate: string }>(sql`
    select p.id, d.vat_rate from ${unit.table('product_package')} p join ${unit.table('product')} d on d.id = p.product_id
    where p.id = any(${packages}::uuid[])`)
  return new Map(rows.map((r) => [r.id, r.vat_rate]))
}

/** Lines of an order of which something has left: what an amendment may not take away. */
export async function shippedLines(
  unit: Unit,
  order: string,
): Promise<{ id: string; package: string; shipped: string }[]> {
  return unit.tx.query(sql`select id, package_id as package, shipped_qty::text as shipped
    from ${unit.table('sales_order_lines')} where parent_id = ${order} and shipped_qty > 0`)
}
