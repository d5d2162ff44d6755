import type { FieldRight, Scope } from '../declare/index.ts'
import type { Locale } from '../declare/label.ts'
import type { Sql } from '../store/sql.ts'
import type { Tenant } from '../tenant.ts'
import type { LiveModel } from './model.ts'

/** Who acts, with everything that decides what he may do. Built once per access epoch and cached. */
export interface Actor {
  /** Employee id; the system actor has one too. */
  id: string
  userId: string | null
  name: string
  deptId: string | null
  roles: { id: string; name: string }[]
  /** May do and see everything that roles decide. Personal records of others stay closed. */
  admin: boolean
  /** Runs jobs and migrations; named in the audit. */
  system: boolean
  /** Widest grants per object and verb over all roles. */
  grants: Map<string, Map<string, Set<Scope>>>
  fieldRights: Map<string, Map<string, FieldRight>>
  subordinates: string[]
  /** The actor's department and all below it. */
  deptTree: string[]
  /** Employees for whom the actor stands in today. */
  standsInFor: { id: string; objects: string[] | null }[]
  /** Roughly how many rows of an object each owner has is not kept here; see reach.ts. */
  epoch: number
}

/** One request by one actor: carried by every read and every write. */
export interface Caller {
  tenant: Tenant
  actor: Actor
  model: LiveModel
  /** SQL that is true while the session or key is alive; absent for the system actor. */
  alive?: Sql
  requestId: string
  locale: Locale
  onBehalfOf?: string | null
}
