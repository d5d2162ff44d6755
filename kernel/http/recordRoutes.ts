import type { FastifyReply } from 'fastify'
import type { Caller } from '../access/actor.ts'
import { afresh } from '../access/caller.ts'
import { hasVerb } from '../access/reach.ts'
import { orSubmit, type Started } from '../approvals/start.ts'
import { runCommand } from '../commands/context.ts'
import { type Once, write } from '../commands/run.ts'
import type { CommandDef, ObjectDef } from '../declare/index.ts'
import { badRequest, denied, Problem } from '../errors.ts'
import { remove, restore, update } from '../records/change.ts'
import { create } from '../records/create.ts'
import { findDuplicates } from '../records/duplicates.ts'
import { get } from '../records/get.ts'
import { readInput, type Values } from '../records/input.ts'
import { type ListQuery, list, MAX_LIMIT } from '../records/list.ts'
import { related } from '../records/related.ts'
import { suggest } from '../records/suggest.ts'
import type { Unit } from '../records/unit.ts'
import { isUuid } from '../store/ids.ts'
import {
  type ApiRequest,
  type ApiRoute,
  idempotencyKey,
  ifMatch,
  jsonParam,
  listOf,
  object as obj,
  ref,
  string,
  title,
  uuid,
} from './api.ts'
import { batchRoute } from './batch.ts'
import { inputProperties, schemaName } from './schemas.ts'

const id = { id: uuid }
export const KEY = { 'idempotency-key': { type: 'string', minLength: 8, maxLength: 100 } }

/** `limit` of a page, or why it is not one. */
export function readLimit(request: ApiRequest): number | undefined {
  const { limit } = request.query
  const number = limit === undefined ? undefined : Number(limit)
  if (number !== undefined && (!Number.isInteger(number) || number < 1 || number > MAX_LIMIT))
    throw badRequest('query.limit', { zh: `limit 应为 1–${MAX_LIMIT}`, en: `limit must be 1 to ${MAX_LIMIT}` })
  return number
}

/** The query of a list, read from its parameters. */
export function readQuery(request: ApiRequest): ListQuery {
  const { where, q, sort, cursor, fields, count, deleted } = request.query
  if (count !== undefined && count !== 'capped' && count !== 'exact' && count !== 'none')
    throw badRequest('query.count', {
      zh: 'count 应为 capped、exact 或 none',
      en: 'count must be capped, exact or none',
    })
  if (q?.includes('\u0000')) throw badRequest('query.invalid', { zh: '查询内容无效', en: 'The query is not valid' })
  return {
    where: jsonParam(where, 'where'),
    q,
    sort: sort || undefined,
    limit: readLimit(request),
    cursor: cursor || undefined,
    fields: fields ? fields.split(',').slice(0, 200) : undefined,
    count: count ?? 'capped',
    deleted: deleted === 'true',
  }
}

const LIST_QUERY = {
  where: {
    type: 'string',
    description:
      'JSON: {field:{eq,ne,in,gt,gte,lt,lte,contains,startsWith,between,isNull,has}, and:[], or:[], not:{}}; ' +
      'scope:{eq,in,ne} with mine, subordinates (direct and indirect), team (I am a member), starred (by me)',
  },
  q: { type: 'string', description: 'words, pinyin initials, digits' },
  sort: { type: 'string', description: 'field, - in front for descending' },
  limit: { type: 'integer', minimum: 1, maximum: MAX_LIMIT },
  cursor: string,
  fields: { type: 'string', description: 'comma-separated' },
  count: { type: 'string', enum: ['capped', 'exact', 'none'] },
  deleted: { type: 'boolean', description: 'the recycle bin' },
}

const pageSchema = (object: ObjectDef) =>
  obj({ data: listOf(ref(schemaName(object))), nextCursor: { type: ['string', 'null'] }, total: ref('Total') }, [
    'data',
  ])

function reads(object: ObjectDef): ApiRoute[] {
  const base = { tag: title(object.label) }
  const path = `/${object.path}`
  return [
    {
      ...base,
      method: 'GET',
      path,
      summary: `List ${object.path}`,
      query: LIST_QUERY,
      reply: pageSchema(object),
      async run(caller, request) {
        const page = await list(caller, object.name, readQuery(request))
        return `{"data":${page.data},"nextCursor":${JSON.stringify(page.nextCursor)},"total":${JSON.stringify(page.total)}}`
      },
    },
    {
      ...base,
      method: 'GET',
      path: `${path}/suggest`,
      summary: `Autocomplete ${object.path}`,
      query: { q: string, limit: { type: 'integer', minimum: 1, maximum: 50 }, where: string },
      reply: obj({
        data: listOf(obj({ id: uuid, label: { type: ['string', 'null'] }, sub: { type: ['string', 'null'] } })),
      }),
      run: async (caller, request) => ({
        data: await suggest(caller, object.name, request.query.q ?? '', readQuery(request)),
      }),
    },
    {
      ...base,
      method: 'GET',
      path: `${path}/{id}`,
      summary: `One of ${object.path}`,
      params: id,
      reply: ref(schemaName(object)),
      run: (caller, request) => get(caller, object.name, request.params.id!),
    },
    {
      ...base,
      method: 'GET',
      path: `${path}/{id}/related`,
      summary: 'Counts of what refers to it',
      params: id,
      reply: obj({ data: listOf(obj({ object: string, field: string, count: ref('Total') })) }),
      run: async (caller, request) => ({ data: await related(caller, object.name, request.params.id!) }),
    },
  ]
}

