import type { LiveObject } from '../access/model.ts'
import { hasRoot } from '../declare/index.ts'
import { columnOf, columnType, isSearchable, systemColumns } from '../store/model.ts'
import { raw, sql } from '../store/sql.ts'
import { foldForSearch, searchText } from '../text/search.ts'
import type { Values } from './input.ts'
import type { Unit } from './unit.ts'

/** Of a long text so much is searchable. */
const MAX_LONG = 1000

type DbRow = Record<string, unknown>

/** A row as commands see it: system columns under their API names, then fields, custom ones included. */
export function decodeRow(live: LiveObject, db: DbRow): Values {
  const { spec } = live.def
  const row: Values = {
    id: db.id,
    version: db.version,
    createdAt: db.created_at,
    createdBy: db.created_by,
    updatedAt: db.updated_at,
    updatedBy: db.updated_by,
    deletedAt: db.deleted_at,
    auditHash: db.audit_hash,
  }
  if (spec.number) row.number = db.number
  if (spec.states) row.state = db.state
  if (spec.owned || spec.personal) Object.assign(row, { owner: db.owner_id, dept: db.dept_id })
  if (hasRoot(spec)) row.root = db.root_id
  const custom = (db.custom ?? {}) as Values
  for (const [name, field] of live.each)
    row[name] = field.custom ? (custom[name] ?? null) : (db[columnOf(name, field)] ?? null)
  return row
}

/** The words a row is found by: open ones, and those only readers with a clear right may search. */
export function searchColumns(live: LiveObject, row: Values): { search_text: string; search_private: string } {
  const open: string[] = []
  const long: string[] = []
  const hidden: string[] = []
  if (typeof row.number === 'string') open.push(row.number)
  for (const [name, field] of live.each) {
    if (!field.search || row[name] === null || row[name] === undefined) continue
    const words = Array.isArray(row[name]) ? (row[name] as unknown[]).map(String) : [String(row[name])]
    ;(field.sensitive ? hidden : field.type === 'longText' ? long : open).push(...words)
  }
  open.push(...(live.def.spec.searchWords?.(row) ?? []))
  // Initials are for names; nobody looks for a sentence by them.
  const text = [searchText(open), ...long.map((words) => foldForSearch(words).slice(0, MAX_LONG))].filter(Boolean)
  return { search_text: text.join(' '), search_private: searchText(hidden) }
}

/** The columns of a row to be stored. */
export function encodeRow(live: LiveObject, row: Values): DbRow {
  const { spec } = live.def
  const db: DbRow = {
    id: row.id,
    version: row.version,
    created_at: row.createdAt,
    created_by: row.createdBy,
    updated_at: row.updatedAt,
    updated_by: row.updatedBy,
    deleted_at: row.deletedAt ?? null,
    audit_hash: row.auditHash ?? null,
  }
  if (spec.number) db.number = row.number
  if (spec.states) db.state = row.state
  if (spec.owned || spec.personal) Object.assign(db, { owner_id: row.owner ?? null, dept_id: row.dept ?? null })
  if (hasRoot(spec)) db.root_id = row.root ?? null
  const custom: Values = {}
  for (const [name, field] of live.each) {
    if (!field.custom) db[columnOf(name, field)] = row[name] ?? null
    else if (row[name] !== null && row[name] !== undefined) custom[name] = row[name]
  }
  if (spec.customizable !== false) db.custom = custom
  if (isSearchable(live.def)) Object.assign(db, searchColumns(live, row))
  return db
}

interface InsertText {
  columns: string
  record: string
  types: Record<string, string>
  /** Columns that take JSON. */
  json: Set<string>
  /** Statements that insert one row, by table and by the columns that it fills. */
  one: Map<string, string>
}

const insertTexts = new WeakMap<object, InsertText>()

