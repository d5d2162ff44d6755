import type { CommandDef } from '../declare/index.ts'
import { notFound, Refusal } from '../errors.ts'
import { create } from '../records/create.ts'
import type { Values } from '../records/input.ts'
import { allLines } from '../records/lines.ts'
import type { Unit } from '../records/unit.ts'
import { sql } from '../store/sql.ts'
import { close, enter, noteOnDocument } from './advance.ts'
import { contentHash, summarise } from './content.ts'
import { isApproved } from './execute.ts'
import { applies, type Submitter, subjectOf } from './expression.ts'
import { type ActiveFlow, REQUEST } from './flow.ts'
import { changeRequest, openRun, type RequestRow, type Run } from './request.ts'

/** What a command answers instead of its result when it has to be approved first. */
export interface Started {
  id: string
  number: string
  state: string
}

/** A command in hand: its row is locked, its input checked, its rights asked. */
interface Submission {
  unit: Unit
  def: CommandDef
  row: Values
  lines: Record<string, Values[]>
  input: Values
}

const submitterOf = ({ caller }: Unit): Submitter => ({
  id: caller.actor.id,
  dept: caller.actor.deptId,
  roles: caller.actor.roles.map((r) => r.name),
})

/** The first flow of a command whose condition holds. */
export function matching(submission: Submission, flows: ActiveFlow[]): ActiveFlow | undefined {
  const { unit, def, row, lines, input } = submission
  const live = unit.caller.model.objects.get(def.object)!
  const subject = subjectOf(live, row, lines, def.spec.input ?? {}, input, submitterOf(unit), unit.today)
  return flows.find((flow) => applies(flow.condition, subject))
}

/** What a request says of the document and of who submits it. */
async function contentOf(submission: Submission, flow: ActiveFlow): Promise<Partial<RequestRow> & Values> {
  const { unit, def, row, lines, input } = submission
  const live = unit.caller.model.objects.get(def.object)!
  const id = row.id as string
  const submitter = submitterOf(unit)
  const { title, summary } = await summarise(unit, live, id, def.spec.input ?? {}, input)
  return {
    flow: flow.id,
    flowRevision: flow.revision,
    definition: flow.definition,
    title: `${def.spec.label.zh} ${title}`.slice(0, 300),
    summary,
    input,
    contentHash: contentHash(live, row, lines, input, flow.definition.ignore),
    submitterDept: submitter.dept,
    submitterRoles: submitter.roles,
    lockKey: `${def.object}:${id}`,
  }
}

/** A request that was sent back to its submitter goes on when he submits again; anybody else's submission ends it. */
async function sentBack(unit: Unit, def: CommandDef, record: string): Promise<Run | undefined> {
  const [old] = await unit.tx.query<{ id: string }>(sql`select id from ${unit.table('approval_request')}
    where object = ${def.object} and record = ${record} and command = ${def.spec.name} and state = 'returned' and deleted_at is null order by id limit 1`)
  if (!old) return undefined
  const run = await openRun(unit, old.id)
  if (run.request.submitter === unit.caller.actor.id) return run
  await close(run, 'voided', 'supersede')
  return undefined
}

async function begin(submission: Submission, flow: ActiveFlow): Promise<Started> {
  const { unit, def, row, lines } = submission
  const content = await contentOf(submission, flow)
  const earlier = await sentBack(unit, def, row.id as string)
  let run: Run
  if (earlier) {
    run = { ...earlier, row, lines }
    const { pass, summary } = run.request
    await changeRequest(run, { ...content, state: 'running', pass: pass + 1, previous: summary }, 'resubmit')
  } else {
    const about = { object: def.object, record: row.id, command: def.spec.name, submitter: unit.caller.actor.id }
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
 * Stands before every command on a row. Undefined: it may run now (no flow, or none whose condition holds, or it is the
 * approved one being carried out). Otherwise a request was opened and the command waits for its approval.
 */
export async function submitForApproval(
  unit: Unit,
  def: CommandDef,
  row: Values,
  input: Values,
): Promise<Started | undefined> {
  const flows = unit.caller.model.approvals.flows.get(def.key)
  // The house itself (its jobs, its demo data) has nobody to ask.
  if (!flows || unit.caller.actor.system || isApproved(unit, def.key, row.id as string)) return undefined
  const lines = await allLines(unit, unit.caller.model.objects.get(def.object)!, row.id as string)
  const submission = { unit, def, row, lines, input }
  const flow = matching(submission, flows)
  return flow && begin(submission, flow)
}

/** The command behind a request, for submitting it again. 404 once it no longer exists. */
export function commandOfRequest(unit: Unit, request: RequestRow): CommandDef {
  const def = unit.caller.tenant.registry.commands.get(`${request.object}.${request.command}`)
  if (!def) throw notFound()
  return def
}
