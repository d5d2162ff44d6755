import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema, HTTPMethods } from 'fastify'
import { z } from 'zod'
import { Problem, unauthenticated } from '#kernel/errors.ts'
import type { Auth } from './auth.ts'
import type { Principal } from './liveness.ts'
import type { Authenticator } from './principal.ts'
import { sendProblem } from './problem.ts'
import { badInput, needsSession } from './refusals.ts'

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

/** Mounts one route: documented by its zod schemas, which also judge the input; refusals become problem+json. */
export function route<B extends z.ZodType, P extends z.ZodType>(app: FastifyInstance, spec: RouteSpec<B, P>): void {
  const { method, url, summary, status = 200 } = spec
  const json = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })
  const schema: FastifySchema & { summary: string; tags: string[] } = {
    summary,
    tags: ['auth'],
    ...(spec.body && { body: json(spec.body) }),
    ...(spec.params && { params: json(spec.params) }),
    response: spec.response ? { [status]: json(spec.response) } : { 204: { type: 'null' } },
  }
  app.route({
    method,
    url,
    bodyLimit: 16 * 1024,
    schema,
    validatorCompiler: () => () => true,
    serializerCompiler: () => JSON.stringify,
    handler: async (request, reply) => {
      try {
        const body = parse(spec.body, request.body) as z.infer<B>
        const params = parse(spec.params, request.params) as z.infer<P>
        const result = await spec.handle({ request, reply, body, params })
        reply.header('cache-control', 'no-store')
        return spec.response ? reply.code(status).send(result) : reply.code(204).send()
      } catch (error) {
        if (error instanceof Problem) return sendProblem(request, reply, error)
        throw error
      }
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

/** Reports what happened, with where it came from. */
export function report(desk: Desk, request: FastifyRequest, kind: AuthEvent['kind'], userId: string | null): void {
  const userAgent = request.headers['user-agent']?.slice(0, 300) ?? null
  desk.onEvent({ kind, userId, ip: request.ip, userAgent, requestId: request.id })
}
