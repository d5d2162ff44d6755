import type { Caller } from '../access/actor.ts'
import { checkGuard, ensureChecked, guardColumns } from '../access/caller.ts'
import { compiled } from '../access/compiled.ts'
import type { LiveObject } from '../access/model.ts'
import { type ListReach, listReach, reachSql, visibleSql } from '../access/predicate.ts'
import { hasVerb, isNothing, type Reach } from '../access/reach.ts'
import { fieldRight, isClear } from '../access/rights.ts'
import { reachShare, sharesVersion } from '../access/share.ts'
import type { ObjectDef } from '../declare/index.ts'
import { badRequest, denied } from '../errors.ts'
import { and, empty, join, or, raw, type Sql, sql } from '../store/sql.ts'
import type { TextTable } from '../store/wire/asked.ts'
import { at } from '../tenant.ts'
import { objectTexts } from '../text/jsonText.ts'
import { type Cursor, decodeCursor, encodeCursor } from './cursor.ts'
import { cells } from './projection.ts'
import { type Led, ledByTeam, ledSql, scopeReach, takeScope } from './scope.ts'
import { commonWords, searchSql, wordsOf } from './searchTerm.ts'
import { sortSql, type Target, target, type Where, whereSql } from './where.ts'

export const MAX_LIMIT = 200
const COUNT_CAP = 1000
/** A search counts less far: each row has to be looked into. */
const SEARCH_CAP = 200
/** With more owners and departments to ask than this the page is found in the indexes alone, then fetched by id. */
const FAN = 8
/** A reader of less than this part of a table is led by what he may see, not by what he looks for. */
const NARROW = 0.02

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

interface Sorting {
  t: Target
  order: Sql
  desc: boolean
}

/** How rows are come by: `reach`, and reasons beside it. */
interface Ways {
  reach: Reach
  /** Rows within reach by another reason than the reach itself. */
  besides?: ListReach['besides']
  led: Led[]
  /** The same, asked of one row. */
  rule: Sql
  /** What else must hold of each row. */
  also: Sql[]
}

/** Everything that says which rows, before it is decided how to walk to them. */
interface Plan extends Omit<Ways, 'also'> {
  caller: Caller
  live: LiveObject
  table: Sql
  filter: Sql
  sorting: Sorting
  after: Cursor | undefined
  limit: number
  selective: boolean
  /** Where rows are walked through: the table, or what an index finds of a rare word, with what is left to ask of it. */
  source: Sql
  rest: Sql
  /** Where counting stops. */
  cap: number
  /** By what a row of the page is found again: where it lies, or its id where the rows themselves need not be read. */
  place: 'ctid' | 'id'
}

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

const KEY_CAST: Partial<Record<Target['kind'], string>> = {
  integer: '::numeric',
  decimal: '::numeric',
  money: '::numeric',
  instant: '::timestamptz',
  bool: '::boolean',
  ref: '::uuid',
  uuid: '::uuid',
}

function keyCast(t: Target): Sql {
  if (t.kind === 'date') return raw(t.custom ? '::text' : '::date')
  return raw(KEY_CAST[t.kind] ?? '::text')
}

/** Rows after the cursor in the order of the page. Empty values come last in both directions. */
function afterSql(sorting: Sorting, after: Cursor | undefined): Sql {
  if (!after) return raw('true')
  const { order, desc, t } = sorting
  const id = sql`${after.id}::uuid`
  const beyond = raw(desc ? '<' : '>')
  if (after.key === null) return sql`(${t.column} is null and id ${beyond} ${id})`
  const key = sql`${after.key}${keyCast(t)}`
  const bounded = sql`(${order}, id) ${beyond} (${key}, ${id})`
  return t.name === 'updatedAt' || t.name === 'createdAt' ? bounded : sql`(${bounded} or ${t.column} is null)`
}

