import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** Everybody at work who holds a role, e.g. the sales directors to whom something is escalated. */
export async function peopleOf(unit: Unit, role: string): Promise<string[]> {
  const rows = await unit.tx.query<{ id: string }>(sql`select e.id from ${unit.table('employee')} e
    where e.state = 'active' and e.deleted_at is null
      and e.roles && (select array_agg(r.id) from ${unit.table('role')} r where r.name = ${role}) order by e.id`)
  return rows.map((r) => r.id)
}
