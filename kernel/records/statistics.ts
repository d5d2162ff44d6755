import { sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'

/** A batch this large is a bulk load; single creates leave statistics to autovacuum. */
const BULK = 100
const FIRST = 200

const known = new WeakMap<Tenant['registry'], Map<string, { rows: number; next: number }>>()

/**
 * Keeps the planner's statistics near a table that is being filled: without any it takes `deleted_at is null` for rare
 * and walks a whole index for each key of a duplicate check (15 s a batch at 1,000 rows, measured). Autovacuum would come
 * only a minute later. Analyses before the next batch each time the table has grown tenfold, outside the transaction.
 */
export async function beforeBulk(tenant: Tenant, table: string, rows: number): Promise<void> {
  if (rows < BULK) return
  const tables = known.get(tenant.registry) ?? new Map<string, { rows: number; next: number }>()
  known.set(tenant.registry, tables)
  const key = `${tenant.schema}.${table}`
  const state = tables.get(key) ?? { rows: 0, next: FIRST }
  tables.set(key, state)
  if (state.rows >= state.next) {
    state.next = state.rows * 10
    // A role without the right to maintain only gets a warning; a lock held elsewhere is no reason to stop.
    await tenant.db.fresh(sql`analyze ${at(tenant, table)}`).catch(() => {})
  }
  state.rows += rows
}