function orderBy(plan: Plan, key: Sql, id: Sql): Sql {
  const direction = raw(plan.sorting.desc ? 'desc' : 'asc')
  const nulls = plan.sorting.t.name === 'updatedAt' || !plan.sorting.desc ? empty : raw(' nulls last')
  return sql`order by ${key} ${direction}${nulls}, ${id} ${direction}`
}

const aliveSql = (deleted: boolean | undefined): Sql =>
  raw(deleted ? 't.deleted_at is not null' : 't.deleted_at is null')

/** Rows in the order of the page, one more than it holds: the next page begins with that. */
function newest(plan: Plan, from: Sql, where: Sql): Sql {
  const { sorting, after, limit } = plan
  return sql`select t.${raw(plan.place)} as place, t.id, ${sorting.order} as k from ${from} t where ${where} and ${afterSql(sorting, after)}
    ${orderBy(plan, sorting.order, raw('t.id'))} limit ${limit + 1}`
}

/** One walk over the table: by the sort index, judging each row. Right for readers who see a good part of it. */
const walk = (plan: Plan, rule: Sql): Sql => newest(plan, plan.source, sql`${rule} and ${plan.rest}`)

/** A reason for which rows are within reach: one of these values in this (indexed) column. */
interface Reason {
  column: string
  values: string[]
  type: 'uuid' | 'text'
}

/** The widest first: where many rows are only counted, it alone is enough. */
function reasonsOf({ reach, besides }: Plan): Reason[] {
  const reasons: Reason[] = []
  if (besides) reasons.push({ ...besides, type: 'text' })
  if (reach.depts.length) reasons.push({ column: 'dept_id', values: reach.depts, type: 'uuid' })
  if (reach.owners.length) reasons.push({ column: 'owner_id', values: reach.owners, type: 'uuid' })
  return reasons
}

const among = ({ column, values, type }: Reason): Sql => sql`t.${raw(column)} = any(${values}::${raw(type)}[])`

/** True for rows that none of these reasons has found already. */
const notYet = (found: Reason[]): Sql => and(found.map((reason) => sql`(${among(reason)}) is not true`))

/** For each of these values the newest rows straight off its own index: asked together, too much would be read. */
function branch(plan: Plan, reason: Reason, found: Reason[]): Sql {
  const rest = found.length ? sql`${plan.filter} and ${notYet(found)}` : plan.filter
  const [one, ...more] = reason.values
  const column = raw(`t.${reason.column}`)
  if (!more.length) return newest(plan, plan.table, sql`${column} = ${one} and ${rest}`)
  return sql`select x.* from unnest(${reason.values}::${raw(reason.type)}[]) o(v) cross join lateral (
    ${newest(plan, plan.table, sql`${column} = o.v and ${rest}`)}) x`
}

/** The rows of one of these lists of ids: from the few ids, not from the many rows; none that was found before. */
function ledRule({ led, filter }: Plan, n: number, reasons: Reason[]): Sql {
  const before = led.slice(0, n).map((l) => sql`(${ledSql(l)}) is not true`)
  return and([ledSql(led[n]!), filter, notYet(reasons), ...before])
}

/** A branch per reason, each on its own index, merged. Right for readers who see little of a large table. */
function branches(plan: Plan): Sql {
  const reasons = reasonsOf(plan)
  const parts = reasons.map((reason, i) => branch(plan, reason, reasons.slice(0, i)))
  for (const n of plan.led.keys()) parts.push(newest(plan, plan.table, ledRule(plan, n, reasons)))
  if (!parts.length) return walk(plan, raw('false'))
  const all = parts.map((p) => sql`(${p})`)
  return sql`select place, id, k from (${join(all, ' union all ')}) u ${orderBy(plan, raw('k'), raw('id'))} limit ${plan.limit + 1}`
}

/**
 * Chooses the shape. A walk reads about limit ÷ share rows; branches read limit rows per owner and department.
 * A filter or search that the database can answer from an index makes the rule a mere afterthought: walk.
 */
