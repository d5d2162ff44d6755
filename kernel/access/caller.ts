import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Locale } from '../declare/label.ts'
import { Problem } from '../errors.ts'
import type { Runner } from '../store/database.ts'
import { type Sql, sql } from '../store/sql.ts'
import { at, dayOf, type Tenant } from '../tenant.ts'
import type { Actor, Caller } from './actor.ts'
import { loadActor, systemActor } from './load.ts'
import { currentEpoch, liveModel } from './model.ts'

const MAX_ACTORS = 10_000
const caches = new WeakMap<Tenant, LRUCache<string, Promise<Actor>>>()

function cacheOf(tenant: Tenant): LRUCache<string, Promise<Actor>> {
  let cache = caches.get(tenant)
  if (!cache) {
    cache = new LRUCache({ max: MAX_ACTORS })
    caches.set(tenant, cache)
  }
  return cache
}

export interface CallerOptions {
  alive?: Sql
  requestId?: string
  locale?: Locale
}

/** Makes the caller of one request from a login. The actor may be cached: each statement checks that it is current. */
export async function callerFor(
  tenant: Tenant,
  key: { userId: string } | { employeeId: string },
  options: CallerOptions = {},
): Promise<Caller> {
  const cache = cacheOf(tenant)
  // Whom one stands in for changes with the day, without anything being written.
  const day = dayOf(tenant.clock())
  const name = 'userId' in key ? `u:${key.userId}:${day}` : `e:${key.employeeId}:${day}`
  let loading = cache.get(name)
  if (!loading) {
    loading = loadActor(tenant, key)
    cache.set(name, loading)
    loading.catch(() => cache.delete(name))
  }
  return build(tenant, await loading, options)
}

/** The system actor's caller. */
export async function systemCaller(tenant: Tenant, options: CallerOptions = {}): Promise<Caller> {
  return build(tenant, systemActor(await currentEpoch(tenant)), options)
}

async function build(tenant: Tenant, actor: Actor, options: CallerOptions): Promise<Caller> {
  return {
    tenant,
    actor,
    model: await liveModel(tenant, actor.epoch),
    alive: options.alive,
    requestId: options.requestId ?? randomUUID(),
    locale: options.locale ?? 'zh',
  }
}

/** Thrown inside the kernel when a statement finds that the cached actor is no longer the current one. */
export class StaleActor extends Error {}
/** Thrown when the session or key behind the caller is dead. */
export class DeadSession extends Error {}

/** Two columns that every statement of a caller carries: the epoch, and whether the session still lives. */
export function guardColumns(caller: Caller): Sql {
  return sql`(select n from ${at(caller.tenant, 'access_epoch')} where id = 1) as _epoch, ${caller.alive ?? sql`true`} as _alive`
}

export interface Guarded {
  _epoch: number
  _alive: boolean
}

export function checkGuard(caller: Caller, row: Guarded | undefined): void {
  if (!row?._alive) throw new DeadSession()
  if (row._epoch !== caller.actor.epoch) throw new StaleActor()
  checked.add(caller)
}

const checked = new WeakSet<Caller>()

/** Makes sure of the caller where the work itself has asked the database nothing that would have told. */
export async function ensureChecked(caller: Caller, on: Pick<Runner, 'query'> = caller.tenant.db): Promise<void> {
  if (checked.has(caller)) return
  const [row] = await on.query<Guarded>(sql`select ${guardColumns(caller)}`)
  checkGuard(caller, row)
}

/**
 * Runs work as a caller; when access changed since the actor was cached, loads him anew and runs it once more.
 * This is how a revoked right dies at the next request without a look-up before each one.
 */
export async function withCaller<T>(make: () => Promise<Caller>, work: (caller: Caller) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const caller = await make()
    try {
      return await work(caller)
    } catch (thrown) {
      const error = await asOfNow(caller, thrown)
      // Work that has committed must not run twice, whatever became of the caller since.
      if (!(error instanceof StaleActor) || committed.has(caller) || attempt >= 5) throw error
      cacheOf(caller.tenant).clear()
    }
  }
}

/** A refusal that no statement has checked may rest on rights that he no longer has, or has by now. */
async function asOfNow(caller: Caller, error: unknown): Promise<unknown> {
  if (!(error instanceof Problem)) return error
  return ensureChecked(caller).then(
    () => error,
    (outdated: unknown) => outdated,
  )
}

const committed = new WeakSet<Caller>()

/** Notes that something was written as this caller. */
export function markCommitted(caller: Caller): void {
  committed.add(caller)
}

/** Reads as the same person after a write of his that may have changed who he is. */
export function afresh<T>(caller: Caller, work: (caller: Caller) => Promise<T>): Promise<T> {
  const { tenant, actor, alive, requestId, locale } = caller
  const options = { alive, requestId, locale }
  let first: Caller | undefined = caller
  return withCaller(async () => {
    const known = first
    first = undefined
    if (known && !actor.system) return { ...known }
    return actor.system ? systemCaller(tenant, options) : callerFor(tenant, { employeeId: actor.id }, options)
  }, work)
}

/** Call in the transaction of any change to people, roles, grants, departments, custom fields or dictionaries. */
export async function bumpEpoch(tenant: Tenant, tx: Runner): Promise<void> {
  await tx.query(sql`update ${at(tenant, 'access_epoch')} set n = n + 1 where id = 1`)
}
