import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { forward } from './bridge.ts'
import { openSigned, readCookie } from './cookies.ts'
import { giveBack, takeGuess } from './limiter.ts'
import type { Principal } from './liveness.ts'
import { challengeExpired, secondFactorCompulsory, tooManyTries, wrongCode } from './refusals.ts'
import { type Desk, report, requireSession, route } from './routing.ts'
import { passCookies, welcome } from './signInRoutes.ts'
import { readUserSummary, userSummary } from './summary.ts'
import { endOtherSessions, forgetChallenges } from './users.ts'

const password = z.strictObject({ password: z.string().min(1).max(1024) })
const backupCodes = z.array(z.string())

/** Second factor: TOTP with backup codes, on better-auth's two-factor plugin. */
export function twoFactorRoutes(app: FastifyInstance, desk: Desk): void {
  const { auth, authenticator } = desk

  /** Passes a request on that asks the signed-in user's password again; wrong passwords are counted. */
  async function withPassword(request: FastifyRequest, path: string, body: object) {
    const principal = await requireSession(desk, request)
    const answer = await counted(desk, `reauth:${principal.userId}`, () => forward(auth, request, path, body, true))
    return { principal, answer }
  }

  route(app, {
    method: 'POST',
    url: '/api/auth/two-factor/enable',
    summary: 'Begin two-factor sign-in: a TOTP address and backup codes; it is on once a code was verified',
    body: password,
    response: z.object({ totpURI: z.string(), backupCodes }),
    async handle({ request, reply, body }) {
      const { principal, answer } = await withPassword(request, '/two-factor/enable', { ...body, method: 'totp' })
      passCookies(reply, answer)
      const user = await readUserSummary(auth.pool, principal.userId)
      const owner = user?.username ?? user?.email ?? user?.phone ?? ''
      return { totpURI: nameOwner(String(answer.body.totpURI), owner), backupCodes: answer.body.backupCodes }
    },
  })

  route(app, {
    method: 'POST',
    url: '/api/auth/two-factor/disable',
    summary: 'End two-factor sign-in',
    body: password,
    async handle({ request, reply, body }) {
      if (await desk.mustHaveSecondFactor(await requireSession(desk, request))) throw secondFactorCompulsory()
      const { principal, answer } = await withPassword(request, '/two-factor/disable', body)
      passCookies(reply, answer)
      await forgetChallenges(auth.pool, principal.userId)
      authenticator.invalidate({ userId: principal.userId })
      report(desk, request, 'twoFactorDisabled', principal.userId)
    },
  })

  route(app, {
    method: 'POST',
    url: '/api/auth/two-factor/generate-backup-codes',
    summary: 'New backup codes; the old ones end',
    body: password,
    response: z.object({ backupCodes }),
    async handle({ request, body }) {
      const { principal, answer } = await withPassword(request, '/two-factor/generate-backup-codes', body)
      report(desk, request, 'backupCodesMade', principal.userId)
      return { backupCodes: answer.body.backupCodes }
    },
  })

  verification(app, desk, 'verify-totp', /^\d{6}$/, 'Verify a TOTP code; each code works once')
  verification(app, desk, 'verify-backup-code', /^[A-Za-z0-9-]{6,40}$/, 'Verify a backup code; each works once')
}

function verification(app: FastifyInstance, desk: Desk, name: string, pattern: RegExp, summary: string): void {
  const { auth, authenticator } = desk
  route(app, {
    method: 'POST',
    url: `/api/auth/two-factor/${name}`,
    summary,
    body: z.strictObject({ code: z.string().regex(pattern), trustDevice: z.boolean().optional() }),
    response: z.object({ user: userSummary }),
    async handle({ request, reply, body }) {
      const principal = await authenticator.authenticate({ cookie: request.headers.cookie }, { fresh: true })
      const userId = principal?.userId ?? (await challenged(desk, request))
      if (!userId) throw challengeExpired()
      const answer = await counted(desk, `code:${userId}`, async () => {
        if (name === 'verify-totp') await claimCode(desk, userId, body.code)
        return forward(auth, request, `/two-factor/${name}`, body, principal !== null)
      })
      authenticator.invalidate({ userId })
      if (!principal) return welcome(desk, request, reply, userId, answer)
      return confirmed(desk, request, reply, principal, answer)
    },
  })
}

/** A code entered by somebody already signed in: it switches two-factor sign-in on. */
async function confirmed(
  desk: Desk,
  request: FastifyRequest,
  reply: Parameters<typeof passCookies>[0],
  principal: Principal,
  answer: Parameters<typeof passCookies>[1],
) {
  passCookies(reply, answer)
  const user = await readUserSummary(desk.auth.pool, principal.userId)
  if (user?.twoFactorEnabled && !principal.twoFactorEnabled) {
    // Sessions that gave the password alone, here or elsewhere, do not become whole by somebody else's code.
    await endOtherSessions(desk.auth.pool, principal.userId, tokenOf(desk, request, answer.cookies))
    desk.authenticator.invalidate({ userId: principal.userId })
    report(desk, request, 'twoFactorEnabled', principal.userId)
  }
  return { user }
}

/** The session that goes on: the one the engine has just set, else the present one. */
function tokenOf(desk: Desk, request: FastifyRequest, set: string[]): string | null {
  const { secret, cookies } = desk.auth
  const pairs = set.map((cookie) => cookie.split(';', 1)[0]!)
  const fresh = pairs.map((pair) => readCookie(pair, cookies.session)).find(Boolean)
  return openSigned(secret, fresh ?? readCookie(request.headers.cookie, cookies.session))
}

/** Runs something that tests a password or code, at most so often per user; only failures stay counted. */
export async function counted<T>(desk: Desk, bucket: string, work: () => Promise<T>): Promise<T> {
  const taken = await takeGuess(desk.auth.pool, bucket, desk.auth.limits.perUser)
  if (!taken.ok) throw tooManyTries(taken.retryAfter)
  const result = await work()
  await giveBack(desk.auth.pool, taken.ticket)
  return result
}

/** The user who gave the right password and now owes a code, by the signed challenge cookie. */
async function challenged(desk: Desk, request: FastifyRequest): Promise<string | null> {
  const { pool, secret, cookies } = desk.auth
  const identifier = openSigned(secret, readCookie(request.headers.cookie, cookies.twoFactor))
  if (!identifier) return null
  const { rows } = await pool.query<{ value: string }>(
    'select value from control.verification where identifier = $1 and expires_at > now()',
    [identifier],
  )
  return rows[0]?.value ?? null
}

/**
 * Takes a code out of circulation before it is tried, so that of two requests with one code at most one can pass
 * (RFC 6238 5.2). Three periods of 30 s accept a code; it stays spent for longer than that.
 */
async function claimCode(desk: Desk, userId: string, code: string): Promise<void> {
  const { rowCount } = await desk.auth.pool.query(
    `insert into control.totp_use as t (user_id, code) values ($1, $2)
     on conflict (user_id, code) do update set used_at = now() where t.used_at < now() - interval '3 minutes'`,
    [userId, code],
  )
  if (!rowCount) throw wrongCode()
}

/** The address that authenticator apps show: `Xinglin:<login>`. better-auth knows only e-mails, which not all have. */
function nameOwner(uri: string, owner: string): string {
  return uri.replace(/^(otpauth:\/\/totp\/[^:?]*:)[^?]*/, (_all, start: string) => start + encodeURIComponent(owner))
}
