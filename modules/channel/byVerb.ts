import { Unit } from '#kernel/records/unit.ts'

/**
 * Writes what a verb entails beyond its own row (the entry of a ledger, the price that a win fixes): in the verb's
 * transaction and under the name of whoever runs it, but by the right of the verb rather than by a right of his own to
 * write such rows. Call it only inside a command that has judged its caller.
 */
export async function byVerb<T>(unit: Unit, work: (unit: Unit) => Promise<T>): Promise<T> {
  const { caller } = unit
  const inner = new Unit({ ...caller, actor: { ...caller.actor, admin: true, system: true } }, unit.tx)
  const result = await work(inner)
  await inner.flush()
  return result
}
