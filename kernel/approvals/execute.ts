import { runCommand } from '../commands/context.ts'
import { declaredRefusal } from '../commands/run.ts'
import type { Label } from '../declare/index.ts'
import { Problem } from '../errors.ts'
import type { Unit } from '../records/unit.ts'
import { raw } from '../store/sql.ts'
import { asEmployee } from './person.ts'
import type { Run } from './request.ts'

/** Hands that carry out one approved command on one record; nothing else passes by the flows in them. */
const carrying = new WeakMap<Unit, string>()

/** Is this very command on this very record what the unit was approved to do? */
export const isApproved = (unit: Unit, key: string, record: string): boolean =>
  carrying.get(unit) === `${key}:${record}`

export interface Failure extends Record<string, unknown> {
  code: string
  message: Label
}

const gone: Label = { zh: '该操作已不存在', en: 'This command no longer exists' }

/**
 * Runs the approved command as its submitter, under the rights he has now, in the transaction of the last approval. If it
 * fails, everything it did is undone and the reason returned; the approval stands.
 */
export async function execute({ unit, request }: Run): Promise<Failure | undefined> {
  const { tx } = unit
  const def = unit.caller.tenant.registry.commands.get(`${request.object}.${request.command}`)
  if (!def) return { code: 'command.unknown', message: gone }
  await tx.fresh(raw('savepoint approved'))
  try {
    const hands = await asEmployee(unit, request.submitter)
    carrying.set(hands, `${def.key}:${request.record}`)
    await runCommand(hands, def, request.record, request.input)
    await hands.flush()
    await tx.fresh(raw('release savepoint approved'))
    return undefined
  } catch (error) {
    const reason = declaredRefusal(unit.caller, error)
    if (!(reason instanceof Problem) || reason.status >= 500) throw error
    await tx.fresh(raw('rollback to savepoint approved'))
    return { code: reason.code, message: reason.label }
  }
}
