import { runCommand } from '../commands/context.ts'
import { declaredRefusal } from '../commands/run.ts'
import type { Label } from '../declare/index.ts'
import { badRequest, Problem } from '../errors.ts'
import { remove, update } from '../records/change.ts'
import { create } from '../records/create.ts'
import type { Values } from '../records/input.ts'
import type { Unit } from '../records/unit.ts'
import { isUuid } from '../store/ids.ts'
import { raw, sql } from '../store/sql.ts'
import { carry } from './act.ts'
import { asEmployee } from './person.ts'
import { actOfRequest, type RequestRow, type Run } from './request.ts'
import { orSubmit, type Started } from './start.ts'

export interface Failure extends Record<string, unknown> {
  code: string
  message: Label
}

const left: Label = { zh: '提交人已离职', en: 'Whoever submitted it has left' }
const conflict: Label = { zh: '与已有数据冲突', en: 'It conflicts with what is stored' }

/** Why an approved act could not be carried out, where that is a matter of the company's and not a fault. */
function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Problem && error.status === 401) return { code: 'employee.left', message: left }
  if (error instanceof Problem && error.status < 500) return { code: error.code, message: error.label }
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && /^2[23]...$/.test(code)
    ? { code: 'record.conflict', message: conflict }
    : undefined
}

/** What was sent with a write: kept in its request, or given anew. */
function sentOf(input: Values): { values: Values; accept: 'none' | 'suspected'; version?: number } {
  const { values, accept, version } = input
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw badRequest('body.invalid', { zh: '请求内容无效：values', en: 'The body is not valid: values' })
  return {
    values: values as Values,
    accept: accept === 'suspected' ? accept : 'none',
    version: Number.isSafeInteger(version) ? (version as number) : undefined,
  }
}

/**
 * Does in these hands what a request is about, judged from the start like anything that its submitter sends. Answers with
 * the record concerned, or with the request that was opened because it still has to be approved.
 */
export async function perform(
  unit: Unit,
  request: RequestRow,
  input: Values,
): Promise<{ record: string | null; approval?: Started }> {
  const { object, record } = request
  const act = actOfRequest(unit, request)
  const write = async (work: () => Promise<{ id: string }>) => {
    const { done, approval } = await orSubmit(unit, act.key, work)
    return { record: done?.id ?? record, approval }
  }
  switch (act.spec.name) {
    case 'create': {
      const { values, accept } = sentOf(input)
      return write(async () => ({ id: (await create(unit, object, values, { accept })).id as string }))
    }
    case 'update': {
      const { values, accept, version } = sentOf(input)
      const options = { version, acceptDuplicates: accept !== 'none' }
      return write(async () => ({ id: (await update(unit, object, record!, values, options)).id as string }))
    }
    case 'delete':
      return write(async () => {
        await remove(unit, object, record!, undefined)
        return { id: record! }
      })
  }
  const command = unit.caller.tenant.registry.commands.get(act.key)!
  const { result, approval } = await runCommand(unit, command, record, input)
  return { record: record ?? (await madeBy(unit, request, result)), approval }
}

/** The row that a command without one has made, where it says so: its approval is then found there. */
async function madeBy(unit: Unit, { object }: RequestRow, result: unknown): Promise<string | null> {
  const { id } = (result ?? {}) as { id?: unknown }
  const live = unit.caller.model.objects.get(object)!
  const [row] = isUuid(id)
    ? await unit.tx.query<{ id: string }>(sql`select id from ${unit.table(live.def.table)} where id = ${id}`)
    : []
  return row?.id ?? null
}

/**
 * Carries out what was approved as its submitter, under the rights he has now, in the transaction of the last approval. If it
 * fails, everything it did is undone and the reason returned; the approval stands.
 */
export async function execute({ unit, request }: Run): Promise<{ record: string | null; failure?: Failure }> {
  const { tx } = unit
  const { object, command, record } = request
  await tx.fresh(raw('savepoint approved'))
  try {
    const hands = await asEmployee(unit, request.submitter)
    carry(hands, `${object}.${command}`, record)
    const made = await perform(hands, request, request.input)
    hands.flush()
    await tx.fresh(raw('release savepoint approved'))
    return made
  } catch (error) {
    const failure = failureOf(declaredRefusal(unit.caller, error))
    // A fault of ours or of the connection is no answer: the decision itself is undone and may be given again.
    if (!failure) throw error
    await tx.fresh(raw('rollback to savepoint approved'))
    return { record, failure }
  }
}