function pageSql(plan: Plan): Sql {
  if (plan.reach.all) return walk(plan, raw('true'))
  const { rule } = plan
  const fan = plan.reach.owners.length + plan.reach.depts.length
  const share = reachShare(plan.caller, plan.live.def, plan.reach)
  const walking = plan.limit / Math.max(share, 1e-6)
  const branching = plan.limit * (fan + 1) * 3
  if (plan.selective && share > NARROW) return walk(plan, rule)
  return walking < branching ? walk(plan, rule) : branches(plan)
}

/** How many rows, but never counting beyond the cap. */
function cappedCount(plan: Plan): Sql {
  const { table, filter, source, rest } = plan
  const cap = plan.cap + 1
  if (plan.reach.all) return sql`(select count(*) from (select 1 from ${source} t where ${rest} limit ${cap}) c)`
  const reasons = reasonsOf(plan)
  const parts = reasons.map((reason, i) => {
    const others = reasons.slice(0, i)
    const rule = others.length ? sql`${filter} and ${notYet(others)}` : filter
    if (reason.type === 'uuid') return sql`select 1 from ${table} t where ${among(reason)} and ${rule}`
    // The order leads to the index that begins with the column; without one the whole table would be read.
    return sql`select 1 from unnest(${reason.values}::text[]) o(v) cross join lateral (select t.id from ${table} t
      where t.${raw(reason.column)} = o.v and ${rule} order by t.updated_at desc, t.id desc limit ${cap}) x`
  })
  for (const n of plan.led.keys()) parts.push(sql`select 1 from ${table} t where ${ledRule(plan, n, reasons)}`)
  if (!parts.length) return raw('0')
  const all = parts.map((p) => sql`(${p} limit ${cap})`)
  return sql`(select count(*) from (select 1 from (${join(all, ' union all ')}) u limit ${cap}) c)`
}

function exactCount(plan: Plan): Sql {
  return sql`(select count(*) from ${plan.table} t where ${plan.rule} and ${plan.filter})`
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
  // The fence (`offset 0`) keeps the database from walking the whole table in the order of the page in the hope of
  // meeting the word soon: it has no idea how rare a word is. Behind it the word is not asked for again.
  const rare = search && !few && wordsOf(query.q).some((w) => !common.has(w))
  const selective = Boolean(search) || Object.keys(where).length > 0
  const after = query.cursor ? decodeCursor(query.cursor) : undefined
  return {
    caller,
    live,
    table,
    ...ways,
    filter,
    source: rare ? sql`(select t.ctid, t.* from ${table} t where ${search} offset 0)` : table,
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
  const total = query.count === 'none' || query.cursor ? raw('null') : cappedCount(plan)
  return sql`with page as materialized (${pageSql(plan)})
    select ${guardColumns(caller)}, ${query.count === 'exact' ? exactCount(plan) : total} as total, page.k::text, page.id,
      ${cells(caller, live, 't', only)}
    from page join ${plan.table} t on t.${raw(place)} = page.place ${orderBy(plan, raw('page.k'), raw('page.id'))}`
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
  // A search's best plan depends on the words searched for; an ordinary page's does not.
  // By another order than the branches' own index, how many rows an owner has decides as well.
  const valued = plan.selective || (query.where && plan.sorting.t.name !== 'updatedAt')
  return db.table(statementOf(plan, query), valued ? 'fresh' : 'named')
}

/** Nothing on the page says nothing of the caller either: whether he is still who he was is asked apart. */
async function emptyPage(caller: Caller, live: LiveObject, query: ListQuery, verb: string): Promise<Page> {
  await ensureChecked(caller)
  if (query.count === 'none' || (query.cursor && query.count !== 'exact'))
    return { data: '[]', nextCursor: null, total: null }
  if (query.cursor)
    return {
      ...(await list(caller, live.def.name, { ...query, cursor: undefined }, verb)),
      data: '[]',
      nextCursor: null,
    }
  return { data: '[]', nextCursor: null, total: { value: 0, exact: true } }
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
