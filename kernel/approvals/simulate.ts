import type { Caller } from '../access/actor.ts'
import { hasVerb } from '../access/reach.ts'
import { commandInput } from '../commands/context.ts'
import { denied, invalid, notFound } from '../errors.ts'
import { requireVisible } from '../records/get.ts'
import type { Values } from '../records/input.ts'
import { allLines } from '../records/lines.ts'
import { rows } from '../records/list.ts'
import { decodeRow } from '../records/storage.ts'
import type { Unit } from '../records/unit.ts'
import { isUuid } from '../store/ids.ts'
import { sql } from '../store/sql.ts'
import { approversOf } from './approvers.ts'
import { commandOf, flowProblems } from './definition.ts'
import { applies, subjectOf } from './expression.ts'
import { type ActiveFlow, FLOW } from './flow.ts'
import { asEmployee } from './person.ts'
import { matching } from './start.ts'

export interface Trial {
  object: string
  record: string
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
  const found = await rows<{ id: string; name: string }>(caller, 'employee', {
    where: { id: { in: ids } },
    fields: ['name'],
    limit: 200,
  })
  return new Map(found.map((r) => [r.id, r.name]))
}

/** Which flow a command on a record would meet and who would be asked, without doing anything. */
export async function simulate(unit: Unit, trial: Trial) {
  const { caller } = unit
  const def = commandOf(caller, trial.object, trial.command)
  const live = caller.model.objects.get(trial.object)
  if (!def || !live) throw notFound()
  if ((trial.flow || trial.submitter) && !caller.actor.admin) throw denied('simulate')
  if (!hasVerb(caller.actor, live.def, def.spec.grant ?? def.spec.name)) throw denied(def.spec.name)
  await requireVisible(caller, trial.object, trial.record)
  const hands = trial.submitter ? await asEmployee(unit, trial.submitter) : unit
  const [stored] = await unit.tx.query<Values>(
    sql`select * from ${unit.table(live.def.table)} where id = ${trial.record}`,
  )
  const row = decodeRow(live, stored!)
  const lines = await allLines(unit, live, trial.record)
  const input = await commandInput(hands, def, trial.input ?? {})
  const submission = { unit: hands, def, row, lines, input }
  const flow = trial.flow
    ? await draftOf(unit, trial.flow, trial)
    : matching(submission, caller.model.approvals.flows.get(def.key) ?? [])
  if (!flow) return { flow: null, applies: false, nodes: [] }
  const { actor } = hands.caller
  const submitter = { id: actor.id, dept: actor.deptId, roles: actor.roles.map((r) => r.name) }
  const subject = subjectOf(live, row, lines, def.spec.input ?? {}, input, submitter, unit.today)
  const steps = []
  for (const node of flow.definition.nodes) {
    const on = applies(node.condition, subject)
    const people = on ? await approversOf(hands, node, actor.id, row) : 'skip'
    steps.push({ node, people: people === 'skip' ? [] : people, skipped: people === 'skip' })
  }
  const label = await names(caller, [...new Set(steps.flatMap((s) => s.people))])
  return {
    flow: { id: flow.id, name: flow.name, revision: flow.revision },
    applies: applies(flow.condition, subject),
    nodes: steps.map(({ node: { key, name, kind, mode }, people, skipped }) => ({
      key,
      name,
      kind,
      mode,
      skipped,
      approvers: people.map((id) => ({ id, label: label.get(id) ?? null })),
    })),
  }
}
