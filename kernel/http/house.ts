import type { Caller } from '../access/actor.ts'
import type { Registry } from '../declare/index.ts'
import type { Database } from '../store/database.ts'
import type { Log, Tenant } from '../tenant.ts'
import type { Auth, Authenticator } from './auth/index.ts'

/** Everything that one running server holds. */
export interface House {
  registry: Registry
  db: Database
  auth: Auth
  authenticator: Authenticator
  log: Log
  /** Whether this person's company asks him to sign in with a second factor, as of his epoch. */
  secondFactor(caller: Caller): Promise<boolean>
  /** The tenant that a login belongs to. */
  tenant(schema: string): Tenant
  tenants(): Tenant[]
  /** True once migrations are done and jobs run. */
  ready(): boolean
}
