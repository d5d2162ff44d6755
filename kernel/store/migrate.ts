import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, Runner } from './database.ts'
import type { Table } from './model.ts'
import { planMigration } from './plan.ts'
import { raw, sql, table } from './sql.ts'

export interface Migration {
  name: string
  statements: string[]
}

/**
 * The role that the running application uses: it may read and write rows, but not rewrite history. Roles belong to the
 * whole server, so each database has its own: two installations on one PostgreSQL do not share a password.
 */
export function appRoleOf(url: string): string {
  const database = new URL(url).pathname.slice(1)
  return `xinglin_app_${createHash('sha256').update(database).digest('hex').slice(0, 8)}`
}
/** The kernel's tables to which the application may only add; ledgers of modules are named by their declarations. */
const APPEND_ONLY = ['audit', 'audit_seal']

/** Reads migrations in order from a folder of `NNNN-name.json` files. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((f) => /^\d{4}-.*\.json$/.test(f))
    .sort()
    .map((f) => ({
      name: f.replace(/\.json$/, ''),
      statements: JSON.parse(readFileSync(join(folder, f), 'utf8')) as string[],
    }))
}

/** Compares the declarations with the last snapshot. Empty = up to date. */
export function pendingPlan(folder: string, desired: Table[]): string[] {
  const snapshot = join(folder, 'snapshot.json')
  const before = existsSync(snapshot) ? (JSON.parse(readFileSync(snapshot, 'utf8')) as Table[]) : []
  return planMigration(before, desired)
}

/** Writes the next migration and the new snapshot for review; returns the file name, or null when nothing changed. */
export function writePlan(folder: string, desired: Table[], title: string): string | null {
  const statements = pendingPlan(folder, desired)
  if (!statements.length) return null
  const last = readMigrations(folder).at(-1)?.name.slice(0, 4) ?? '0000'
  const name = `${String(Number(last) + 1).padStart(4, '0')}-${title}`
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(statements, null, 2)}\n`)
  writeFileSync(join(folder, 'snapshot.json'), `${JSON.stringify(desired, null, 1)}\n`)
  return name
}

async function grantApp(owner: Database, schema: string, ledgers: string[]): Promise<void> {
  const name = appRoleOf(owner.url)
  const [role] = await owner.query(sql`select 1 from pg_roles where rolname = ${name}`)
  if (!role) return
  const run = (text: string) => owner.fresh(raw(text))
  await run(`grant usage on schema "${schema}" to ${name}`)
  await run(`grant select, insert, update, delete on all tables in schema "${schema}" to ${name}`)
  const [server] = await owner.query<{ n: number }>(sql`select current_setting('server_version_num')::int as n`)
  // Statistics of a table that is being filled (kernel/records/statistics.ts).
  if (server!.n >= 170000) await run(`grant maintain on all tables in schema "${schema}" to ${name}`)
  for (const table of [...APPEND_ONLY, ...ledgers])
    await run(`revoke update, delete, truncate on "${schema}".${table} from ${name}`)
  // Whose a ledger's row is follows its customer; what it says never changes.
  const movable = await owner.query<{ table_name: string; columns: string }>(sql`
    select table_name, string_agg(column_name, ', ') as columns from information_schema.columns
    where table_schema = ${schema} and table_name = any(${ledgers}::text[])
      and column_name in ('owner_id', 'dept_id', 'root_id', 'audit_hash') group by 1`)
  for (const t of movable) await run(`grant update (${t.columns}) on "${schema}".${t.table_name} to ${name}`)
}

async function applied(owner: Runner, schema: string): Promise<Set<string>> {
  await owner.fresh(
    raw(`create table if not exists "${schema}".migration (name text primary key, at timestamptz not null)`),
  )
  const rows = await owner.fresh<{ name: string }>(sql`select name from ${table(schema, 'migration')}`)
  return new Set(rows.map((r) => r.name))
}

/** An extension belongs to the whole database: two tenants migrated at once wait for each other to make it, and only then. */
async function isThere(tx: Runner, statement: string): Promise<boolean> {
  const name = /^create extension if not exists (\w+)$/.exec(statement)?.[1]
  if (!name) return false
  const made = async () => (await tx.fresh(sql`select 1 from pg_extension where extname = ${name}`)).length > 0
  if (await made()) return true
  await tx.fresh(raw(`set local lock_timeout = '60s'`))
  await tx.fresh(sql`select pg_advisory_xact_lock(hashtext('xinglin extension'))`)
  await tx.fresh(raw(`set local lock_timeout = '1s'`))
  return made()
}

/**
 * Brings one tenant's schema up to date: forward only, one statement per call, each migration in a transaction,
 * with a short lock time-out so that a waiting migration never holds up the people at work.
 */
export async function migrateTenant(
  owner: Database,
  schema: string,
  migrations: Migration[],
  ledgers: string[] = [],
): Promise<string[]> {
  await owner.fresh(raw(`create schema if not exists "${schema}"`))
  const done = await applied(owner, schema)
  const ran: string[] = []
  for (const migration of migrations) {
    if (done.has(migration.name)) continue
    await owner.transaction(async (tx) => {
      await tx.fresh(raw(`set local lock_timeout = '1s'`))
      await tx.fresh(raw(`set local statement_timeout = '0'`))
      for (const statement of migration.statements) {
        if (await isThere(tx, statement)) continue
        await tx.fresh(raw(statement.replaceAll('{schema}', `"${schema}"`)))
      }
      await tx.fresh(sql`insert into ${table(schema, 'migration')} (name, at) values (${migration.name}, now())`)
      await tx.fresh(sql`insert into ${table(schema, 'access_epoch')} (id, n) values (1, 1) on conflict do nothing`)
    })
    ran.push(migration.name)
  }
  if (ran.length) await grantApp(owner, schema, ledgers)
  return ran
}
