import type { FollowDef } from '../declare/index.ts'
import type { Tenant } from '../tenant.ts'
import type { Dispatcher, EventHandler } from './dispatcher.ts'

/**
 * Declares what follows from an event a moment later, in a transaction of its own as the system: figures that are worked
 * out anew (a purchase cycle after a shipment). What must be true in the same moment belongs to `afterWrite`. `name`
 * stays the same over releases; `topic` is a topic of the outbox or a pattern (`returnOrder.*`).
 */
export function follow(spec: { topic: string; name: string }, handler: EventHandler): FollowDef {
  return { ...spec, handler: handler as unknown as FollowDef['handler'] }
}

/** Lets a dispatcher also serve what the modules follow, each with a cursor of its own. */
export function withFollows(dispatcher: Dispatcher, tenant: Tenant): Dispatcher {
  for (const { topic, name, handler } of tenant.registry.modules.flatMap((m) => m.follows ?? []))
    dispatcher.on(topic, name, handler as unknown as EventHandler)
  return dispatcher
}
