import { randomUUID } from 'node:crypto'
import { systemCaller, withCaller } from '../access/caller.ts'
import { write } from '../commands/run.ts'
import type { Unit } from '../records/unit.ts'
import type { Runner } from '../store/database.ts'
import { sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'
import { dueLetters, keepLetter, postpone, takeLetter } from './deadLetter.ts'
import { eventsAfter, type OutboxEvent, type Position, positionNow, START } from './outbox.ts'
import { onWake } from './wake.ts'

/** What a module does about an event. Everything it writes through `unit` is one transaction with the cursor. */
export type EventHandler = (unit: Unit, event: OutboxEvent) => Promise<void>

interface Subscription {
  name: string
  matches: (topic: string) => boolean
  handler: EventHandler
  from: 'now' | 'start'
}

export interface DispatcherOptions {
  /** Milliseconds between looks when nothing woke it; default 500. */
  pollMs?: number
  /** Events in one transaction; default 100. */
  batch?: number
  /** How often a failing event is tried before it is left for a person; default 10. */
  maxAttempts?: number
}

const LEASE = '30 seconds'

/** `account.*`, `*.created`, `*` or a whole topic. */
export function topicMatcher(pattern: string): (topic: string) => boolean {
  const text = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  const whole = new RegExp(`^${text}$`)
  return (topic) => whole.test(topic)
}

/** Another process took the consumer over: this one stops where it is. */
class LostLease extends Error {}

/**
 * Brings the outbox of one tenant to its subscribers: in order, at least once, each with a cursor of its own, so that
 * one that fails or is slow holds up no other. Of several processes one serves a consumer at a time (a lease); the
 * cursor moves in the handler's own transaction, so what a handler writes is written once.
 */
export class Dispatcher {
  readonly #tenant: Tenant
  readonly #options: Required<DispatcherOptions>
  readonly #holder = randomUUID()
  readonly #subscriptions = new Map<string, Subscription>()
  #stopWaking: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #again = false
  #stopped = true

  constructor(tenant: Tenant, options: DispatcherOptions = {}) {
    this.#tenant = tenant
    this.#options = { pollMs: 500, batch: 100, maxAttempts: 10, ...options }
  }

  /**
   * Subscribes under a name that stays the same over releases (its cursor is kept by it). A new subscriber hears what
   * happens from its first start on; `from: 'start'` hears whatever the outbox still holds.
   */
  on(topic: string, name: string, handler: EventHandler, from: 'now' | 'start' = 'now'): this {
    if (this.#subscriptions.has(name)) throw new Error(`event consumer ${name} is declared twice`)
    this.#subscriptions.set(name, { name, matches: topicMatcher(topic), handler, from })
    return this
  }

  /** Lays down cursors for new consumers. Done by {@link start}; call it alone where passes are made by hand. */
  async prepare(): Promise<void> {
    const now = await positionNow(this.#tenant)
    for (const { name, from } of this.#subscriptions.values()) {
      const { tx, id } = from === 'start' ? START : now
      await this.#tenant.db.query(sql`insert into ${at(this.#tenant, 'outbox_cursor')} (consumer, tx, id)
        values (${name}, ${tx}::xid8, ${id}) on conflict do nothing`)
    }
  }

  async start(): Promise<void> {
    await this.prepare()
    this.#stopped = false
    this.#stopWaking = onWake(this.#tenant, () => this.#wake())
    this.#wake()
  }

  /** Lets the pass in hand end, gives the leases back and stops. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#stopWaking?.()
    clearTimeout(this.#timer)
    await this.#running
    await this.#tenant.db.query(
      sql`update ${at(this.#tenant, 'outbox_cursor')} set lease_until = now(), holder = null where holder = ${this.#holder}`,
    )
  }

  #wake(): void {
    if (this.#stopped) return
    this.#again = true
    if (this.#running) return
    clearTimeout(this.#timer)
    this.#running = this.#loop().finally(() => {
      this.#running = undefined
      if (!this.#stopped) this.#timer = setTimeout(() => this.#wake(), this.#options.pollMs)
    })
  }

  async #loop(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false
      try {
        await this.pass()
      } catch (error) {
        this.#tenant.log.error('event dispatch failed', { error: String(error) })
        return
      }
    }
  }

  /** One look at everything that is due; returns how many events were read, over all consumers. */
  async pass(): Promise<number> {
    let read = 0
    while (true) {
      const round = await this.#round()
      read += round
      if (!round) return read + (await this.#retry())
    }
  }

  /**
   * The next events for everybody who is behind. Consumers that stand at the same place read together, and those whom
   * none of the events concern are moved on together: most events concern few.
   */
  async #round(): Promise<number> {
    let read = 0
    const claimed = await this.#claim(await this.#behind())
    for (const group of Map.groupBy(claimed, ({ tx, id }) => `${tx} ${id}`).values()) {
      const from: Position = group[0]!
      const events = await eventsAfter(this.#tenant, from, this.#options.batch)
      if (!events.length) continue
      const { concerned = [], idle = [] } = Object.groupBy(
        group.map(({ consumer }) => this.#subscriptions.get(consumer)!),
        ({ matches }) => (events.some((e) => matches(e.topic)) ? 'concerned' : 'idle'),
      )
      const idlers = idle.map(({ name }) => name)
      if (idlers.length) read += events.length * (await this.#move(this.#tenant.db, idlers, from, events.at(-1)!))
      for (const subscription of concerned) read += await this.#consume(subscription, from, events)
    }
    return read
  }

  /** Consumers for whom there is something to read: one cheap statement, and no lease is taken for nothing. */
  async #behind(): Promise<string[]> {
    const names = [...this.#subscriptions.keys()]
    if (!names.length) return []
    const rows = await this.#tenant.db.query<{ consumer: string }>(sql`
      select c.consumer from ${at(this.#tenant, 'outbox_cursor')} c where c.consumer = any(${names}::text[])
        and (c.holder is null or c.holder = ${this.#holder} or c.lease_until < now())
        and exists (select 1 from ${at(this.#tenant, 'outbox')} e
          where (e.tx, e.id) > (c.tx, c.id) and e.tx < pg_snapshot_xmin(pg_current_snapshot()))`)
    return rows.map((r) => r.consumer)
  }

  /** Takes, or keeps, the lease of these consumers; those that another process has meanwhile are left out. */
  async #claim(names: string[]): Promise<(Position & { consumer: string })[]> {
    if (!names.length) return []
    const cursors = at(this.#tenant, 'outbox_cursor')
    // A handler that outlived its lease still holds its cursor: nobody is to wait for it with the others' in hand.
    return this.#tenant.db.query<Position & { consumer: string }>(sql`update ${cursors} c
      set holder = ${this.#holder}, lease_until = now() + ${LEASE}::interval
      where c.consumer in (select consumer from ${cursors} where consumer = any(${names}::text[])
        and (holder is null or holder = ${this.#holder} or lease_until < now()) for update skip locked)
      returning c.consumer, c.tx::text as tx, c.id`)
  }

  async #consume(subscription: Subscription, position: Position, events: OutboxEvent[]): Promise<number> {
    try {
      await this.#digest(subscription, position, events)
      return events.length
    } catch (error) {
      if (error instanceof LostLease) return 0
      throw error
    }
  }

  /** The whole batch in one transaction; where that fails, event by event, so that one bad event stops itself only. */
  async #digest(subscription: Subscription, position: Position, events: OutboxEvent[]): Promise<void> {
    try {
      return await this.#together(subscription, position, events)
    } catch (error) {
      if (error instanceof LostLease) throw error
    }
    let from = position
    for (const event of events) {
      try {
        await this.#together(subscription, from, [event])
      } catch (error) {
        if (error instanceof LostLease) throw error
        this.#tenant.log.warn('event handler failed', {
          consumer: subscription.name,
          event: event.id,
          topic: event.topic,
          error: String(error),
        })
        await this.#unit(async (unit) => {
          await this.#hold(unit, subscription.name, from, event)
          await keepLetter(unit, subscription.name, event, error)
        })
      }
      from = event
    }
  }

  #together(subscription: Subscription, from: Position, events: OutboxEvent[]): Promise<void> {
    return this.#unit(async (unit) => {
      await this.#hold(unit, subscription.name, from, events.at(-1)!)
      for (const event of events) if (subscription.matches(event.topic)) await subscription.handler(unit, event)
    })
  }

  /** Moves the cursor and thereby locks it: whoever else reads for this consumer waits for our commit and finds it gone. */
  async #hold(unit: Unit, consumer: string, from: Position, to: Position): Promise<void> {
    if (!(await this.#move(unit.tx, [consumer], from, to))) throw new LostLease()
  }

  /** Moves the cursors of consumers that stand at one place and are still ours; says how many. */
  async #move(tx: Runner, consumers: string[], from: Position, to: Position): Promise<number> {
    const moved = await tx.query(sql`update ${at(this.#tenant, 'outbox_cursor')}
      set tx = ${to.tx}::xid8, id = ${to.id}, lease_until = now() + ${LEASE}::interval
      where consumer = any(${consumers}::text[]) and holder = ${this.#holder} and tx = ${from.tx}::xid8 and id = ${from.id}
      returning 1`)
    return moved.length
  }

  #unit<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return withCaller(
      () => systemCaller(this.#tenant),
      (caller) => write(caller, { command: 'event', body: null }, work),
    )
  }

  /** Tries events again whose time has come. */
  async #retry(): Promise<number> {
    const due = await dueLetters(this.#tenant, [...this.#subscriptions.keys()])
    for (const { consumer, eventId } of due) {
      const { handler } = this.#subscriptions.get(consumer)!
      try {
        await this.#unit(async (unit) => {
          const event = await takeLetter(unit, consumer, eventId)
          if (event) await handler(unit, event)
        })
      } catch (error) {
        await this.#unit((unit) => postpone(unit, consumer, eventId, error, this.#options.maxAttempts))
      }
    }
    return due.length
  }
}
