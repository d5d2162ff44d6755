import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder, type Opened, openHouse } from '#apps/server/open.ts'
import type { Caller } from '#kernel/access/actor.ts'
import { callerFor, systemCaller, withCaller } from '#kernel/access/caller.ts'
import { badRequest } from '#kernel/errors.ts'
import { sql } from '#kernel/store/sql.ts'
import { at, type Log, type Tenant } from '#kernel/tenant.ts'

/** Where a verb speaks: figures and files to `out`, everything else to `err`. */
export interface Terminal {
  out(line: string): void
  err(line: string): void
  /** Draws over the line drawn before; nothing where there is no screen. */
  progress(line: string): void
}

export const terminal: Terminal = {
  out: (line) => console.log(line),
  err: (line) => console.error(line),
  progress: (line) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${line}`),
}

const log: Log = {
  info: () => {},
  warn: (message) => console.error(message),
  error: (message, data) => console.error(message, JSON.stringify(data ?? {})),
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

/** The database of a server that runs on this data folder, so that verbs work beside it. */
function runningDatabase(dataDir: string): string | undefined {
  const [pid, password] = ['cluster/postmaster.pid', 'superuser.password'].map((f) => join(dataDir, 'pg', f)) as [
    string,
    string,
  ]
  if (!existsSync(pid) || !existsSync(password)) return undefined
  const lines = readFileSync(pid, 'utf8').split('\n')
  if (!isAlive(Math.abs(Number(lines[0]))) || lines[7]?.trim() !== 'ready') return undefined
  return `postgres://postgres:${readFileSync(password, 'utf8').trim()}@127.0.0.1:${lines[3]}/postgres`
}

/** Opens the house for one verb, beside a running server or alone, and closes it after. */
export async function withHouse<T>(work: (house: Opened) => Promise<T>): Promise<T> {
  const dataDir = dataFolder()
  const databaseUrl = process.env.DATABASE_URL ?? runningDatabase(dataDir)
  const house: Opened = await openHouse({ dataDir, databaseUrl, log })
  try {
    return await work(house)
  } finally {
    await house.close()
  }
}

/** The company called `name`, by default the first. */
export function tenantOf(tenants: Tenant[], name: string | undefined): Tenant {
  const tenant = name ? tenants.find((t) => t.name === name || t.schema === name) : tenants[0]
  if (!tenant) throw badRequest('cli.tenant', { zh: `没有公司“${name}”`, en: `No company ${name}` })
  return tenant
}

/** Like {@link withHouse}, for a verb about one company. */
export const withTenant = <T>(name: string | undefined, work: (tenant: Tenant) => Promise<T>): Promise<T> =>
  withHouse((house) => work(tenantOf(house.tenants, name)))

/** The caller of a verb: the named person with his rights, or the system, which only the machine's owner can be. */
export async function actingAs(
  tenant: Tenant,
  username: string | undefined,
): Promise<<T>(work: (caller: Caller) => Promise<T>) => Promise<T>> {
  if (!username) return (work) => withCaller(() => systemCaller(tenant), work)
  const [person] = await tenant.db.query<{ id: string }>(sql`
    select id from ${at(tenant, 'employee')} where deleted_at is null and state = 'active' and (username = ${username} or number = ${username})`)
  if (!person) throw badRequest('cli.person', { zh: `没有员工“${username}”`, en: `Nobody is called ${username}` })
  return (work) => withCaller(() => callerFor(tenant, { employeeId: person.id }), work)
}
