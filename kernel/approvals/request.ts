import { notFound } from '../errors.ts'
import { applyChange } from '../records/change.ts'
import { createMany } from '../records/create.ts'
import type { Values } from '../records/input.ts'
import { allLines } from '../records/lines.ts'
import { decodeRow } from '../records/storage.ts'
import type { Unit } from '../records/unit.ts'
import { isUuid } from '../store/ids.ts'
import { raw, sql } from '../store/sql.ts'
import { type Act, actOf, type Document, isWrite, subjectFor, type Write } from './act.ts'
import type { Summary } from './content.ts'
import type { Subject } from './expression.ts'
import { type Definition, type FlowNode, REQUEST, TASK } from './flow.ts'
import type { Step } from './progress.ts'

export interface RequestRow extends Values {
  id: string
  number: string
  state: string
  flow: string
  flowRevision: number
  object: string
  /** Null until what is to be created is there, and for commands without a row. */
  record: string | null
  command: string
  title: string
  summary: Summary
  input: Values
  definition: Definition
  contentHash: string
  submitter: string
  submitterDept: string | null
  submitterRoles: string[]
  node: string | null
  /** Grows each time the request is sent back: tasks of earlier passes count no more. */
  pass: number
  urgedAt: string | null
  createdAt: string
}

export interface TaskRow extends Values, Step {
  request: string
  node: string
  kind: 'approve' | 'cc' | 'addSign'
  assignee: string
  pass: number
  dueAt: string | null
  decidedAt: string | null
  decidedBy: string | null
}

/** A request in hand: it and its document are locked, so that whatever is decided is decided once. */
export interface Run {
  unit: Unit
  request: RequestRow
  tasks: TaskRow[]
  /** The document as it stands; undefined where there is none (yet, or any more). */
  row: Values | undefined
  lines: Record<string, Values[]>
}

const decode = <T>(unit: Unit, object: string, row: Values): T =>
  decodeRow(unit.caller.model.objects.get(object)!, row) as T

/**
 * Locks a request, then its document (always in this order), and reads what belongs to them. 404 if there is none.
 * `lock: false` only looks.
 */
export async function openRun(unit: Unit, id: string, lock = true): Promise<Run> {
  if (!isUuid(id)) throw notFound()
  const held = raw(lock ? 'for update' : '')
  const [stored] = await unit.tx.query<Values>(
    sql`select * from ${unit.table('approval_request')} where id = ${id} ${held}`,
  )
  if (!stored) throw notFound()
  const request = decode<RequestRow>(unit, REQUEST, stored)
  const tasks = await unit.tx.query<Values>(
    sql`select * from ${unit.table('approval_task')} where request_id = ${id} and deleted_at is null order by pass, position, created_at, id`,
  )
  const live = unit.caller.model.objects.get(request.object)
  const [document] =
    live && request.record
      ? await unit.tx.query<Values>(
          sql`select * from ${unit.table(live.def.table)} where id = ${request.record} ${held}`,
        )
      : []
  return {
    unit,
    request,
    tasks: tasks.map((t) => decode<TaskRow>(unit, TASK, t)),
    row: document && decodeRow(live!, document),
    lines: document ? await allLines(unit, live!, request.record!) : {},
  }
}

/** The request that a task belongs to. 404 for a task that does not exist. */
export async function requestOfTask(unit: Unit, taskId: string): Promise<string> {
  const [task] = isUuid(taskId)
    ? await unit.tx.query<{ id: string }>(
        sql`select request_id as id from ${unit.table('approval_task')} where id = ${taskId}`,
      )
    : []
  if (!task) throw notFound()
  return task.id
}

export async function changeRequest(run: Run, patch: Partial<RequestRow>, verb: string): Promise<void> {
  run.request = (await applyChange(run.unit, REQUEST, run.request, { ...run.request, ...patch }, verb)) as RequestRow
}

export async function changeTask(run: Run, task: TaskRow, patch: Partial<TaskRow>, verb: string): Promise<TaskRow> {
  const next = (await applyChange(run.unit, TASK, task, { ...task, ...patch }, verb)) as TaskRow
  run.tasks = run.tasks.map((t) => (t.id === task.id ? next : t))
  return next
}

/** Adds tasks; they wait until it is their turn. */
export async function addTasks(run: Run, tasks: Values[]): Promise<TaskRow[]> {
  if (!tasks.length) return []
  const common = { request: run.request.id, pass: run.request.pass }
  const made = await createMany(
    run.unit,
    TASK,
    tasks.map((t) => ({ ...common, ...t })),
    { trusted: true },
  )
  const rows = made.map((outcome) => {
    if ('problem' in outcome) throw outcome.problem
    return outcome.row as TaskRow
  })
  run.tasks.push(...rows)
  return rows
}

/** Tasks of the node at hand in this pass, copies left out. */
export const currentTasks = ({ request, tasks }: Run): TaskRow[] =>
  tasks.filter((t) => t.pass === request.pass && t.node === request.node && t.kind !== 'cc')

export const nodeOf = ({ request }: Run): FlowNode => request.definition.nodes.find((n) => n.key === request.node)!

/** The document, or what is to become one. */
export const documentOf = ({ request, row, lines }: Run): Document =>
  (row ? { row, lines } : isWrite(request.command) && (request.input as Write).after) || { row: {}, lines: {} }

/** The document in front of a flow's conditions. */
export function subjectOfRun(run: Run): Subject {
  const { unit, request } = run
  const submitter = { id: request.submitter, dept: request.submitterDept, roles: request.submitterRoles }
  return subjectFor(unit, actOfRequest(unit, request), documentOf(run), request.input, submitter)
}

/** The act behind a request. 404 once it no longer exists. */
export function actOfRequest(unit: Unit, { object, command }: RequestRow): Act {
  const act = actOf(unit.caller, object, command)
  if (!act) throw notFound()
  return act
}
