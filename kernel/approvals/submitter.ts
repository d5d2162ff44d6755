import { denied, notFound, Refusal } from '../errors.ts'
import type { Values } from '../records/input.ts'
import type { Unit } from '../records/unit.ts'
import { close, copyTo, noteOnDocument } from './advance.ts'
import { working } from './approvers.ts'
import { type Decided, ended, type Given } from './decide.ts'
import { perform } from './execute.ts'
import { isOpen } from './progress.ts'
import { changeRequest, currentTasks, openRun, type Run } from './request.ts'
import { resume } from './start.ts'
import { tell } from './tell.ts'

const URGE_MINUTES = 30
export const URGE_MS = URGE_MINUTES * 60_000

const outcome = (run: Run): Decided => ({ id: run.request.id, state: run.request.state })

/** Opens a request for the one who submitted it. Anybody else is told that there is none. */
async function openOwn(unit: Unit, id: string, states: string[]): Promise<Run> {
  const run = await openRun(unit, id)
  if (run.request.submitter !== unit.caller.actor.id) throw notFound()
  if (!states.includes(run.request.state)) throw ended()
  return run
}

/** 撤回 by the submitter, as long as it has not been decided; the document is free again. */
export async function withdraw(unit: Unit, id: string, given: Given): Promise<Decided> {
  const run = await openOwn(unit, id, ['running', 'returned'])
  const holders = currentTasks(run).filter(isOpen)
  await close(run, 'withdrawn', 'withdraw')
  await noteOnDocument(run, 'approvalWithdrawn', given.comment ? { comment: given.comment } : {})
  await tell(
    run,
    'withdrawn',
    holders.map((t) => t.assignee),
    { zh: '申请已撤回', en: 'Withdrawn' },
  )
  return outcome(run)
}

/** 催办: those before whom it lies are reminded, at most once in half an hour. */
export async function urge(unit: Unit, id: string): Promise<Decided> {
  const run = await openOwn(unit, id, ['running'])
  const last = run.request.urgedAt ? Date.parse(run.request.urgedAt) : 0
  if (unit.now.getTime() - last < URGE_MS)
    throw new Refusal('approval.urgedRecently', {
      zh: `${URGE_MINUTES} 分钟内已催办过，请稍后再试`,
      en: `Reminded less than ${URGE_MINUTES} minutes ago; try again later`,
    })
  await changeRequest(run, { urgedAt: unit.stamp }, 'urge')
  const holders = currentTasks(run).filter((t) => t.state === 'pending')
  await tell(
    run,
    'urged',
    holders.map((t) => t.assignee),
    { zh: '催办：待您审批', en: 'Reminder, for your approval' },
  )
  return outcome(run)
}

/** States from which the submitter may submit again: the same request goes on, so that it is carried out once at most. */
export const AGAIN = ['returned', 'executionFailed', 'voided']

/** Submits a request again that came back: all is judged anew, with the document as it now is. */
export async function resubmit(unit: Unit, id: string, input?: Values): Promise<Decided> {
  const run = await openOwn(unit, id, AGAIN)
  resume(unit, run)
  const { record, approval } = await perform(unit, run.request, input ?? run.request.input)
  if (approval) return { id: approval.id, state: approval.state }
  // No flow asks for an approval any more: it has been done.
  await close(run, 'executed', 'executed', { record, failure: null })
  return outcome(run)
}

/** 抄送 by the submitter or somebody who was asked. */
export async function copy(unit: Unit, id: string, employees: unknown[]): Promise<Decided> {
  const run = await openRun(unit, id)
  const { id: me } = unit.caller.actor
  const part = run.request.submitter === me || run.tasks.some((t) => t.assignee === me || t.decidedBy === me)
  if (!part) throw notFound()
  const people = await working(unit, employees)
  if (!people.length) throw denied('cc')
  await copyTo(run, run.request.node ?? '', people)
  return outcome(run)
}
