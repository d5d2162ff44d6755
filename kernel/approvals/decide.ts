import { denied, invalidField, notFound, Problem, Refusal } from '../errors.ts'
import type { Values } from '../records/input.ts'
import { Unit } from '../records/unit.ts'
import { sql } from '../store/sql.ts'
import { carryOut, close, enter, noteOnDocument, settle } from './advance.ts'
import { working } from './approvers.ts'
import { fingerprint } from './content.ts'
import type { Failure } from './execute.ts'
import { isOpen } from './progress.ts'
import {
  actOfRequest,
  addTasks,
  changeRequest,
  changeTask,
  currentTasks,
  nodeOf,
  openRun,
  type Run,
  requestOfTask,
  type TaskRow,
} from './request.ts'
import { delegatesOf, letSee, tell } from './tell.ts'

/** What became of a decision. `voided`: the document had been changed, nothing was decided. */
export interface Decided {
  id: string
  state: string
  voided?: true
}

export interface Given {
  comment?: string | null
  /** The password was asked again and was right. */
  signed?: boolean
}

const notPending = (): Refusal =>
  new Refusal('approval.notPending', {
    zh: '该审批任务已处理或已失效，请刷新查看最新进展',
    en: 'This task was decided already or no longer counts; refresh to see how it stands',
  })

export const ended = (): Refusal =>
  new Refusal('approval.notRunning', {
    zh: '该审批已结束，请刷新查看',
    en: 'This approval has ended; refresh to see how',
  })

const own = (): Refusal =>
  new Refusal('approval.self', {
    zh: '不能审批自己提交的申请，也不能代他人或通过转审、加签审批',
    en: 'Nobody approves what he submitted himself, nor for somebody else or by transfer',
  })

/** For whom the caller decides this task: himself (null) or somebody he stands in for today. 404 for anybody else's. */
async function onBehalf({ unit, request }: Run, task: TaskRow): Promise<string | null> {
  const { id } = unit.caller.actor
  if (task.assignee !== id) {
    const standIns = await delegatesOf(unit, [task.assignee], request.object)
    if (!standIns.some((d) => d.to === id)) throw notFound()
  }
  if (request.submitter === id) throw own()
  return task.assignee === id ? null : task.assignee
}

/** Is the document still what was submitted? Asked while it is locked. */
export function isUnchanged({ unit, request, row, lines }: Run): boolean {
  if (request.record && (!row || row.deletedAt)) return false
  const document = row ? { row, lines } : null
  const act = actOfRequest(unit, request)
  return fingerprint(unit, act, document, request.input, request.definition.ignore) === request.contentHash
}

/** Why a request is void: what became of its document, and by whom. */
async function changeOf({ unit, row }: Run): Promise<Failure> {
  const [by] = await unit.tx.query<{ name: string }>(
    sql`select name from ${unit.table('employee')} where id = ${row?.updatedBy ?? null}`,
  )
  const [zh, en] = row && !row.deletedAt ? ['修改', 'changed'] : ['删除', 'deleted']
  return {
    code: 'approval.documentChanged',
    message: {
      zh: `单据在提交后被${by?.name ?? '系统'}${zh}，与送审的内容不一致`,
      en: `The document was ${en} by ${by?.name ?? 'the system'} after it was handed in, and is not what was to be approved`,
    },
  }
}

/** The document was changed meanwhile: what has been approved of it counts no more. */
export async function voidRun(run: Run): Promise<void> {
  const holders = currentTasks(run).filter(isOpen)
  await close(run, 'voided', 'void', { failure: await changeOf(run) })
  await noteOnDocument(run, 'approvalVoided')
  const people = [run.request.submitter, ...holders.map((t) => t.assignee)]
  await tell(run, 'voided', people, {
    zh: '单据内容已变更，审批作废',
    en: 'The document was changed; the approval is void',
  })
}

type Work = (run: Run, task: TaskRow, by: Values) => Promise<void>

/**
 * Opens the request of a task, makes sure that the caller may decide it and that there is still something to decide, and
 * does so; on behalf of somebody where he stands in for him.
 */
