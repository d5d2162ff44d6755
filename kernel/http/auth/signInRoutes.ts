import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Answer, engineHeaders, forward, readAnswer } from './bridge.ts'
import { readCookie } from './cookies.ts'
import { credentialCheck } from './credentials.ts'
import { DEVICE_MAX_AGE_S, rememberDevice } from './device.ts'
import { refusedLogin, tooManyTries } from './refusals.ts'
import { type Desk, report, route } from './routing.ts'
import { revokeSession } from './sessions.ts'
import { readUserSummary, userSummary } from './summary.ts'

const signedIn = z.object({ user: userSummary })

/** Sign-in by username, e-mail or phone; sign-out; who am I. */
export function signInRoutes(app: FastifyInstance, desk: Desk): void {
  const { auth, authenticator } = desk
  const check = credentialCheck({ db: auth.pool, secret: auth.secret, hasher: auth.hasher, limits: auth.limits })

  route(app, {
    method: 'POST',
    url: '/api/auth/sign-in',
    summary: 'Sign in with username, e-mail or phone, and password',
    body: z.strictObject({ login: z.string().min(1).max(200), password: z.string().min(1).max(1024) }),
    response: z.union([signedIn, z.object({ twoFactorRedirect: z.literal(true) })]),
    async handle({ request, reply, body }) {
      const device = readCookie(request.headers.cookie, auth.cookies.device)
      const verdict = await check({ ...body, ip: request.ip, device })
      if (verdict.kind === 'limited') {
        report(desk, request, 'signInLimited', null)
        throw tooManyTries(verdict.retryAfter)
      }
      if (verdict.kind === 'refused') {
        report(desk, request, 'signInRefused', null)
        throw refusedLogin()
      }
      await endPresentSession(desk, request)
      const { userId } = verdict
      const headers = engineHeaders(auth, request, true)
      const answer = await readAnswer(
        await auth.engine.api.startSession({ body: { userId }, headers, asResponse: true }),
      )
      if (!answer.body.twoFactorRedirect) return welcome(desk, request, reply, userId, answer)
      passCookies(reply, answer)
      return { twoFactorRedirect: true }
    },
  })

  route(app, {
    method: 'POST',
    url: '/api/auth/sign-out',
    summary: 'Sign out: the session ends on the server',
    async handle({ request, reply }) {
      const principal = await authenticator.authenticate(request.headers, { fresh: true })
      passCookies(reply, await forward(auth, request, '/sign-out', {}, true))
      if (principal?.kind !== 'session') return
      authenticator.invalidate({ credentialId: principal.credentialId })
      report(desk, request, 'signOut', principal.userId)
    },
  })

  route(app, {
    method: 'GET',
    url: '/api/auth/get-session',
    summary: 'Who is signed in; nulls for nobody',
    response: z.object({
      user: userSummary.nullable(),
      session: z.object({ id: z.uuid() }).nullable(),
    }),
    async handle({ request }) {
      const principal = await authenticator.authenticate(request.headers, { fresh: true })
      if (principal?.kind !== 'session') return { user: null, session: null }
      return { user: await readUserSummary(auth.pool, principal.userId), session: { id: principal.credentialId } }
    },
  })
}

/** A sign-in replaces the session that this browser may have had. */
async function endPresentSession(desk: Desk, request: FastifyRequest): Promise<void> {
  const { cookie } = request.headers
  const present = await desk.authenticator.authenticate({ cookie }, { fresh: true })
  if (!present) return
  await revokeSession(desk.auth.pool, present.userId, present.credentialId)
  desk.authenticator.invalidate({ credentialId: present.credentialId })
}

export function passCookies(reply: FastifyReply, answer: Answer): void {
  for (const cookie of answer.cookies) reply.header('set-cookie', cookie)
}

/** Ends a successful sign-in: session cookie, the browser remembered as known, the user told who they are. */
export async function welcome(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  userId: string,
  answer: Answer,
): Promise<z.infer<typeof signedIn>> {
  const { auth } = desk
  passCookies(reply, answer)
  const device = rememberDevice(auth.secret, readCookie(request.headers.cookie, auth.cookies.device), userId)
  const flags = `Max-Age=${DEVICE_MAX_AGE_S}; Path=/api/auth; HttpOnly; SameSite=Lax${auth.secure ? '; Secure' : ''}`
  reply.header('set-cookie', `${auth.cookies.device}=${encodeURIComponent(device)}; ${flags}`)
  report(desk, request, 'signIn', userId)
  const user = await readUserSummary(auth.pool, userId)
  if (!user) throw refusedLogin()
  return { user }
}
