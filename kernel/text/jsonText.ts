import pg from 'pg'
import type { Column, TextTable } from '../store/wire/asked.ts'

type ToJson = (text: string) => string
/** How PostgreSQL's own text of a value becomes JSON: as it stands, between quotes, or by a rule. */
type Kind = 'plain' | 'quoted' | ToJson

const { BOOL, INT2, INT4, INT8, NUMERIC, JSON: JSON_OID, JSONB, TEXT, UUID, DATE, TIMESTAMPTZ } = pg.types.builtins
const [TEXT_ARRAY, UUID_ARRAY] = [1009, 2951]

const instant: ToJson = (text) =>
  text.endsWith('+00') ? `"${text.slice(0, 10)}T${text.slice(11)}:00"` : JSON.stringify(text)
const parsed =
  (type: number): ToJson =>
  (text) =>
    JSON.stringify((pg.types.getTypeParser(type, 'text') as (text: string) => unknown)(text))
/** Codes and ids stand in an array as they are; anything else is quoted there, and read by the driver's parser. */
const codes =
  (type: number): ToJson =>
  (text) =>
    /^\{[\w-]+(,[\w-]+)*\}$/.test(text) && !text.includes('NULL')
      ? `["${text.slice(1, -1).replaceAll(',', '","')}"]`
      : parsed(type)(text)

/** By type, as the database's `to_json` would write it. */
const KNOWN = new Map<number, Kind>([
  [BOOL, (text) => (text === 't' ? 'true' : 'false')],
  ...[INT2, INT4, INT8, NUMERIC, JSON_OID, JSONB].map((type): [number, Kind] => [type, 'plain']),
  [TEXT, JSON.stringify],
  ...[UUID, DATE].map((type): [number, Kind] => [type, 'quoted']),
  [TIMESTAMPTZ, instant],
  ...[TEXT_ARRAY, UUID_ARRAY].map((type): [number, Kind] => [type, codes(type)]),
])
const kindOf = (column: Column): Kind => KNOWN.get(column.dataTypeID) ?? parsed(column.dataTypeID)

/** A column `x` followed by one named `x.label` is a reference: `{id, label}` of both. */
export const LABEL = '.label'
/** A column `x>object` is the id of a row of an object whose rows are known by name. */
export const NAMED = '>'

interface Cell {
  at: number
  key: string
  kind: Kind
  /** The object whose rows are known by name. */
  object?: string
  label?: Kind
}

const written = (kind: Kind, text: string | null): string =>
  text === null ? 'null' : kind === 'plain' ? text : kind === 'quoted' ? `"${text}"` : kind(text)

/** What the rows of one statement have in common: their cells, and the texts between two values with only nulls there. */
class Layout {
  readonly cells: Cell[] = []
  readonly #between: string[][] = []

  constructor(columns: Column[], from: number) {
    for (let at = from; at < columns.length; at++) {
      const [key, object] = columns[at]!.name.split(NAMED) as [string, string?]
      const kind = kindOf(columns[at]!)
      const pair = columns[at + 1]?.name === key + LABEL
      this.cells.push({ at, key, kind, object, label: pair ? kindOf(columns[++at]!) : undefined })
    }
  }

  #quote(cell: Cell | undefined): string {
    return cell?.kind === 'quoted' && !cell.object && !cell.label ? '"' : ''
  }

  /** The text from one cell's value to that of another; -1 is the beginning, the number of cells the end. */
  between(one: number, other: number): string {
    const known = this.#between[one + 1]?.[other]
    if (known !== undefined) return known
    this.#between[one + 1] ??= []
    const text = this.#text(one, other)
    this.#between[one + 1]![other] = text
    return text
  }

  #text(one: number, other: number): string {
    const [before, after] = [this.cells[one], this.cells[other]]
    const nulls = this.cells.slice(one + 1, other).map((cell) => `"${cell.key}":null`)
    const keys = [...nulls, ...(after ? [`"${after.key}":${this.#quote(after)}`] : [])].join(',')
    return `${this.#quote(before)}${one < 0 ? '{' : keys && ','}${keys}${after ? '' : '}'}`
  }
}

const layouts = new WeakMap<Column[], Layout>()

/**
 * JSON objects of rows, from column `from` on (for one statement always the same); `known` gives `{id, label}` by object
 * and id. Written here and not by the database, which takes three times as long over a row of many empty fields.
 */
export function objectTexts(table: TextTable, known: Map<string, Map<string, string>>, from = 0): string[] {
  const layout = layouts.get(table.columns) ?? new Layout(table.columns, from)
  layouts.set(table.columns, layout)
  const { cells } = layout
  const named = cells.map((cell) => cell.object && known.get(cell.object))
  return table.rows.map((row) => {
    let text = ''
    let last = -1
    for (let i = 0; i < cells.length; i++) {
      const { at, kind, label, object } = cells[i]!
      const value = row[at]
      if (value == null) continue
      text += layout.between(last, i)
      last = i
      const names = named[i]
      if (names) text += names.get(value) ?? `{"id":"${value}","label":null}`
      else if (label) text += `{"id":${written(kind, value)},"label":${written(label, row[at + 1]!)}}`
      else text += kind === 'plain' || (kind === 'quoted' && !object) ? value : written(kind, value)
    }
    return text + layout.between(last, cells.length)
  })
}
