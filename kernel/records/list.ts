import type { Caller } from '../access/actor.ts'
import { checkGuard, ensureChecked, guardColumns } from '../access/caller.ts'
import { compiled } from '../access/compiled.ts'
import type { LiveObject } from '../access/model.ts'
import { listReach, reachSql, visibleSql } from '../access/predicate.ts'
import { hasVerb, isNothing } from '../access/reach.ts'
import { fieldRight, isClear } from '../access/rights.ts'
import { reachShare, sharesVersion } from '../access/share.ts'
import type { ObjectDef } from '../declare/index.ts'
import { badRequest, denied } from '../errors.ts'
import { and, or, raw, type Sql, sql } from '../store/sql.ts'
import type { TextTable } from '../store/wire/asked.ts'
import { at } from '../tenant.ts'
import { objectTexts } from '../text/jsonText.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { cells } from './projection.ts'
import { ledByTeam, scopeReach, takeScope } from './scope.ts'
import { commonWords, isRare, searchSql, wordsOf } from './searchTerm.ts'
import { aliveSql, NARROW, type Plan, pageAndTotal, type Sorting, type Ways } from './walk.ts'
import { sortSql, target, type Where, whereSql } from './where.ts'

export const MAX_LIMIT = 200
const COUNT_CAP = 1000
/** A search counts less far: each row has to be looked into. */
const SEARCH_CAP = 200
/** With more owners and departments to ask than this the page is found in the indexes alone, then fetched by id. */
const FAN = 8

export interface ListQuery {
  where?: Where
  q?: string
  /** Field name, `-` in front for descending; default the object's own, else newest first. */
  sort?: string
  limit?: number
  cursor?: string
  fields?: string[]
  count?: 'capped' | 'exact' | 'none'
  /** The recycle bin instead of the living rows. */
  deleted?: boolean
}

export interface Page {
  /** JSON text of the rows. */
  data: string
  nextCursor: string | null
  total: { value: number; exact: boolean } | null
}

const limitOf = ({ limit }: ListQuery): number => Math.min(Math.max(Math.trunc(limit ?? 50), 1), MAX_LIMIT)

/** The object's own order; newest first for a reader who may not see the field that it goes by. */
export function defaultSort(caller: Caller, live: LiveObject): string {
  const text = live.def.spec.sort ?? '-updatedAt'
  const name = text.replace(/^-/, '')
  const field = Object.hasOwn(live.fields, name) ? live.fields[name] : undefined
  return field && !isClear(fieldRight(caller.actor, live.def, name, field)) ? '-updatedAt' : text
}

function sortingOf(caller: Caller, live: LiveObject, given: string | undefined, alias: string): Sorting {
  const text = given ?? defaultSort(caller, live)
  const desc = text.startsWith('-')
  const t = target(caller, live, desc ? text.slice(1) : text, alias)
  if (['json', 'multiSelect', 'refs', 'files', 'tags'].includes(t.kind))
    throw badRequest(
      'query.unsortable',
      { zh: `不能按“${t.name}”排序`, en: `Cannot sort by ${t.name}` },
      { field: t.name },
    )
  return { t, desc, order: sortSql(t) }
}

/** The ways to the rows: those of the reader's reach; where the filter asks for a scope, those of the scope. */
function waysOf(caller: Caller, def: ObjectDef, verb: string, given: unknown): Ways {
  const { reach, also, besides } = listReach(caller, def, verb, 't')
  if (isNothing(reach)) throw denied(verb)
  if (given !== undefined) return { ...scopeReach(caller, def, given, 't'), also: [visibleSql(caller, def, verb, 't')] }
  const reached = reachSql(caller, def, reach, 't')
  const rule = besides ? or([reached, sql`t.${raw(besides.column)} = any(${besides.values}::text[])`]) : reached
  const led = reach.member && def.spec.owned ? [ledByTeam(caller, def, reach, 't')] : []
  return { reach, also, besides, led, rule }
}

/**
 * The fence (`offset 0`) keeps the database from walking the whole table in the order of the page in the hope of meeting
 * a row soon: it has no idea how rare a word is, and too good a one of how common a value.
 */
const fenced = (table: Sql, test: Sql): Sql => sql`(select t.ctid, t.* from ${table} t where ${test} offset 0)`

function planOf(
  caller: Caller,
  live: LiveObject,
  query: ListQuery,
  verb: string,
  common: ReadonlySet<string> = new Set(),
): Plan {
  const { def } = live
  const { given, rest: where } = takeScope(query.where)
  const { also, ...ways } = waysOf(caller, def, verb, given)
  const { reach, besides } = ways
  // Exporting is reading and more: neither right stands in for the other.
  const alsoRead = verb === 'read' ? [] : [visibleSql(caller, def, 'read', 't')]
  if (alsoRead.length && !hasVerb(caller.actor, def, 'read')) throw denied('read')
  // Who sees little of a large table has few rows to look at: his own indexes beat those of the words.
  const few = !reach.all && reachShare(caller, def, reach) < NARROW
  const search = searchSql(caller, live, query.q, 't', few && !besides ? new Set(wordsOf(query.q)) : common)
  const rest = and([aliveSql(query.deleted), whereSql(caller, live, where, 't'), ...also, ...alsoRead])
  const filter = search ? and([rest, search]) : rest
  const table = at(caller.tenant, def.table)
  // Behind the fence the word is not asked for again.
  const rare = search && !few && wordsOf(query.q).some((w) => !common.has(w))
  const selective = Boolean(search) || Object.keys(where).length > 0
  const after = query.cursor ? decodeCursor(query.cursor) : undefined
  return {
    caller,
    live,
    table,
    ...ways,
    filter,
    source: rare ? fenced(table, search) : table,
    rest: rare ? rest : filter,
    sorting: sortingOf(caller, live, query.sort, 't'),
    after,
    limit: limitOf(query),
    selective,
    cap: search ? SEARCH_CAP : COUNT_CAP,
    place: reach.owners.length + reach.depts.length > FAN ? 'id' : 'ctid',
  }
}

