/** Schema `control`: tenants, login identities, sessions, API keys. */
export type { Queryable } from './db.ts'
export { migrateControl } from './migrate.ts'
export { CONTROL_STEPS } from './schema.ts'
export { sweepControl } from './sweep.ts'
export { createTenant, findTenant, listTenants } from './tenants.ts'
