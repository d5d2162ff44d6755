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
const left: Label = { zh: '提交人已离职', en: 'Whoever submitted it has left' }
const conflict: Label = { zh: '与已有数据冲突', en: 'It conflicts with what is stored' }

/** Why an approved command could not be carried out, where that is a matter of the company's and not a fault. */
function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Problem && error.status === 401) return { code: 'employee.left', message: left }
  if (error instanceof Problem && error.status < 500) return { code: error.code, message: error.label }
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && /^2[23]...$/.test(code)
    ? { code: 'record.conflict', message: conflict }
    : undefined
}

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
    hands.flush()
    await tx.fresh(raw('release savepoint approved'))
    return undefined
  } catch (error) {
    const failure = failureOf(declaredRefusal(unit.caller, error))
    // A fault of ours or of the connection is no answer: the decision itself is undone and may be given again.
    if (!failure) throw error
    await tx.fresh(raw('rollback to savepoint approved'))
    return failure
  }
}
