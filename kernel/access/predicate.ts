import { hasRoot, type ObjectDef } from '../declare/index.ts'
import { columnOf } from '../store/model.ts'
import { and, or, raw, type Sql, sql } from '../store/sql.ts'
import { at, dayOf } from '../tenant.ts'
import type { Caller } from './actor.ts'
import { isNothing, isReading, NOTHING, type Reach, reachOf } from './reach.ts'

/** The column whose team decides about a row: the row itself, or the root it lies within. */
export const rootColumn = (object: ObjectDef, alias: string): Sql =>
  raw(hasRoot(object.spec) ? `${alias}.root_id` : `${alias}.id`)

/** True for rows whose team the actor is in today. */
export function memberSql(caller: Caller, object: ObjectDef, reach: Reach, alias: string): Sql {
  const level = reach.member === 'edit' ? sql` and m.level = 'edit'` : sql``
  return sql`exists (select 1 from ${at(caller.tenant, 'team_member')} m where m.record_id = ${rootColumn(object, alias)}
    and m.employee_id = ${caller.actor.id}${level} and (m.until is null or m.until >= ${dayOf(caller.tenant.clock())}))`
}

/**
 * The one rule of who reaches which rows, as SQL over one table alias. For lists see records/list.ts, which takes the
 * same reach apart into branches when that is faster; both are held against one oracle by the model test.
 */
export function reachSql(caller: Caller, object: ObjectDef, reach: Reach, alias: string): Sql {
  if (reach.all) return raw('true')
  if (isNothing(reach)) return raw('false')
  const reasons: Sql[] = []
  if (reach.owners.length) reasons.push(sql`${raw(alias)}.owner_id = any(${reach.owners}::uuid[])`)
  if (reach.depts.length) reasons.push(sql`${raw(alias)}.dept_id = any(${reach.depts}::uuid[])`)
  if (reach.member && object.spec.owned) reasons.push(memberSql(caller, object, reach, alias))
  return or(reasons)
}

/** Objects on whose rows things may hang. */
export const bears = (object: ObjectDef): boolean => !object.spec.personal && !object.spec.hangsOn

/** The reach of reading each bearing object, those with the same reach together. */
function bearerReaches(caller: Caller): { reach: Reach; names: string[] }[] {
  const groups = new Map<string, { reach: Reach; names: string[] }>()
  for (const { def } of caller.model.objects.values()) {
    const reach = bears(def) ? reachOf(caller.actor, def, 'read') : NOTHING
    if (isNothing(reach)) continue
    const key = JSON.stringify(reach)
    const group = groups.get(key) ?? { reach, names: [] }
    group.names.push(def.name)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** True for things that hang on a row which the caller may read: they carry that row's owner, department and root. */
function hangingSql(caller: Caller, object: ObjectDef, alias: string): Sql {
  const on = object.spec.hangsOn!.object
  const column = raw(`${alias}.${columnOf(on, object.fields[on]!)}`)
  const groups = bearerReaches(caller)
  return or(
    groups.map(
      ({ reach, names }) => sql`(${column} = any(${names}::text[]) and ${reachSql(caller, object, reach, alias)})`,
    ),
  )
}

export interface ListReach {
  reach: Reach
  /** What else must hold of each row. */
  also: Sql[]
  /** Besides those of `reach`: rows with one of these values in this (indexed) column. */
  besides?: { column: string; values: string[] }
}

/**
 * The reach by which a list finds its rows. For what hangs on records, reading is decided by the record alone (any
 * grant of reading opens the library): the union of the records' reaches leads to them, and those of objects that the
 * reader sees all of (the staff directory) are led to by the object's name, so that they do not make him a wide reader.
 */
export function listReach(caller: Caller, object: ObjectDef, verb: string, alias: string): ListReach {
  const reach = reachOf(caller.actor, object, verb)
  if (!object.spec.hangsOn || caller.actor.system || isNothing(reach)) return { reach, also: [] }
  const also = [hangingSql(caller, object, alias)]
  if (!isReading(verb)) return { reach, also }
  const groups = bearerReaches(caller)
  const some = groups.filter((g) => !g.reach.all).map((g) => g.reach)
  const whole = groups.filter((g) => g.reach.all).flatMap((g) => g.names)
  if (!some.length) return { reach: { ...NOTHING, all: true }, also }
  const union = {
    all: false,
    owners: [...new Set(some.flatMap((r) => r.owners))],
    depts: [...new Set(some.flatMap((r) => r.depts))],
    member: some.some((r) => r.member) ? ('any' as const) : null,
  }
  const on = object.spec.hangsOn.object
  const column = columnOf(on, object.fields[on]!)
  return { reach: union, also, besides: whole.length ? { column, values: whole } : undefined }
}

/** Rows of an object that the caller may use a verb on. */
export function visibleSql(caller: Caller, object: ObjectDef, verb: string, alias: string): Sql {
  const { reach, also } = listReach(caller, object, verb, alias)
  if (!also.length) return reachSql(caller, object, reach, alias)
  // Reading what hangs on a record asks for the record alone; the reach of a list is only the way there.
  return isReading(verb) ? and(also) : sql`(${and([reachSql(caller, object, reach, alias), ...also])})`
}
