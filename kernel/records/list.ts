import type { Caller } from '../access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '../access/caller.ts'
import { compiled } from '../access/compiled.ts'
import type { LiveObject } from '../access/model.ts'
import { type ListReach, listReach, reachSql, visibleSql } from '../access/predicate.ts'
import { hasVerb, isNothing, type Reach } from '../access/reach.ts'
import { fieldRight, isClear } from '../access/rights.ts'
import { reachShare, sharesVersion } from '../access/share.ts'
import type { ObjectDef } from '../declare/index.ts'
import { badRequest, denied } from '../errors.ts'
import { and, empty, join, or, raw, type Sql, sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { type Cursor, decodeCursor, encodeCursor } from './cursor.ts'
import { projection } from './projection.ts'
import { type Led, ledByTeam, scopeReach, takeScope } from './scope.ts'
import { commonWords, searchSql, wordsOf } from './searchTerm.ts'
import { sortSql, type Target, target, type Where, whereSql } from './where.ts'

export const MAX_LIMIT = 200
const COUNT_CAP = 1000
/** A search counts less far: each row has to be looked into. */
const SEARCH_CAP = 200
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
  /** JSON text of the rows, made by the database. */
  data: string
  nextCursor: string | null
  total: { value: number; exact: boolean } | null
}

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

/** One walk over the table: by the sort index, judging each row. Right for readers who see a good part of it. */
function walk(plan: Plan, rule: Sql): Sql {
  const { source, rest, sorting, after, limit } = plan
  return sql`select t.id, ${sorting.order} as k from ${source} t where ${rule} and ${rest} and ${afterSql(sorting, after)}
    ${orderBy(plan, sorting.order, raw('t.id'))} limit ${limit + 1}`
}

/** For each of a handful of owners (or departments) the newest rows straight off its own index. */
function branch(plan: Plan, column: 'owner_id' | 'dept_id', ids: string[]): Sql {
  const { table, filter, sorting, after, limit } = plan
  return sql`select x.id, x.k from unnest(${ids}::uuid[]) o(id) cross join lateral (
    select t.id, ${sorting.order} as k from ${table} t where t.${raw(column)} = o.id and ${filter} and ${afterSql(sorting, after)}
    ${orderBy(plan, sorting.order, raw('t.id'))} limit ${limit + 1}) x`
}

/** For each value of an indexed column the newest rows: asked together, the database would rather walk everything. */
function besidesBranch(plan: Plan, { column, values }: NonNullable<ListReach['besides']>): Sql {
  const { table, filter, sorting, after, limit } = plan
  return sql`select x.id, x.k from unnest(${values}::text[]) o(v) cross join lateral (
    select t.id, ${sorting.order} as k from ${table} t where t.${raw(column)} = o.v and ${filter} and ${afterSql(sorting, after)}
    ${orderBy(plan, sorting.order, raw('t.id'))} limit ${limit + 1}) x`
}

/** Rows led to by what another table keeps: start from its few ids, not from the many rows. */
function ledBranch(plan: Plan, { column, ids, rule }: Led): Sql {
  const { table, filter, sorting, after } = plan
  return sql`select t.id, ${sorting.order} as k from ${table} t where ${column} in (${ids})
    and ${rule} and ${filter} and ${afterSql(sorting, after)}`
}

/** A branch per reason, each on its own index, merged. Right for readers who see little of a large table. */
function branches(plan: Plan): Sql {
  const { reach } = plan
  const parts: Sql[] = plan.led.map((led) => ledBranch(plan, led))
  if (reach.owners.length) parts.push(branch(plan, 'owner_id', reach.owners))
  if (reach.depts.length) parts.push(branch(plan, 'dept_id', reach.depts))
  if (plan.besides) parts.push(besidesBranch(plan, plan.besides))
  if (!parts.length) return walk(plan, raw('false'))
  return sql`select id, k from (${join(
    parts.map((p) => sql`(${p})`),
    ' union ',
  )}) u ${orderBy(plan, raw('k'), raw('id'))} limit ${plan.limit + 1}`
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
  const { table, filter, reach, source, rest } = plan
  const cap = plan.cap + 1
  if (reach.all) return sql`(select count(*) from (select 1 from ${source} t where ${rest} limit ${cap}) c)`
  const parts: Sql[] = []
  const part = (rule: Sql) => parts.push(sql`(select t.id from ${table} t where ${rule} and ${filter} limit ${cap})`)
  if (reach.owners.length) part(sql`t.owner_id = any(${reach.owners}::uuid[])`)
  if (reach.depts.length) part(sql`t.dept_id = any(${reach.depts}::uuid[])`)
  if (plan.besides) {
    // The order leads to the index that begins with the column; without one the whole table would be read.
    const { column, values } = plan.besides
    parts.push(sql`(select x.id from unnest(${values}::text[]) o(v) cross join lateral (select t.id from ${table} t
      where t.${raw(column)} = o.v and ${filter} order by t.updated_at desc, t.id desc limit ${cap}) x)`)
  }
  for (const { column, ids, rule } of plan.led) part(sql`${column} in (${ids}) and ${rule}`)
  if (!parts.length) return raw('0')
  return sql`(select count(*) from (select 1 from (${join(parts, ' union ')}) u limit ${cap}) c)`
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
  const limit = Math.min(Math.max(Math.trunc(query.limit ?? 50), 1), MAX_LIMIT)
  const selective = Boolean(search) || Object.keys(where).length > 0
  const after = query.cursor ? decodeCursor(query.cursor) : undefined
  return {
    caller,
    live,
    table,
    ...ways,
    filter,
    source: rare ? sql`(select t.* from ${table} t where ${search} offset 0)` : table,
    rest: rare ? rest : filter,
    sorting: sortingOf(caller, live, query.sort, 't'),
    after,
    limit,
    selective,
    cap: search ? SEARCH_CAP : COUNT_CAP,
  }
}

