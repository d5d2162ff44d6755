import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** The control class of a package's product. */
export async function controlClassOf(unit: Unit, packageId: string): Promise<string> {
  const [row] = await unit.tx.query<{ control_class: string }>(
    sql`select p.control_class from ${unit.table('product_package')} k join ${unit.table('product')} p on p.id = k.product_id
      where k.id = ${packageId}`,
  )
  return row?.control_class ?? 'none'
}
