import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { type Summary, titleFor } from '#kernel/approvals/content.ts'
import type { Definition } from '#kernel/approvals/flow.ts'
import { labelsOf, mineSql, summaryFor } from '#kernel/approvals/view.ts'
import { badRequest } from '#kernel/errors.ts'
import { decodeCursor, encodeCursor } from '#kernel/records/cursor.ts'
import { refSql } from '#kernel/records/projection.ts'
import { isUuid } from '#kernel/store/ids.ts'
import { and, raw, type Sql, sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'

export const TABS = ['pending', 'decided', 'started', 'cc'] as const
export type Tab = (typeof TABS)[number]

export interface InboxQuery {
  tab?: string
  object?: string
  q?: string
  cursor?: string
  limit?: number
}

interface Stored {
  task: { id: string; kind: string; node: string; state: string; dueAt: string | null; onBehalfOf: unknown } | null
  request: {
    id: string
    number: string
    title: string
    object: string
    record: string | null
    command: string
    state: string
    node: string | null
    submitter: unknown
    createdAt: string
    summary: Summary
    definition: Definition
  }
}

const instant = (column: string): Sql => raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)

/** Which tasks (or, of those he started, requests) a tab shows. */
function tabSql(caller: Caller, tab: Tab): Sql {
  const me = caller.actor.id
  switch (tab) {
    case 'pending':
      return sql`t.deleted_at is null and t.state = 'pending' and t.kind <> 'cc' and a.state = 'running' and a.submitter_id <> ${me} and ${mineSql(caller)}`
    case 'decided':
      return sql`t.deleted_at is null and t.kind <> 'cc' and t.state in ('approved', 'rejected', 'returned', 'transferred')
        and (t.decided_by_id = ${me} or (t.assignee_id = ${me} and t.decided_by_id is not null))`
    case 'cc':
      return sql`t.deleted_at is null and t.kind = 'cc' and t.assignee_id = ${me}`
    case 'started':
      return sql`a.deleted_at is null and a.submitter_id = ${me}`
  }
}

function fromSql(caller: Caller, tab: Tab): Sql {
  const requests = at(caller.tenant, 'approval_request')
  const tasks = at(caller.tenant, 'approval_task')
  return tab === 'started' ? sql`${requests} a` : sql`${tasks} t join ${requests} a on a.id = t.request_id`
}

function taskSql(caller: Caller, tab: Tab): Sql {
  if (tab === 'started') return raw('null::json')
  const behalf = sql`case when t.assignee_id <> ${caller.actor.id} then ${refSql(caller, 'employee', raw('t.assignee_id'))} end`
  return sql`json_build_object('id', t.id, 'kind', t.kind, 'node', t.node, 'state', t.state, 'dueAt', ${instant('t.due_at')},
    'decidedAt', ${instant('t.decided_at')}, 'onBehalfOf', ${behalf})`
}

function shown(caller: Caller, { task, request }: Stored) {
  const { definition, summary, ...rest } = request
  const key = task?.node ?? request.node
  const node = definition.nodes.find((n) => n.key === key)
  const { items } = summaryFor(caller, request.object, summary)
  const labels = labelsOf(caller, request.object, request.command)
  return {
    task: task && { ...task, nodeName: node?.name ?? null, sign: Boolean(node?.sign) },
    request: {
      ...rest,
      title: titleFor(caller, request.object, request.title, labels.commandLabel.zh),
      nodeName: node?.name ?? null,
      ...labels,
      summary: items,
    },
  }
}

/** What lies before somebody, what he decided, what he started, what he was copied in on: a page, newest first. */
export async function inbox(caller: Caller, query: InboxQuery) {
  const tab = (query.tab ?? 'pending') as Tab
  if (!TABS.includes(tab)) throw badRequest('query.tab', { zh: '没有这个页签', en: `tab is one of ${TABS.join(', ')}` })
  const limit = Math.min(Math.max(query.limit ?? 20, 1), 100)
  const id = raw(tab === 'started' ? 'a.id' : 't.id')
  const filters = [tabSql(caller, tab)]
  if (query.object) filters.push(sql`a.object = ${query.object}`)
  const q = query.q?.replaceAll('\u0000', '').trim()
  // Documents whose names he may not read are not found by their names either.
  const unnamed = [...caller.model.objects.keys()].filter((name) => titleFor(caller, name, 'named', '') === '')
  if (q)
    filters.push(sql`(a.number = ${q.toUpperCase()} or
      (position(${q.toLowerCase()} in lower(a.title)) > 0 and not a.object = any(${unnamed}::text[])))`)
  if (query.cursor) filters.push(sql`${id} < ${decodeCursor(query.cursor).id}::uuid`)
  const unread = sql`${tabSql(caller, 'cc')} and t.state = 'pending'`
  const count = (which: Sql) => sql`(select count(*)::int from ${fromSql(caller, 'pending')} where ${which})`
  const [row] = await caller.tenant.db.query<
    Guarded & { data: (Stored & { at: string })[]; pending: number; cc: number }
  >(sql`
    select ${guardColumns(caller)}, ${count(tabSql(caller, 'pending'))} as pending, ${count(unread)} as cc,
      (select coalesce(json_agg(x), '[]') from (select ${id} as at, ${taskSql(caller, tab)} as task,
        json_build_object('id', a.id, 'number', a.number, 'title', a.title, 'object', a.object, 'record', a.record, 'command', a.command,
          'state', a.state, 'node', a.node, 'submitter', ${refSql(caller, 'employee', raw('a.submitter_id'))}, 'createdAt', ${instant('a.created_at')},
          'summary', a.summary, 'definition', a.definition) as request
        from ${fromSql(caller, tab)} where ${and(filters)} order by ${id} desc limit ${limit + 1}) x) as data`)
  checkGuard(caller, row)
  const page = row!.data.slice(0, limit)
  return {
    data: page.map((item) => shown(caller, item)),
    nextCursor: row!.data.length > limit ? encodeCursor({ key: null, id: page.at(-1)!.at }) : null,
    counts: { pending: row!.pending, cc: row!.cc },
  }
}

/** Does the step of this task ask for a signature? */
export async function asksSignature(caller: Caller, taskId: string): Promise<boolean> {
  if (!isUuid(taskId)) return false
  const [row] = await caller.tenant.db.query<{ node: string; definition: Definition }>(sql`select t.node, r.definition
    from ${at(caller.tenant, 'approval_task')} t join ${at(caller.tenant, 'approval_request')} r on r.id = t.request_id where t.id = ${taskId}`)
  return Boolean(row?.definition.nodes.find((n) => n.key === row.node)?.sign)
}
