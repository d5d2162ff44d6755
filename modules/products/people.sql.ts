import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** Employees at work who hold one of these roles. */
export async function holdersOf(unit: Unit, roles: string[]): Promise<string[]> {
  const rows = await unit.tx.query<{ id: string }>(sql`
    select e.id from ${unit.table('employee')} e where e.state = 'active' and e.deleted_at is null
      and e.roles && (select coalesce(array_agg(r.id), '{}') from ${unit.table('role')} r where r.name = any(${roles}::text[]) and r.deleted_at is null)
    order by e.id`)
  return rows.map((r) => r.id)
}