async function deciding(unit: Unit, taskId: string, kinds: TaskRow['kind'][], work: Work): Promise<Decided> {
  const run = await openRun(unit, await requestOfTask(unit, taskId))
  const task = run.tasks.find((t) => t.id === taskId)!
  const behalf = await onBehalf(run, task)
  if (!kinds.includes(task.kind)) throw notFound()
  const running = run.request.state === 'running' || task.kind === 'cc'
  if (!running || task.state !== 'pending') throw notPending()
  if (task.kind !== 'cc' && !isUnchanged(run)) {
    await voidRun(run)
    return { id: run.request.id, state: run.request.state, voided: true }
  }
  const { actor } = unit.caller
  if (behalf) run.unit = new Unit({ ...unit.caller, onBehalfOf: behalf }, unit.tx)
  if (behalf) await letSee(unit, run.request.id, [{ id: actor.id }])
  await work(run, task, { decidedAt: unit.stamp, decidedBy: actor.id, onBehalfOf: behalf })
  if (run.unit !== unit) run.unit.flush()
  unit.emit('approval.decided', { task: taskId }, { object: 'approvalRequest', id: run.request.id })
  return { id: run.request.id, state: run.request.state }
}

const DECIDED: TaskRow['kind'][] = ['approve', 'addSign']

/** The signature to keep, where the node asks for one. */
function signatureOf({ unit, ...run }: Run, meaning: string, given: Given): Values {
  if (!nodeOf({ unit, ...run }).sign) return {}
  if (!given.signed)
    throw new Refusal('approval.passwordRequired', {
      zh: '此节点需要电子签名，请输入登录密码',
      en: 'This step is signed: enter your password',
    })
  return { signature: { name: unit.caller.actor.name, by: unit.caller.actor.id, at: unit.stamp, meaning } }
}

function needComment({ comment }: Given): void {
  if (comment?.trim()) return
  throw invalidField('comment', 'field.required', '请填写意见', 'Say why')
}

/** 同意. The last one needed carries the command out, in this same transaction. */
export const approve = (unit: Unit, taskId: string, given: Given): Promise<Decided> =>
  deciding(unit, taskId, DECIDED, async (run, task, by) => {
    const signature = signatureOf(run, 'approved', given)
    await changeTask(run, task, { ...by, ...signature, state: 'approved', comment: given.comment ?? null }, 'approve')
    await settle(run)
  })

/** 驳回: ends the request, whoever else has approved it. */
export const reject = (unit: Unit, taskId: string, given: Given): Promise<Decided> =>
  deciding(unit, taskId, DECIDED, async (run, task, by) => {
    needComment(given)
    const signature = signatureOf(run, 'rejected', given)
    await changeTask(run, task, { ...by, ...signature, state: 'rejected', comment: given.comment }, 'reject')
    await close(run, 'rejected', 'reject')
    await noteOnDocument(run, 'approvalRejected')
    await tell(run, 'rejected', [run.request.submitter], { zh: '审批被驳回', en: 'Rejected' }, given.comment!)
  })

/** Nodes to which a request may be sent back: approval steps before this one at which somebody was asked. */
export function returnable({ request, tasks }: Pick<Run, 'request' | 'tasks'>): string[] {
  const { nodes } = request.definition
  const here = nodes.findIndex((n) => n.key === request.node)
  const asked = new Set(tasks.filter((t) => t.kind !== 'cc').map((t) => t.node))
  return nodes.slice(0, Math.max(here, 0)).flatMap((n) => (n.kind === 'approve' && asked.has(n.key) ? [n.key] : []))
}

/** 退回 to an earlier node, whose people decide anew, or to the submitter, who may change the document. */
export const sendBack = (unit: Unit, taskId: string, given: Given & { to: string }): Promise<Decided> =>
  deciding(unit, taskId, DECIDED, async (run, task, by) => {
    needComment(given)
    const target = run.request.definition.nodes.findIndex((n) => n.key === given.to)
    if (given.to !== 'submitter' && !returnable(run).includes(given.to))
      throw new Refusal('approval.returnTo', {
        zh: '只能退回到提交人或已审批过的节点',
        en: 'It goes back to the submitter or to a step that was taken before',
      })
    await changeTask(run, task, { ...by, state: 'returned', comment: given.comment }, 'return')
    const said = { zh: '审批被退回', en: 'Sent back' }
    await tell(run, 'returned', [run.request.submitter], said, given.comment!)
    if (given.to === 'submitter') {
      await close(run, 'returned', 'return')
      return noteOnDocument(run, 'approvalReturned')
    }
    for (const open of currentTasks(run).filter(isOpen)) await changeTask(run, open, { state: 'skipped' }, 'skip')
    await changeRequest(run, { pass: run.request.pass + 1 }, 'return')
    await enter(run, target)
  })

