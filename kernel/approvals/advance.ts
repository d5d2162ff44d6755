import { auditOn } from '../commands/builtin/chain.ts'
import { Refusal } from '../errors.ts'
import type { Values } from '../records/input.ts'
import { approversOf } from './approvers.ts'
import { execute } from './execute.ts'
import { applies } from './expression.ts'
import { isOpen, Wood } from './progress.ts'
import {
  addTasks,
  changeRequest,
  changeTask,
  currentTasks,
  documentOf,
  nodeOf,
  type Run,
  subjectOfRun,
  type TaskRow,
} from './request.ts'
import { delegatesOf, letSee, tell } from './tell.ts'

const HOUR = 3_600_000

/** Hands out tasks whose turn has come: they are due from now, and their people are told. */
async function giveOut(run: Run, tasks: TaskRow[]): Promise<void> {
  if (!tasks.length) return
  const { timeoutHours } = nodeOf(run)
  const dueAt = timeoutHours ? new Date(run.unit.now.getTime() + timeoutHours * HOUR).toISOString() : null
  for (const task of tasks) await changeTask(run, task, { state: 'pending', dueAt, givenAt: run.unit.stamp }, 'assign')
  const people = tasks.map((t) => t.assignee)
  const { object, submitter } = run.request
  const standIns = (await delegatesOf(run.unit, people, object)).filter((d) => d.to !== submitter)
  await letSee(run.unit, run.request.id, [
    ...standIns.map((d) => ({ id: d.to, until: d.until })),
    ...people.map((id) => ({ id })),
  ])
  await tell(run, 'pending', [...people, ...standIns.map((d) => d.to)], { zh: '待您审批', en: 'For your approval' })
}

/** Gives people a copy to read. Nobody gets the same request twice while it lies unread. */
export async function copyTo(run: Run, node: string, people: string[]): Promise<void> {
  const unread = new Set(run.tasks.filter((t) => t.kind === 'cc' && t.state === 'pending').map((t) => t.assignee))
  const fresh = [...new Set(people)].filter((id) => !unread.has(id))
  const made = await addTasks(
    run,
    fresh.map((assignee, position) => ({ node, kind: 'cc', assignee, position })),
  )
  for (const task of made) await changeTask(run, task, { state: 'pending' }, 'copy')
  await letSee(
    run.unit,
    run.request.id,
    fresh.map((id) => ({ id })),
  )
  await tell(run, 'cc', fresh, { zh: '抄送给您', en: 'For your information' })
}

/** Goes on from a node: passes over those whose condition is false, sends copies, stops at the next approvers or the end. */
export async function enter(run: Run, from: number): Promise<void> {
  const { nodes } = run.request.definition
  const subject = subjectOfRun(run)
  for (const node of nodes.slice(from)) {
    if (!applies(node.condition, subject)) continue
    const people = await approversOf(run.unit, node, run.request.submitter, documentOf(run).row)
    if (people === 'skip') continue
    if (node.kind === 'cc') {
      await copyTo(run, node.key, people)
      continue
    }
    if (!people.length) throw nobody(node.name.zh, node.name.en)
    await changeRequest(run, { node: node.key }, 'advance')
    const tasks = people.map((assignee, position): Values => ({ node: node.key, kind: 'approve', assignee, position }))
    await addTasks(run, tasks)
    return giveOut(run, new Wood(currentTasks(run), node.mode).ready)
  }
  await finish(run)
}

const nobody = (zh: string, en: string): Refusal =>
  new Refusal('approval.nobody', {
    zh: `审批节点“${zh}”找不到审批人，请联系系统管理员`,
    en: `Nobody can approve at “${en}”; ask an administrator`,
  })

/** After a task was decided: what is no longer needed falls away, what is next is handed out, a node that is through is left. */
export async function settle(run: Run): Promise<void> {
  const node = nodeOf(run)
  const wood = new Wood(currentTasks(run), node.mode)
  for (const task of wood.idle) await changeTask(run, task, { state: 'skipped' }, 'skip')
  if (!wood.complete) return giveOut(run, new Wood(currentTasks(run), node.mode).ready)
  await enter(run, run.request.definition.nodes.indexOf(node) + 1)
}

/** Tells the document's own history how its approval went, without making a new version of it. */
export async function noteOnDocument(run: Run, verb: string, more: Values = {}): Promise<void> {
  const { request, row, unit } = run
  if (!row) return
  row.auditHash = await auditOn(unit, request.object, row, verb, {
    approval: request.number,
    command: request.command,
    ...more,
  })
  unit.emit(`${request.object}.${verb}`, { approval: request.id }, { object: request.object, id: row.id as string })
}

/** Ends a request, whatever its end: nobody has it before him any more and the document is free. */
export async function close(run: Run, state: string, verb: string, more: Values = {}): Promise<void> {
  for (const task of run.tasks.filter((t) => t.kind !== 'cc' && isOpen(t)))
    await changeTask(run, task, { state: 'skipped' }, 'skip')
  const finishedAt = state === 'returned' ? null : run.unit.stamp
  await changeRequest(run, { state, lockKey: null, node: null, finishedAt, ...more }, verb)
}

async function finish(run: Run): Promise<void> {
  await close(run, 'approved', 'approved')
  await noteOnDocument(run, 'approvalApproved')
  await carryOut(run)
}

/** Does what was approved; how that went is written down and the submitter told. */
export async function carryOut(run: Run): Promise<void> {
  const { record, failure } = await execute(run)
  const { submitter } = run.request
  if (failure) {
    await changeRequest(run, { state: 'executionFailed', failure }, 'executionFailed')
    return tell(
      run,
      'failed',
      [submitter],
      { zh: '审批已通过但执行失败', en: 'Approved, but it could not be done' },
      failure.message.zh,
    )
  }
  await changeRequest(run, { state: 'executed', record, failure: null }, 'executed')
  await tell(run, 'approved', [submitter], { zh: '审批已通过', en: 'Approved' })
}
