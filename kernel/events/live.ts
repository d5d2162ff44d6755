import type { Caller } from '../access/actor.ts'
import { checkGuard, DeadSession, type Guarded, guardColumns, withCaller } from '../access/caller.ts'
import { hasRoot } from '../declare/index.ts'
import { Problem } from '../errors.ts'
import { visibleIds } from '../records/get.ts'
import { rows } from '../records/list.ts'
import { isUuid } from '../store/ids.ts'
import { sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'
import { NOTIFICATION } from './notify.ts'
import { eventsAfter, type OutboxEvent, type Position, positionNow } from './outbox.ts'
import type { SseMessage } from './sse.ts'
import { onWake } from './wake.ts'

/** `account:<id>`: one record and what lies within it; `account`: every record of the object. */
export interface Watch {
  object: string
  id?: string
}

export interface LiveClient {
  /** Makes the client's caller anew; rejects when the login is no more. */
  caller: () => Promise<Caller>
  watch: Watch[]
  /** The last event the client has had, if it comes back. */
  lastEventId?: string
  /** Hands a message (or a heartbeat) over; false when the client is too slow to be kept. */
  send(message: SseMessage | 'beat'): boolean
  close(reason: 'session' | 'slow' | 'stopped'): void
}

export interface LiveOptions {
  pollMs?: number
  heartbeatMs?: number
}

interface Connected {
  client: LiveClient
  /** Work for one client is done in order. */
  line: Promise<void>
  gone: boolean
}

const BATCH = 500
/** Events that a returning client is caught up with; who missed more loads everything anew. */
const MAX_CATCH_UP = 2_000
const MAX_WATCHES = 50

export const encodePosition = ({ tx, id }: Position): string => `${tx}-${id}`

export function decodePosition(text: string | undefined): Position | undefined {
  const match = /^(\d{1,20})-([0-9a-f-]{36})$/.exec(text ?? '')
  return match && isUuid(match[2]) ? { tx: match[1]!, id: match[2]! } : undefined
}

/** Reads `watch=account:<id>,contact`; what is not understood is left out. */
export function parseWatches(text: string | undefined): Watch[] {
  const found: Watch[] = []
  for (const part of (text ?? '').split(',').slice(0, MAX_WATCHES)) {
    const [object, id] = part.split(':')
    if (object && /^[a-zA-Z]{1,60}$/.test(object) && (id === undefined || isUuid(id)))
      found.push(id ? { object, id: id.toLowerCase() } : { object })
  }
  return found
}

/** An event with the record whose page shows it: its own, or the root it lies under. */
interface Told extends OutboxEvent {
  root: string | null
}

/**
 * Tells people who look at the product what changed, as far as each may see it at that moment. Reads the outbox once
 * per process however many are connected; each client's rights are asked anew with every batch, so that a right that
 * is revoked ends with the next event, and a login that ends closes the stream.
 */
export class LiveHub {
  readonly #tenant: Tenant
  readonly #options: Required<LiveOptions>
  readonly #clients = new Set<Connected>()
  #position: Position | undefined
  #epoch: number | undefined
  #timer: NodeJS.Timeout | undefined
  #beat: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #again = false
  #stopWaking: (() => void) | undefined

  constructor(tenant: Tenant, options: LiveOptions = {}) {
    this.#tenant = tenant
    this.#options = { pollMs: 500, heartbeatMs: 20_000, ...options }
  }

  get size(): number {
    return this.#clients.size
  }

  /** Connects a client; returns how to disconnect it. The outbox is read only while somebody listens. */
  async subscribe(client: LiveClient): Promise<() => void> {
    const connected: Connected = { client, line: Promise.resolve(), gone: false }
    if (!this.#position) {
      const now = await positionNow(this.#tenant)
      this.#position ??= now
    }
    const upto = this.#position
    const from = decodePosition(client.lastEventId)
    this.#clients.add(connected)
    if (from) this.#enqueue(connected, () => this.#catchUp(connected, from, upto))
    else client.send({ id: encodePosition(upto), event: 'hello', data: {} })
    this.#run()
    return () => this.#drop(connected)
  }

  /** Closes every stream and stops reading. */
  async stop(): Promise<void> {
    for (const c of [...this.#clients]) this.#drop(c, 'stopped')
    await this.#running
  }

  #run(): void {
    this.#stopWaking ??= onWake(this.#tenant, () => this.#wake())
    this.#beat ??= setInterval(() => this.#heartbeat(), this.#options.heartbeatMs)
    this.#wake()
  }

  #rest(): void {
    this.#stopWaking?.()
    this.#stopWaking = undefined
    clearTimeout(this.#timer)
    clearInterval(this.#beat)
    this.#beat = undefined
    this.#position = undefined
  }

  #wake(): void {
    this.#again = true
    if (this.#running || !this.#clients.size) return
    clearTimeout(this.#timer)
    this.#running = this.#loop().finally(() => {
      this.#running = undefined
      if (this.#clients.size) this.#timer = setTimeout(() => this.#wake(), this.#options.pollMs)
      else this.#rest()
    })
  }

  async #loop(): Promise<void> {
    try {
      while (this.#again && this.#clients.size) {
        this.#again = false
        await this.#read()
      }
    } catch (error) {
      this.#tenant.log.error('live events failed', { error: String(error) })
    }
  }

  async #read(): Promise<void> {
    const [access] = await this.#tenant.db.query<{ n: number }>(
      sql`select n from ${at(this.#tenant, 'access_epoch')} where id = 1`,
    )
    const changed = this.#epoch !== undefined && access!.n !== this.#epoch
    this.#epoch = access!.n
    if (changed) this.#each((c) => this.#send(c, { event: 'meta', data: { epoch: access!.n } }))
    this.#position ??= await positionNow(this.#tenant)
    const events = await eventsAfter(this.#tenant, this.#position, BATCH)
    if (!events.length) return
    this.#position = { tx: events.at(-1)!.tx, id: events.at(-1)!.id }
    if (events.length === BATCH) this.#again = true
    const told = await this.#withRoots(events)
    await Promise.all([...this.#clients].map((c) => this.#enqueue(c, () => this.#deliver(c, told))))
  }

  /** For records that lie within another: which one. Asked once for all clients, and only if somebody watches a record. */
  async #withRoots(events: OutboxEvent[]): Promise<Told[]> {
    const roots = new Map<string, string>()
    const watched = [...this.#clients].some((c) => c.client.watch.some((x) => x.id))
    for (const [name, group] of Map.groupBy(events, (e) => e.object)) {
      const def = name ? this.#tenant.registry.objects.get(name) : undefined
      if (!def || !watched || !hasRoot(def.spec)) continue
      const ids = [...new Set(group.map((e) => e.recordId).filter((id) => id !== null))]
      const found = await this.#tenant.db.query<{ id: string; root_id: string | null }>(
        sql`select id, root_id from ${at(this.#tenant, def.table)} where id = any(${ids}::uuid[])`,
      )
      for (const r of found) if (r.root_id) roots.set(r.id, r.root_id)
    }
    return events.map((e) => ({ ...e, root: (e.recordId && roots.get(e.recordId)) ?? null }))
  }

  /** Sends a client what of a batch is his: his own messages, and changes of what he watches and may read. */
  async #deliver(c: Connected, events: Told[]): Promise<void> {
    const { watch } = c.client
    const wanted = events.filter(
      (e) =>
        e.recordId &&
        (e.object === NOTIFICATION ||
          watch.some((x) => (x.id ? x.id === e.recordId || x.id === e.root : x.object === e.object))),
    )
    if (!wanted.length || c.gone) return
    const messages = await withCaller(c.client.caller, (caller) => messagesFor(caller, wanted))
    for (const message of messages) this.#send(c, message)
  }

  async #catchUp(c: Connected, from: Position, upto: Position): Promise<void> {
    let read = 0
    let at = from
    while (!c.gone) {
      const events = (await eventsAfter(this.#tenant, at, BATCH)).filter((e) => !isAfter(e, upto))
      if (!events.length) break
      read += events.length
      if (read > MAX_CATCH_UP) {
        this.#send(c, { id: encodePosition(upto), event: 'reset', data: {} })
        return
      }
      await this.#deliver(c, await this.#withRoots(events))
      at = events.at(-1)!
    }
    this.#send(c, { id: encodePosition(upto), event: 'hello', data: {} })
  }

  /** Shows that the stream lives, and finds out about logins that ended while nothing happened. */
  #heartbeat(): void {
    this.#each((c) => {
      this.#enqueue(c, async () => {
        await withCaller(c.client.caller, checkLogin)
        if (!c.gone && !c.client.send('beat')) this.#drop(c, 'slow')
      })
    })
  }

  #each(work: (c: Connected) => void): void {
    for (const c of [...this.#clients]) work(c)
  }

  #enqueue(c: Connected, work: () => Promise<void>): Promise<void> {
    c.line = c.line.then(work).catch((error) => {
      const ended = error instanceof DeadSession || (error instanceof Problem && error.status === 401)
      if (!ended) this.#tenant.log.warn('live client failed', { error: String(error) })
      // Whatever else went wrong, the client may have missed something: it comes back and is caught up.
      this.#drop(c, ended ? 'session' : 'stopped')
    })
    return c.line
  }

  #send(c: Connected, message: SseMessage): void {
    if (!c.gone && !c.client.send(message)) this.#drop(c, 'slow')
  }

  #drop(c: Connected, reason?: 'session' | 'slow' | 'stopped'): void {
    if (c.gone) return
    c.gone = true
    this.#clients.delete(c)
    if (reason) c.client.close(reason)
    if (!this.#clients.size && !this.#running) this.#rest()
  }
}