/** People who may be brought in by an approver: they work here, did not submit it, and are not asked already. */
async function broughtIn(run: Run, ids: unknown[]): Promise<string[]> {
  const wanted = [...new Set(ids)]
  if (wanted.includes(run.request.submitter)) throw own()
  const people = await working(run.unit, wanted)
  if (!people.length || people.length !== wanted.length)
    throw new Refusal('approval.left', { zh: '所选人员不存在或已离职', en: 'No such person, or he has left' })
  const asked = new Set(
    currentTasks(run).flatMap((t) => (t.state === 'transferred' || t.state === 'expired' ? [] : [t.assignee])),
  )
  if (people.some((id) => asked.has(id)))
    throw new Refusal('approval.alreadyIn', {
      zh: '所选人员已在本节点的审批人中',
      en: 'One of them is asked at this step already',
    })
  return people
}

/** Puts somebody in a task's place, with what was added after it. */
export async function replace(
  run: Run,
  task: TaskRow,
  assignee: string,
  gone: Partial<TaskRow>,
  verb: string,
): Promise<void> {
  const { node, kind, position, parent, place } = task
  const [next] = await addTasks(run, [{ node, kind, assignee, position, parent, place, instead: task.id }])
  for (const added of run.tasks.filter((t) => t.parent === task.id))
    await changeTask(run, added, { parent: next!.id }, verb)
  await changeTask(run, task, gone, verb)
  await settle(run)
}

/** 转审: somebody else decides in the approver's place. */
export const transfer = (unit: Unit, taskId: string, given: Given & { to: string }): Promise<Decided> =>
  deciding(unit, taskId, DECIDED, async (run, task, by) => {
    if (!nodeOf(run).allowTransfer) throw denied('transfer')
    const [to] = await broughtIn(run, [given.to])
    await replace(run, task, to!, { ...by, state: 'transferred', comment: given.comment ?? null }, 'transfer')
  })

/** 加签: others decide before the approver, or after him. */
export const addSign = (
  unit: Unit,
  taskId: string,
  given: Given & { employees: unknown[]; position: 'before' | 'after' },
): Promise<Decided> =>
  deciding(unit, taskId, DECIDED, async (run, task) => {
    if (!nodeOf(run).allowAddSign) throw denied('addSign')
    const people = await broughtIn(run, given.employees)
    const common = { node: task.node, kind: 'addSign', parent: task.id, place: given.position }
    await addTasks(
      run,
      people.map((assignee, position) => ({ ...common, assignee, position })),
    )
    const state = given.position === 'before' ? 'waiting' : 'pending'
    await changeTask(run, task, { state, comment: given.comment ?? task.comment }, 'addSign')
    await settle(run)
  })

/** Who gave the last approval, in this pass; nobody where a time-out did. */
export const lastApprover = <T extends { state: string; pass: number; decidedAt?: unknown }>(
  tasks: T[],
  pass: number,
): T | undefined =>
  tasks
    .filter((t) => t.state === 'approved' && t.pass === pass)
    .sort((a, b) => String(a.decidedAt).localeCompare(String(b.decidedAt)))
    .at(-1)

/** 重试: what was approved and could not be carried out is tried once more, by the last approver or an administrator. */
export async function retry(unit: Unit, id: string): Promise<Decided> {
  const run = await openRun(unit, id)
  const { actor } = unit.caller
  const { request } = run
  if (!actor.admin && lastApprover(run.tasks, request.pass)?.decidedBy !== actor.id) throw notFound()
  if (request.submitter === actor.id) throw own()
  if (request.state !== 'executionFailed') throw ended()
  if (!isUnchanged(run)) {
    await voidRun(run)
    return { id, state: run.request.state, voided: true }
  }
  await changeRequest(run, { state: 'approved', failure: null }, 'retry')
  await noteOnDocument(run, 'approvalRetried')
  await carryOut(run)
  return { id, state: run.request.state }
}

/** A copy has been read. */
export const read = (unit: Unit, taskId: string): Promise<Decided> =>
  deciding(unit, taskId, ['cc'], async (run, task, by) => {
    await changeTask(run, task, { ...by, state: 'read' }, 'read')
  }).catch((error: unknown) => {
    // Reading once more changes nothing.
    if (error instanceof Problem && error.code === 'approval.notPending') return { id: '', state: 'read' }
    throw error
  })