/** The row as its writer may see it now, as JSON text; one who may create but not read gets the id. */
async function afterWrite(caller: Caller, object: string, recordId: string): Promise<string> {
  try {
    return await afresh(caller, (now) => get(now, object, recordId))
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return JSON.stringify({ id: recordId, version: 1 })
    throw error
  }
}

const ACCEPTED = obj({ row: {}, result: {}, approval: obj({ id: uuid, number: string, state: string }) })

/** Answers that something waits for approval, with the row as it still is. */
async function waiting(caller: Caller, object: string, id: string | null, approval: Started, reply: FastifyReply) {
  reply.code(202)
  return { row: id ? JSON.parse(await afterWrite(caller, object, id)) : null, result: null, approval }
}

/** Writes one row and answers with it as its writer then sees it, read in the same transaction. */
async function writeAndShow(
  caller: Caller,
  object: ObjectDef,
  recordId: string | null,
  once: Once,
  reply: FastifyReply,
  work: (unit: Unit) => Promise<Values>,
): Promise<unknown> {
  let seen: Promise<string> | undefined
  const key = `${object.name}.${recordId ? 'update' : 'create'}`
  const made = await write(caller, once, async (unit) => {
    seen = undefined
    const { done, approval } = await orSubmit(unit, key, () => work(unit))
    if (approval) return { id: '', approval }
    const id = done.id as string
    seen = get(caller, object.name, id, unit.tx)
    seen.catch(() => {})
    return { id }
  })
  if (made.approval) return waiting(caller, object.name, recordId, made.approval, reply)
  // Not where it was written before, by the same key, nor where the write itself has changed who he is.
  const text = seen ?? afresh(caller, (now) => get(now, object.name, made.id))
  return text.catch(() => afterWrite(caller, object.name, made.id))
}

function writes(object: ObjectDef): ApiRoute[] {
  const base = { tag: title(object.label) }
  const path = `/${object.path}`
  const name = schemaName(object)
  const accept = { 'x-accept-duplicates': { type: 'string', enum: ['true'] } }
  return [
    {
      ...base,
      method: 'POST',
      path,
      summary: `Create one of ${object.path}`,
      headers: { ...KEY, ...accept },
      body: ref(`${name}Create`),
      reply: ref(name),
      accepted: ACCEPTED,
      status: 201,
      async run(caller, request, reply) {
        const suspected = request.headers['x-accept-duplicates'] === 'true'
        const asks = Boolean(object.spec.duplicates)
        const once = { command: `${object.name}.create`, body: request.body, key: idempotencyKey(request), asks }
        const accept = suspected ? 'suspected' : 'none'
        return writeAndShow(caller, object, null, once, reply, (unit) =>
          create(unit, object.name, request.body, { accept, last: true }),
        )
      },
    },
    {
      ...base,
      method: 'PATCH',
      path: `${path}/{id}`,
      summary: `Change one of ${object.path}`,
      params: id,
      headers: { ...KEY, ...accept, 'if-match': string },
      body: ref(`${name}Update`),
      reply: ref(name),
      accepted: ACCEPTED,
      async run(caller, request, reply) {
        const version = ifMatch(request, true)
        const recordId = request.params.id!
        const once = { command: `${object.name}.update.${recordId}`, body: request.body, key: idempotencyKey(request) }
        const acceptDuplicates = request.headers['x-accept-duplicates'] === 'true'
        return writeAndShow(caller, object, recordId, once, reply, (unit) =>
          update(unit, object.name, recordId, request.body, { version, acceptDuplicates }),
        )
      },
    },
    {
      ...base,
      method: 'DELETE',
      path: `${path}/{id}`,
      summary: 'Put into the recycle bin',
      params: id,
      headers: { ...KEY, 'if-match': string },
      accepted: ACCEPTED,
      async run(caller, request, reply) {
        const version = ifMatch(request, true)
        const recordId = request.params.id!
        const key = `${object.name}.delete`
        const done = await write(
          caller,
          { command: `${key}.${recordId}`, body: null, key: idempotencyKey(request) },
          (unit) => orSubmit(unit, key, () => remove(unit, object.name, recordId, version)),
        )
        return done?.approval && waiting(caller, object.name, recordId, done.approval, reply)
      },
    },
    {
      ...base,
      method: 'POST',
      path: `${path}/{id}/restore`,
      summary: 'Take out of the recycle bin',
      params: id,
      headers: KEY,
      reply: obj({ row: ref(name) }),
      async run(caller, request) {
        const recordId = request.params.id!
        await write(
          caller,
          { command: `${object.name}.restore.${recordId}`, body: null, key: idempotencyKey(request) },
          async (unit) => ({ id: (await restore(unit, object.name, recordId)).id }),
        )
        return { row: JSON.parse(await afterWrite(caller, object.name, recordId)) }
      },
    },
  ]
}

