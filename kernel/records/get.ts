import type { Caller } from '../access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '../access/caller.ts'
import { compiled } from '../access/compiled.ts'
import type { LiveObject } from '../access/model.ts'
import { visibleSql } from '../access/predicate.ts'
import { hasVerb, isReading, reachOf } from '../access/reach.ts'
import { allClear } from '../access/rights.ts'
import { fieldsIn, type Guard, passes } from '../declare/index.ts'
import { notFound } from '../errors.ts'
import type { Runner } from '../store/database.ts'
import { isUuid } from '../store/ids.ts'
import { join, raw, type Sql, sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { objectTexts } from '../text/jsonText.ts'
import { cells, linesSql } from './projection.ts'

/** Verbs that every team-owned root has beside its commands, and the grant each stands on. */
const OWNED_VERBS: Record<string, string> = {
  addMember: 'update',
  removeMember: 'update',
  merge: 'merge',
  unmerge: 'merge',
  reveal: 'reveal',
}

interface Can {
  /** Evaluates each different reach once for the row. */
  lateral: Sql
  json: Sql
}

/** What the caller may do with the row at hand, for its buttons: judged by the same rule as the verbs themselves. */
function canSql(caller: Caller, object: string): Can {
  const { def } = caller.model.objects.get(object)!
  const reaches = new Map<string, Sql>()
  // A row under approval stays as it was submitted.
  const idle = caller.model.approvals.guarded.has(object)
    ? sql` and not exists (select 1 from ${at(caller.tenant, 'approval_request')} a where a.lock_key = ${`${object}:`} || t.id)`
    : raw('')
  const may = (verb: string): Sql => {
    const reach = reachOf(caller.actor, def, verb)
    const key = JSON.stringify([reach, isReading(verb)])
    const free = isReading(verb) ? raw('') : idle
    if (!reaches.has(key))
      reaches.set(key, sql`coalesce(${visibleSql(caller, def, verb, 't')}, false)${free} as ${raw(`r${reaches.size}`)}`)
    return raw(`p.r${[...reaches.keys()].indexOf(key)}`)
  }
  const flags = ['update', 'delete', 'assign'].map((v) => sql`${raw(`'${v}'`)}, ${may(v)}`)
  const own = caller.tenant.registry.commandsOf(object).filter((c) => !c.spec.collection)
  const named = own.map((c) => {
    const state = c.spec.from ? sql` and t.state = any(${[c.spec.from].flat()})` : sql``
    return sql`case when ${may(c.spec.grant ?? c.spec.name)}${state} then ${raw(`'${c.spec.name}'`)} end`
  })
  if (def.spec.owned && !def.spec.within)
    for (const [name, grant] of Object.entries(OWNED_VERBS))
      named.push(sql`case when ${may(grant)} then ${raw(`'${name}'`)} end`)
  const list = named.length ? sql`array_remove(array[${join(named, ', ')}], null)` : raw(`'{}'::text[]`)
  return {
    json: sql`json_build_object(${join(flags, ', ')}, 'commands', ${list})`,
    lateral: sql`cross join lateral (select ${join([...reaches.values()], ', ')} offset 0) p`,
  }
}

/** Columns before those of the row itself. */
const HEAD = 2

function rowSql(caller: Caller, live: LiveObject, id: unknown): Sql {
  const can = canSql(caller, live.def.name)
  return sql`select ${guardColumns(caller)}, r.* from (select 1) one left join (
      select ${cells(caller, live, 't', undefined, true)}${linesSql(caller, live, 't')},
        t.deleted_at as "deletedAt", ${can.json} as "_can"
      from ${at(caller.tenant, live.def.table)} t ${can.lateral} where t.id = ${id} and ${visibleSql(caller, live.def, 'read', 't')}) r on true`
}

/** The row without the buttons that declared guards forbid on it now, as far as its reader sees why. */
function offered(caller: Caller, { def, fields }: LiveObject, text: string): string {
  const commands = caller.tenant.registry.commandsOf(def.name).map(({ spec }) => [spec.name, spec.guards] as const)
  const guarded = [...commands, ...Object.entries(def.spec.guards ?? {})].filter(([, guards]) => guards)
  if (!guarded.length) return text
  const row = JSON.parse(text) as { _can: Record<string, unknown> & { commands: string[] } }
  for (const [verb, guards] of guarded) {
    const seen = (g: Guard): boolean => allClear(caller.actor, def, fields, fieldsIn(g).join(' '))
    if (guards!.every((g) => !seen(g) || passes(g, row))) continue
    if (verb in row._can) row._can[verb] = false
    row._can.commands = row._can.commands.filter((name) => name !== verb)
  }
  return JSON.stringify(row)
}

/** One row as JSON text, with its lines and what the caller may do. Invisible is the same as missing: 404. */
export async function get(
  caller: Caller,
  object: string,
  id: string,
  runner: Runner = caller.tenant.db,
): Promise<string> {
  const live = caller.model.objects.get(object)!
  if (!isUuid(id) || !hasVerb(caller.actor, live.def, 'read')) throw notFound()
  const statement = compiled(caller, `get ${object}`, { id }, (who, slot) => rowSql(who, live, slot('id')))
  const table = await runner.table(statement, 'quick')
  const [epoch, alive, found] = table.rows[0]!
  checkGuard(caller, { _epoch: Number(epoch), _alive: alive === 'true' })
  if (!found) throw notFound()
  return offered(caller, live, objectTexts(table, caller.model.names, HEAD)[0]!)
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
