import type { Caller } from '../access/actor.ts'
import { afresh } from '../access/caller.ts'
import { orSubmit } from '../approvals/start.ts'
import { auditLog } from '../audit/log.ts'
import { addMember, assign, listMembers, removeMember, reveal } from '../commands/builtin/index.ts'
import { write } from '../commands/run.ts'
import type { ObjectDef } from '../declare/index.ts'
import { Problem } from '../errors.ts'
import { contentDisposition } from '../files/fileName.ts'
import { merge, unmerge } from '../merging/index.ts'
import { remove } from '../records/change.ts'
import { getRow } from '../records/get.ts'
import { history } from '../records/history.ts'
import { timeline } from '../records/timeline.ts'
import type { Unit } from '../records/unit.ts'
import { printRecord } from '../transfer/print/index.ts'
import { type ApiRoute, idempotencyKey, jsonParam, listOf, object as obj, string, title, uuid } from './api.ts'
import { batchRoute } from './batch.ts'
import { KEY, readLimit } from './recordRoutes.ts'

const id = { id: uuid }
const PAGE = { cursor: string, limit: { type: 'integer', minimum: 1, maximum: 100 } }
const pageOf = obj({ data: listOf({ type: 'object' }), nextCursor: { type: ['string', 'null'] } }, ['data'])

async function rowOrNull(caller: Caller, object: string, recordId: string): Promise<unknown> {
  try {
    return await afresh(caller, (now) => getRow(now, object, recordId))
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null
    throw error
  }
}

type Verb = (unit: Unit, object: string, id: string, input: never) => Promise<unknown>

interface VerbSpec {
  name: string
  summary: string
  body: Record<string, Record<string, unknown>>
  required: string[]
  run: Verb
  /** What the verb returns is the answer; otherwise the row as it is now. */
  returns?: boolean
}

const OWNED: VerbSpec[] = [
  {
    name: 'assign',
    summary: 'Give to another owner, with everything within',
    body: { owner: uuid, keep: { type: 'string', enum: ['read', 'edit'] } },
    required: ['owner'],
    run: assign as Verb,
  },
  {
    name: 'addMember',
    summary: 'Let somebody in on it',
    body: {
      employee: uuid,
      level: { type: 'string', enum: ['read', 'edit'] },
      until: { type: ['string', 'null'], format: 'date' },
    },
    required: ['employee', 'level'],
    run: addMember as Verb,
  },
  {
    name: 'removeMember',
    summary: 'End a membership',
    body: { employee: uuid },
    required: ['employee'],
    run: removeMember as Verb,
  },
  {
    name: 'merge',
    summary: 'Merge a double into this one',
    body: { loser: uuid },
    required: ['loser'],
    run: merge as Verb,
    returns: true,
  },
  {
    name: 'unmerge',
    summary: 'Take a merge back',
    body: { merge: uuid },
    required: ['merge'],
    run: unmerge as Verb,
    returns: true,
  },
]
const REVEAL: VerbSpec = {
  name: 'reveal',
  summary: 'Show a masked value; the purpose is kept',
  body: { field: string, purpose: string },
  required: ['field', 'purpose'],
  run: reveal as Verb,
  returns: true,
}

function verbRoute(object: ObjectDef, spec: VerbSpec): ApiRoute {
  return {
    tag: title(object.label),
    method: 'POST',
    path: `/${object.path}/{id}/${spec.name}`,
    summary: spec.summary,
    params: id,
    headers: KEY,
    body: obj(spec.body, spec.required),
    reply: { type: 'object' },
    async run(caller, request) {
      const recordId = request.params.id!
      const once = {
        command: `${object.name}.${spec.name}.${recordId}`,
        body: request.body,
        key: idempotencyKey(request),
      }
      // A revealed value is never kept with its idempotency key.
      const kept = spec.name === 'reveal' ? { ...once, key: undefined } : once
      const done = await write(caller, kept, async (unit) => ({
        result: (await spec.run(unit, object.name, recordId, request.body as never)) ?? null,
      }))
      return spec.returns
        ? { result: done.result }
        : { row: await rowOrNull(caller, object.name, recordId), result: null }
    },
  }
}

