import { randomBytes } from 'node:crypto'
import Fastify, { type FastifyInstance, type InjectOptions, type LightMyRequestResponse } from 'fastify'
import pg from 'pg'
import { answerError } from '#kernel/http/problems.ts'
import { createTenant, migrateControl } from '#kernel/store/control/index.ts'
import '#kernel/store/database.ts' // its type parsers (instants as text) hold in the server too
import type { AuthEvent, AuthOptions } from '#kernel/http/auth/index.ts'
import {
  argon2id,
  authPlugin,
  createAuth,
  createAuthenticator,
  createUser,
  type NewUser,
} from '#kernel/http/auth/index.ts'
import { newDatabase } from './pg.ts'

/** A login of its own for one test file: database, tenant, server, counted hash verifications, captured log. */
export interface AuthWorld {
  pool: pg.Pool
  app: FastifyInstance
  auth: ReturnType<typeof createAuth>
  authenticator: ReturnType<typeof createAuthenticator>
  tenantId: string
  events: AuthEvent[]
  /** Everything the server logged, at the most talkative level. */
  log: () => string
  /** Stored hashes that were tried so far, the stand-in for unknown logins included. */
  tried: string[]
  user(given: Partial<NewUser>): Promise<string>
  browser(headers?: Record<string, string>): Browser
  close(): Promise<void>
}

/** A cookie jar in front of the server. */
export class Browser {
  readonly jar = new Map<string, string>()
  readonly #app: FastifyInstance
  readonly #headers: Record<string, string>

  constructor(app: FastifyInstance, headers: Record<string, string>) {
    this.#app = app
    this.#headers = headers
  }

  get cookie(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async send(options: InjectOptions): Promise<LightMyRequestResponse> {
    const headers = { ...(this.jar.size && { cookie: this.cookie }), ...this.#headers, ...options.headers }
    const response = await this.#app.inject({ ...options, headers })
    for (const cookie of response.cookies) {
      if (cookie.maxAge === 0 || !cookie.value) this.jar.delete(cookie.name)
      else this.jar.set(cookie.name, encodeURIComponent(cookie.value))
    }
    return response
  }

  get = (url: string) => this.send({ method: 'GET', url })
  delete = (url: string) => this.send({ method: 'DELETE', url })
  post = (url: string, payload: object = {}, headers = {}) => this.send({ method: 'POST', url, payload, headers })
  signIn = (login: string, password: string) => this.post('/api/auth/sign-in', { login, password })
}

export async function authWorld(options: Partial<AuthOptions> = {}): Promise<AuthWorld> {
  const pool = new pg.Pool({ connectionString: await newDatabase('auth'), max: 8 })
  pool.on('error', () => {}) // a throwaway server may end before the pool does
  await migrateControl(pool)
  const tenant = await createTenant(pool, { schema: 't_demo', name: 'demo', label: '示例医药' })

  const tried: string[] = []
  const hasher = {
    hash: argon2id.hash,
    verify: (hash: string, password: string) => {
      tried.push(hash)
      return argon2id.verify(hash, password)
    },
  }
  const secret = randomBytes(48).toString('base64url')
  const lines: string[] = []
  const auth = createAuth({
    pool,
    secret,
    baseURL: 'http://localhost',
    hasher,
    onError: (message) => lines.push(message),
    ...options,
  })
  const { secure, idleSeconds } = auth
  const authenticator = createAuthenticator({ pool, secret: auth.secret, secure, idleSeconds })
  const events: AuthEvent[] = []
  const app = Fastify({
    logger: { level: 'trace', stream: { write: (line: string) => void lines.push(line) } },
    trustProxy: true,
  })
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply))
  authPlugin(app, { auth, authenticator, onEvent: (event) => events.push(event) })
  await app.ready()
  return {
    pool,
    app,
    auth,
    authenticator,
    tenantId: tenant.id,
    events,
    log: () => lines.join('\n'),
    tried,
    user: async (given) => (await createUser(pool, { tenantId: tenant.id, name: '示例', ...given }, hasher)).id,
    browser: (headers = {}) => new Browser(app, headers),
    async close() {
      await app.close()
      await pool.end()
    },
  }
}
