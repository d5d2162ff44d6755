import type { Caller } from '../access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '../access/caller.ts'
import type { LiveObject } from '../access/model.ts'
import { visibleSql } from '../access/predicate.ts'
import { hasVerb } from '../access/reach.ts'
import { fieldRight, isClear } from '../access/rights.ts'
import { type ObjectDef, pick } from '../declare/index.ts'
import { notFound } from '../errors.ts'
import { isUuid, SYSTEM_ID } from '../store/ids.ts'
import { columnOf } from '../store/model.ts'
import { join, literal, raw, type Sql, sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { type ShownEntry, type StoredEntry, showEntries, systemName } from './entry.ts'
import { entrySql, pageLimit } from './history.ts'
import { projection, refSql } from './projection.ts'

export interface TimelineItem {
  /** Name of the object the item is a row of, or `history`. */
  kind: string
  id: string
  at: string
  actor: { id: string; label: string | null } | null
  title: string | null
  text: string | null
  row: Record<string, unknown> | ShownEntry
}

export interface TimelinePage {
  data: TimelineItem[]
  nextCursor: string | null
}

interface Branch {
  live: LiveObject
  link: Sql
  /** When the item took place. */
  time: Sql
}

/** Does an object lie within another, directly or through one between? */
function liesWithin(caller: Caller, def: ObjectDef, ancestor: string): boolean {
  const seen = new Set<string>()
  for (let parent = caller.tenant.registry.parentOf(def); parent && !seen.has(parent.name); ) {
    if (parent.name === ancestor) return true
    seen.add(parent.name)
    parent = caller.tenant.registry.parentOf(parent)
  }
  return false
}

/** How rows of an object are tied to the record: by the root they carry, or by the field that names their parent. */
function linkOf(caller: Caller, def: ObjectDef, of: ObjectDef, id: string): Sql | undefined {
  const { within, hangsOn } = def.spec
  const isRoot = !of.spec.within
  if (hangsOn) {
    if (isRoot) return sql`t.root_id = ${id}`
    const column = (name: string) => raw(`t.${columnOf(name, def.fields[name]!)}`)
    return sql`${column(hangsOn.record)} = ${id} and ${column(hangsOn.object)} = ${of.name}`
  }
  if (!within) return undefined
  if (isRoot) return liesWithin(caller, def, of.name) ? sql`t.root_id = ${id}` : undefined
  const field = def.fields[within]!
  return field.to === of.name ? sql`t.${raw(columnOf(within, field))} = ${id}` : undefined
}

/** Rows that are about a moment are listed by it (`sort` says which field that is); others by when they were made. */
function timeOf(caller: Caller, def: ObjectDef): Sql {
  const name = def.spec.sort?.replace(/^-/, '') ?? ''
  const field = def.fields[name]
  const told = field?.type === 'instant' && field.required && isClear(fieldRight(caller.actor, def, name, field))
  return raw(told ? `t.${columnOf(name, field)}` : 't.created_at')
}

function branchesOf(caller: Caller, of: ObjectDef, id: string, wanted: Set<string> | undefined): Branch[] {
  const branches: Branch[] = []
  for (const live of caller.model.objects.values()) {
    const { def } = live
    // What has no name of its own is reckoned, not done by anybody.
    const told = !def.spec.personal && def.title !== 'id' && (!wanted || wanted.has(def.name))
    const link = told && hasVerb(caller.actor, def, 'read') && linkOf(caller, def, of, id)
    if (link) branches.push({ live, link, time: timeOf(caller, def) })
  }
  return branches
}

/** Keys of the newest items of one kind after the cursor, each kind under its own rule of who may see it. */
function keysSql(caller: Caller, b: Branch, after: Sql, limit: number): Sql {
  const { def } = b.live
  return sql`(select ${literal(def.name)} as kind, t.id, ${b.time} as at, t.created_by as actor_id from ${at(caller.tenant, def.table)} t
    where ${b.link} and t.deleted_at is null and ${visibleSql(caller, def, 'read', 't')} and (${b.time}, t.id) < ${after}
    order by ${b.time} desc, t.id desc limit ${limit + 1})`
}

function historyKeys(caller: Caller, object: string, id: string, after: Sql, limit: number): Sql {
  return sql`(select 'history' as kind, t.id, t.at, t.actor_id from ${at(caller.tenant, 'audit')} t
    where t.record_id = ${id} and t.object = ${object} and (t.at, t.id) < ${after} order by t.at desc, t.id desc limit ${limit + 1})`
}

/** The row behind a key, made only for the keys of the page. */
function rowSql(caller: Caller, branches: Branch[]): Sql {
  const cases = branches.map(
    ({ live }) => sql`when ${literal(live.def.name)} then (select row_to_json(x) from
      (select ${projection(caller, live, 't')} from ${at(caller.tenant, live.def.table)} t where t.id = p.id) x)`,
  )
  cases.push(
    sql`when 'history' then (select ${entrySql(caller)} from ${at(caller.tenant, 'audit')} a where a.id = p.id)`,
  )
  return sql`case p.kind ${join(cases, ' ')} end`
}

interface Found {
  kind: string
  id: string
  at: string
  actor: { id: string; label: string | null } | null
  row: Record<string, unknown>
}

/** The first long text: what the row has to say. */
function wordsOf(live: LiveObject, row: Record<string, unknown>): string | null {
  for (const [name, field] of Object.entries(live.fields))
    if (field.type === 'longText' && name !== live.def.title && typeof row[name] === 'string' && row[name])
      return row[name]
  return null
}

/** What names a row, as people read it: an item of a list by its label. */
function titleOf(caller: Caller, live: LiveObject, value: unknown): string | null {
  if (typeof value !== 'string') return null
  const field = live.fields[live.def.title]
  const items = field?.dictionary ? (caller.model.dictionaries[field.dictionary]?.items ?? []) : (field?.options ?? [])
  const item = items.find((i) => i.value === value)
  return item ? pick(item.label, caller.locale) : value
}

function itemOf(caller: Caller, found: Found, entries: Map<string, ShownEntry>): TimelineItem | undefined {
  if (found.kind === 'history') {
    const entry = entries.get(found.id)
    return entry && { ...found, actor: entry.actor, title: entry.verb, text: null, row: entry }
  }
  const live = caller.model.objects.get(found.kind)!
  const title = titleOf(caller, live, found.row[live.def.title])
  const actor = found.actor?.id === SYSTEM_ID ? { id: SYSTEM_ID, label: systemName(caller) } : found.actor
  return { ...found, actor, title, text: wordsOf(live, found.row) }
}

/**
 * Everything around one record in one stream, newest first: what lies within it, papers, and its own history. One
 * statement a page: each kind gives its newest few under its own rule, the newest of those are the page.
 */
export async function timeline(
  caller: Caller,
  object: string,
  id: string,
  options: { cursor?: string; kinds?: string[]; limit?: number } = {},
): Promise<TimelinePage> {
  const live = caller.model.objects.get(object)
  if (!live || !isUuid(id) || !hasVerb(caller.actor, live.def, 'read')) throw notFound()
  const limit = pageLimit(options.limit, 20)
  const cursor = options.cursor ? decodeCursor(options.cursor) : undefined
  const after = cursor?.key
    ? sql`(${cursor.key}::timestamptz, ${cursor.id}::uuid)`
    : sql`('infinity'::timestamptz, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)`
  const wanted = options.kinds?.length ? new Set(options.kinds) : undefined
  const branches = branchesOf(caller, live.def, id, wanted)
  const keys = branches.map((b) => keysSql(caller, b, after, limit))
  if (!wanted || wanted.has('history')) keys.push(historyKeys(caller, object, id, after, limit))
  if (!keys.length)
    keys.push(
      sql`(select null::text as kind, null::uuid as id, null::timestamptz as at, null::uuid as actor_id where false)`,
    )
  const [row] = await caller.tenant.db.query<Guarded & { seen: boolean; found: Found[] }>(sql`
    with keys as (${join(keys, ' union all ')}), page as (select * from keys order by at desc, id desc limit ${limit + 1})
    select ${guardColumns(caller)},
      exists (select 1 from ${at(caller.tenant, live.def.table)} t where t.id = ${id} and ${visibleSql(caller, live.def, 'read', 't')}) as seen,
      (select coalesce(json_agg(f order by f.at desc, f.id desc), '[]') from (select p.kind, p.id,
        to_char(p.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, ${refSql(caller, 'employee', raw('p.actor_id'))} as actor,
        ${rowSql(caller, branches)} as row from page p) f) as found`)
  checkGuard(caller, row)
  if (!row!.seen) throw notFound()
  return pageOf(caller, live, id, row!.found, limit)
}

async function pageOf(
  caller: Caller,
  live: LiveObject,
  id: string,
  found: Found[],
  limit: number,
): Promise<TimelinePage> {
  const page = found.slice(0, limit)
  const stored = page.filter((f) => f.kind === 'history').map((f) => f.row as unknown as StoredEntry)
  const entries = new Map((await showEntries(caller, live, id, stored)).map((e) => [e.id, e]))
  const last = page.at(-1)
  return {
    data: page.map((f) => itemOf(caller, f, entries)).filter((i) => i !== undefined),
    nextCursor: found.length > limit && last ? encodeCursor({ key: last.at, id: last.id }) : null,
  }
}
