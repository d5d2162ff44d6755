import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** VAT rates (fractions) of packages, by package id: that of their product. */
export async function taxRates(unit: Unit, packageIds: string[]): Promise<Map<string, string>> {
  const ids = [...new Set(packageIds)]
  if (!ids.length) return new Map()
  const rows = await unit.tx.query<{ id: string; rate: string }>(sql`
    select k.id, p.vat_rate::text as rate from ${unit.table('product_package')} k
    join ${unit.table('product')} p on p.id = k.product_id where k.id = any(${ids}::uuid[])`)
  return new Map(rows.map((r) => [r.id, r.rate]))
}
