import type { ObjectDef } from '../declare/index.ts'
import { or, raw, type Sql, sql } from '../store/sql.ts'
import { at, dayOf } from '../tenant.ts'
import type { Caller } from './actor.ts'
import { isNothing, type Reach, reachOf } from './reach.ts'

/** The column whose team decides about a row: the row itself, or the root it lies within. */
export const rootColumn = (object: ObjectDef, alias: string): Sql =>
  raw(object.spec.within ? `${alias}.root_id` : `${alias}.id`)

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

/** Rows of an object that the caller may use a verb on. */
export const visibleSql = (caller: Caller, object: ObjectDef, verb: string, alias: string): Sql =>
  reachSql(caller, object, reachOf(caller.actor, object, verb), alias)
