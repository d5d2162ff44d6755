import { moveRows, standsAlone } from '#kernel/commands/builtin/index.ts'
import type { Label, ObjectDef } from '#kernel/declare/index.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** How many living records of an object somebody owns. */
export interface Owned {
  object: string
  label: Label
  count: number
}

const ownedObjects = (unit: Unit): ObjectDef[] =>
  [...unit.caller.tenant.registry.objects.values()].filter((def) => def.spec.owned)

/** What an employee owns by himself; what lies within it goes with it and is not counted. Objects without any left out. */
export async function countOwned(unit: Unit, employee: string): Promise<Owned[]> {
  const counts: Owned[] = []
  for (const def of ownedObjects(unit)) {
    const [row] = await unit.tx.query<{ n: number }>(sql`select count(*)::int as n from ${unit.table(def.table)} t
      where t.owner_id = ${employee} and t.deleted_at is null and ${standsAlone(def, 't')}`)
    if (row!.n) counts.push({ object: def.name, label: def.label, count: row!.n })
  }
  return counts
}

/** Gives everything of one employee to another (or files it under another department of his), recycle bin included. */
export async function moveOwned(
  unit: Unit,
  employee: string,
  to: { id: string; dept: string | null },
  verb: string,
  objects?: string[],
): Promise<Owned[]> {
  const moved: Owned[] = []
  for (const def of ownedObjects(unit)) {
    if (objects?.length && !objects.includes(def.name)) continue
    const ids = await moveRows(unit, def, sql`t.owner_id = ${employee}`, to, verb)
    if (!ids.length) continue
    moved.push({ object: def.name, label: def.label, count: ids.length })
    unit.emit(`${def.name}.${verb}`, { from: employee, to: to.id, count: ids.length })
  }
  return moved
}

/** True for an administrator after whom there would be none. */
export async function isLastAdministrator(unit: Unit, id: string): Promise<boolean> {
  const rows = await unit.tx.query<{ id: string }>(sql`select e.id from ${unit.table('employee')} e
    where e.state = 'active' and e.deleted_at is null and exists (
      select 1 from ${unit.table('role')} r where r.id = any(e.roles) and r.name = 'admin')`)
  return rows.length === 1 && rows[0]!.id === id
}
