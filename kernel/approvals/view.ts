import type { Caller } from '../access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '../access/caller.ts'
import { visibleSql } from '../access/predicate.ts'
import { type Label, pick } from '../declare/index.ts'
import { notFound } from '../errors.ts'
import { systemName } from '../records/entry.ts'
import { visibleIds } from '../records/get.ts'
import { refSql } from '../records/projection.ts'
import { isUuid } from '../store/ids.ts'
import { raw, type Sql, sql } from '../store/sql.ts'
import { at, dayOf } from '../tenant.ts'
import { actOf, isWrite } from './act.ts'
import { readable, type Summary, titleFor } from './content.ts'
import { lastApprover, returnable } from './decide.ts'
import { type Definition, REQUEST } from './flow.ts'
import type { RequestRow, TaskRow } from './request.ts'
import { upcoming } from './simulate.ts'
import { AGAIN, URGE_MS } from './submitter.ts'

type Ref = { id: string; label: string | null }

interface StoredTask {
  id: string
  node: string
  kind: 'approve' | 'cc' | 'addSign'
  state: string
  pass: number
  position: number
  parent: string | null
  place: 'before' | 'after' | null
  assignee: Ref
  decidedBy: Ref | null
  onBehalfOf: Ref | null
  comment: string | null
  decidedAt: string | null
  dueAt: string | null
  /** Since when it has lain before him. */
  givenAt: string
  signature: { name: string; at: string; meaning: string } | null
  /** Before this reader: his own, or of somebody he stands in for today. */
  mine: boolean
}

interface Stored {
  id: string
  number: string
  state: string
  title: string
  object: string
  record: string | null
  command: string
  input: Record<string, unknown>
  flow: Ref
  flowRevision: number
  submitter: Ref
  node: string | null
  pass: number
  summary: Summary
  previous: Summary | null
  definition: Definition
  failure: { code: string; message: Label } | null
  urgedAt: string | null
  createdAt: string
  finishedAt: string | null
  tasks: StoredTask[]
}

const instant = (column: string): Sql => raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)

/** True of tasks `t` of a request `a` that lie before this person: his own, and those of whom he stands in for today. */
export function mineSql(caller: Caller): Sql {
  const me = caller.actor.id
  const today = dayOf(caller.tenant.clock())
  return sql`(t.assignee_id = ${me} or exists (select 1 from ${at(caller.tenant, 'approval_delegation')} d
    join ${at(caller.tenant, 'employee')} o on o.id = d.owner_id and o.state = 'active' and o.deleted_at is null
    where d.owner_id = t.assignee_id and d.to_id = ${me} and d.deleted_at is null and ${today}::date between d.starts_on and d.ends_on
      and (coalesce(cardinality(d.objects), 0) = 0 or a.object = any(d.objects))))`
}

function requestSql(caller: Caller): Sql {
  const employee = (column: string) => refSql(caller, 'employee', raw(column))
  const task = sql`json_build_object('id', t.id, 'node', t.node, 'kind', t.kind, 'state', t.state, 'pass', t.pass, 'position', t.position,
    'parent', t.parent_id, 'place', t.place, 'assignee', ${employee('t.assignee_id')}, 'decidedBy', ${employee('t.decided_by_id')},
    'onBehalfOf', ${employee('t.on_behalf_of_id')}, 'comment', t.comment, 'decidedAt', ${instant('t.decided_at')}, 'dueAt', ${instant('t.due_at')},
    'givenAt', ${instant('coalesce(t.given_at, t.created_at)')}, 'signature', t.signature, 'mine', ${mineSql(caller)})`
  return sql`json_build_object('id', a.id, 'number', a.number, 'state', a.state, 'title', a.title, 'object', a.object, 'record', a.record,
    'command', a.command, 'input', a.input, 'flow', json_build_object('id', a.flow_id, 'label', (select f.name from ${at(caller.tenant, 'approval_flow')} f where f.id = a.flow_id)),
    'flowRevision', a.flow_revision, 'submitter', ${employee('a.submitter_id')}, 'node', a.node, 'pass', a.pass, 'summary', a.summary,
    'previous', a.previous, 'definition', a.definition, 'failure', a.failure, 'urgedAt', ${instant('a.urged_at')},
    'createdAt', ${instant('a.created_at')}, 'finishedAt', ${instant('a.finished_at')},
    'tasks', (select coalesce(json_agg(${task} order by t.pass, t.position, t.id), '[]') from ${at(caller.tenant, 'approval_task')} t where t.request_id = a.id and t.deleted_at is null))`
}

