import type { Label, Locale } from '#kernel/declare/label.ts'
import type { FieldRight, Scope } from '#kernel/declare/object.ts'

/** A reference as the API shows it; `label` is null when the reader may not see the target. */
export interface Ref {
  id: string
  label: string | null
}

/** A row as the API shows it: system columns, then one key per field the reader may see. */
export interface Row {
  id: string
  version: number
  createdAt?: string
  updatedAt?: string
  createdBy?: Ref | null
  owner?: Ref | null
  dept?: Ref | null
  state?: string
  number?: string
  /** On `GET /:id` only: what this reader may do to this row. */
  _can?: { update: boolean; delete: boolean; commands: string[] }
  [field: string]: unknown
}

export interface Page<R = Row> {
  data: R[]
  nextCursor: string | null
  total: { value: number; exact: boolean }
}

/** A filter as `where` takes it. */
export type Where = { [field: string]: unknown }

export interface ListQuery {
  where?: Where
  q?: string
  sort?: string
  limit?: number
  cursor?: string | null
  fields?: string[]
  count?: 'capped' | 'exact' | 'none'
  deleted?: boolean
}

export interface Me {
  user: {
    id: string
    username: string
    email: string | null
    phone: string | null
    name: string
    twoFactorEnabled: boolean
  }
  employee: { id: string; name: string; dept: Ref | null } | null
  roles: { name: string; label: Label }[]
  tenant: { name: string; label: Label | string }
  /** How many people report to him, directly or through others. */
  subordinates: number
  locale: Locale | null
  admin: boolean
}

export interface Grants {
  grants: { object: string; verb: string; scope: Scope }[]
  fields: { object: string; field: string; right: FieldRight }[]
}

export interface FoundRow {
  object: string
  id: string
  label: string
  sub?: string | null
}

export interface AuditEntry {
  at: string
  actor: Ref | null
  onBehalfOf?: Ref | null
  verb: string
  object?: string
  record?: Ref | string | null
  changes: { field: string; label?: Label; old: unknown; new: unknown }[]
  requestId?: string
}
