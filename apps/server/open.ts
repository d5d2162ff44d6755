import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemCaller } from '#kernel/access/caller.ts'
import { shipDefaults } from '#kernel/access/shipped.ts'
import type { Registry } from '#kernel/declare/index.ts'
import { vaultOf } from '#kernel/events/mail/index.ts'
import {
  confirmPassword,
  createOneTimeLink,
  createUser,
  endSecondFactor,
  loadSecret,
  readLocales,
  setUserStatus,
} from '#kernel/http/auth/index.ts'
import { grantControl, makeAppRole } from '#kernel/store/appRole.ts'
import { createTenant, listTenants, migrateControl } from '#kernel/store/control/index.ts'
import { Database } from '#kernel/store/database.ts'
import { type EmbeddedPostgres, startEmbedded } from '#kernel/store/embedded/index.ts'
import { migrateTenant, readMigrations } from '#kernel/store/migrate.ts'
import type { Log, Logins, Tenant } from '#kernel/tenant.ts'
import { registry as houseRegistry } from '#modules/all.ts'
import { namePlaces } from './places.ts'

const ROOT = resolve(import.meta.dirname, '../..')

export interface Opened {
  /** Owns the schemas: migrations only. */
  owner: Database
  /** The role the running application uses. */
  db: Database
  registry: Registry
  tenants: Tenant[]
  dataDir: string
  /** Tenants made by this very start. */
  fresh: Tenant[]
  close(): Promise<void>
}

export interface OpenOptions {
  dataDir?: string
  databaseUrl?: string
  log: Log
  /** Where people open the product. */
  url?: string
  clock?: () => Date
}

export const dataFolder = (): string => resolve(process.env.XINGLIN_DATA ?? join(ROOT, 'data'))

/** A secret of this installation kept beside its data; made at the first start. */
function keptSecret(dataDir: string, name: string): string {
  const path = join(dataDir, name)
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  const secret = randomBytes(24).toString('base64url')
  writeFileSync(path, secret, { mode: 0o600 })
  return secret
}

async function appUrl(owner: Database, dataDir: string, log: Log): Promise<string> {
  const url = await makeAppRole(owner, keptSecret(dataDir, 'app-role'))
  if (!url)
    log.warn(
      'the database user may not create roles: the application runs as the owner, so only its seals protect the audit',
    )
  return url ?? owner.url
}

function loginsOf(tenantId: string, db: Database): Logins {
  return {
    async open(tx, person) {
      const made = await createUser(tx.client, { tenantId, ...person })
      return { userId: made.id, token: made.setPasswordToken }
    },
    setActive: (tx, userId, active) => setUserStatus(tx.client, userId, active ? 'active' : 'disabled'),
    resetLink: (tx, userId) => createOneTimeLink(tx.client, userId),
    endSecondFactor: (tx, userId) => endSecondFactor(tx.client, userId),
    confirm: (userId, password) => confirmPassword(db.pool, userId, password),
    locales: (userIds) => readLocales(db.pool, userIds),
  }
}

/** Opens the house without its doors: database, migrations, tenants, shipped defaults. The server and the command line both start here. */
export async function openHouse(options: OpenOptions): Promise<Opened> {
  const dataDir = resolve(options.dataDir ?? dataFolder())
  mkdirSync(dataDir, { recursive: true })
  let embedded: EmbeddedPostgres | undefined
  const url = options.databaseUrl ?? process.env.DATABASE_URL
  if (!url) embedded = await startEmbedded({ dataDir: join(dataDir, 'pg'), log: (line) => options.log.info(line) })
  const owner = new Database({ url: url ?? embedded!.url, max: 4, statementTimeout: 0 })
  await migrateControl(owner.pool)
  const registry = houseRegistry()
  const ledgers = [...registry.objects.values()].filter((o) => o.spec.appendOnly).map((o) => o.table)
  namePlaces()
  const migrations = readMigrations(join(ROOT, 'migrations'))
  const applicationUrl = await appUrl(owner, dataDir, options.log)
  await grantControl(owner)
  const db = new Database({ url: applicationUrl, max: Number(process.env.XINGLIN_POOL ?? 20) })

  const known = await listTenants(owner.pool)
  const isFirst = known.length === 0
  if (isFirst)
    known.push(
      await createTenant(owner.pool, {
        schema: 't_main',
        name: 'main',
        label: process.env.XINGLIN_COMPANY ?? '杏林医药（示例）',
      }),
    )
  const vault = vaultOf(loadSecret(dataDir))
  const tenants: Tenant[] = []
  const fresh: Tenant[] = []
  for (const row of known) {
    const folder = join(dataDir, 'tenants', row.schema)
    mkdirSync(folder, { recursive: true })
    const tenant: Tenant = {
      ...row,
      registry,
      db,
      clock: options.clock ?? (() => new Date()),
      log: options.log,
      folder,
      logins: loginsOf(row.id, db),
      url: options.url,
      vault,
    }
    const ran = await migrateTenant(owner, row.schema, migrations, ledgers)
    await shipDefaults(await systemCaller(tenant))
    if (ran.includes(migrations[0]!.name)) fresh.push(tenant)
    tenants.push(tenant)
  }
  return {
    owner,
    db,
    registry,
    tenants,
    dataDir,
    fresh,
    async close() {
      await db.close()
      await owner.close()
      await embedded?.stop()
    },
  }
}