function duplicateRoute(object: ObjectDef): ApiRoute {
  return {
    tag: title(object.label),
    method: 'POST',
    path: `/${object.path}/duplicates`,
    summary: 'Look for doubles before creating',
    body: obj({ values: { type: 'object' }, id: uuid }),
    reply: obj({ matches: listOf({ type: 'object' }) }),
    async run(caller, request) {
      const live = caller.model.objects.get(object.name)!
      const values = (request.body.values ?? {}) as Record<string, unknown>
      if (typeof values !== 'object' || Array.isArray(values))
        throw badRequest('body.invalid', { zh: '请求内容无效', en: 'The body is not valid' })
      const self = isUuid(request.body.id) ? request.body.id : undefined
      if (!hasVerb(caller.actor, live.def, 'create') && !hasVerb(caller.actor, live.def, 'update'))
        throw denied('create')
      // Only what he could write, in the form in which it would be: a look for doubles tells no more than a create.
      const known = readInput(caller, live, values, true).values
      return {
        matches: object.spec.similar
          ? await object.spec.similar(caller, live.def, known, self)
          : await exactMatches(caller, live.def, known, self),
      }
    },
  }
}

/** The exact rules alone, for objects that declare no nearer likeness. */
async function exactMatches(
  who: Caller,
  def: ObjectDef,
  values: Record<string, unknown>,
  self?: string,
): Promise<unknown[]> {
  let derived: Record<string, unknown> = {}
  try {
    derived = def.spec.derive?.(values, { now: who.tenant.clock(), actorId: who.actor.id }) ?? {}
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
  return findDuplicates(who, who.model.objects.get(def.name)!, [{ ...values, ...derived, id: self }])
}

async function runOne(
  caller: Caller,
  command: CommandDef,
  recordId: string | null,
  request: ApiRequest,
  reply: FastifyReply,
): Promise<{ row: unknown; result: unknown; approval?: Started }> {
  const once = { command: `${command.key}.${recordId ?? ''}`, body: request.body, key: idempotencyKey(request) }
  const version = ifMatch(request, false)
  const done = await write(caller, once, async (unit) => {
    const { result, approval } = await runCommand(unit, command, recordId, request.body, version)
    return { result, approval }
  })
  const made = (done.result as { id?: string } | null)?.id ?? null
  if (done.approval) return waiting(caller, command.object, recordId ?? made, done.approval, reply)
  return { row: recordId ? JSON.parse(await afterWrite(caller, command.object, recordId)) : null, result: done.result }
}

function commandRoutes(object: ObjectDef, command: CommandDef): ApiRoute[] {
  const name = command.spec.name
  const body = { type: 'object', properties: inputProperties(command.spec.input ?? {}, true) }
  const reply = obj({ row: {}, result: {} })
  const base = {
    tag: title(object.label),
    method: 'POST' as const,
    headers: { ...KEY, 'if-match': string },
    body,
    reply,
    accepted: ACCEPTED,
  }
  if (command.spec.collection)
    return [
      {
        ...base,
        path: `/${object.path}/${name}`,
        summary: command.spec.label.en,
        run: (caller, request, answer) => runOne(caller, command, null, request, answer),
      },
    ]
  const one: ApiRoute = {
    ...base,
    path: `/${object.path}/{id}/${name}`,
    params: id,
    summary: command.spec.label.en,
    run: (caller, request, answer) => runOne(caller, command, request.params.id!, request, answer),
  }
  if (!command.spec.batch) return [one]
  const several = {
    tag: title(object.label),
    path: `/${object.path}/batch/${name}`,
    summary: `${command.spec.label.en} for several`,
  }
  return [
    one,
    batchRoute(several, command.spec.batch, (unit, recordId, input) => runCommand(unit, command, recordId, input)),
  ]
}

/** All routes of one declared object. */
export function recordRoutes(object: ObjectDef, commands: CommandDef[]): ApiRoute[] {
  const routes = reads(object)
  if (!object.spec.readOnly) routes.push(...writes(object))
  if (object.spec.duplicates?.length) routes.push(duplicateRoute(object))
  for (const command of commands) routes.push(...commandRoutes(object, command))
  return routes
}