function insertText(live: LiveObject): InsertText {
  const known = insertTexts.get(live.def)
  if (known) return known
  const types: Record<string, string> = {}
  for (const [name, type] of Object.entries(systemColumns(live.def))) types[name] = type.split(' ')[0]!
  for (const [name, field] of Object.entries(live.def.fields)) types[columnOf(name, field)] = columnType(field)
  const names = Object.keys(types)
  const text = {
    columns: names.map((n) => `"${n}"`).join(', '),
    record: names.map((n) => `"${n}" ${types[n]}`).join(', '),
    types,
    json: new Set(names.filter((n) => types[n] === 'jsonb')),
    one: new Map<string, string>(),
  }
  insertTexts.set(live.def, text)
  return text
}

/** Columns that say something in these rows: most of a wide table is empty, and unpacking it costs as much as writing. */
function usedText(live: LiveObject, rows: DbRow[]): { columns: string; record: string } {
  const { types } = insertText(live)
  const used = Object.keys(types).filter((n) => rows.some((r) => r[n] !== null && r[n] !== undefined))
  return {
    columns: used.map((n) => `"${n}"`).join(', '),
    record: used.map((n) => `"${n}" ${types[n]}`).join(', '),
  }
}

/** So many kinds of rows, by the columns they fill, have a statement each; the rest are written with all columns. */
const KINDS = 40

/** The statement that inserts a row with these columns, and the columns that it names. */
function oneText(live: LiveObject, table: string, filled: string[]): { text: string; names: string[] } {
  const { one, types } = insertText(live)
  const key = `${table} ${filled.join(' ')}`
  const known = one.get(key)
  if (known) return { text: known, names: filled }
  const all = Object.keys(types)
  if (one.size >= KINDS && filled.length < all.length) return oneText(live, table, all)
  const columns = filled.map((n) => `"${n}"`).join(', ')
  one.set(key, `insert into ${table} (${columns}) values (${filled.map((_, i) => `$${i + 1}`).join(', ')})`)
  return oneText(live, table, filled)
}

/**
 * Inserts one whole row. `last`: nothing that the unit still does depends on it, so that it travels with the commit;
 * what it violates is then said by the commit.
 */
export async function insertRow(unit: Unit, live: LiveObject, row: Values, last = false): Promise<void> {
  const { types, json } = insertText(live)
  const db = encodeRow(live, row)
  const filled = Object.keys(types).filter((n) => db[n] !== null && db[n] !== undefined)
  const { text, names } = oneText(live, unit.table(live.def.table).text, filled)
  const values = names.map((n) => {
    const value = db[n] ?? null
    return json.has(n) && value !== null ? JSON.stringify(value) : value
  })
  if (last) unit.tx.send({ text, values })
  else await unit.tx.query({ text, values })
}

const CHUNK = 250

/** Inserts any number of whole rows, some hundreds a statement. */
export async function insertRows(unit: Unit, live: LiveObject, rows: Values[]): Promise<void> {
  let working: Promise<unknown> | undefined
  for (let i = 0; i < rows.length; i += CHUNK) {
    const db = rows.slice(i, i + CHUNK).map((r) => encodeRow(live, r))
    const { columns, record } = usedText(live, db)
    const statement = sql`insert into ${unit.table(live.def.table)} (${raw(columns)})
      select ${raw(columns)} from jsonb_to_recordset(${JSON.stringify(db)}::jsonb) as r(${raw(record)})`
    await working
    working = unit.tx.fresh(statement)
    if (i + CHUNK >= rows.length) continue
    // While the database writes these rows the next ones are encoded, search words and all.
    working.catch(() => {})
    await new Promise(setImmediate)
  }
  await working
}

/** Replaces a whole stored row. */
export async function storeRow(unit: Unit, live: LiveObject, row: Values): Promise<void> {
  const { columns, record } = insertText(live)
  const encoded = JSON.stringify([encodeRow(live, row)])
  await unit.tx.query(sql`update ${unit.table(live.def.table)} t set (${raw(columns)}) = (select ${raw(columns)}
    from jsonb_to_recordset(${encoded}::jsonb) as r(${raw(record)})) where t.id = ${row.id}`)
}
