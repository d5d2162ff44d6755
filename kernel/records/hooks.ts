import type { HookDef, ObjectDef } from '../declare/index.ts'
import type { Values } from './input.ts'
import type { Unit } from './unit.ts'

/** `move`: the rows were turned to another record by a merge, and nobody wrote them. */
export type Wrote = 'create' | 'change' | 'move'
type Handler = (unit: Unit, rows: Values[], how: Wrote) => Promise<void>

/**
 * Declares what follows from writing rows of an object: the handler gets the rows as they now stand (deleted ones have
 * `deletedAt`) in the writer's transaction, one call per batch. For what must be true in the same moment; whatever may
 * happen a little later belongs to an event.
 */
export function afterWrite(object: ObjectDef, handler: Handler): HookDef {
  return { object: object.name, handler: handler as HookDef['handler'] }
}

/** Runs what modules declared for an object. */
export async function runHooks(unit: Unit, object: string, rows: Values[], how: Wrote): Promise<void> {
  for (const hook of unit.caller.tenant.registry.hooks.get(object) ?? [])
    await (hook.handler as unknown as Handler)(unit, rows, how)
}
