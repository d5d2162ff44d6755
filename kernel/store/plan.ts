import type { ModuleSpec } from '../declare/index.ts'
import { kernelTables, preamble } from './kernelTables.ts'
import { type Table, tablesOf } from './model.ts'

/** Every table that the declarations promise, kernel's first. Sorted, so that two runs give the same text. */
export function desiredTables(modules: ModuleSpec[]): Table[] {
  const objects = modules.flatMap((m) => m.objects).sort((a, b) => (a.name < b.name ? -1 : 1))
  const tableOf = (name: string): string => objects.find((o) => o.name === name)?.table ?? name
  return [...kernelTables, ...objects.flatMap((o) => tablesOf(o, tableOf))]
}

const columnSql = (name: string, type: string): string => `"${name}" ${type}`

function createTable(t: Table): string {
  const parts = Object.entries(t.columns).map(([name, type]) => columnSql(name, type))
  parts.push(`primary key (${t.primaryKey.join(', ')})`)
  for (const [name, check] of Object.entries(t.checks ?? {})) parts.push(`constraint ${name} check (${check})`)
  for (const [name, text] of Object.entries(t.constraints ?? {})) parts.push(`constraint ${name} ${text}`)
  return `create table {schema}.${t.name} (${parts.join(', ')})`
}

function createIndex(table: string, name: string, definition: string): string {
  const unique = definition.startsWith('unique ')
  const rest = unique ? definition.slice('unique '.length) : definition
  return `create ${unique ? 'unique ' : ''}index ${name} on {schema}.${table} ${rest}`
}

const addConstraint = (table: string, name: string, body: string): string =>
  `alter table {schema}.${table} add constraint ${name} ${body}`

function difference(before: Record<string, string> = {}, after: Record<string, string> = {}) {
  const gone = Object.keys(before).filter((k) => !(k in after))
  const added = Object.keys(after).filter((k) => !(k in before))
  const changed = Object.keys(after).filter((k) => k in before && before[k] !== after[k])
  return { gone, added, changed }
}

function alterTable(before: Table, after: Table): { tables: string[]; late: string[] } {
  const t = after.name
  const tables: string[] = []
  const late: string[] = []
  const columns = difference(before.columns, after.columns)
  for (const c of columns.added) tables.push(`alter table {schema}.${t} add column ${columnSql(c, after.columns[c]!)}`)
  for (const c of columns.changed)
    tables.push(`alter table {schema}.${t} alter column "${c}" type ${after.columns[c]!.replace(/ not null.*/, '')}`)
  // A column that is no longer declared is kept for one release (expand → backfill → contract); it only stops being required.
  for (const c of columns.gone)
    if (before.columns[c]!.includes('not null'))
      tables.push(`alter table {schema}.${t} alter column "${c}" drop not null`)
  const indexes = difference(before.indexes, after.indexes)
  for (const i of [...indexes.gone, ...indexes.changed]) tables.push(`drop index if exists {schema}.${i}`)
  for (const i of [...indexes.added, ...indexes.changed]) late.push(createIndex(t, i, after.indexes[i]!))
  const checks = difference(before.checks, after.checks)
  for (const c of [...checks.gone, ...checks.changed]) tables.push(`alter table {schema}.${t} drop constraint ${c}`)
  for (const c of [...checks.added, ...checks.changed]) late.push(addConstraint(t, c, `check (${after.checks![c]})`))
  const rules = difference(before.constraints, after.constraints)
  for (const c of [...rules.gone, ...rules.changed]) tables.push(`alter table {schema}.${t} drop constraint ${c}`)
  for (const c of [...rules.added, ...rules.changed]) late.push(addConstraint(t, c, after.constraints![c]!))
  const keys = difference(before.foreignKeys, after.foreignKeys)
  for (const k of [...keys.gone, ...keys.changed]) tables.push(`alter table {schema}.${t} drop constraint ${k}`)
  for (const k of [...keys.added, ...keys.changed])
    late.push(addConstraint(t, k, `foreign key ${after.foreignKeys![k]}`))
  return { tables, late }
}

/**
 * The statements that lead from one set of tables to another, one statement each, `{schema}` unresolved: tables and
 * columns first, then indexes, then foreign keys (a table may point at one that is created after it).
 * A table that is no longer declared is left alone; dropping it is a later, deliberate migration.
 */
export function planMigration(before: Table[], after: Table[]): string[] {
  const old = new Map(before.map((t) => [t.name, t]))
  const tables: string[] = before.length ? [] : [...preamble]
  const indexes: string[] = []
  const keys: string[] = []
  for (const t of after) {
    const previous = old.get(t.name)
    if (previous) {
      const change = alterTable(previous, t)
      tables.push(...change.tables)
      keys.push(...change.late)
      continue
    }
    tables.push(createTable(t))
    for (const [name, definition] of Object.entries(t.indexes)) indexes.push(createIndex(t.name, name, definition))
    for (const [name, body] of Object.entries(t.foreignKeys ?? {}))
      keys.push(addConstraint(t.name, name, `foreign key ${body}`))
  }
  return [...tables, ...indexes, ...keys]
}