/** Columns before those of the row itself. */
const HEAD = 5

function statementOf(plan: Plan, query: ListQuery): Sql {
  const { caller, live, place } = plan
  const only = query.fields?.length ? new Set(query.fields) : undefined
  const count = query.count === 'exact' ? 'exact' : query.cursor ? 'none' : (query.count ?? 'capped')
  const { plans, total, order } = pageAndTotal(plan, count)
  return sql`with ${plans} select ${guardColumns(caller)}, ${total} as total, page.k::text, page.id, ${cells(caller, live, 't', only)}
    from page join ${plan.table} t on t.${raw(place)} = page.place ${order}`
}

async function run(caller: Caller, live: LiveObject, query: ListQuery, verb: string): Promise<TextTable> {
  const { db } = caller.tenant
  if (!query.where && !query.q && !query.cursor) {
    // The first page without a filter is what most requests ask for: written once for each caller.
    const key = `list ${live.def.name} ${verb} ${sharesVersion(caller.tenant)} ${JSON.stringify(query)}`
    const statement = compiled(caller, key, {}, (who) => statementOf(planOf(who, live, query, verb), query))
    return db.table(statement, query.sort || query.count === 'exact' ? 'named' : 'quick')
  }
  const plan = planOf(caller, live, query, verb, await commonWords(caller, live, query.q))
  const narrow = reachShare(caller, live.def, plan.reach) < NARROW
  if (query.where && !query.q && !narrow && (await isRare(caller, live, plan.filter, !query.sort))) {
    plan.source = fenced(plan.table, plan.filter)
    plan.rest = raw('true')
  }
  // A search's best plan depends on the words searched for; an ordinary page's does not.
  // By another order than the branches' own index, how many rows an owner has decides as well.
  const valued = plan.selective || (query.where && plan.sorting.t.name !== 'updatedAt')
  return db.table(statementOf(plan, query), valued ? 'fresh' : 'named')
}

/** Nothing on the page says nothing of the caller either: whether he is still who he was is asked apart. */
async function emptyPage(caller: Caller, live: LiveObject, query: ListQuery, verb: string): Promise<Page> {
  await ensureChecked(caller)
  const page = { data: '[]', nextCursor: null }
  if (query.count === 'none' || (query.cursor && query.count !== 'exact')) return { ...page, total: null }
  if (query.cursor) return { ...(await list(caller, live.def.name, { ...query, cursor: undefined }, verb)), ...page }
  return { ...page, total: { value: 0, exact: true } }
}

/**
 * A page of rows that the caller may see, as JSON text. One statement holds the rule, the field rights, the filter,
 * the order, the capped total and the check that the caller is still who he was.
 */
export async function list(caller: Caller, object: string, query: ListQuery = {}, verb = 'read'): Promise<Page> {
  const live = caller.model.objects.get(object)!
  const table = await run(caller, live, query, verb)
  const [first] = table.rows
  if (!first) return emptyPage(caller, live, query, verb)
  checkGuard(caller, { _epoch: Number(first[0]), _alive: first[1] === 't' })
  const limit = limitOf(query)
  const more = table.rows.length > limit
  if (more) table.rows.length = limit
  const [key, id] = table.rows.at(-1)!.slice(3, HEAD)
  const total = first[2] === null ? null : Number(first[2])
  const cap = query.q?.trim() ? SEARCH_CAP : COUNT_CAP
  const exact = query.count === 'exact' || (total ?? 0) <= cap
  return {
    data: `[${objectTexts(table, caller.model.names, HEAD).join(',')}]`,
    nextCursor: more ? encodeCursor({ key: key ?? null, id: id! }) : null,
    total: total === null ? null : { value: exact ? total : cap, exact },
  }
}

/** The same rows, read into the process: for verbs and reports, not for the socket. */
export async function rows<T = Record<string, unknown>>(
  caller: Caller,
  object: string,
  query: ListQuery = {},
): Promise<T[]> {
  return JSON.parse((await list(caller, object, { count: 'none', ...query })).data) as T[]
}

type Filter = Pick<ListQuery, 'where' | 'q' | 'deleted'>

/** How many rows the caller sees under a filter. */
export async function count(caller: Caller, object: string, query: Filter = {}): Promise<number> {
  return (await list(caller, object, { ...query, limit: 1, count: 'exact', fields: ['id'] })).total!.value
}
