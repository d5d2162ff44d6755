import { Problem } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { decodeRow } from '#kernel/records/storage.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/**
 * Locks a row that a rule has to move as a consequence of what somebody may do (a renewed licence ends the old one),
 * whether or not he himself may touch that row.
 */
export async function holdRow(unit: Unit, object: string, id: string): Promise<Values> {
  const live = unit.caller.model.objects.get(object)!
  const [row] = await unit.tx.query(sql`select * from ${unit.table(live.def.table)} where id = ${id} for update`)
  if (!row) throw new Problem(404, 'record.notFound', { zh: '记录不存在', en: 'No such record' })
  return decodeRow(live, row)
}
