import type { Registry } from './declare/index.ts'
import { Database } from './store/database.ts'
import { type Sql, table } from './store/sql.ts'

export interface Log {
  info(message: string, data?: Record<string, unknown>): void
  warn(message: string, data?: Record<string, unknown>): void
  error(message: string, data?: Record<string, unknown>): void
}

export const silentLog: Log = { info() {}, warn() {}, error() {} }

/** One company: its schema, its declarations, its clock. Everything the kernel does is done in one of these. */
export interface Tenant {
  id: string
  schema: string
  name: string
  registry: Registry
  db: Database
  /** Injected so that tests can stand in any day. */
  clock: () => Date
  log: Log
  /** Folder of this tenant's files and imports. */
  folder: string
}

/** A table of this tenant, fully named. */
export const at = (tenant: Tenant, name: string): Sql => table(tenant.schema, name)

const DAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' })

/** The calendar day in China at a given instant, `YYYY-MM-DD`. */
export const dayOf = (instant: Date): string => DAY.format(instant)
