import { v7 as uuid } from 'uuid'
import type { Queryable } from './db.ts'

/** One company: its short name, what it is called, and the schema that holds its data. */
export interface Tenant {
  id: string
  schema: string
  name: string
  label: string
}

const COLUMNS = 'id, schema, name, label'

/** Registers a tenant. The schema itself is made by the caller (same transaction). */
export async function createTenant(db: Queryable, tenant: Omit<Tenant, 'id'>): Promise<Tenant> {
  const { rows } = await db.query<Tenant>(
    `insert into control.tenant (id, schema, name, label) values ($1, $2, $3, $4) returning ${COLUMNS}`,
    [uuid(), tenant.schema, tenant.name, tenant.label],
  )
  return rows[0]!
}

/** All tenants, oldest first. */
export async function listTenants(db: Queryable): Promise<Tenant[]> {
  return (await db.query<Tenant>(`select ${COLUMNS} from control.tenant order by id`)).rows
}

/** The tenant called `name`, or null. */
export async function findTenant(db: Queryable, name: string): Promise<Tenant | null> {
  return (await db.query<Tenant>(`select ${COLUMNS} from control.tenant where name = $1`, [name])).rows[0] ?? null
}