async function load(caller: Caller, which: Sql, limit: number): Promise<(Stored & { seen: boolean })[]> {
  const { def } = caller.model.objects.get(REQUEST)!
  const part = sql`exists (select 1 from ${at(caller.tenant, 'approval_task')} t where t.request_id = a.id and t.deleted_at is null and t.state = 'pending' and ${mineSql(caller)})`
  const [row] = await caller.tenant.db.query<Guarded & { found: { seen: boolean; request: Stored }[] }>(sql`
    select ${guardColumns(caller)}, (select coalesce(json_agg(x), '[]') from (select (${visibleSql(caller, def, 'read', 'a')} or ${part}) as seen,
      ${requestSql(caller)} as request from ${at(caller.tenant, 'approval_request')} a where ${which} order by a.id desc limit ${limit}) x) as found`)
  checkGuard(caller, row)
  return row!.found.map(({ seen, request }) => ({ ...request, seen }))
}

interface ShownTask extends Omit<StoredTask, 'signature' | 'mine'> {
  signed: { name: string; at: string; meaning: string } | null
}

function shownTask(caller: Caller, { signature, mine: _, ...task }: StoredTask): ShownTask {
  // What a time-out decided was decided by the house.
  const auto = task.decidedAt && !task.decidedBy && task.state !== 'expired'
  const decidedBy = auto ? { id: '', label: systemName(caller) } : task.decidedBy
  return {
    ...task,
    decidedBy,
    signed: signature && { name: signature.name, at: signature.at, meaning: signature.meaning },
  }
}

const ENDED = new Set(['approved', 'executed', 'executionFailed'])

/** Each step with its tasks: what is behind, at hand, still to come, or was passed over. */
function nodesOf(caller: Caller, request: Stored) {
  const { nodes } = request.definition
  const here = nodes.findIndex((n) => n.key === request.node)
  const through = here >= 0 ? here : ENDED.has(request.state) ? nodes.length : 0
  return nodes.map(({ key, name, kind, mode, sign }, i) => {
    const tasks = request.tasks.filter((t) => t.node === key).map((t) => shownTask(caller, t))
    const asked = tasks.some((t) => t.pass === request.pass)
    const passed = i < through ? (asked || tasks.length ? 'done' : 'skipped') : 'waiting'
    const ended = here < 0 && asked ? 'done' : passed
    /** Whom it would come to; null where the step would be passed over. */
    const next = [] as Ref[] | null
    return { key, name, kind, mode, sign: Boolean(sign), state: i === here ? 'current' : ended, tasks, next }
  })
}

const said = (caller: Caller, value: string | Label): string =>
  typeof value === 'string' ? value : pick(value, caller.locale)

/** The summary in the reader's language, under his rights on the object. */
export function summaryFor(caller: Caller, object: string, summary: Summary) {
  const live = caller.model.objects.get(object)
  if (!live) return { items: [], lines: [] }
  const { items, lines } = readable(caller, live, summary)
  return {
    items: items.map((i) => ({ ...i, value: said(caller, i.value) })),
    lines: lines.map((l) => ({ ...l, rows: l.rows.map((r) => r.map((v) => said(caller, v))) })),
  }
}

/** What reads otherwise than when it was submitted before. */
function changesOf(caller: Caller, { object, summary, previous }: Stored) {
  if (!previous) return undefined
  const [before, now] = [summaryFor(caller, object, previous), summaryFor(caller, object, summary)]
  const all = new Map([...before.items, ...now.items].map((i) => [i.field, i.label]))
  const value = (list: typeof now.items, field: string) => list.find((i) => i.field === field)?.value ?? ''
  const items = [...all].map(([field, label]) => ({
    field,
    label,
    old: value(before.items, field),
    new: value(now.items, field),
  }))
  return items.filter((i) => i.old !== i.new)
}

function canOf(caller: Caller, request: Stored, task: StoredTask | undefined) {
  const me = caller.actor.id
  const running = request.state === 'running'
  const own = request.submitter.id === me
  const node = request.definition.nodes.find((n) => n.key === request.node)
  const decides = Boolean(task)
  const back = returnable({ request: request as unknown as RequestRow, tasks: request.tasks as unknown as TaskRow[] })
  const name = (key: string) => request.definition.nodes.find((n) => n.key === key)!.name
  const urged = request.urgedAt ? Date.parse(request.urgedAt) : 0
  const last = lastApprover(request.tasks, request.pass)?.decidedBy?.id
  return {
    approve: decides,
    reject: decides,
    return: decides,
    transfer: decides && Boolean(node?.allowTransfer),
    addSign: decides && Boolean(node?.allowAddSign),
    withdraw: own && (running || request.state === 'returned'),
    urge: own && running && caller.tenant.clock().getTime() - urged >= URGE_MS,
    resubmit: own && AGAIN.includes(request.state),
    retry: request.state === 'executionFailed' && !own && (caller.actor.admin || last === me),
    cc: own || request.tasks.some((t) => t.assignee.id === me || t.decidedBy?.id === me),
    sign: decides && Boolean(node?.sign),
    returnTo: decides
      ? [
          { key: 'submitter', name: { zh: '提交人', en: 'Submitter' } },
          ...back.map((key) => ({ key, name: name(key) })),
        ]
      : [],
  }
}

