import type { Database } from './database.ts'
import { appRoleOf } from './migrate.ts'
import { raw, sql } from './sql.ts'

async function exists(owner: Database): Promise<boolean> {
  const rows = await owner.query(sql`select 1 from pg_roles where rolname = ${appRoleOf(owner.url)}`)
  return rows.length > 0
}

/**
 * Makes the role under which the application runs: it owns nothing, so it cannot rewrite the audit. Returns the
 * connection string of that role, or null where the given database user may not make roles.
 */
export async function makeAppRole(owner: Database, password: string): Promise<string | null> {
  const name = appRoleOf(owner.url)
  try {
    await owner.fresh(raw(`${(await exists(owner)) ? 'alter' : 'create'} role ${name} login password '${password}'`))
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
    return null
  }
  const url = new URL(owner.url)
  url.username = name
  url.password = password
  return url.href
}

/** Opens the control schema to the application's role, where there is one. */
export async function grantControl(owner: Database): Promise<void> {
  if (!(await exists(owner))) return
  const name = appRoleOf(owner.url)
  await owner.fresh(raw(`grant usage on schema control to ${name}`))
  await owner.fresh(raw(`grant select, insert, update, delete on all tables in schema control to ${name}`))
  await owner.fresh(raw(`revoke insert, update, delete on control.migration from ${name}`))
}
