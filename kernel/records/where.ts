import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import { fieldRight, isClear } from '../access/rights.ts'
import type { Field } from '../declare/index.ts'
import { badRequest, type Problem } from '../errors.ts'
import { isUuid } from '../store/ids.ts'
import { ARRAYS, COLLATION } from '../store/model.ts'
import { and, join, raw, type Sql, sql } from '../store/sql.ts'
import { dayOf } from '../tenant.ts'
import { storedSql } from './projection.ts'
import { scopeReach } from './scope.ts'

export type Where = Record<string, unknown>

const MAX_DEPTH = 6
const MAX_TESTS = 60
const MAX_LIST = 1000

/** A column that a filter or a sort may name. */
export interface Target {
  name: string
  column: Sql
  kind: Field['type'] | 'uuid'
  custom: boolean
  indexed: boolean
}

const SYSTEM: Record<string, [column: string, kind: Target['kind']]> = {
  id: ['id', 'uuid'],
  createdAt: ['created_at', 'instant'],
  updatedAt: ['updated_at', 'instant'],
  createdBy: ['created_by', 'uuid'],
  deletedAt: ['deleted_at', 'instant'],
}

function systemTarget(live: LiveObject, name: string, alias: string): Target | undefined {
  const { spec } = live.def
  const make = (column: string, kind: Target['kind']): Target => ({
    name,
    column: raw(`${alias}.${column}`),
    kind,
    custom: false,
    indexed: name === 'updatedAt',
  })
  if (Object.hasOwn(SYSTEM, name)) return make(...SYSTEM[name]!)
  if (name === 'number' && spec.number) return make('number', 'text')
  if (name === 'state' && spec.states) return make('state', 'select')
  if (name === 'owner' && spec.owned) return make('owner_id', 'ref')
  if (name === 'dept' && spec.owned) return make('dept_id', 'ref')
  return undefined
}

/**
 * Resolves a name in a filter or sort. A field that the caller may not see in the clear answers exactly like one that
 * does not exist: otherwise a filter would be a yes/no oracle on what is hidden.
 */
export function target(caller: Caller, live: LiveObject, name: string, alias: string): Target {
  const system = systemTarget(live, name, alias)
  if (system) return system
  const field = Object.hasOwn(live.fields, name) ? live.fields[name] : undefined
  if (!field || !isClear(fieldRight(caller.actor, live.def, name, field)))
    throw badRequest(
      'query.unknownField',
      { zh: `没有可查询的字段“${name}”`, en: `No such field to query: ${name}` },
      { field: name },
    )
  return {
    name,
    column: storedSql(name, field, alias),
    kind: field.type,
    custom: Boolean(field.custom),
    indexed: Boolean(field.index || field.unique || field.type === 'ref'),
  }
}

const bad = (name: string, why: string): Problem =>
  badRequest(
    'query.invalid',
    { zh: `筛选条件有误：${name}（${why}）`, en: `Invalid filter on ${name} (${why})` },
    { field: name },
  )

const NUMERIC = /^-?\d{1,20}(\.\d{1,10})?$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** `@today`, `@today-30`, `@me`: values that a saved filter means afresh each time. */
function special(caller: Caller, value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('@')) return value
  if (value === '@me') return caller.actor.id
  const match = /^@today(?:([+-])(\d{1,4}))?$/.exec(value)
  if (!match) return value
  const days = match[2] ? Number(match[2]) * (match[1] === '-' ? -1 : 1) : 0
  return dayOf(new Date(caller.tenant.clock().getTime() + days * 86_400_000))
}

function isRealDay(text: string): boolean {
  if (!DAY.test(text)) return false
  const parsed = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text)
}

function castTo(t: Target): string {
  switch (t.kind) {
    case 'uuid':
    case 'ref':
      return '::uuid'
    case 'integer':
    case 'decimal':
    case 'money':
      return '::numeric'
    case 'date':
      return t.custom ? '' : '::date'
    case 'instant':
      return '::timestamptz'
    case 'bool':
      return '::boolean'
    default:
      return '::text'
  }
}

/** Checks one value against the kind of its column, so that PostgreSQL never has to refuse it. */
function value(caller: Caller, t: Target, given: unknown): Sql {
  const v = special(caller, given)
  const fail = () => bad(t.name, 'value')
  const texty = typeof v === 'string' ? v : typeof v === 'number' || typeof v === 'boolean' ? String(v) : undefined
  if (texty === undefined || texty.length > 500 || texty.includes('\u0000')) throw fail()
  if ((t.kind === 'uuid' || t.kind === 'ref') && !isUuid(texty)) throw fail()
  if (['integer', 'decimal', 'money'].includes(t.kind) && !NUMERIC.test(texty)) throw fail()
  if (t.kind === 'bool' && texty !== 'true' && texty !== 'false') throw fail()
  if (t.kind === 'date' && !isRealDay(texty)) throw fail()
  if (t.kind === 'instant' && (Number.isNaN(Date.parse(texty)) || !/^\d{4}-/.test(texty))) throw fail()
  if (t.kind === 'instant') return sql`${new Date(texty).toISOString()}::timestamptz`
  // Compared as what it is, or neither index nor statistics would serve.
  if (t.kind === 'integer' && !t.custom && /^-?\d{1,18}$/.test(texty)) return sql`${texty}::bigint`
  return sql`${texty}${raw(castTo(t))}`
}

