import { type Constraint, type Field, hasRoot, type Lines, type ObjectDef, snake } from '../declare/index.ts'

/** A table as the planner compares it: everything is text, so that a difference is a difference of text. */
export interface Table {
  name: string
  columns: Record<string, string>
  primaryKey: string[]
  /** Index name → definition after the table name. */
  indexes: Record<string, string>
  checks?: Record<string, string>
  /** Constraint name → its text, as declared. */
  constraints?: Record<string, string>
  foreignKeys?: Record<string, string>
}

const TYPES: Record<Field['type'], string> = {
  text: 'text',
  longText: 'text',
  integer: 'bigint',
  decimal: 'numeric',
  money: 'numeric',
  date: 'date',
  instant: 'timestamptz',
  bool: 'boolean',
  select: 'text',
  multiSelect: 'text[]',
  ref: 'uuid',
  refs: 'uuid[]',
  region: 'text',
  files: 'uuid[]',
  tags: 'text[]',
  json: 'jsonb',
}

/** PostgreSQL type of a field's column. */
export function columnType(field: Field): string {
  if (field.type === 'decimal') return `numeric(20,${field.scale ?? 4})`
  if (field.type === 'money') return `numeric(20,${field.scale ?? 2})`
  return TYPES[field.type]
}

/** Column of a field: refs end in `_id` as people expect of a foreign key. */
export const columnOf = (name: string, field: Field): string =>
  field.type === 'ref' ? `${snake(name)}_id` : snake(name)

export const ARRAYS = new Set<Field['type']>(['multiSelect', 'refs', 'files', 'tags'])

/** The order Chinese readers expect of names. */
export const COLLATION = '"zh-x-icu"'
const alive = 'where deleted_at is null'

function fieldIndexes(object: ObjectDef, indexes: Record<string, string>): void {
  for (const [name, field] of Object.entries(object.fields)) {
    const column = columnOf(name, field)
    const key = `${object.table}_${column}`
    if (field.unique) indexes[`${key}_key`] = `unique (${column}) ${alive}`
    else if (ARRAYS.has(field.type)) {
      if (field.index) indexes[`${key}_idx`] = `using gin (${column})`
    } else if (field.type === 'ref') {
      // Tabs of the target's page walk this: newest first within one parent.
      indexes[`${key}_idx`] = `(${column}, updated_at desc, id desc) ${alive}`
    } else if (field.index) {
      const collate = field.type === 'text' ? ` collate ${COLLATION}` : ''
      indexes[`${key}_idx`] = `(${column}${collate}, id) ${alive}`
    }
  }
}

function systemIndexes(object: ObjectDef, searchable: boolean): Record<string, string> {
  const t = object.table
  const indexes: Record<string, string> = { [`${t}_updated_idx`]: `(updated_at desc, id desc) ${alive}` }
  indexes[`${t}_deleted_idx`] = '(deleted_at) where deleted_at is not null'
  if (object.spec.owned || object.spec.personal) {
    indexes[`${t}_owner_idx`] = `(owner_id, updated_at desc, id desc) ${alive}`
    indexes[`${t}_dept_idx`] = `(dept_id, updated_at desc, id desc) ${alive}`
  }
  if (hasRoot(object.spec)) indexes[`${t}_root_idx`] = `(root_id, created_at desc, id desc) ${alive}`
  if (object.spec.hangsOn) {
    const [on, record] = [object.spec.hangsOn.object, object.spec.hangsOn.record].map(snake)
    indexes[`${t}_on_idx`] = `(${on}, updated_at desc, id desc) ${alive}`
    indexes[`${t}_hangs_idx`] = `(${record}, ${on}, created_at desc, id desc) ${alive}`
  }
  if (object.spec.number) indexes[`${t}_number_key`] = 'unique (number)'
  if (searchable) {
    indexes[`${t}_trgm_idx`] = `using gin (search_text gin_trgm_ops)`
    indexes[`${t}_gram_idx`] = `using gin ({schema}.grams(search_text))`
  }
  return indexes
}

export const isSearchable = (object: ObjectDef): boolean =>
  Object.values(object.fields).some((f) => f.search) || Boolean(object.spec.searchWords)

