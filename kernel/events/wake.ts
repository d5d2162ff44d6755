import type { Tenant } from '../tenant.ts'

const listeners = new WeakMap<Tenant, Set<() => void>>()

/** Calls `listener` after each commit of this process that left events in the outbox; returns how to stop. */
export function onWake(tenant: Tenant, listener: () => void): () => void {
  const set = listeners.get(tenant) ?? new Set()
  listeners.set(tenant, set.add(listener))
  return () => void set.delete(listener)
}

/** Tells the readers of the outbox in this process that there is something to read. Others notice at their next poll. */
export function wake(tenant: Tenant): void {
  for (const listener of listeners.get(tenant) ?? []) listener()
}