const likeEscape = (text: string): string => text.replace(/[\\%_]/g, (c) => `\\${c}`)

function textOf(t: Target, given: unknown): string {
  if (typeof given !== 'string' || given.length > 200 || given.includes('\u0000')) throw bad(t.name, 'value')
  if (!['text', 'longText', 'select', 'region'].includes(t.kind)) throw bad(t.name, 'operator')
  return given
}

function listOf(caller: Caller, t: Target, given: unknown): Sql {
  if (!Array.isArray(given) || given.length > MAX_LIST) throw bad(t.name, 'list')
  if (!given.length) return raw('null')
  return join(
    given.map((v) => value(caller, t, v)),
    ', ',
  )
}

/** Arrays: holds any of the given values. */
function holdsAny(t: Target, given: unknown): Sql {
  const list = (Array.isArray(given) ? given : [given]).map((v) => {
    if (typeof v !== 'string' || v.length > 200 || v.includes('\u0000')) throw bad(t.name, 'value')
    if ((t.kind === 'refs' || t.kind === 'files') && !isUuid(v)) throw bad(t.name, 'value')
    return v
  })
  if (list.length > MAX_LIST) throw bad(t.name, 'list')
  if (t.custom) return sql`${t.column} ?| ${list}::text[]`
  return sql`${t.column} && ${list}${raw(t.kind === 'refs' || t.kind === 'files' ? '::uuid[]' : '::text[]')}`
}

function isNullSql(t: Target, given: unknown): Sql {
  if (typeof given !== 'boolean') throw bad(t.name, 'isNull')
  const array = ARRAYS.has(t.kind as Field['type'])
  const none = array && !t.custom ? sql`coalesce(cardinality(${t.column}), 0) = 0` : sql`${t.column} is null`
  return given ? none : sql`not (${none})`
}

const COMPARE: Record<string, string> = { gt: '>', gte: '>=', lt: '<', lte: '<=' }

function test(caller: Caller, t: Target, op: string, given: unknown): Sql {
  const array = ARRAYS.has(t.kind as Field['type'])
  if (op === 'isNull') return isNullSql(t, given)
  if (op === 'has' || (array && (op === 'eq' || op === 'in'))) {
    if (!array) throw bad(t.name, 'operator')
    return holdsAny(t, given)
  }
  if (array || t.kind === 'json') throw bad(t.name, 'operator')
  if (op === 'eq') return given === null ? sql`${t.column} is null` : sql`${t.column} = ${value(caller, t, given)}`
  if (op === 'ne')
    return given === null ? sql`${t.column} is not null` : sql`${t.column} is distinct from ${value(caller, t, given)}`
  if (op === 'in') return sql`${t.column} in (${listOf(caller, t, given)})`
  if (op === 'contains') return sql`${t.column} ilike ${`%${likeEscape(textOf(t, given))}%`}`
  if (op === 'startsWith') return sql`${t.column} like ${`${likeEscape(textOf(t, given))}%`}`
  if (op === 'between') {
    if (!Array.isArray(given) || given.length !== 2) throw bad(t.name, 'between')
    return sql`${t.column} between ${value(caller, t, given[0])} and ${value(caller, t, given[1])}`
  }
  if (!Object.hasOwn(COMPARE, op) || t.kind === 'bool' || t.kind === 'uuid' || t.kind === 'ref')
    throw bad(t.name, 'operator')
  return sql`${t.column} ${raw(COMPARE[op]!)} ${value(caller, t, given)}`
}

/** Turns a filter document into SQL. Every name goes through the registry; every value is a parameter. */
export function whereSql(caller: Caller, live: LiveObject, where: Where | undefined, alias: string): Sql {
  let tests = 0
  const tied = (op: string, given: unknown): Sql => {
    if (++tests > MAX_TESTS) throw bad('where', 'size')
    if (op !== 'eq' && op !== 'in' && op !== 'ne') throw bad('scope', 'operator')
    const { rule } = scopeReach(caller, live.def, given, alias)
    return op === 'ne' ? sql`not coalesce(${rule}, false)` : rule
  }
  const walk = (node: unknown, depth: number): Sql => {
    if (depth > MAX_DEPTH || typeof node !== 'object' || node === null || Array.isArray(node))
      throw bad('where', 'shape')
    const parts = Object.entries(node).map(([key, inner]) => {
      if (key === 'and' || key === 'or') {
        if (!Array.isArray(inner)) throw bad(key, 'shape')
        if (!inner.length) return raw('true')
        return sql`(${join(
          inner.map((n) => walk(n, depth + 1)),
          key === 'and' ? ' and ' : ' or ',
        )})`
      }
      if (key === 'not') return sql`not coalesce((${walk(inner, depth + 1)}), false)`
      if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) throw bad(key, 'shape')
      if (key === 'scope') return and(Object.entries(inner).map(([op, given]) => tied(op, given)))
      const t = target(caller, live, key, alias)
      return and(
        Object.entries(inner).map(([op, given]) => {
          if (++tests > MAX_TESTS) throw bad('where', 'size')
          return test(caller, t, op, given)
        }),
      )
    })
    return and(parts)
  }
  return where && Object.keys(where).length ? sql`(${walk(where, 0)})` : raw('true')
}

/** The expression a sort orders by: names in the order of their pinyin. */
export function sortSql(t: Target): Sql {
  return t.kind === 'text' || t.kind === 'longText' ? sql`${t.column} collate ${raw(COLLATION)}` : t.column
}