/** A request's labels: of its object and its command, as they are declared. */
export function labelsOf(caller: Caller, object: string, command: string) {
  return {
    objectLabel: caller.model.objects.get(object)?.def.label ?? { zh: object, en: object },
    commandLabel: actOf(caller, object, command)?.spec.label ?? { zh: command, en: command },
  }
}

function shownRequest(caller: Caller, stored: Stored) {
  const { tasks, definition: _, summary, previous: __, input, ...request } = stored
  const mine = tasks.find((t) => t.mine && t.state === 'pending' && t.kind !== 'cc' && t.pass === stored.pass)
  const usable = stored.state === 'running' && stored.submitter.id !== caller.actor.id ? mine : undefined
  const copies = tasks.filter((t) => t.kind === 'cc')
  const labels = labelsOf(caller, stored.object, stored.command)
  return {
    ...request,
    title: titleFor(caller, stored.object, stored.title, labels.commandLabel.zh),
    ...labels,
    summary: summaryFor(caller, stored.object, summary),
    changes: changesOf(caller, stored),
    nodes: nodesOf(caller, stored),
    cc: copies.map((t) => shownTask(caller, t)),
    mine: usable?.id ?? null,
    unread: copies.find((t) => t.assignee.id === caller.actor.id && t.state === 'pending')?.id ?? null,
    // What he filled in is his own to see, so that he need not do so twice.
    input:
      stored.submitter.id === caller.actor.id ? (isWrite(stored.command) ? { values: input.values } : input) : null,
    _can: canOf(caller, stored, usable),
  }
}

/** With whoever comes next, as it looks at present, at the steps still to come. */
async function withNext(caller: Caller, request: ShownRequest): Promise<ShownRequest> {
  if (request.state !== 'running') return request
  const steps = await upcoming(caller, request.id)
  const nodes = request.nodes.map((n) => {
    const step = steps.get(n.key)
    return step ? { ...n, next: step.skipped ? null : step.people } : n
  })
  return { ...request, nodes }
}

export type ShownRequest = ReturnType<typeof shownRequest>

/** One request with its steps. For whoever submitted it, takes part in it, or may read its document; else 404. */
export async function showRequest(caller: Caller, id: string): Promise<ShownRequest> {
  const [request] = isUuid(id) ? await load(caller, sql`a.id = ${id}`, 1) : []
  if (!request) throw notFound()
  const { seen, ...stored } = request
  const { object, record } = stored
  if (!seen && !(record && (await visibleIds(caller, object, [record])).has(record))) throw notFound()
  return withNext(caller, shownRequest(caller, stored))
}

const MOST = 50

/** Does a request by `submitter` show the caller this file, which hangs on nothing yet? */
export async function showsFile(caller: Caller, id: string, submitter: string): Promise<boolean> {
  if (!caller.model.objects.has(REQUEST)) return false
  const found = await load(caller, sql`a.submitter_id = ${submitter} and strpos(a.summary::text, ${id}) > 0`, MOST)
  const shows = (r: Stored) => summaryFor(caller, r.object, r.summary).items.some((i) => i.files?.includes(id))
  return found.some((r) => r.seen && shows(r))
}

/** The approvals of one record, newest first: for whoever may read the record, else those he takes part in. */
export async function showOfRecord(caller: Caller, object: string, record: string): Promise<ShownRequest[]> {
  if (!isUuid(record) || !caller.model.objects.has(object)) throw notFound()
  const found = await load(caller, sql`a.object = ${object} and a.record = ${record} and a.deleted_at is null`, MOST)
  const open = (await visibleIds(caller, object, [record])).has(record)
  const shown = found.filter((r) => open || r.seen).map(({ seen: _, ...stored }) => shownRequest(caller, stored))
  // One at most is running, the newest.
  return Promise.all(shown.map((r) => (r.state === 'running' ? withNext(caller, r) : r)))
}
