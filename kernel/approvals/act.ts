import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import type { CommandDef, Field, Label } from '../declare/index.ts'
import { Refusal } from '../errors.ts'
import type { Values } from '../records/input.ts'
import { allLines } from '../records/lines.ts'
import type { Unit } from '../records/unit.ts'
import { applies, type Subject, type Submitter, subjectOf } from './expression.ts'
import type { ActiveFlow } from './flow.ts'

/** What a flow can stand before: a command, or one of the writes that every record has. */
export type Act = Pick<CommandDef, 'key' | 'object' | 'spec'>

const WRITES: Record<string, Label> = {
  create: { zh: '新建', en: 'Create' },
  update: { zh: '修改', en: 'Change' },
  delete: { zh: '删除', en: 'Delete' },
}

export const isWrite = (name: string): boolean => Object.hasOwn(WRITES, name)

/** The command or the write of this name; undefined where an object has none. */
export function actOf({ tenant, model }: Caller, object: string, name: string): Act | undefined {
  if (!isWrite(name)) return tenant.registry.commands.get(`${object}.${name}`)
  const spec = model.objects.get(object)?.def.spec
  if (!spec || spec.readOnly || spec.appendOnly) return undefined
  return { key: `${object}.${name}`, object, spec: { name, label: WRITES[name]!, collection: name === 'create' } }
}

/** What a condition may call `input`: what the command asks for; of a write, the document as it would be. */
export const inputFields = (live: LiveObject, { spec }: Act): Record<string, Field> =>
  isWrite(spec.name) ? live.fields : (spec.input ?? {})

export interface Document {
  row: Values
  lines: Record<string, Values[]>
}

/** What a request keeps of a write: what was sent, the document as it would be, and the names of what differs. */
export interface Write extends Values {
  values: Values
  accept?: 'none' | 'suspected' | 'all'
  after: Document
  changed: string[]
}

/** An act in hand: its document (if it has one) is locked, what was sent is checked, its rights are asked. */
export interface Submission {
  unit: Unit
  act: Act
  /** The document as it stands; null where there is none yet. */
  document: Document | null
  input: Values
}

/** The document, or what a create would make of it, in front of conditions. */
export function subjectFor(
  unit: Unit,
  act: Act,
  document: Document | null,
  input: Values,
  submitter: Submitter,
): Subject {
  const live = unit.caller.model.objects.get(act.object)!
  const { after, changed } = isWrite(act.spec.name) ? (input as Write) : { after: null, changed: [] }
  const here = document ?? after ?? { row: {}, lines: {} }
  const given = after ? { ...after.row, ...after.lines } : input
  return { ...subjectOf(live, here, inputFields(live, act), given, submitter, unit.today), changed }
}

export const submitterOf = ({ caller: { actor } }: Unit): Submitter => ({
  id: actor.id,
  dept: actor.deptId,
  roles: actor.roles.map((r) => r.name),
})

/** The first flow of an act whose condition holds. */
export function matching({ unit, act, document, input }: Submission, flows: ActiveFlow[]): ActiveFlow | undefined {
  const subject = subjectFor(unit, act, document, input, submitterOf(unit))
  return flows.find((flow) => applies(flow.condition, subject))
}

/** Hands that carry out one approved act on one record, once; nothing else passes by the flows in them. */
const carrying = new WeakMap<Unit, string>()
const mark = (key: string, record: unknown): string => `${key}:${record ?? ''}`

export const carry = (unit: Unit, key: string, record: string | null): unknown => carrying.set(unit, mark(key, record))

/** The flows that an act in these hands has to pass; undefined for the house itself and for what was approved. */
export function flowsBefore(unit: Unit, key: string, record: unknown): ActiveFlow[] | undefined {
  const flows = unit.caller.model.approvals.flows.get(key)
  // The house (its jobs, its demo data) has nobody to ask.
  if (!flows || unit.caller.actor.system) return undefined
  if (carrying.get(unit) !== mark(key, record)) return flows
  carrying.delete(unit)
  return undefined
}

/** A write that has to be approved. Doors that can open a request do so ({@link orSubmit}); for all others it is refused. */
export class NeedsApproval extends Refusal {
  readonly submission: Submission
  readonly flow: ActiveFlow

  constructor(submission: Submission, flow: ActiveFlow) {
    const { object, spec } = submission.act
    const { label } = submission.unit.caller.model.objects.get(object)!.def
    super('approval.needed', {
      zh: `${spec.label.zh}${label.zh}须经审批（${flow.name}），请在${label.zh}的页面上单独提交，不能由导入或其他操作带出`,
      en: `${spec.label.en}: ${label.en} has to be approved (${flow.name}); do it on its own page, not by import or along with something else`,
    })
    this.submission = submission
    this.flow = flow
  }
}

/** Says whether a create of this document has to be approved first. */
export function createNeeds(
  unit: Unit,
  object: string,
  after: Document,
  sent: Pick<Write, 'values' | 'accept'>,
): NeedsApproval | undefined {
  const flows = flowsBefore(unit, `${object}.create`, null)
  if (!flows) return undefined
  const changed = Object.keys(sent.values)
  const input = { ...sent, after: { row: { ...after.row }, lines: after.lines }, changed }
  const submission = { unit, act: actOf(unit.caller, object, 'create')!, document: null, input }
  const flow = matching(submission, flows)
  return flow && new NeedsApproval(submission, flow)
}

/** Stands before changes and deletions of a locked row by people: throws where they have to be approved first. */
export async function passFlows(
  unit: Unit,
  object: string,
  name: 'update' | 'delete',
  row: Values,
  write?: () => Pick<Write, 'values' | 'accept' | 'after' | 'changed'>,
): Promise<void> {
  const flows = flowsBefore(unit, `${object}.${name}`, row.id)
  const input = flows && (write?.() ?? { values: {}, after: { row: { ...row }, lines: {} }, changed: [] })
  // A save that changes nothing writes nothing.
  if (!input || (name === 'update' && !input.changed.length)) return
  const lines = await allLines(unit, unit.caller.model.objects.get(object)!, row.id as string)
  const submission = { unit, act: actOf(unit.caller, object, name)!, document: { row, lines }, input }
  const flow = matching(submission, flows)
  if (flow) throw new NeedsApproval(submission, flow)
}
