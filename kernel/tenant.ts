import type { Registry } from './declare/index.ts'
import type { Database, Runner } from './store/database.ts'
import { type Sql, table } from './store/sql.ts'

export interface Log {
  info(message: string, data?: Record<string, unknown>): void
  warn(message: string, data?: Record<string, unknown>): void
  error(message: string, data?: Record<string, unknown>): void
}

export const silentLog: Log = { info() {}, warn() {}, error() {} }

/** Login identities of people, kept outside the tenant's schema; filled in by whoever runs the login. */
export interface Logins {
  /** Opens a login in the caller's transaction; without a password a one-time link's token is returned. */
  open(
    tx: Runner,
    person: { name: string; username?: string | null; email?: string | null; phone?: string | null; password?: string },
  ): Promise<{ userId: string; token: string | null }>
  /** Closing ends every session and key at once. */
  setActive(tx: Runner, userId: string, active: boolean): Promise<void>
  /** A one-time link's token by which the person sets a new password. */
  resetLink(tx: Runner, userId: string): Promise<string>
  /** Takes the second factor off somebody who lost it; his sessions end. */
  endSecondFactor(tx: Runner, userId: string): Promise<void>
  /** Asks somebody who is signed in for his password again; throws where it is wrong. */
  confirm(userId: string, password: string): Promise<void>
  /** The languages in which people have set the product, by login. */
  locales(userIds: string[]): Promise<Map<string, 'zh' | 'en'>>
}

/** Keeps secrets that administrators store (the mail server's password) unreadable in the database and its backups. */
export interface Vault {
  seal(secret: string): string
  /** Throws where the text was not sealed here, or was altered. */
  open(sealed: string): string
}

/** One company: its schema, its declarations, its clock. Everything the kernel does is done in one of these. */
export interface Tenant {
  id: string
  schema: string
  name: string
  /** What people call the company. */
  label: string
  registry: Registry
  db: Database
  /** Injected so that tests can stand in any day. */
  clock: () => Date
  log: Log
  /** Folder of this tenant's files and imports. */
  folder: string
  /** Absent where nobody can sign in (tests of the kernel, command line). */
  logins?: Logins
  /** Where people open the product, for links in mails: `https://crm.example.cn`. */
  url?: string
  /** Absent where no secrets of administrators are needed. */
  vault?: Vault
}

/** A table of this tenant, fully named. */
export const at = (tenant: Tenant, name: string): Sql => table(tenant.schema, name)

const DAY = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

const SINCE_1992 = Date.UTC(1992, 0, 1)
const EIGHT_HOURS = 8 * 3_600_000
const DAY_LENGTH = 24 * 3_600_000
let last = { number: 0, day: '1970-01-01' }

/** The calendar day in China at a given instant, `YYYY-MM-DD`. Without summer time since 1992, which is reckoned faster. */
export function dayOf(instant: Date): string {
  const time = instant.getTime()
  if (!(time >= SINCE_1992)) return DAY.format(instant)
  const number = Math.floor((time + EIGHT_HOURS) / DAY_LENGTH)
  // Every statement asks, and nearly always for today.
  if (number !== last.number) last = { number, day: new Date(number * DAY_LENGTH).toISOString().slice(0, 10) }
  return last.day
}
