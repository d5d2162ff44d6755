import type { Caller } from '../../access/actor.ts'
import { hasVerb } from '../../access/reach.ts'
import { fieldRight, isClear, lineRight } from '../../access/rights.ts'
import type { Field, ObjectDef } from '../../declare/index.ts'
import { Refusal } from '../../errors.ts'
import { getRow } from '../../records/get.ts'
import { type ListQuery, list, MAX_LIMIT } from '../../records/list.ts'
import { openingSums } from './opening.ts'

export type Row = Record<string, unknown>

/** Fields of an object, or of the lines of one. */
export interface Shape {
  def: ObjectDef
  /** Name of the lines, where the rows are lines. */
  lines?: string
}

/** A row together with what its values are. */
export interface Scope {
  shape: Shape
  row: Row
  /** Place in its table, from 1. */
  n?: number
}

export interface Collected {
  root: Scope
  /** Rows that references lead to, by `object:id`, with the fields that the template asks for. */
  linked: Map<string, Row>
  /** Rows of other objects that point here, by `object.field`. */
  pointing: Map<string, Scope[]>
  /** What pointing rows before the period add up to, by `object.field.column`. */
  opening: Map<string, string>
}

/** Rows of one table of a printed page; more is a list, to be exported. */
const MAX_ROWS = 2000
const SYSTEM_REFS: Record<string, string> = { owner: 'employee', dept: 'department' }

/** The declaration behind a name, or undefined. */
export function fieldOf(caller: Caller, { def, lines }: Shape, name: string): Field | undefined {
  const own = lines ? def.spec.lines![lines]!.fields : caller.model.objects.get(def.name)!.fields
  return Object.hasOwn(own, name) ? own[name] : undefined
}

/** May the value be read in the open? A masked one is text already, whatever its type. */
export function isOpen(caller: Caller, { def, lines }: Shape, name: string): boolean {
  if (lines) return isClear(lineRight(caller.actor, def, lines, name))
  return isClear(fieldRight(caller.actor, def, name, fieldOf(caller, { def }, name)))
}

/** The object that a name of a row leads to. */
function targetOf(caller: Caller, shape: Shape, name: string): ObjectDef | undefined {
  const to = fieldOf(caller, shape, name)?.to ?? (shape.lines ? undefined : SYSTEM_REFS[name])
  return to && fieldOf(caller, shape, name)?.type !== 'refs' ? caller.model.objects.get(to)?.def : undefined
}

interface Branch {
  shape: Shape
  rows: Row[]
  paths: string[][]
}

interface Wanted {
  def: ObjectDef
  ids: Set<string>
  paths: string[][]
}

async function all(caller: Caller, object: string, query: ListQuery): Promise<Row[]> {
  const found: Row[] = []
  let cursor: string | undefined
  do {
    const page = await list(caller, object, { ...query, limit: MAX_LIMIT, cursor, count: 'none' })
    found.push(...(JSON.parse(page.data) as Row[]))
    cursor = page.nextCursor ?? undefined
    if (cursor && found.length >= MAX_ROWS)
      throw new Refusal('print.tooMany', {
        zh: `明细超过 ${MAX_ROWS} 行，请缩短期间后再打印，或改用导出`,
        en: `More than ${MAX_ROWS} rows; print a shorter period, or export them`,
      })
  } while (cursor)
  return found
}

/** Follows references level by level: one statement for each object that a level leads to (and each 200 rows of it). */
async function follow(caller: Caller, branches: Branch[], linked: Collected['linked']): Promise<void> {
  const wanted = new Map<string, Wanted>()
  for (const { shape, rows, paths } of branches)
    for (const [name, ...rest] of paths) {
      const def = rest.length ? targetOf(caller, shape, name!) : undefined
      if (!def || !hasVerb(caller.actor, def, 'read')) continue
      const want = wanted.get(def.name) ?? { def, ids: new Set(), paths: [] }
      wanted.set(def.name, want)
      want.paths.push(rest)
      for (const row of rows) {
        const id = (row[name!] as { id?: string } | null | undefined)?.id
        if (id) want.ids.add(id)
      }
    }
  const next: Branch[] = []
  for (const { def, ids, paths } of wanted.values()) {
    const fields = [...new Set(paths.map((p) => p[0]!))]
    const rows: Row[] = []
    const known = [...ids]
    for (let i = 0; i < known.length; i += MAX_LIMIT)
      rows.push(...(await all(caller, def.name, { where: { id: { in: known.slice(i, i + MAX_LIMIT) } }, fields })))
    for (const row of rows) {
      const key = `${def.name}:${row.id}`
      linked.set(key, { ...linked.get(key), ...row })
    }
    next.push({ shape: { def }, rows, paths: paths.filter((p) => p.length > 1) })
  }
  if (next.some((b) => b.paths.length && b.rows.length)) await follow(caller, next, linked)
}

