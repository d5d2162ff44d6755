import pg from 'pg'

type ToJson = (text: string) => string

const same: ToJson = (text) => text
const quoted: ToJson = (text) => `"${text}"`
const instant: ToJson = (text) =>
  text.endsWith('+00') ? `"${text.slice(0, 10)}T${text.slice(11)}:00"` : JSON.stringify(text)

/** How PostgreSQL's own text of a value becomes JSON, by type: as its `to_json` would write it. */
const KNOWN = new Map<number, ToJson>([
  [pg.types.builtins.BOOL, (text) => (text === 't' ? 'true' : 'false')],
  [pg.types.builtins.INT2, same],
  [pg.types.builtins.INT4, same],
  [pg.types.builtins.INT8, same],
  [pg.types.builtins.NUMERIC, same],
  [pg.types.builtins.JSON, same],
  [pg.types.builtins.JSONB, same],
  [pg.types.builtins.TEXT, JSON.stringify],
  [pg.types.builtins.UUID, quoted],
  [pg.types.builtins.DATE, quoted],
  [pg.types.builtins.TIMESTAMPTZ, instant],
])

/** Type parsers of a statement whose values go into JSON text and nowhere else. Lists are parsed, the rest is text. */
export const jsonTypes = {
  getTypeParser: (oid: number): ToJson =>
    KNOWN.get(oid) ??
    ((text) => JSON.stringify((pg.types.getTypeParser(oid, 'text') as (text: string) => unknown)(text))),
}

/** Rows whose values are JSON texts (null where there is none), under the names of their columns. */
export interface JsonTable {
  names: string[]
  rows: (string | null)[][]
}

/** A column `x` followed by one named `x.label` is a reference: `{id, label}` of both. */
export const LABEL = '.label'
/** A column `x>object` is the id of a row of an object whose rows are known by name. */
export const NAMED = '>'

/**
 * JSON objects of rows, from column `from` on; `known` gives `{id, label}` by object and id. Written here and not by the
 * database, which takes three times as long over a row of many empty fields.
 */
export function objectTexts(table: JsonTable, known: Map<string, Map<string, string>>, from = 0): string[] {
  const columns = table.names.map((name) => name.split(NAMED) as [string, string?])
  const keys = columns.map(([name], i) => `${i > from ? ',' : '{'}"${name}":`)
  const empty = keys.map((key) => `${key}null`)
  const pairs = table.names.map((_, i) => table.names[i + 1]?.endsWith(LABEL) ?? false)
  const named = columns.map(([, object]) => object && known.get(object))
  return table.rows.map((row) => {
    let text = ''
    for (let i = from; i < row.length; i++) {
      const value = row[i]!
      const names = named[i]
      if (value === null) text += empty[i]
      else if (names) text += keys[i] + (names.get(value) ?? `{"id":${value},"label":null}`)
      else text += pairs[i] ? `${keys[i]}{"id":${value},"label":${row[i + 1]}}` : keys[i] + value
      if (pairs[i]) i++
    }
    return `${text}}`
  })
}
