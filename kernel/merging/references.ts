import type { ObjectDef } from '../declare/index.ts'
import { Refusal } from '../errors.ts'
import type { Unit } from '../records/unit.ts'
import { columnOf, lineTableName } from '../store/model.ts'
import { join, literal, raw, type Sql, sql } from '../store/sql.ts'

/** A place where a row of some object may be named. */
export interface Reference {
  /** Object whose rows (or lines) hold the reference. */
  object: string
  table: string
  column: string
  /** `ref` one id; `refs` an array; `custom` inside the custom column; `paper` an object name and an id as text. */
  kind: 'ref' | 'refs' | 'custom' | 'paper'
  /** The field by which the row lies within its parent. */
  within: boolean
  /** Field name, for hooks; absent on lines. */
  field?: string
}

/** Every place that may name a row of `target`: fields, lines, administrators' fields, and attached papers. */
export function referencesTo(unit: Unit, target: ObjectDef): Reference[] {
  const found: Reference[] = []
  for (const { def, fields } of unit.caller.model.objects.values()) {
    for (const [name, field] of Object.entries(fields)) {
      if (field.to !== target.name || (field.type !== 'ref' && field.type !== 'refs')) continue
      const kind = field.custom ? 'custom' : field.type
      const column = field.custom ? name : columnOf(name, field)
      found.push({ object: def.name, table: def.table, column, kind, within: def.spec.within === name, field: name })
    }
    for (const [lines, { fields: columns }] of Object.entries(def.spec.lines ?? {}))
      for (const [name, field] of Object.entries(columns))
        if (field.type === 'ref' && field.to === target.name)
          found.push({
            object: def.name,
            table: lineTableName(def, lines),
            column: columnOf(name, field),
            kind: 'ref',
            within: false,
          })
    if (fields.object?.type === 'text' && fields.record?.type === 'text')
      found.push({ object: def.name, table: def.table, column: 'record', kind: 'paper', within: false })
  }
  return found
}

/** Ids of the rows that were turned, and for arrays what they held before. */
export interface Turned extends Reference {
  ids: string[]
  before?: Record<string, string[]>
}

function setSql(r: Reference, to: string, from: string): Sql {
  const column = raw(`"${r.column}"`)
  if (r.kind === 'custom')
    return sql`custom = jsonb_set(custom, array[${raw(literal(r.column).text)}], to_jsonb(${to}::text))`
  if (r.kind === 'refs') return sql`${column} = array_replace(${column}, ${from}::uuid, ${to}::uuid)`
  return r.kind === 'paper' ? sql`${column} = ${to}` : sql`${column} = ${to}::uuid`
}

function whereNames(r: Reference, object: string, id: string): Sql {
  const column = raw(`"${r.column}"`)
  if (r.kind === 'custom') return sql`custom->>${raw(literal(r.column).text)} = ${id}`
  if (r.kind === 'refs') return sql`${column} @> array[${id}::uuid]`
  return r.kind === 'paper' ? sql`"object" = ${object} and ${column} = ${id}` : sql`${column} = ${id}::uuid`
}

/**
 * A ledger is written once: whoever stands in one cannot become somebody else. Returns the references that can be
 * turned, those of ledgers left out.
 */
export async function withoutLedgers(unit: Unit, references: Reference[], id: string): Promise<Reference[]> {
  const isLedger = (r: Reference) => Boolean(unit.caller.model.objects.get(r.object)!.def.spec.appendOnly)
  for (const r of references.filter(isLedger)) {
    const { def } = unit.caller.model.objects.get(r.object)!
    const [row] = await unit.tx.query(
      sql`select 1 from ${unit.table(r.table)} where ${whereNames(r, def.name, id)} limit 1`,
    )
    if (row)
      throw new Refusal('merge.hasLedger', {
        zh: `要并入的记录在“${def.label.zh}”中已有账目，不能并入他人；请改以它为保留的一方`,
        en: `The record to be merged stands in the ${def.label.en}, which never changes; let it be the one that stays`,
      })
  }
  return references.filter((r) => !isLedger(r))
}

/** Turns every reference of one kind from one row to another, except in the rows named by `leave`. */
export async function turn(
  unit: Unit,
  r: Reference,
  object: string,
  move: { from: string; to: string; leave: string[]; only?: string[] },
): Promise<Turned> {
  const table = unit.table(r.table)
  const conditions = [whereNames(r, object, move.from), sql`not (id = any(${move.leave}::uuid[]))`]
  if (move.only) conditions.push(sql`id = any(${move.only}::uuid[])`)
  const where = join(conditions, ' and ')
  let before: Record<string, string[]> | undefined
  if (r.kind === 'refs') {
    const rows = await unit.tx.query<{ id: string; held: string[] }>(
      sql`select id, ${raw(`"${r.column}"`)} as held from ${table} where ${where} for update`,
    )
    before = Object.fromEntries(rows.map((x) => [x.id, x.held]))
  }
  const rows = await unit.tx.query<{ id: string }>(
    sql`update ${table} set ${setSql(r, move.to, move.from)} where ${where} returning id`,
  )
  return { ...r, ids: rows.map((x) => x.id), ...(before ? { before } : {}) }
}
