import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** Employees at work who have one of these roles, by the roles' names. */
export async function employeesWithRoles(unit: Unit, roles: string[]): Promise<string[]> {
  const rows = await unit.tx.query<{ id: string }>(sql`select e.id from ${unit.table('employee')} e
    where e.state = 'active' and e.deleted_at is null
      and e.roles && array(select r.id from ${unit.table('role')} r where r.name = any(${roles}::text[]) and r.deleted_at is null)`)
  return rows.map((r) => r.id)
}
