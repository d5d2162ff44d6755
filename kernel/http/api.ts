import type {} from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../access/actor.ts'
import { callerFor, ensureChecked, withCaller } from '../access/caller.ts'
import type { Label } from '../declare/index.ts'
import { badRequest, Problem, unauthenticated } from '../errors.ts'
import { admit } from './auth/compulsory.ts'
import { livenessSql } from './auth/liveness.ts'
import type { House } from './house.ts'
import { localeOf } from './problems.ts'

type Schema = Record<string, unknown>

/** One route of the API. Everything said here is in the API document; a route without it fails the start. */
export interface ApiRoute {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`. */
  path: string
  summary: string
  tag: string
  query?: Record<string, Schema>
  params?: Record<string, Schema>
  headers?: Record<string, Schema>
  body?: Schema
  /** Documented answer; absent = no content. */
  reply?: Schema
  status?: number
  /** Answered with 202 where the work waits for somebody's approval. */
  accepted?: Schema
  /** Other statuses it may answer with, beyond those every route may. */
  also?: number[]
  /** Answers something else than JSON. */
  produces?: string
  /** Bytes of body accepted. */
  bodyLimit?: number
  /** Runs as the caller; what it returns is sent as JSON, text of a string as it stands. */
  run(caller: Caller, request: ApiRequest, reply: FastifyReply): Promise<unknown>
}

export interface ApiRequest {
  params: Record<string, string>
  query: Record<string, string | undefined>
  body: Record<string, unknown>
  headers: FastifyRequest['headers']
  raw: FastifyRequest
  /** Who asks, found anew: for streams that outlive the request. Rejects when the login has ended. */
  again(): Promise<Caller>
}

export const string: Schema = { type: 'string' }
export const uuid: Schema = { type: 'string', format: 'uuid' }
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
export const listOf = (items: Schema): Schema => ({ type: 'array', items })
export const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  ...(required.length ? { required } : {}),
})

const COMMON = [400, 401, 403, 404, 413, 414, 415, 429, 500, 503]
const WRITING = [409, 422, 428]

const toPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')

function schemaOf(route: ApiRoute): Schema {
  const problem = { description: 'problem+json', content: { 'application/problem+json': { schema: ref('Problem') } } }
  const statuses = [...COMMON, ...(route.method === 'GET' ? (route.also ?? []) : [...WRITING, ...(route.also ?? [])])]
  const ok = route.produces
    ? { description: 'file', content: { [route.produces]: { schema: { type: 'string', format: 'binary' } } } }
    : route.reply
      ? { description: 'OK', content: { 'application/json': { schema: route.reply } } }
      : { description: 'Done' }
  return {
    summary: route.summary,
    tags: [route.tag],
    ...(route.query ? { querystring: { type: 'object', properties: route.query } } : {}),
    ...(route.params
      ? { params: { type: 'object', properties: route.params, required: Object.keys(route.params) } }
      : {}),
    ...(route.headers ? { headers: { type: 'object', properties: route.headers } } : {}),
    ...(route.body ? { body: route.body } : {}),
    response: {
      [route.status ?? (route.reply || route.produces ? 200 : 204)]: ok,
      ...(route.accepted
        ? { 202: { description: 'Waits for approval', content: { 'application/json': { schema: route.accepted } } } }
        : {}),
      ...Object.fromEntries(statuses.map((s) => [s, problem])),
    },
  }
}

/** Keys that a client may send twice for the same effect once. */
export function idempotencyKey(request: ApiRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || !/^[\x21-\x7e]{8,100}$/.test(key))
    throw badRequest('idempotency.invalid', {
      zh: 'Idempotency-Key 应为 8–100 个可见字符',
      en: 'Idempotency-Key must be 8 to 100 visible characters',
    })
  return key
}

/** The version a client has seen, from `If-Match: "7"`. */
export function ifMatch(request: ApiRequest, required: boolean): number | undefined {
  const header = request.headers['if-match']
  if (header === undefined && !required) return undefined
  const match = /^(?:W\/)?"?(\d{1,15})"?$/.exec(String(header ?? ''))
  if (!match)
    throw new Problem(428, 'version.required', {
      zh: '请带上您所见的版本（If-Match）',
      en: 'Send the version you have seen in If-Match',
    })
  return Number(match[1])
}

export function jsonParam(text: string | undefined, name: string): Record<string, unknown> | undefined {
  if (text === undefined || text === '') return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // refused below
  }
  throw badRequest(
    'query.invalid',
    { zh: `参数 ${name} 不是有效的 JSON`, en: `Parameter ${name} is not valid JSON` },
    { field: name },
  )
}

const flat = (query: unknown): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries((query ?? {}) as Record<string, unknown>).map(([k, v]) => [
      k,
      Array.isArray(v) ? String(v[0]) : (v as string | undefined),
    ]),
  )

function bodyOf(request: FastifyRequest): Record<string, unknown> {
  const { body } = request
  if (body === undefined || body === null) return {}
  if (typeof body !== 'object' || Array.isArray(body))
    throw badRequest('body.invalid', { zh: '请求内容应为 JSON 对象', en: 'The body must be a JSON object' })
  return body as Record<string, unknown>
}

/** A password that somebody else set opens nothing but the way to change it. */
function mustChangePassword(): Problem {
  return new Problem(403, 'auth.mustChangePassword', {
    zh: '请先修改初始密码',
    en: 'Change the initial password first',
  })
}

/** Finds the caller of a request and runs work as him; a right revoked a moment ago is already gone. */
export async function asCaller<T>(
  house: House,
  request: FastifyRequest,
  work: (caller: Caller) => Promise<T>,
): Promise<T> {
  const principal = await house.authenticator.authenticate(request.headers)
  if (!principal) throw unauthenticated()
  if (principal.mustChangePassword) throw mustChangePassword()
  const options = { alive: livenessSql(principal), requestId: String(request.id), locale: localeOf(request) }
  const make = () => callerFor(house.tenant(principal.tenantSchema), { userId: principal.userId }, options)
  return withCaller(make, async (caller) => {
    await admit(house, principal, caller, request.headers)
    return work(caller)
  })
}

async function callerAgain(house: House, request: FastifyRequest): Promise<Caller> {
  const principal = await house.authenticator.authenticate(request.headers, { fresh: true })
  if (!principal) throw unauthenticated()
  const options = { alive: livenessSql(principal), requestId: String(request.id), locale: localeOf(request) }
  const make = () => callerFor(house.tenant(principal.tenantSchema), { userId: principal.userId }, options)
  return withCaller(make, async (caller) => {
    await admit(house, principal, caller, request.headers)
    return caller
  })
}

/** Mounts one route: finds the caller, runs, answers. */
export function mount(app: FastifyInstance, house: House, route: ApiRoute): void {
  app.route({
    method: route.method,
    url: `/api/v1${toPath(route.path)}`,
    schema: schemaOf(route) as never,
    ...(route.bodyLimit ? { bodyLimit: route.bodyLimit } : {}),
    handler: (request, reply) =>
      asCaller(house, request, async (caller) => {
        const api: ApiRequest = {
          params: request.params as Record<string, string>,
          query: flat(request.query),
          body: request.isMultipart() ? {} : bodyOf(request),
          headers: request.headers,
          raw: request,
          again: () => callerAgain(house, request),
        }
        const result = await route.run(caller, api, reply)
        if (reply.sent || result === reply) return reply
        // Who is no longer here, or no longer who he was, is told nothing, not even what he is.
        await ensureChecked(caller)
        if (result === undefined) return reply.code(204).send()
        reply.code(reply.statusCode === 202 ? 202 : (route.status ?? 200)).type('application/json; charset=utf-8')
        if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
        return reply.send(Buffer.from(typeof result === 'string' ? result : JSON.stringify(result)))
      }),
  })
}

export const title = (label: Label): string => `${label.zh} ${label.en}`
