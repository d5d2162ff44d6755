import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import { lineRight } from '../access/rights.ts'
import type { Field } from '../declare/index.ts'
import type { Problem } from '../errors.ts'
import { newId } from '../store/ids.ts'
import { columnOf, columnType, lineTableName } from '../store/model.ts'
import { literal, raw, sql } from '../store/sql.ts'
import type { Values } from './input.ts'
import type { Changes, Unit } from './unit.ts'

/** A document as it is about to be stored: `derive` of its lines works on it in place. */
export interface Document {
  row: Values
  lines: Record<string, Values[]>
  /** What was stored before; absent on create. */
  before?: Values
  /** Set instead of throwing where one of many documents is wrong. */
  problem?: Problem
}

type DeriveLines = (unit: Unit, documents: Document[]) => Promise<void>

/**
 * Declares what follows from a document's lines: amounts of each line, totals of the head. Gets all documents of a batch
 * at once, so that prices of a thousand orders are one query. Runs at every create and update through the API.
 */
export const deriveLines = (derive: DeriveLines): DeriveLines => derive

/** Runs a declared derivation over documents. */
export async function settleLines(unit: Unit, live: LiveObject, documents: Document[]): Promise<void> {
  const derive = live.def.spec.deriveLines as DeriveLines | undefined
  if (derive && documents.length) await derive(unit, documents)
}

interface LineText {
  columns: string
  record: string
  updates: string
  names: [field: string, column: string][]
  /** Columns with a declared default, and that in SQL. */
  defaults: [column: string, value: unknown, sql: string][]
}

const lineTexts = new WeakMap<object, LineText>()

function lineText(live: LiveObject, name: string): LineText {
  const known = lineTexts.get(live.def.spec.lines![name]!)
  if (known) return known
  const fields = Object.entries(live.def.spec.lines![name]!.fields)
  const types: [string, string][] = [
    ['id', 'uuid'],
    ['parent_id', 'uuid'],
    ['position', 'integer'],
  ]
  for (const [field, spec] of fields) types.push([columnOf(field, spec), columnType(spec)])
  const text: LineText = {
    columns: types.map(([n]) => `"${n}"`).join(', '),
    record: types.map(([n, t]) => `"${n}" ${t}`).join(', '),
    updates: types
      .slice(2)
      .map(([n]) => `"${n}" = excluded."${n}"`)
      .join(', '),
    names: fields.map(([field, spec]) => [field, columnOf(field, spec)]),
    defaults: fields.flatMap(([field, spec]) =>
      typeof spec.default === 'string'
        ? [[columnOf(field, spec), spec.default, `${literal(spec.default).text}::${columnType(spec)}`]]
        : [],
    ),
  }
  lineTexts.set(live.def.spec.lines![name]!, text)
  return text
}

/** Writes child lines of several parents; a line whose id is stored already is changed, unless all are `made` just now. */
export async function putLines(
  unit: Unit,
  live: LiveObject,
  name: string,
  lines: Values[],
  made = false,
): Promise<void> {
  if (!lines.length) return
  const { columns, record, updates, names, defaults } = lineText(live, name)
  const rows = lines.map((line) => {
    const row: Values = { id: line.id, parent_id: line.parent, position: line.position }
    // Absent is empty: the text that PostgreSQL has to take apart is half as long.
    for (const [field, column] of names) row[column] = line[field] ?? undefined
    return row
  })
  // Counters of new lines stand at nothing: said once, not line by line.
  const same = made ? defaults.filter(([column, value]) => rows.every((row) => row[column] === value)) : []
  for (const [column] of same) for (const row of rows) row[column] = undefined
  const said = same.reduce((text, [column, , value]) => text.replace(`"${column}"`, () => value), columns)
  await unit.tx.query(sql`insert into ${unit.table(lineTableName(live.def, name))} (${raw(columns)})
    select ${raw(said)} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(${raw(record)})
    ${raw(made ? '' : `on conflict (id) do update set ${updates}`)}`)
}

/** The stored lines of one parent, in order, with their ids. */
export async function linesOf(unit: Unit, live: LiveObject, name: string, parent: string): Promise<Values[]> {
  const { names } = lineText(live, name)
  const rows = await unit.tx.query<Values>(
    sql`select * from ${unit.table(lineTableName(live.def, name))} where parent_id = ${parent} order by position`,
  )
  return rows.map((r) => ({
    id: r.id,
    ...Object.fromEntries(names.map(([field, column]) => [field, r[column] ?? null])),
  }))
}

/** All kinds of lines of one document. */
export async function allLines(unit: Unit, live: LiveObject, parent: string): Promise<Record<string, Values[]>> {
  const all: Record<string, Values[]> = {}
  for (const name of Object.keys(live.def.spec.lines ?? {})) all[name] = await linesOf(unit, live, name, parent)
  return all
}

/**
 * Lines as a person sent them, laid over those that are stored: a line sent with its id stays that line and keeps what
 * only commands write (shipped so far) and what its sender may not see; one sent without, or with the id of another document's line, is new.
 */
export function overlayLines(
  caller: Caller,
  live: LiveObject,
  name: string,
  stored: Values[],
  sent: Values[],
): Values[] {
  const known = new Map(stored.map((line) => [line.id, line]))
  const writable = (key: string, f: Field) =>
    !f.readOnly && ['edit', 'masked'].includes(lineRight(caller.actor, live.def, name, key))
  const fields = Object.entries(live.def.spec.lines![name]!.fields)
  return sent.map((line) => {
    const before = known.get(line.id)
    if (!before) return { ...line, id: newId() }
    known.delete(line.id)
    const kept = fields.filter(([key, f]) => !writable(key, f) || line[key] === undefined)
    return { ...line, ...Object.fromEntries(kept.map(([field]) => [field, before[field]])), id: before.id }
  })
}

/** Makes `next` the lines of a parent: changes, adds and removes what differs. Says what changed, for the audit. */
export async function storeLines(
  unit: Unit,
  live: LiveObject,
  parent: string,
  before: Record<string, Values[]>,
  after: Record<string, Values[]>,
): Promise<Changes> {
  const changes: Changes = {}
  for (const [name, next] of Object.entries(after)) {
    const was = before[name] ?? []
    if (JSON.stringify(was) === JSON.stringify(next)) continue
    const stay = new Set(next.map((line) => line.id))
    const gone = was.filter((line) => !stay.has(line.id)).map((line) => line.id as string)
    if (gone.length)
      await unit.tx.query(
        sql`delete from ${unit.table(lineTableName(live.def, name))} where parent_id = ${parent} and id = any(${gone}::uuid[])`,
      )
    await putLines(
      unit,
      live,
      name,
      next.map((line, position) => ({ ...line, parent, position })),
    )
    changes[name] = [was, next]
  }
  return changes
}
