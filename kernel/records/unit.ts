import { createHash } from 'node:crypto'
import type { Caller } from '../access/actor.ts'
import type { Runner } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import type { Sql } from '../store/sql.ts'
import { at, dayOf } from '../tenant.ts'

export type Changes = Record<string, [before: unknown, after: unknown]>

/** One entry of the audit log as it is stored; `changes` is the JSON text that the hash covers. */
export interface AuditRow {
  id: string
  at: string
  actor_id: string
  on_behalf_of: string | null
  request_id: string
  object: string
  record_id: string | null
  verb: string
  changes: string
  prev_hash: string
  hash: string
}

interface EventRow {
  id: string
  topic: string
  object: string | null
  record_id: string | null
  payload: unknown
}

/** The hash of one audit row: over everything it says and the hash before it on the same record. */
export function auditHash(row: Omit<AuditRow, 'hash'>): string {
  const said = [
    row.prev_hash,
    row.id,
    row.at,
    row.actor_id,
    row.on_behalf_of,
    row.request_id,
    row.object,
    row.record_id,
    row.verb,
    row.changes,
  ]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

/**
 * One transaction's worth of work by one caller: what was changed is noted here and written as audit and outbox rows in
 * a single statement just before the commit, so that neither can be forgotten and neither can be there without the other.
 */
export class Unit {
  readonly caller: Caller
  readonly tx: Runner
  readonly now: Date
  /** {@link now} as it is written. */
  readonly stamp: string
  readonly #audits: AuditRow[] = []
  readonly #events: EventRow[] = []

  constructor(caller: Caller, tx: Runner) {
    this.caller = caller
    this.tx = tx
    this.now = caller.tenant.clock()
    this.stamp = this.now.toISOString()
  }

  get today(): string {
    return dayOf(this.now)
  }

  /** Has anything been written that will be there after the commit? */
  get wrote(): boolean {
    return this.#audits.length > 0
  }

  /** What a declaration's `derive` may know about the write. */
  get deriving(): { now: Date; actorId: string | null } {
    return { now: this.now, actorId: this.caller.actor.system ? null : this.caller.actor.id }
  }

  table(name: string): Sql {
    return at(this.caller.tenant, name)
  }

  /** Notes what was done to a row; returns the new head of that row's hash chain. */
  audit(
    object: string,
    recordId: string | null,
    verb: string,
    changes: Changes | Record<string, unknown>,
    previous = '',
  ): string {
    const row = {
      id: newId(),
      at: this.stamp,
      actor_id: this.caller.actor.id,
      on_behalf_of: this.caller.onBehalfOf ?? null,
      request_id: this.caller.requestId,
      object,
      record_id: recordId,
      verb,
      changes: JSON.stringify(changes),
      prev_hash: previous,
    }
    const hash = auditHash(row)
    this.#audits.push({ ...row, hash })
    return hash
  }

  /** Tells the rest of the house, after the commit, at least once. */
  emit(topic: string, payload: Record<string, unknown> = {}, about?: { object: string; id: string }): void {
    this.#events.push({ id: newId(), topic, object: about?.object ?? null, record_id: about?.id ?? null, payload })
  }

  /** Writes audit and outbox. Called once by whoever opened the transaction. Says whether there were events. */
  flush(): boolean {
    if (!this.#audits.length && !this.#events.length) return false
    const told = this.#events.length > 0
    const { actor, onBehalfOf, requestId } = this.caller
    const values: unknown[] = [this.stamp, actor.id, onBehalfOf ?? null, requestId]
    const text = `with a as (
      insert into ${this.table('audit').text} (id, at, actor_id, on_behalf_of, request_id, object, record_id, verb, changes, prev_hash, hash, tx)
      select id, $1::timestamptz, $2::uuid, $3::uuid, $4::text, object, record_id, verb, changes::json, prev_hash, hash, pg_current_xact_id()
      from ${relation(this.#audits, AUDIT, values)})
      insert into ${this.table('outbox').text} (id, tx, at, topic, object, record_id, actor_id, payload)
      select id, pg_current_xact_id(), $1::timestamptz, topic, object, record_id, $2::uuid, payload
      from ${relation(this.#events, EVENT, values)}`
    this.tx.send({ text, values })
    this.#audits.length = 0
    this.#events.length = 0
    return told
  }
}

const AUDIT = {
  id: 'uuid',
  object: 'text',
  record_id: 'uuid',
  verb: 'text',
  changes: 'text',
  prev_hash: 'text',
  hash: 'text',
}
const EVENT = { id: 'uuid', topic: 'text', object: 'text', record_id: 'uuid', payload: 'jsonb' }

/** Rows that are given one value a parameter, which PostgreSQL takes apart at half the cost of JSON; more go as JSON. */
const FEW = 4

/** Rows as a relation `r` of these columns; what it needs is put to `values`. */
function relation<R extends object>(rows: R[], columns: { [N in keyof R]?: string }, values: unknown[]): string {
  const named = Object.entries(columns) as [keyof R & string, string][]
  if (!rows.length || rows.length > FEW)
    return `json_to_recordset($${values.push(JSON.stringify(rows))}::json) as r(${named.map((c) => c.join(' ')).join(', ')})`
  const tuples = rows.map((row) => `(${named.map(([name, type]) => `$${values.push(row[name])}::${type}`).join(', ')})`)
  return `(values ${tuples.join(', ')}) as r(${named.map(([name]) => name).join(', ')})`
}
