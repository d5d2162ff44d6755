import type { Caller } from '../access/actor.ts'
import { loadActor } from '../access/load.ts'
import { inside } from '../events/notify.ts'
import { Unit } from '../records/unit.ts'

/** Somebody else's hands in the same transaction, with the rights he has at this moment. Throws 401 if he has left. */
export async function asEmployee(unit: Unit, employeeId: string): Promise<Unit> {
  const actor = await loadActor(inside(unit), { employeeId })
  const { tenant, model, requestId, locale } = unit.caller
  const caller: Caller = { tenant, actor, model, requestId, locale }
  return new Unit(caller, unit.tx)
}
