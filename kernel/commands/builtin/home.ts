import type { ObjectDef } from '../../declare/index.ts'
import type { Unit } from '../../records/unit.ts'
import { columnOf } from '../../store/model.ts'
import { raw, sql } from '../../store/sql.ts'

/** Where rows belong: what children take from the record they lie within. */
export interface HomeOf {
  owner: string | null
  dept: string | null
  root: string | null
}

/** Objects that lie directly within this one, and the column that says so. */
export function childrenOf(unit: Unit, object: ObjectDef): { def: ObjectDef; column: string }[] {
  const { objects } = unit.caller.tenant.registry
  return [...objects.values()].flatMap((def) => {
    const name = def.spec.within
    const field = name ? def.fields[name] : undefined
    return name && field?.to === object.name ? [{ def, column: columnOf(name, field) }] : []
  })
}

/** All objects whose rows may lie somewhere below this one. */
export function below(unit: Unit, object: ObjectDef): ObjectDef[] {
  const found = new Set<ObjectDef>()
  const walk = (def: ObjectDef): void => {
    for (const child of childrenOf(unit, def)) {
      if (found.has(child.def)) continue
      found.add(child.def)
      walk(child.def)
    }
  }
  walk(object)
  return [...found]
}

/** Gives rows and everything below them a new home. Not a change that anybody made to them: versions stay. */
export async function rehome(unit: Unit, def: ObjectDef, ids: string[], home: HomeOf): Promise<void> {
  if (!ids.length) return
  const owned = def.spec.owned ? sql`owner_id = ${home.owner}, dept_id = ${home.dept}, ` : sql``
  await unit.tx.query(
    sql`update ${unit.table(def.table)} set ${owned}root_id = ${home.root} where id = any(${ids}::uuid[])`,
  )
  for (const child of childrenOf(unit, def)) {
    const rows = await unit.tx.query<{ id: string }>(
      sql`select id from ${unit.table(child.def.table)} where ${raw(child.column)} = any(${ids}::uuid[])`,
    )
    await rehome(
      unit,
      child.def,
      rows.map((r) => r.id),
      home,
    )
  }
}
