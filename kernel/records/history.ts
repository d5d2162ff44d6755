import type { Caller } from '../access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '../access/caller.ts'
import { visibleSql } from '../access/predicate.ts'
import { hasVerb } from '../access/reach.ts'
import { notFound } from '../errors.ts'
import { isUuid } from '../store/ids.ts'
import { raw, type Sql, sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { type ShownEntry, type StoredEntry, showEntries } from './entry.ts'
import { refSql } from './projection.ts'

export interface HistoryPage {
  data: ShownEntry[]
  nextCursor: string | null
}

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200

export const pageLimit = (given: number | undefined, standard = DEFAULT_LIMIT): number =>
  Math.min(Math.max(Math.trunc(given ?? standard), 1), MAX_LIMIT)

/** An audit row `a` as JSON with its people named: a {@link StoredEntry}. */
export const entrySql = (caller: Caller): Sql => sql`json_build_object('id', a.id, 'at', ${raw(
  `to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
)}, 'actor', ${refSql(caller, 'employee', raw('a.actor_id'))}, 'onBehalfOf', ${refSql(caller, 'employee', raw('a.on_behalf_of'))},
  'verb', a.verb, 'changes', a.changes, 'requestId', a.request_id)`

/**
 * What happened to one record, newest first: who, on whose behalf, when, old → new. Only for those who may see the
 * record, only fields they may see. A page may hold fewer entries than asked for; it is the last when `nextCursor` is null.
 */
export async function history(
  caller: Caller,
  object: string,
  id: string,
  options: { cursor?: string; limit?: number } = {},
): Promise<HistoryPage> {
  const live = caller.model.objects.get(object)
  if (!live || !isUuid(id) || !hasVerb(caller.actor, live.def, 'read')) throw notFound()
  const limit = pageLimit(options.limit)
  const after = options.cursor ? decodeCursor(options.cursor).id : null
  const [row] = await caller.tenant.db.query<Guarded & { seen: boolean; entries: StoredEntry[] }>(sql`
    select ${guardColumns(caller)},
      exists (select 1 from ${at(caller.tenant, live.def.table)} t where t.id = ${id} and ${visibleSql(caller, live.def, 'read', 't')}) as seen,
      (select coalesce(json_agg(e.entry), '[]') from (select ${entrySql(caller)} as entry from ${at(caller.tenant, 'audit')} a
        where a.record_id = ${id} and a.object = ${object} and (${after}::uuid is null or a.id < ${after}::uuid)
        order by a.id desc limit ${limit + 1}) e) as entries`)
  checkGuard(caller, row)
  if (!row!.seen) throw notFound()
  const page = row!.entries.slice(0, limit)
  return {
    data: await showEntries(caller, live, id, page),
    nextCursor: row!.entries.length > limit ? encodeCursor({ key: null, id: page.at(-1)!.id }) : null,
  }
}
