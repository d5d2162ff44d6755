import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema, HTTPMethods } from 'fastify'
import { z } from 'zod'
import { Problem, unauthenticated } from '#kernel/errors.ts'
import type { Auth } from './auth.ts'
import type { Principal } from './liveness.ts'
import type { Authenticator } from './principal.ts'
import { badInput, needsSession, secondFactorRequired } from './refusals.ts'

/** Something about the login worth remembering. Never holds a password, code, token, nor the login as typed. */
export interface AuthEvent {
  kind:
    | 'signIn'
    | 'signInRefused'
    | 'signInLimited'
    | 'signOut'
    | 'passwordChanged'
    | 'linkRedeemed'
    | 'twoFactorEnabled'
    | 'twoFactorDisabled'
    | 'backupCodesMade'
    | 'sessionRevoked'
    | 'apiKeyCreated'
    | 'apiKeyRevoked'
  userId: string | null
  ip: string
  userAgent: string | null
  requestId: string
}

export interface Desk {
  auth: Auth
  authenticator: Authenticator
  onEvent: (event: AuthEvent) => void
  mustHaveSecondFactor: (principal: Principal) => Promise<boolean>
}

interface Call<B, P> {
  request: FastifyRequest
  reply: FastifyReply
  body: B
  params: P
}

export interface RouteSpec<B extends z.ZodType, P extends z.ZodType> {
  method: HTTPMethods
  url: string
  summary: string
  body?: B
  params?: P
  response?: z.ZodType
  status?: number
  handle(call: Call<z.infer<B>, z.infer<P>>): Promise<unknown>
}

const PROBLEM = {
  description: 'problem+json',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}
const PROBLEMS = Object.fromEntries([400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503].map((s) => [s, PROBLEM]))

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' })
  return rest
}

function documentation(spec: RouteSpec<z.ZodType, z.ZodType>): FastifySchema {
  const { summary, body, params, response, status = 200 } = spec
  const success = response
    ? { [status]: { description: 'OK', content: { 'application/json': { schema: jsonSchema(response, 'output') } } } }
    : { 204: { description: 'Done' } }
  const described = { summary, tags: ['auth'], response: { ...success, ...PROBLEMS } }
  return {
    ...described,
    ...(body && { body: jsonSchema(body, 'input') }),
    ...(params && { params: jsonSchema(params, 'input') }),
  }
}

/** Mounts one route, documented by its zod schemas, which also judge the input. */
export function route<B extends z.ZodType, P extends z.ZodType>(app: FastifyInstance, spec: RouteSpec<B, P>): void {
  const { method, url, status = 200 } = spec
  app.route({
    method,
    url,
    bodyLimit: 16 * 1024,
    schema: documentation(spec),
    validatorCompiler: () => () => true,
    serializerCompiler: () => JSON.stringify,
    handler: async (request, reply) => {
      const body = parse(spec.body, request.body) as z.infer<B>
      const params = parse(spec.params, request.params) as z.infer<P>
      const result = await spec.handle({ request, reply, body, params }).catch((error) => {
        const wait = error instanceof Problem ? error.extra.retryAfter : undefined
        if (wait !== undefined) reply.header('retry-after', String(wait))
        throw error
      })
      reply.header('cache-control', 'no-store')
      return spec.response ? reply.code(status as 200).send(result) : reply.code(204 as 200).send()
    },
  })
}

function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw badInput(result.error.issues[0]?.path.join('.') || 'body')
}

/** Who asks, straight from the database. @throws AuthRefusal 401 for nobody, 403 for an API key. */
export async function requireSession(desk: Desk, request: FastifyRequest): Promise<Principal> {
  const principal = await desk.authenticator.authenticate(request.headers, { fresh: true })
  if (!principal) throw unauthenticated()
  if (principal.kind !== 'session') throw needsSession()
  return principal
}

/** The same, of a session that lacks nothing: one that owes a second factor may only set it up. @throws AuthRefusal 403 */
export async function requireWholeSession(desk: Desk, request: FastifyRequest): Promise<Principal> {
  const principal = await requireSession(desk, request)
  if (!principal.twoFactorEnabled && (await desk.mustHaveSecondFactor(principal))) throw secondFactorRequired()
  return principal
}

/** Reports what happened, with where it came from. */
export function report(desk: Desk, request: FastifyRequest, kind: AuthEvent['kind'], userId: string | null): void {
  const userAgent = request.headers['user-agent']?.slice(0, 300) ?? null
  desk.onEvent({ kind, userId, ip: request.ip, userAgent, requestId: request.id })
}