export interface TableSource {
  source: string[]
  sort?: string
  day?: string
}

export interface Period {
  from?: string
  to?: string
}

/** Rows of another object whose field points at the record, as the reader may see them. */
async function pointingRows(
  caller: Caller,
  id: string,
  { source, sort, day }: TableSource,
  period: Period,
  fields: string[],
): Promise<Scope[] | undefined> {
  const [object = '', field = ''] = source
  const def = caller.model.objects.get(object)?.def
  if (def?.fields[field]?.type !== 'ref' || !hasVerb(caller.actor, def, 'read')) return undefined
  const and: Record<string, unknown>[] = [{ [field]: { eq: id } }]
  if (day && period.from) and.push({ [day]: { gte: period.from } })
  if (day && period.to) and.push({ [day]: { lte: period.to } })
  const where = { and } as ListQuery['where']
  const rows = await all(caller, object, { where, fields: [...fields, field], sort })
  return rows.map((row, i) => ({ shape: { def }, row, n: i + 1 }))
}

/**
 * Reads everything that a template asks of a record, as the reader may see it: what is hidden is absent, what is masked
 * comes masked, and a record that he may not see is not there (404).
 */
export async function collect(
  caller: Caller,
  object: string,
  id: string,
  paths: string[][],
  tables: TableSource[],
  period: Period,
): Promise<Collected> {
  const { def } = caller.model.objects.get(object)!
  const row = await getRow<Row>(caller, object, id)
  const linked: Collected['linked'] = new Map()
  const pointing: Collected['pointing'] = new Map()
  const opening: Collected['opening'] = new Map()
  const lines = new Set(Object.keys(def.spec.lines ?? {}))
  const branches: Branch[] = [{ shape: { def }, rows: [row], paths: paths.filter(([name]) => !lines.has(name!)) }]
  for (const name of lines) {
    const rest = paths.filter((p) => p[0] === name && p.length > 1).map((p) => p.slice(1))
    branches.push({ shape: { def, lines: name }, rows: (row[name] as Row[] | undefined) ?? [], paths: rest })
  }
  for (const table of tables.filter((t) => t.source.length === 2)) {
    const [from, by] = table.source
    const rest = paths.filter((p) => p[0] === from && p[1] === by && p.length > 2).map((p) => p.slice(2))
    const scopes = await pointingRows(caller, id, table, period, [...new Set(rest.map((p) => p[0]!))])
    if (!scopes) continue
    pointing.set(table.source.join('.'), scopes)
    if (table.day) {
      const before = { object: from!, field: by!, id, day: table.day, from: period.from }
      const sums = await openingSums(caller, before, [...new Set(rest.filter((p) => p.length === 1).map((p) => p[0]!))])
      for (const [name, sum] of sums) opening.set(`${from}.${by}.${name}`, sum)
    }
    if (scopes.length) branches.push({ shape: scopes[0]!.shape, rows: scopes.map((s) => s.row), paths: rest })
  }
  await follow(caller, branches, linked)
  return { root: { shape: { def }, row }, linked, pointing, opening }
}

/** The rows of a table: lines of the record, or rows of others that point at it. */
export function rowsOf({ root, pointing }: Collected, source: string[]): Scope[] {
  if (source.length === 2) return pointing.get(source.join('.')) ?? []
  const name = source[0]!
  if (!Object.hasOwn(root.shape.def.spec.lines ?? {}, name)) return []
  const lines = (root.row[name] as Row[] | undefined) ?? []
  return lines.map((row, i) => ({ shape: { def: root.shape.def, lines: name }, row, n: i + 1 }))
}

/** Where a path ends: the row that holds the value, and the value's name there. */
export function endOf(
  caller: Caller,
  { linked }: Collected,
  scope: Scope,
  path: string[],
): { scope: Scope; name: string } | undefined {
  let at = scope
  for (const name of path.slice(0, -1)) {
    const def = targetOf(caller, at.shape, name)
    const id = (at.row[name] as { id?: string } | null | undefined)?.id
    const row = def && id ? linked.get(`${def.name}:${id}`) : undefined
    if (!def || !row) return undefined
    at = { shape: { def }, row }
  }
  return { scope: at, name: path.at(-1)! }
}
