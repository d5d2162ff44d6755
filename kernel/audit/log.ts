import type { Caller } from '../access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '../access/caller.ts'
import { hasVerb } from '../access/reach.ts'
import { badRequest, denied } from '../errors.ts'
import { decodeCursor, encodeCursor } from '../records/cursor.ts'
import { type ShownEntry, type StoredEntry, showEntries } from '../records/entry.ts'
import { entrySql, pageLimit } from '../records/history.ts'
import { rows } from '../records/list.ts'
import { isUuid } from '../store/ids.ts'
import { and, raw, type Sql, sql } from '../store/sql.ts'
import { at } from '../tenant.ts'

export type LogEntry = ShownEntry & { object: string; record: { id: string; label: string | null } | null }

export interface LogQuery {
  where?: Record<string, unknown>
  cursor?: string
  limit?: number
}

const bad = (name: string) =>
  badRequest('query.invalid', { zh: `筛选条件有误：${name}`, en: `Invalid filter on ${name}` }, { field: name })

function equals(column: string, test: unknown, id: boolean): Sql {
  const value = (test as { eq?: unknown } | null)?.eq
  if (typeof value !== 'string' || value.length > 100 || value.includes('\u0000') || (id && !isUuid(value)))
    throw bad(column)
  return id ? sql`${raw(column)} = ${value}::uuid` : sql`${raw(column)} = ${value}`
}

function between(test: unknown): Sql {
  const span = (test as { between?: unknown } | null)?.between
  if (
    !Array.isArray(span) ||
    span.length !== 2 ||
    span.some((v) => typeof v !== 'string' || Number.isNaN(Date.parse(v)))
  )
    throw bad('at')
  const [from, to] = span.map((v: string) => new Date(v).toISOString())
  return sql`a.at between ${from}::timestamptz and ${to}::timestamptz`
}

function filterSql(where: Record<string, unknown>): Sql {
  return and(
    Object.entries(where).map(([name, test]) => {
      if (name === 'object') return equals('a.object', test, false)
      if (name === 'verb') return equals('a.verb', test, false)
      if (name === 'actor') return equals('a.actor_id', test, true)
      if (name === 'record') return equals('a.record_id', test, true)
      if (name === 'at') return between(test)
      throw bad(name)
    }),
  )
}

type Stored = StoredEntry & { object: string; record: string | null }

/** Names of the records that a page of the log speaks of, as far as the reader may see them. */
async function namesOf(caller: Caller, entries: Stored[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const object of new Set(entries.map((e) => e.object))) {
    const live = caller.model.objects.get(object)
    const ids = [...new Set(entries.filter((e) => e.object === object && e.record).map((e) => e.record!))]
    if (!live || !ids.length || !hasVerb(caller.actor, live.def, 'read')) continue
    const { title } = live.def
    const found = await rows<Record<string, unknown>>(caller, object, {
      where: { id: { in: ids } },
      fields: [title],
      limit: 100,
    })
    for (const row of found) if (typeof row[title] === 'string') names.set(row.id as string, row[title])
  }
  return names
}

async function show(caller: Caller, entries: Stored[]): Promise<LogEntry[]> {
  const names = await namesOf(caller, entries)
  const shown = await Promise.all(
    entries.map(async ({ object, record, ...entry }): Promise<LogEntry | undefined> => {
      const live = caller.model.objects.get(object)
      const [one] = live ? await showEntries(caller, live, record ?? '', [entry]) : []
      return one && { ...one, object, record: record ? { id: record, label: names.get(record) ?? null } : null }
    }),
  )
  return shown.filter((e) => e !== undefined)
}

/**
 * The whole audit log, newest first, for administrators. Values are shown under the reader's own field rights, as in a
 * record's history; what is personal to somebody else (his saved views, his messages) is left out.
 */
export async function auditLog(
  caller: Caller,
  query: LogQuery,
): Promise<{ data: LogEntry[]; nextCursor: string | null }> {
  if (!caller.actor.admin) throw denied('audit')
  const limit = pageLimit(query.limit)
  const after = query.cursor ? decodeCursor(query.cursor).id : null
  const personal = [...caller.model.objects.values()].filter((o) => o.def.spec.personal).map((o) => o.def.name)
  const [row] = await caller.tenant.db.fresh<
    Guarded & { entries: { entry: StoredEntry; object: string; record: string | null }[] }
  >(sql`
    select ${guardColumns(caller)}, (select coalesce(json_agg(e), '[]') from (
      select ${entrySql(caller)} as entry, a.object, a.record_id as record from ${at(caller.tenant, 'audit')} a
      where a.object <> all(${personal}::text[]) and ${filterSql(query.where ?? {})} and (${after}::uuid is null or a.id < ${after}::uuid)
      order by a.id desc limit ${limit + 1}) e) as entries`)
  checkGuard(caller, row)
  const found = row!.entries
  const page = found.slice(0, limit).map(({ entry, object, record }) => ({ ...entry, object, record }))
  return {
    data: await show(caller, page),
    nextCursor: found.length > limit ? encodeCursor({ key: null, id: page.at(-1)!.id }) : null,
  }
}
