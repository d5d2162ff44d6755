import type { Actor, Caller } from '../access/actor.ts'
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

/** What the caller may do with a row of an object, for its buttons: judged by the same rule as the verbs themselves. */
interface Can {
  /** Each different reach as a condition on the row `t`. */
  reaches: Sql[]
  /** Verbs that every record has: which of the reaches says so. */
  flags: [verb: string, reach: number][]
  commands: { name: string; reach: number; from?: string[] }[]
  /** The JSON of it, by what the reaches said and the row's state. */
  texts: Map<string, string>
}

function canOf(caller: Caller, object: string): Can {
  const { def } = caller.model.objects.get(object)!
  const reaches = new Map<string, Sql>()
  // A row under approval stays as it was submitted.
  const idle = caller.model.approvals.guarded.has(object)
    ? sql` and not exists (select 1 from ${at(caller.tenant, 'approval_request')} a where a.lock_key = ${`${object}:`} || t.id)`
    : raw('')
  const reading = JSON.stringify(reachOf(caller.actor, def, 'read'))
  const may = (verb: string): number => {
    const reach = JSON.stringify(reachOf(caller.actor, def, verb))
    const key = `${reach} ${isReading(verb)}`
    const seen = isReading(verb) && reach === reading
    const rule = (): Sql =>
      sql`coalesce(${visibleSql(caller, def, verb, 't')}, false)${isReading(verb) ? raw('') : idle}`
    if (!reaches.has(key)) reaches.set(key, seen ? raw('true') : rule())
    return [...reaches.keys()].indexOf(key)
  }
  const flags = ['update', 'delete', 'assign'].map((verb): [string, number] => [verb, may(verb)])
  const own = caller.tenant.registry.commandsOf(object).filter((c) => !c.spec.collection)
  const commands: Can['commands'] = own.map(({ spec }) => ({
    name: spec.name,
    reach: may(spec.grant ?? spec.name),
    from: spec.from ? [spec.from].flat() : undefined,
  }))
  if (def.spec.owned && !def.spec.within)
    for (const [name, grant] of Object.entries(OWNED_VERBS)) commands.push({ name, reach: may(grant) })
  return { reaches: [...reaches.values()], flags, commands, texts: new Map() }
}

/** By actor: what he may do is as old as his rights. */
const cans = new WeakMap<Actor, Map<string, Can>>()

function canKnown(caller: Caller, object: string): Can {
  const mine = cans.get(caller.actor) ?? new Map<string, Can>()
  cans.set(caller.actor, mine)
  const can = mine.get(object) ?? canOf(caller, object)
  mine.set(object, can)
  return can
}

/** `said`: what each reach said of the row. */
function canText(can: Can, said: (string | null)[], state: string | null): string {
  const key = `${said.join('')}${state}`
  const known = can.texts.get(key)
  if (known) return known
  const commands = can.commands.filter((c) => said[c.reach] === 't' && (!c.from || c.from.includes(state!)))
  const flags = can.flags.map(([verb, reach]) => [verb, said[reach] === 't'])
  const text = JSON.stringify({ ...Object.fromEntries(flags), commands: commands.map((c) => c.name) })
  can.texts.set(key, text)
  return text
}

/** Columns before those of the row itself: the guard's two, whether there is a row, and its state. */
const HEAD = 4

function rowSql(caller: Caller, live: LiveObject, id: unknown): Sql {
  const { reaches } = canKnown(caller, live.def.name)
  const may = reaches.map((reach, i) => sql`${reach} as ${raw(`r${i}`)}`)
  return sql`select ${guardColumns(caller)}, r.* from (select 1) one left join (
      select true as found, ${raw(live.def.spec.states ? 't.state' : 'null')} as in_state, ${join(may, ', ')},
        ${cells(caller, live, 't', undefined, true)}${linesSql(caller, live, 't')}, t.deleted_at as "deletedAt"
      from ${at(caller.tenant, live.def.table)} t where t.id = ${id} and ${visibleSql(caller, live.def, 'read', 't')}) r on true`
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
  const row = table.rows[0]!
  checkGuard(caller, { _epoch: Number(row[0]), _alive: row[1] === 't' })
  if (!row[2]) throw notFound()
  const can = canKnown(caller, object)
  const from = HEAD + can.reaches.length
  const text = objectTexts(table, caller.model.names, from)[0]!
  return offered(caller, live, `${text.slice(0, -1)},"_can":${canText(can, row.slice(HEAD, from), row[3]!)}}`)
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