/** Fields whose words only readers with a clear right may search by. */
export const privateSearch = (object: ObjectDef): string[] =>
  Object.entries(object.fields)
    .filter(([, f]) => f.search && f.sensitive)
    .map(([name]) => name)

/** System columns of an object's table, in the order they are created. */
export function systemColumns(object: ObjectDef): Record<string, string> {
  const columns: Record<string, string> = {
    id: 'uuid not null',
    version: 'bigint not null',
    created_at: 'timestamptz not null',
    created_by: 'uuid not null',
    updated_at: 'timestamptz not null',
    updated_by: 'uuid not null',
    deleted_at: 'timestamptz',
    deleted_by: 'uuid',
    audit_hash: 'text',
  }
  if (object.spec.number) columns.number = 'text'
  if (object.spec.states) columns.state = 'text not null'
  if (object.spec.owned || object.spec.personal) Object.assign(columns, { owner_id: 'uuid', dept_id: 'uuid' })
  if (hasRoot(object.spec)) columns.root_id = 'uuid'
  if (object.spec.customizable !== false) columns.custom = "jsonb not null default '{}'"
  if (isSearchable(object)) {
    columns.search_text = "text not null default ''"
    columns.search_private = "text not null default ''"
  }
  return columns
}

/** The tables of one declared object: its own and one for each kind of child line. */
export function tablesOf(object: ObjectDef, tableOf: (object: string) => string): Table[] {
  const columns = systemColumns(object)
  const foreignKeys: Record<string, string> = {}
  for (const [name, field] of Object.entries(object.fields)) {
    const column = columnOf(name, field)
    columns[column] = columnType(field)
    if (field.type === 'ref' && field.to)
      foreignKeys[`${object.table}_${column}_fk`] = `(${column}) references {schema}.${tableOf(field.to)} (id)`
  }
  const indexes = systemIndexes(object, isSearchable(object))
  fieldIndexes(object, indexes)
  for (const list of object.spec.indexes ?? [])
    indexes[`${object.table}_${list.map((c) => c.split(' ')[0]).join('_')}_idx`] = `(${list.join(', ')}) ${alive}`
  const checks: Record<string, string> = {}
  if (object.spec.states)
    checks[`${object.table}_state_check`] = `state in (${Object.keys(object.spec.states)
      .map((s) => `'${s}'`)
      .join(', ')})`
  const constraints = constraintsOf(object.table, object.spec.constraints)
  const main: Table = { name: object.table, columns, primaryKey: ['id'], indexes, checks, ...constraints, foreignKeys }
  return [
    main,
    ...Object.entries(object.spec.lines ?? {}).map(([name, lines]) => lineTable(object, name, lines, tableOf)),
  ]
}

export const lineTableName = (object: ObjectDef, lines: string): string => `${object.table}_${snake(lines)}`

export const constraintName = (table: string, name: string): string => `${table}_${snake(name)}`

function constraintsOf(table: string, declared: Record<string, Constraint> = {}): Pick<Table, 'constraints'> {
  const constraints = Object.fromEntries(
    Object.entries(declared).map(([name, c]) => [constraintName(table, name), c.sql]),
  )
  return Object.keys(constraints).length ? { constraints } : {}
}

function lineTable(object: ObjectDef, name: string, lines: Lines, tableOf: (object: string) => string): Table {
  const { fields } = lines
  const table = lineTableName(object, name)
  const columns: Record<string, string> = {
    id: 'uuid not null',
    parent_id: 'uuid not null',
    position: 'integer not null',
  }
  const foreignKeys: Record<string, string> = {
    [`${table}_parent_fk`]: `(parent_id) references {schema}.${object.table} (id)`,
  }
  const indexes: Record<string, string> = { [`${table}_parent_idx`]: '(parent_id, position)' }
  for (const [field, spec] of Object.entries(fields)) {
    const column = columnOf(field, spec)
    columns[column] = columnType(spec)
    if (spec.type === 'ref' && spec.to) {
      foreignKeys[`${table}_${column}_fk`] = `(${column}) references {schema}.${tableOf(spec.to)} (id)`
      indexes[`${table}_${column}_idx`] = `(${column})`
    } else if (spec.index) indexes[`${table}_${column}_idx`] = `(${column})`
  }
  return { name: table, columns, primaryKey: ['id'], indexes, ...constraintsOf(table, lines.constraints), foreignKeys }
}
