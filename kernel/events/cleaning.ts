import { sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'

const DAY_MS = 86_400_000
const OUTBOX_DAYS = 7
const IDEMPOTENCY_DAYS = 2
const BATCH = 10_000

const before = (tenant: Tenant, days: number): string =>
  new Date(tenant.clock().getTime() - days * DAY_MS).toISOString()

/** Runs a deleting statement until it finds no more: each time few enough rows to hold nobody up. */
async function until0(step: () => Promise<unknown[]>): Promise<number> {
  let total = 0
  while (true) {
    const { length } = await step()
    total += length
    if (length < BATCH) return total
  }
}

/**
 * Deletes outbox rows older than seven days that every consumer has read. A consumer that nothing has served for as
 * long (it left with a release) is not waited for.
 */
export async function cleanOutbox(tenant: Tenant): Promise<number> {
  const old = before(tenant, OUTBOX_DAYS)
  return until0(() =>
    tenant.db.query(sql`with low as (
        select tx, id from ${at(tenant, 'outbox_cursor')}
        where lease_until is null or lease_until > now() - make_interval(days => ${OUTBOX_DAYS}) order by tx, id limit 1
      ), gone as (
        select e.id from ${at(tenant, 'outbox')} e where e.at < ${old} and e.tx < pg_snapshot_xmin(pg_current_snapshot())
          and not exists (select 1 from low where (low.tx, low.id) < (e.tx, e.id)) order by e.tx, e.id limit ${BATCH}
      ) delete from ${at(tenant, 'outbox')} o using gone where o.id = gone.id returning 1`),
  )
}

/** Forgets the replies of requests older than 48 hours: nobody repeats those. */
export async function cleanIdempotency(tenant: Tenant): Promise<number> {
  const table = at(tenant, 'idempotency')
  return until0(() =>
    tenant.db.query(sql`with gone as (select actor_id, key from ${table} where at < ${before(tenant, IDEMPOTENCY_DAYS)} limit ${BATCH})
      delete from ${table} i using gone where i.actor_id = gone.actor_id and i.key = gone.key returning 1`),
  )
}
