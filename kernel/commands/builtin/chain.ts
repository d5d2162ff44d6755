import type { Values } from '../../records/input.ts'
import type { Unit } from '../../records/unit.ts'
import { sql } from '../../store/sql.ts'

/** Audits something done about a row that left the row itself as it was: its chain of hashes grows, its version not. Returns the new head. */
export async function auditOn(
  unit: Unit,
  object: string,
  row: { id?: unknown; auditHash?: unknown },
  verb: string,
  changes: Values,
): Promise<string> {
  const { def } = unit.caller.model.objects.get(object)!
  const hash = unit.audit(object, row.id as string, verb, changes, (row.auditHash as string | null) ?? '')
  await unit.tx.query(sql`update ${unit.table(def.table)} set audit_hash = ${hash} where id = ${row.id}`)
  return hash
}
