import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { notFound } from '#kernel/errors.ts'
import { createApiKey, listApiKeys, revokeApiKey } from './apiKeys.ts'
import { passwordChangeRequired } from './refusals.ts'
import { type Desk, report, requireWholeSession, route } from './routing.ts'
import { listSessions, revokeSession } from './sessions.ts'

const id = z.strictObject({ id: z.uuid() })
const instant = z.iso.datetime({ offset: true })
const session = z.object({
  id: z.uuid(),
  current: z.boolean(),
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
})
const apiKey = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
})

/** A user's own sessions and API keys. An API key may not manage either. */
export function credentialRoutes(app: FastifyInstance, desk: Desk): void {
  const { auth, authenticator } = desk

  route(app, {
    method: 'GET',
    url: '/api/v1/users/sessions',
    summary: 'Own sessions, newest first',
    response: z.array(session),
    async handle({ request }) {
      const { userId, credentialId } = await requireWholeSession(desk, request)
      const sessions = await listSessions(auth.pool, userId)
      return sessions.map((one) => ({ ...one, current: one.id === credentialId }))
    },
  })

  for (const [url, summary, end, event] of [
    ['/api/v1/users/sessions/:id', 'End one of the own sessions', revokeSession, 'sessionRevoked'],
    ['/api/v1/api-keys/:id', 'End one of the own API keys', revokeApiKey, 'apiKeyRevoked'],
  ] as const)
    route(app, {
      method: 'DELETE',
      url,
      summary,
      params: id,
      async handle({ request, params }) {
        const { userId } = await requireWholeSession(desk, request)
        if (!(await end(auth.pool, userId, params.id))) throw notFound()
        authenticator.invalidate({ credentialId: params.id })
        report(desk, request, event, userId)
      },
    })

  route(app, {
    method: 'GET',
    url: '/api/v1/api-keys',
    summary: 'Own API keys, newest first',
    response: z.array(apiKey),
    async handle({ request }) {
      return listApiKeys(auth.pool, (await requireWholeSession(desk, request)).userId)
    },
  })

  route(app, {
    method: 'POST',
    url: '/api/v1/api-keys',
    summary: 'Make an API key; its token is shown this once',
    body: z.strictObject({ name: z.string().max(100), expiresAt: instant.nullable().optional() }),
    response: apiKey.extend({ token: z.string() }),
    status: 201,
    async handle({ request, body }) {
      const { userId, mustChangePassword } = await requireWholeSession(desk, request)
      if (mustChangePassword) throw passwordChangeRequired()
      const key = await createApiKey(auth.pool, userId, body.name, body.expiresAt ? new Date(body.expiresAt) : null)
      report(desk, request, 'apiKeyCreated', userId)
      return key
    },
  })
}