type ListRow = Guarded & {
  data: string
  more: boolean
  last_key: string | null
  last_id: string | null
  total: number | null
}

function statementOf(plan: Plan, query: ListQuery): Sql {
  const { caller, live, limit } = plan
  const only = query.fields?.length ? new Set(query.fields) : undefined
  const count =
    query.count === 'exact'
      ? exactCount(plan)
      : query.count === 'none' || query.cursor
        ? raw('null')
        : cappedCount(plan)
  const asText =
    plan.sorting.t.kind === 'instant'
      ? raw(`to_char(k at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`)
      : raw('k::text')
  return sql`with page as materialized (${pageSql(plan)}), shown as (select * from page ${orderBy(plan, raw('k'), raw('id'))} limit ${limit}),
      last as (select id, k from shown ${orderBy(plan, raw('k'), raw('id'))} offset ${limit - 1} limit 1)
    select ${guardColumns(caller)}, ${count} as total,
      (select count(*) from page) > ${limit} as more,
      (select ${asText} from last) as last_key, (select id from last) as last_id,
      (select coalesce(json_agg(r), '[]')::text from (select ${projection(caller, live, 't', only)}
        from shown join ${plan.table} t on t.id = shown.id ${orderBy(plan, raw('shown.k'), raw('shown.id'))}) r) as data`
}

async function run(caller: Caller, live: LiveObject, query: ListQuery, verb: string): Promise<ListRow[]> {
  const { db } = caller.tenant
  if (!query.where && !query.q && !query.cursor) {
    // The first page without a filter is what most requests ask for: written once for each caller.
    const key = `list ${live.def.name} ${verb} ${sharesVersion(caller.tenant)} ${JSON.stringify(query)}`
    return db.query<ListRow>(compiled(caller, key, {}, (who) => statementOf(planOf(who, live, query, verb), query)))
  }
  const plan = planOf(caller, live, query, verb, await commonWords(caller, live, query.q))
  const statement = statementOf(plan, query)
  // A search's best plan depends on the words searched for; an ordinary page's does not.
  return plan.selective ? db.fresh<ListRow>(statement) : db.query<ListRow>(statement)
}

/**
 * A page of rows that the caller may see, as JSON text. One statement holds the rule, the field rights, the filter,
 * the order, the capped total and the check that the caller is still who he was.
 */
export async function list(caller: Caller, object: string, query: ListQuery = {}, verb = 'read'): Promise<Page> {
  const live = caller.model.objects.get(object)!
  const [row] = await run(caller, live, query, verb)
  checkGuard(caller, row)
  const cap = query.q?.trim() ? SEARCH_CAP : COUNT_CAP
  const exact = query.count === 'exact' || (row!.total ?? 0) <= cap
  return {
    data: row!.data,
    nextCursor: row!.more && row!.last_id ? encodeCursor({ key: row!.last_key, id: row!.last_id }) : null,
    total: row!.total === null ? null : { value: exact ? row!.total : cap, exact },
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

/** How many rows the caller sees under a filter. */
export async function count(
  caller: Caller,
  object: string,
  query: Pick<ListQuery, 'where' | 'q' | 'deleted'> = {},
): Promise<number> {
  return (await list(caller, object, { ...query, limit: 1, count: 'exact', fields: ['id'] })).total!.value
}
