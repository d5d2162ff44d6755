import type { FastifyRequest } from 'fastify'
import { type Problem, unauthenticated } from '#kernel/errors.ts'
import { ADDRESS_HEADER, type Auth } from './auth.ts'
import { withoutCookie } from './cookies.ts'
import { AuthRefusal } from './refusal.ts'
import * as refusals from './refusals.ts'

/** What better-auth answered, with its session tokens kept back. */
export interface Answer {
  cookies: string[]
  body: Record<string, unknown>
}

/** The few headers better-auth gets to see. Its own origin check passes, since ours (csrf.ts) ran before. */
export function engineHeaders(auth: Auth, request: FastifyRequest, dropSession: boolean): Headers {
  const headers = new Headers({
    'content-type': 'application/json',
    origin: new URL(auth.baseURL).origin,
    [ADDRESS_HEADER]: request.ip,
  })
  const { cookie, 'user-agent': userAgent } = request.headers
  if (userAgent) headers.set('user-agent', userAgent.slice(0, 300))
  if (cookie) headers.set('cookie', dropSession ? withoutCookie(cookie, auth.cookies.session) : cookie)
  return headers
}

/**
 * Passes one request on to better-auth.
 *
 * @param path below /api/auth, e.g. `/two-factor/enable`
 * @param live whether the session cookie, if any, is of a living session: a dead one (idle too long) is not passed on.
 * @throws AuthRefusal for what better-auth turned down.
 */
export async function forward(
  auth: Auth,
  request: FastifyRequest,
  path: string,
  body: object,
  live: boolean,
): Promise<Answer> {
  const response = await auth.engine.handler(
    new Request(new URL(`/api/auth${path}`, auth.baseURL), {
      method: 'POST',
      headers: engineHeaders(auth, request, !live),
      body: JSON.stringify(body),
    }),
  )
  return readAnswer(response)
}

/** @throws AuthRefusal when `response` is not a success. */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text()
  const body: Record<string, unknown> = text ? (JSON.parse(text) ?? {}) : {}
  if (!response.ok) throw refusalOf(response.status, String(body.code ?? ''))
  return { cookies: response.headers.getSetCookie(), body }
}

const REFUSALS: Record<string, () => AuthRefusal> = {
  INVALID_PASSWORD: refusals.wrongPassword,
  INVALID_CODE: refusals.wrongCode,
  INVALID_BACKUP_CODE: refusals.wrongCode,
  INVALID_TWO_FACTOR_COOKIE: refusals.challengeExpired,
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: refusals.challengeExpired,
  ACCOUNT_TEMPORARILY_LOCKED: () => refusals.tooManyTries(15 * 60),
  TOTP_ALREADY_ENABLED: () =>
    new AuthRefusal(409, 'twoFactor.enabled', { zh: '两步验证已开启', en: 'Two-factor sign-in is already on' }),
  TOTP_NOT_ENABLED: refusals.twoFactorOff,
  TWO_FACTOR_NOT_ENABLED: refusals.twoFactorOff,
  BACKUP_CODES_NOT_ENABLED: refusals.twoFactorOff,
}

function refusalOf(status: number, code: string): Problem {
  const known = REFUSALS[code]
  if (known) return known()
  if (status === 401) return unauthenticated()
  if (status >= 500) throw new Error(`the login engine failed: ${code || status}`)
  return refusals.badInput('')
}
