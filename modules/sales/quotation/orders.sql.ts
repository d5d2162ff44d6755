import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** Number of a living order made from a quotation, if there is one. */
export async function openOrderOf(unit: Unit, quotationId: string): Promise<string | undefined> {
  const [row] = await unit.tx.query<{ number: string }>(sql`select number from ${unit.table('sales_order')}
    where quotation_id = ${quotationId} and state <> 'cancelled' and deleted_at is null order by created_at desc limit 1`)
  return row?.number
}
