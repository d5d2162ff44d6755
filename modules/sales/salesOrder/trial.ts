import type { Caller } from '#kernel/access/actor.ts'
import { runCommand } from '#kernel/commands/context.ts'
import { write } from '#kernel/commands/run.ts'
import type { Label } from '#kernel/declare/index.ts'
import { Problem } from '#kernel/errors.ts'
import { placeOrder } from './submit.ts'

/** Takes the whole trial back. */
class Passed extends Error {}

interface Reason {
  code: string
  message: Label
}

const UNFINISHED = 400

/**
 * Places an order in thought: the very code of the submit runs in a transaction that is rolled back, so that a form can
 * say beforehand what the submit would say. Empty when it would pass, or when the form is not far enough to be judged.
 */
export async function trialSubmit(caller: Caller, values: unknown): Promise<Reason[]> {
  try {
    await write(caller, { command: 'salesOrder.check', body: null }, async (unit) => {
      await runCommand(unit, placeOrder, null, { values })
      throw new Passed()
    })
  } catch (error) {
    if (error instanceof Passed) return []
    if (!(error instanceof Problem)) throw error
    if (error.status === UNFINISHED || error.code === 'input.invalid') return []
    const several = error.extra?.problems
    return Array.isArray(several) ? (several as Reason[]) : [{ code: error.code, message: error.label }]
  }
  return []
}
