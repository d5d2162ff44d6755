import type { Runner } from '../store/database.ts'
import { raw, sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'

/** Something that happened, as a reader of the outbox gets it. */
export interface OutboxEvent {
  id: string
  /** Number of the transaction that wrote it, as text. */
  tx: string
  at: string
  topic: string
  object: string | null
  recordId: string | null
  actorId: string
  payload: Record<string, unknown>
}

/** A place in the outbox: everything up to and including it has been read. */
export interface Position {
  tx: string
  id: string
}

const NO_ID = '00000000-0000-0000-0000-000000000000'
export const START: Position = { tx: '0', id: NO_ID }

/** Columns of an event under the names of {@link OutboxEvent}. */
export const EVENT_COLUMNS = raw(
  `e.id, e.tx::text as tx, e.at, e.topic, e.object, e.record_id as "recordId", e.actor_id as "actorId", e.payload`,
)

/** The place after everything that has been committed by now. */
export async function positionNow(tenant: Tenant, tx: Runner = tenant.db): Promise<Position> {
  const [row] = await tx.query<{ tx: string }>(sql`select pg_snapshot_xmin(pg_current_snapshot())::text as tx`)
  // No event has this id; one of this very transaction, still to be committed, sorts after it.
  return { tx: row!.tx, id: NO_ID }
}

/**
 * The next events after a position, in the order (tx, id). Rows of transactions that may still be open are not read:
 * an older transaction that commits late would otherwise slip in behind the cursor and be lost.
 */
export async function eventsAfter(
  tenant: Tenant,
  after: Position,
  limit: number,
  tx: Runner = tenant.db,
): Promise<OutboxEvent[]> {
  return tx.query<OutboxEvent>(sql`select ${EVENT_COLUMNS} from ${at(tenant, 'outbox')} e
    where (e.tx, e.id) > (${after.tx}::xid8, ${after.id}::uuid) and e.tx < pg_snapshot_xmin(pg_current_snapshot())
    order by e.tx, e.id limit ${limit}`)
}