function isAfter(a: Position, b: Position): boolean {
  const [x, y] = [BigInt(a.tx), BigInt(b.tx)]
  return x > y || (x === y && a.id > b.id)
}

async function checkLogin(caller: Caller): Promise<void> {
  const [row] = await caller.tenant.db.query<Guarded>(sql`select ${guardColumns(caller)}`)
  checkGuard(caller, row)
}

const VERB = /\.([^.]+)$/

/** What one person gets of some events: judged by the same rule as every read. */
async function messagesFor(caller: Caller, events: Told[]): Promise<SseMessage[]> {
  const mine = events.filter((e) => e.object === NOTIFICATION && e.payload.owner === caller.actor.id)
  const letters = new Map<string, unknown>()
  if (mine.length) {
    const where = { id: { in: mine.map((e) => e.recordId) } }
    for (const row of await rows<{ id: string }>(caller, NOTIFICATION, { where, limit: 200 })) letters.set(row.id, row)
  }
  const visible = new Map<string, Set<string>>()
  for (const [object, group] of Map.groupBy(events, (e) => e.object!))
    if (object !== NOTIFICATION)
      visible.set(object, await visibleIds(caller, object, [...new Set(group.map((e) => e.recordId!))]))
  const messages: SseMessage[] = []
  for (const e of events) {
    const id = encodePosition(e)
    if (e.object === NOTIFICATION) {
      const letter = e.topic === 'notification.created' ? letters.get(e.recordId!) : undefined
      if (letter) messages.push({ id, event: 'notification', data: letter })
    } else if (visible.get(e.object!)?.has(e.recordId!)) {
      const verb = VERB.exec(e.topic)?.[1] ?? e.topic
      messages.push({
        id,
        event: 'changed',
        data: { object: e.object, id: e.recordId, verb, ...(e.root ? { root: e.root } : {}) },
      })
    }
  }
  return messages
}
