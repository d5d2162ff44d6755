import type { Unit } from '../records/unit.ts'
import { sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'
import type { OutboxEvent } from './outbox.ts'

const FIRST_WAIT_S = 10
const LONGEST_WAIT_S = 3600
const MAX_ERROR = 2000

const errorText = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, MAX_ERROR)

/** When the attempt after `attempts` failed ones is due: 10 s, doubled each time, at most an hour. */
const nextAt = (unit: Unit, attempts: number): string =>
  new Date(unit.now.getTime() + Math.min(FIRST_WAIT_S * 2 ** (attempts - 1), LONGEST_WAIT_S) * 1000).toISOString()

/** Puts an event aside for a consumer that could not digest it; it will be tried again. */
export async function keepLetter(unit: Unit, consumer: string, event: OutboxEvent, error: unknown): Promise<void> {
  await unit.tx.query(sql`insert into ${unit.table('dead_letter')}
    (consumer, event_id, topic, object, record_id, actor_id, payload, event_at, attempts, next_at, failed_at, error)
    values (${consumer}, ${event.id}, ${event.topic}, ${event.object}, ${event.recordId}, ${event.actorId},
      ${JSON.stringify(event.payload)}::jsonb, ${event.at}, 1, ${nextAt(unit, 1)}, ${unit.stamp}, ${errorText(error)})
    on conflict do nothing`)
}

/** Events whose next attempt is due, oldest first, some at a time. */
export function dueLetters(tenant: Tenant, consumers: string[]): Promise<{ consumer: string; eventId: string }[]> {
  return tenant.db.query(sql`select consumer, event_id as "eventId" from ${at(tenant, 'dead_letter')}
    where next_at <= ${tenant.clock().toISOString()} and consumer = any(${consumers}::text[]) order by next_at limit 50`)
}

/** Takes an event out for another attempt, inside that attempt's transaction: a failure puts it back by itself. */
export async function takeLetter(unit: Unit, consumer: string, eventId: string): Promise<OutboxEvent | undefined> {
  const [row] = await unit.tx.query<OutboxEvent>(sql`delete from ${unit.table('dead_letter')}
    where consumer = ${consumer} and event_id = ${eventId} and next_at <= ${unit.stamp}
    returning event_id as id, '0' as tx, event_at as at, topic, object, record_id as "recordId", actor_id as "actorId", payload`)
  return row
}

/** Notes another failure; after `maxAttempts` of them the event waits for a person. */
export async function postpone(
  unit: Unit,
  consumer: string,
  eventId: string,
  error: unknown,
  maxAttempts: number,
): Promise<void> {
  const where = sql`consumer = ${consumer} and event_id = ${eventId}`
  const [row] = await unit.tx.query<{ attempts: number }>(
    sql`select attempts from ${unit.table('dead_letter')} where ${where} for update`,
  )
  if (!row) return
  const attempts = row.attempts + 1
  const next = attempts >= maxAttempts ? null : nextAt(unit, attempts)
  await unit.tx.query(sql`update ${unit.table('dead_letter')} set attempts = ${attempts}, next_at = ${next}::timestamptz,
    failed_at = ${unit.stamp}, error = ${errorText(error)} where ${where}`)
}

/** Gives an event that nobody will try again another chance, at once. For the person who mended the cause. */
export async function reviveLetter(unit: Unit, consumer: string, eventId: string): Promise<boolean> {
  const rows = await unit.tx.query(sql`update ${unit.table('dead_letter')} set next_at = ${unit.stamp}, attempts = 0
    where consumer = ${consumer} and event_id = ${eventId} returning 1`)
  if (rows.length) unit.audit('deadLetter', eventId, 'revive', { consumer })
  return rows.length > 0
}
