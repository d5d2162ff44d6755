import type { CommandDef } from '../declare/index.ts'
import { Refusal } from '../errors.ts'
import { create } from '../records/create.ts'
import type { Values } from '../records/input.ts'
import { allLines } from '../records/lines.ts'
import type { Unit } from '../records/unit.ts'
import { sql } from '../store/sql.ts'
import { flowsBefore, matching, NeedsApproval, type Submission, submitterOf } from './act.ts'
import { close, enter, noteOnDocument } from './advance.ts'
import { fingerprint, summarise } from './content.ts'
import { type ActiveFlow, REQUEST } from './flow.ts'
import { changeRequest, openRun, type RequestRow, type Run } from './request.ts'

/** What an act answers instead of its result when it has to be approved first. */
export interface Started {
  id: string
  number: string
  state: string
}

const recordOf = ({ document }: Submission): string | null => (document?.row.id as string | undefined) ?? null

/** What a request says of the document and of who submits it. */
async function contentOf(submission: Submission, flow: ActiveFlow): Promise<Partial<RequestRow> & Values> {
  const { unit, act, document, input } = submission
  const submitter = submitterOf(unit)
  const { title, summary } = await summarise(submission)
  const record = recordOf(submission)
  return {
    flow: flow.id,
    flowRevision: flow.revision,
    definition: flow.definition,
    title: `${act.spec.label.zh} ${title}`.slice(0, 300),
    summary,
    input,
    contentHash: fingerprint(unit, act, document, input, flow.definition.ignore),
    submitterDept: submitter.dept,
    submitterRoles: submitter.roles,
    lockKey: record && `${act.object}:${record}`,
  }
}

/** Hands in which a request that came back to its submitter is submitted again. */
const resumed = new WeakMap<Unit, Run>()
export const resume = (unit: Unit, run: Run): unknown => resumed.set(unit, run)

/** A request that was sent back to its submitter goes on when he submits again; anybody else's submission ends it. */
async function sentBack(submission: Submission): Promise<Run | undefined> {
  const { unit, act } = submission
  const record = recordOf(submission)
  const known = resumed.get(unit)
  const { object, command, record: its } = known?.request ?? {}
  if (known && `${object}.${command}` === act.key && its === record) return known
  const [old] = record
    ? await unit.tx.query<{ id: string }>(sql`select id from ${unit.table('approval_request')}
        where object = ${act.object} and record = ${record} and command = ${act.spec.name} and state = 'returned' and deleted_at is null order by id limit 1`)
    : []
  if (!old) return undefined
  const run = await openRun(unit, old.id)
  if (run.request.submitter === unit.caller.actor.id) return run
  await close(run, 'voided', 'supersede')
  return undefined
}

async function begin(submission: Submission, flow: ActiveFlow): Promise<Started> {
  const { unit, act, document } = submission
  const content = await contentOf(submission, flow)
  const earlier = await sentBack(submission)
  const { row, lines = {} } = document ?? {}
  let run: Run
  if (earlier) {
    run = { ...earlier, row, lines }
    const { pass, summary } = run.request
    const anew = { state: 'running', pass: pass + 1, previous: summary, failure: null, finishedAt: null }
    await changeRequest(run, { ...content, ...anew }, 'resubmit')
  } else {
    const about = { object: act.object, record: row?.id, command: act.spec.name, submitter: unit.caller.actor.id }
    const request = await create(unit, REQUEST, { ...content, ...about, pass: 1 }, { trusted: true })
    run = { unit, request: request as RequestRow, tasks: [], row, lines }
  }
  await noteOnDocument(run, 'approvalStarted')
  await enter(run, 0)
  const { id, number, state, failure } = run.request
  if (failure) {
    // Nobody had to be asked, and then it could not be done: said at once, as without a flow.
    const { code, message } = failure as { code: string; message: Refusal['label'] }
    throw new Refusal(code, message)
  }
  return { id, number, state }
}

/**
 * Stands before every command. Undefined: it may run now (no flow, or none whose condition holds, or it is the approved
 * one being carried out). Otherwise a request was opened and the command waits for its approval.
 */
export async function submitForApproval(
  unit: Unit,
  act: CommandDef,
  row: Values | null,
  input: Values,
): Promise<Started | undefined> {
  const flows = flowsBefore(unit, act.key, row?.id)
  if (!flows) return undefined
  const live = unit.caller.model.objects.get(act.object)!
  const document = row && { row, lines: await allLines(unit, live, row.id as string) }
  const submission = { unit, act, document, input }
  const flow = matching(submission, flows)
  return flow && begin(submission, flow)
}

/**
 * For the doors by which people write: does it, or opens the request where it has to be approved. Only for the very write
 * that came through the door (`key`), and only while nothing has been written yet; all else is refused.
 */
export async function orSubmit<T>(
  unit: Unit,
  key: string,
  work: () => Promise<T>,
): Promise<{ done: T; approval?: undefined } | { done?: undefined; approval: Started }> {
  try {
    return { done: await work() }
  } catch (error) {
    if (!(error instanceof NeedsApproval) || error.submission.act.key !== key || unit.wrote) throw error
    return { approval: await begin(error.submission, error.flow) }
  }
}
