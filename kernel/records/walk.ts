import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import type { ListReach } from '../access/predicate.ts'
import type { Reach } from '../access/reach.ts'
import { reachShare } from '../access/share.ts'
import { and, join, raw, type Sql, sql } from '../store/sql.ts'
import type { Cursor } from './cursor.ts'
import { type Led, ledSql } from './scope.ts'
import type { Target } from './where.ts'

/** A reader of less than this part of a table is led by what he may see, not by what he looks for. */
export const NARROW = 0.02

export interface Sorting {
  t: Target
  order: Sql
  desc: boolean
  /** Only the rows that have a value there, or only those that have none. */
  part?: 'filled' | 'blank'
}

/** What every row has a value of. */
const ALWAYS = new Set(['updatedAt', 'createdAt'])

/** How rows are come by: `reach`, and reasons beside it. */
export interface Ways {
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
export interface Plan extends Omit<Ways, 'also'> {
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
  place: 'ctid' | 'id' | 'place'
}

const KEY_CAST: Partial<Record<Target['kind'], string>> = {
  decimal: '::numeric',
  money: '::numeric',
  instant: '::timestamptz',
  bool: '::boolean',
  ref: '::uuid',
  uuid: '::uuid',
}

function keyCast(t: Target): Sql {
  if (t.kind === 'date') return raw(t.custom ? '::text' : '::date')
  if (t.kind === 'integer') return raw(t.custom ? '::numeric' : '::bigint')
  return raw(KEY_CAST[t.kind] ?? '::text')
}

/** Rows after the cursor in the order of the page. Empty values come last in both directions. */
function afterSql({ order, desc, t, part }: Sorting, after: Cursor | undefined): Sql {
  if (!after || (part === 'blank' && after.key !== null)) return raw('true')
  const id = sql`${after.id}::uuid`
  const beyond = raw(desc ? '<' : '>')
  if (after.key === null) return sql`(${t.column} is null and id ${beyond} ${id})`
  const bounded = sql`(${order}, id) ${beyond} (${sql`${after.key}${keyCast(t)}`}, ${id})`
  return part || ALWAYS.has(t.name) ? bounded : sql`(${bounded} or ${t.column} is null)`
}

function orderBy({ sorting: { t, desc, part } }: Plan, key: Sql, id: Sql): Sql {
  const direction = raw(desc ? 'desc' : 'asc')
  if (part === 'blank') return sql`order by ${id} ${direction}`
  const nulls = raw(desc && !part && !ALWAYS.has(t.name) ? ' nulls last' : '')
  return sql`order by ${key} ${direction}${nulls}, ${id} ${direction}`
}

export const aliveSql = (deleted: boolean | undefined): Sql =>
  raw(deleted ? 't.deleted_at is not null' : 't.deleted_at is null')

/** Rows in the order of the page, one more than it holds: the next page begins with that. */
function newest(plan: Plan, from: Sql, where: Sql): Sql {
  const { sorting, after, limit } = plan
  return sql`select t.${raw(plan.place)} as place, t.id, ${sorting.order} as k from ${from} t where ${where} and ${afterSql(sorting, after)}
    ${orderBy(plan, sorting.order, raw('t.id'))} limit ${limit + 1}`
}

/** One walk over the table: by the sort index, judging each row. Right for readers who see a good part of it. */
function walk(plan: Plan, rule: Sql): Sql {
  const { sorting, after, source } = plan
  const where = sql`${rule} and ${plan.rest}`
  if (!sorting.t.indexed || ALWAYS.has(sorting.t.name)) return newest(plan, source, where)
  // An index read backwards begins with its empty values, which come last on the page: they are found apart.
  const part = (name: 'filled' | 'blank', not: string): Sql =>
    newest(
      { ...plan, sorting: { ...sorting, part: name } },
      source,
      sql`${where} and ${sorting.t.column} is ${raw(not)}null`,
    )
  return merged(plan, after?.key === null ? [part('blank', '')] : [part('filled', 'not '), part('blank', '')])
}

/** The first rows of several lists, each in the order of the page. */
const merged = (plan: Plan, lists: Sql[]): Sql =>
  sql`select place, id, k from (${join(
    lists.map((l) => sql`(${l})`),
    ' union all ',
  )}) u ${orderBy(plan, raw('k'), raw('id'))} limit ${plan.limit + 1}`

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
  return merged(plan, parts)
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

const exactCount = ({ table, rule, filter }: Plan): Sql =>
  sql`(select count(*) from ${table} t where ${rule} and ${filter})`

/**
 * What is behind a fence is looked for once, for the page and for the count: `found`. Asked apart, a count that may stop
 * soon reads the table from its start instead of the index.
 */
function onFound(plan: Plan): { found: Sql; plan: Plan } {
  const { sorting, source, rule, rest } = plan
  const [k, yes] = [raw('t.k'), raw('true')]
  const found = sql`select t.${raw(plan.place)} as place, t.id, ${sorting.order} as k from ${source} t where ${rule} and ${rest}`
  const within = { table: raw('found'), source: raw('found'), rule: yes, rest: yes, filter: yes }
  const sorted = { ...sorting, order: k, t: { ...sorting.t, column: k } }
  const reach = { ...plan.reach, all: true }
  return {
    found: sql`found as materialized (${found}),`,
    plan: { ...plan, ...within, reach, sorting: sorted, place: 'place' },
  }
}

/** The page and what it needs, how many rows there are, and the order of the page once more. */
export function pageAndTotal(whole: Plan, count: 'capped' | 'exact' | 'none') {
  const { found, plan } = whole.source === whole.table ? { found: raw(''), plan: whole } : onFound(whole)
  const total = count === 'none' ? raw('null') : count === 'exact' ? exactCount(plan) : cappedCount(plan)
  const order = orderBy(plan, raw('page.k'), raw('page.id'))
  return { plans: sql`${found} page as materialized (${pageSql(plan)})`, total, order }
}