function watching(object: ObjectDef): ApiRoute[] {
  const base = { tag: title(object.label), method: 'GET' as const, params: id, reply: pageOf }
  return [
    {
      ...base,
      path: `/${object.path}/{id}/history`,
      summary: 'What happened to it: who, when, old and new',
      query: PAGE,
      run: (caller, request) =>
        history(caller, object.name, request.params.id!, { cursor: request.query.cursor, limit: readLimit(request) }),
    },
    {
      ...base,
      path: `/${object.path}/{id}/timeline`,
      summary: 'Everything around it, newest first',
      query: { ...PAGE, kinds: { type: 'string', description: 'comma-separated' } },
      run: (caller, request) =>
        timeline(caller, object.name, request.params.id!, {
          cursor: request.query.cursor,
          limit: readLimit(request),
          kinds: request.query.kinds?.split(',').filter(Boolean),
        }),
    },
  ]
}

/** What a browser's own reader of PDFs needs, and nothing else. */
const PAPER = "default-src 'none'; script-src 'none'; object-src 'self'; frame-ancestors 'self'"

function printRoute(object: ObjectDef): ApiRoute {
  return {
    tag: title(object.label),
    method: 'GET',
    path: `/${object.path}/{id}/print`,
    summary: 'Print it by a form; see GET /prints',
    params: id,
    query: { template: string, format: { type: 'string', enum: ['pdf', 'docx'] }, from: string, to: string },
    produces: 'application/pdf',
    also: [422],
    async run(caller, request, reply) {
      const printed = await printRecord(caller, object.name, request.params.id!, request.query)
      return reply
        .header('content-disposition', contentDisposition('inline', printed.fileName))
        .header('cache-control', 'no-store')
        .header('content-security-policy', PAPER)
        .type(printed.mime)
        .send(printed.bytes)
    },
  }
}

/** Verbs and views that every object has without declaring them. */
export function builtinRoutes(object: ObjectDef): ApiRoute[] {
  if (object.spec.personal) return []
  const routes = [...watching(object), printRoute(object)]
  const isRoot = object.spec.owned && !object.spec.within
  if (isRoot) {
    routes.push(...OWNED.map((spec) => verbRoute(object, spec)))
    const several = {
      tag: title(object.label),
      path: `/${object.path}/batch/assign`,
      summary: 'Give several to another owner',
    }
    routes.push(
      batchRoute(several, 200, (unit, recordId, input) => assign(unit, object.name, recordId, input as never)),
    )
    routes.push({
      tag: title(object.label),
      method: 'GET',
      path: `/${object.path}/{id}/members`,
      summary: 'Its team',
      params: id,
      reply: obj({ data: listOf({ type: 'object' }) }),
      run: async (caller, request) => ({ data: await listMembers(caller, object.name, request.params.id!) }),
    })
  }
  if (!object.spec.readOnly) {
    const several = {
      tag: title(object.label),
      path: `/${object.path}/batch/delete`,
      summary: 'Put several into the recycle bin',
    }
    const key = `${object.name}.delete`
    routes.push(
      batchRoute(several, 200, (unit, recordId) =>
        orSubmit(unit, key, () => remove(unit, object.name, recordId, undefined)),
      ),
    )
  }
  routes.push(verbRoute(object, REVEAL))
  return routes
}

/** The whole log, for administrators. */
export const auditRoute: ApiRoute = {
  tag: '系统 System',
  method: 'GET',
  path: '/audit',
  summary: 'The audit log (administrators)',
  query: { ...PAGE, where: { type: 'string', description: 'JSON: object, verb, actor, record {eq}; at {between}' } },
  reply: pageOf,
  run: (caller, request) =>
    auditLog(caller, {
      where: jsonParam(request.query.where, 'where'),
      cursor: request.query.cursor,
      limit: readLimit(request),
    }),
}
