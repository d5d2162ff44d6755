import type { Caller } from '../access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '../access/caller.ts'
import { visibleSql } from '../access/predicate.ts'
import { hasVerb } from '../access/reach.ts'
import { notFound } from '../errors.ts'
import { isUuid } from '../store/ids.ts'
import { join, raw, type Sql, sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { authorship, linesSql, projection } from './projection.ts'

/** What the caller may do with the row at hand, for its buttons: judged by the same rule as the verbs themselves. */
function canSql(caller: Caller, object: string): Sql {
  const live = caller.model.objects.get(object)!
  const verbs = ['update', 'delete', 'assign']
  const parts = verbs.map((v) => sql`${raw(`'${v}'`)}, coalesce(${visibleSql(caller, live.def, v, 't')}, false)`)
  const commands = caller.tenant.registry.commandsOf(object).filter((c) => !c.spec.collection)
  const allowed = commands.map((c) => {
    const state = c.spec.from ? sql` and t.state = any(${[c.spec.from].flat()})` : sql``
    return sql`case when ${visibleSql(caller, live.def, c.spec.grant ?? c.spec.name, 't')}${state} then ${raw(`'${c.spec.name}'`)} end`
  })
  const list = allowed.length ? sql`array_remove(array[${join(allowed, ', ')}], null)` : raw(`'{}'::text[]`)
  return sql`json_build_object(${join(parts, ', ')}, 'commands', ${list})`
}

/** One row as JSON text, with its lines and what the caller may do. Invisible is the same as missing: 404. */
export async function get(caller: Caller, object: string, id: string): Promise<string> {
  const live = caller.model.objects.get(object)!
  if (!isUuid(id) || !hasVerb(caller.actor, live.def, 'read')) throw notFound()
  const [row] = await caller.tenant.db.query<Guarded & { row: string | null }>(sql`
    select ${guardColumns(caller)}, (select row_to_json(r)::text from (
      select ${projection(caller, live, 't')}, ${authorship(caller, 't')}${linesSql(caller, live, 't')},
        t.deleted_at as "deletedAt", ${canSql(caller, object)} as "_can"
      from ${at(caller.tenant, live.def.table)} t where t.id = ${id} and ${visibleSql(caller, live.def, 'read', 't')}) r) as row`)
  checkGuard(caller, row)
  if (!row?.row) throw notFound()
  return row.row
}

/** The same, read into the process. */
export async function getRow<T = Record<string, unknown>>(caller: Caller, object: string, id: string): Promise<T> {
  return JSON.parse(await get(caller, object, id)) as T
}

/** Which of these rows the caller may see. For events, files, audit and every other thing that hangs on a row. */
export async function visibleIds(caller: Caller, object: string, ids: string[], verb = 'read'): Promise<Set<string>> {
  const live = caller.model.objects.get(object)
  if (!live || !ids.length) return new Set()
  const found = await caller.tenant.db.query<Guarded & { ids: string[] | null }>(sql`
    select ${guardColumns(caller)}, (select array_agg(t.id) from ${at(caller.tenant, live.def.table)} t
      where t.id = any(${ids}::uuid[]) and ${visibleSql(caller, live.def, verb, 't')}) as ids`)
  checkGuard(caller, found[0])
  return new Set(found[0]?.ids ?? [])
}

/** Throws 404 unless the caller may use the verb on the row. */
export async function requireVisible(caller: Caller, object: string, id: string, verb = 'read'): Promise<void> {
  if (!isUuid(id) || !(await visibleIds(caller, object, [id], verb)).has(id)) throw notFound()
}
