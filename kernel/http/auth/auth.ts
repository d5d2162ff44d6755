import { type BetterAuthPlugin, betterAuth } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { v7 as uuid } from 'uuid'
import { z } from 'zod'
import { COOKIE_PREFIX, type CookieNames, cookieNames } from './cookies.ts'
import { LOGIN_LIMITS, type LoginLimits } from './credentials.ts'
import { enginePool } from './enginePool.ts'
import { IDLE_SECONDS, SESSION_SECONDS } from './lifetimes.ts'
import { argon2id, type PasswordHasher } from './password.ts'
import { assertStrongSecret } from './secret.ts'
import { tables, twoFactorTables } from './tables.ts'

/** The client address goes to better-auth under this name; what a client sends under it is dropped. */
export const ADDRESS_HEADER = 'x-xinglin-address'

export interface AuthOptions {
  /** Reaches schema `control`; its tables exist (`migrateControl`). */
  pool: Pool
  /** Signs cookies and encrypts TOTP secrets: see `loadSecret`. */
  secret: string
  /** Where people open the product, e.g. `https://crm.example.com`. https makes the cookies Secure. */
  baseURL: string
  /** A session ends this long after sign-in, whatever happens. Default 7 days. */
  sessionSeconds?: number
  /** A session ends this long after its last request. Default 8 hours. */
  idleSeconds?: number
  hasher?: PasswordHasher
  limits?: Partial<LoginLimits>
  /** Receives better-auth's errors, without values. */
  onError?: (message: string) => void
}

/** Everything the login needs, with defaults filled in. */
export interface Auth extends Required<Omit<AuthOptions, 'limits'>> {
  limits: LoginLimits
  secure: boolean
  cookies: CookieNames
  engine: Engine
}

/** @throws WeakSecret for a default or short secret: the server must not start with it. */
export function createAuth(options: AuthOptions): Auth {
  const secure = new URL(options.baseURL).protocol === 'https:'
  const filled = {
    sessionSeconds: SESSION_SECONDS,
    idleSeconds: IDLE_SECONDS,
    hasher: argon2id,
    onError: () => {},
    ...options,
    secret: assertStrongSecret(options.secret),
    limits: { ...LOGIN_LIMITS, ...options.limits },
    secure,
    cookies: cookieNames(secure),
  }
  return { ...filled, engine: createEngine(filled) }
}

export type Engine = ReturnType<typeof createEngine>

function createEngine(auth: Omit<Auth, 'engine'>) {
  return betterAuth({
    appName: 'Xinglin',
    baseURL: auth.baseURL,
    basePath: '/api/auth',
    secret: auth.secret,
    secrets: [{ version: 1, value: auth.secret }],
    trustedOrigins: [new URL(auth.baseURL).origin],
    database: {
      db: new Kysely({ dialect: new PostgresDialect({ pool: enginePool(auth.pool) }) }),
      type: 'postgres',
      schemaName: 'control',
      transaction: true,
    },
    ...tables,
    session: { ...tables.session, expiresIn: auth.sessionSeconds, disableSessionRefresh: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      // Lengths are judged by policy.ts, in characters; these only bound the work.
      minPasswordLength: 1,
      maxPasswordLength: 1024,
      password: { hash: auth.hasher.hash, verify: ({ hash, password }) => auth.hasher.verify(hash, password) },
    },
    databaseHooks: { session: { create: { before: (session) => refuseDisabled(auth.pool, session.userId) } } },
    plugins: [passwordSession(), twoFactor({ issuer: 'Xinglin', schema: twoFactorTables })],
    rateLimit: { enabled: false }, // counted in the database by limiter.ts, over all processes
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => auth.onError(message) },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: auth.secure,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: () => uuid() },
    },
  })
}

/** No road (second factor, password change) ends in a session for somebody who may not enter. */
async function refuseDisabled(pool: Pool, userId: string): Promise<void> {
  const { rowCount } = await pool.query(`select 1 from control."user" where id = $1 and status = 'active'`, [userId])
  if (!rowCount) throw new APIError('UNAUTHORIZED', { code: 'USER_DISABLED' })
}

/**
 * Opens a session for a user whose password `credentialCheck` accepted. Only callable from the server, not a route; it bears a
 * sign-in path because the two-factor plugin steps in on those.
 */
function passwordSession() {
  return {
    id: 'xinglin-password-session',
    endpoints: {
      startSession: createAuthEndpoint(
        '/sign-in/username',
        { method: 'POST', body: z.object({ userId: z.uuid() }), metadata: { SERVER_ONLY: true } },
        async (ctx) => {
          const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId)
          if (!user) throw new APIError('UNAUTHORIZED')
          const session = await ctx.context.internalAdapter.createSession(user.id)
          await setSessionCookie(ctx, { session, user })
          return ctx.json({ user: { id: user.id } })
        },
      ),
    },
  } satisfies BetterAuthPlugin
}
