import type { Caller } from '../access/actor.ts'
import { hasVerb } from '../access/reach.ts'
import { commandInput } from '../commands/context.ts'
import { badRequest, denied, invalid, notFound } from '../errors.ts'
import { requireVisible } from '../records/get.ts'
import type { Values } from '../records/input.ts'
import { allLines } from '../records/lines.ts'
import { rows } from '../records/list.ts'
import { decodeRow } from '../records/storage.ts'
import { Unit } from '../records/unit.ts'
import { isUuid } from '../store/ids.ts'
import { sql } from '../store/sql.ts'
import { type Act, type Document, isWrite, matching, subjectFor, submitterOf } from './act.ts'
import { approversOf } from './approvers.ts'
import { approvable, flowProblems } from './definition.ts'
import { applies, type Subject } from './expression.ts'
import { type ActiveFlow, FLOW, type FlowNode } from './flow.ts'
import { asEmployee } from './person.ts'
import { documentOf, openRun, subjectOfRun } from './request.ts'

export interface Trial {
  object: string
  /** The record; of a create, one like the new one. Absent for what has no record. */
  record?: string
  command: string
  input?: Values
  /** Instead of the flows in force: this one, which may still be a draft (administrators). */
  flow?: string
  /** As if this employee submitted it (administrators). */
  submitter?: string
}

async function draftOf(unit: Unit, id: string, trial: Trial): Promise<ActiveFlow> {
  const [stored] = isUuid(id)
    ? await unit.tx.query<Values>(
        sql`select * from ${unit.table('approval_flow')} where id = ${id} and deleted_at is null`,
      )
    : []
  if (!stored) throw notFound()
  const flow = decodeRow(unit.caller.model.objects.get(FLOW)!, stored)
  if (flow.object !== trial.object || flow.command !== trial.command) throw notFound()
  const problems = flowProblems(unit.caller, flow as unknown as Parameters<typeof flowProblems>[1])
  if (problems.length) throw invalid(problems)
  return flow as unknown as ActiveFlow
}

async function names(caller: Caller, ids: string[]): Promise<Map<string, string>> {
  if (!ids.length) return new Map()
  const query = { where: { id: { in: ids } }, fields: ['name'], limit: 200 }
  const found = await rows<{ id: string; name: string }>(caller, 'employee', query)
  return new Map(found.map((r) => [r.id, r.name]))
}

interface Step {
  node: FlowNode
  skipped: boolean
  people: { id: string; label: string | null }[]
}

/** Who would be asked at these steps. */
async function stepsOf(
  unit: Unit,
  nodes: FlowNode[],
  subject: Subject,
  submitter: string,
  row: Values,
  reader: Caller,
): Promise<Step[]> {
  const asked: { node: FlowNode; skipped: boolean; ids: string[] }[] = []
  for (const node of nodes) {
    const people = applies(node.condition, subject) ? await approversOf(unit, node, submitter, row) : 'skip'
    asked.push({ node, skipped: people === 'skip', ids: people === 'skip' ? [] : people })
  }
  const label = await names(reader, [...new Set(asked.flatMap((s) => s.ids))])
  return asked.map(({ ids, ...step }) => ({ ...step, people: ids.map((id) => ({ id, label: label.get(id) ?? null })) }))
}

/** Who comes after those who have a running request before them now, by step; as it looks at present. */
export async function upcoming(caller: Caller, id: string): Promise<Map<string, Step>> {
  return caller.tenant.db.transaction(async (tx) => {
    const run = await openRun(new Unit(caller, tx), id, false)
    const { definition, node, submitter, state } = run.request
    const here = definition.nodes.findIndex((n) => n.key === node)
    if (state !== 'running' || here < 0) return new Map()
    const left = definition.nodes.slice(here + 1)
    const steps = await stepsOf(run.unit, left, subjectOfRun(run), submitter, documentOf(run).row, caller)
    return new Map(steps.map((s) => [s.node.key, s]))
  })
}

/** The record of a trial, and what would be written of it. */
async function subjectOfTrial(unit: Unit, act: Act, { record, input = {} }: Trial) {
  const live = unit.caller.model.objects.get(act.object)!
  let document: Document | null = null
  if (record) {
    await requireVisible(unit.caller, act.object, record)
    const [stored] = await unit.tx.query<Values>(sql`select * from ${unit.table(live.def.table)} where id = ${record}`)
    document = { row: decodeRow(live, stored!), lines: await allLines(unit, live, record) }
  } else if (!act.spec.collection)
    throw badRequest('body.invalid', { zh: '请选择一张单据', en: 'Choose a record' }, { field: 'record' })
  if (!isWrite(act.spec.name)) return { document, input }
  const values = (input.values ?? {}) as Values
  const after = { row: { ...document?.row, ...values }, lines: document?.lines ?? {} }
  if (act.spec.name !== 'create') return { document, input: { values, after, changed: Object.keys(values) } }
  return { document: null, input: { values, after, changed: Object.keys(after.row) } }
}

/** Which flow an act would meet and who would be asked, without doing anything. */
export async function simulate(unit: Unit, trial: Trial) {
  const { caller } = unit
  const act = approvable(caller, trial.object, trial.command)
  const live = caller.model.objects.get(trial.object)
  if (!act || !live) throw notFound()
  if ((trial.flow || trial.submitter) && !caller.actor.admin) throw denied('simulate')
  if (!hasVerb(caller.actor, live.def, act.spec.grant ?? act.spec.name)) throw denied(act.spec.name)
  const { document, input: given } = await subjectOfTrial(unit, act, trial)
  const hands = trial.submitter ? await asEmployee(unit, trial.submitter) : unit
  const command = caller.tenant.registry.commands.get(act.key)
  const input = command ? await commandInput(hands, command, given) : given
  const submission = { unit: hands, act, document, input }
  const flow = trial.flow
    ? await draftOf(unit, trial.flow, trial)
    : matching(submission, caller.model.approvals.flows.get(act.key) ?? [])
  if (!flow) return { flow: null, applies: false, nodes: [] }
  const subject = subjectFor(hands, act, document, input, submitterOf(hands))
  const row = (document ?? (input.after as Document | undefined))?.row ?? {}
  const steps = await stepsOf(hands, flow.definition.nodes, subject, hands.caller.actor.id, row, caller)
  return {
    flow: { id: flow.id, name: flow.name, revision: flow.revision },
    applies: applies(flow.condition, subject),
    nodes: steps.map(({ node: { key, name, kind, mode }, people, skipped }) => ({
      ...{ key, name, kind, mode, skipped },
      approvers: people,
    })),
  }
}
