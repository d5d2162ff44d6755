import { LRUCache } from 'lru-cache'
import type { Queryable } from '#kernel/store/control/index.ts'
import { cookieNames, openSigned, readCookie } from './cookies.ts'
import { IDLE_SECONDS } from './lifetimes.ts'
import type { Principal } from './liveness.ts'
import { hashToken } from './token.ts'

export interface AuthenticatorOptions {
  pool: Queryable
  secret: string
  /** Whether cookies bear the https prefix (`Auth.secure`). */
  secure?: boolean
  idleSeconds?: number
  /** How long an answer may be reused in this process, in milliseconds. Statements re-check by `livenessSql`. */
  cacheMs?: number
}

/** The two request headers that say who asks. */
export interface CredentialHeaders {
  cookie?: string | undefined
  authorization?: string | undefined
}

export interface Authenticator {
  /** Who asks, or null. `fresh` asks the database instead of the cache. A Bearer token outranks the cookie. */
  authenticate(headers: CredentialHeaders, how?: { fresh?: boolean }): Promise<Principal | null>
  /** Forgets what is cached of one credential or of all of a user's. */
  invalidate(which: { credentialId: string } | { userId: string }): void
}

const TOUCH_EVERY_MS = 60_000

const SESSION = `select s.id, s.user_id, u.tenant_id, t.schema, u.must_change_password, u.two_factor_enabled
  from control.session s join control."user" u on u.id = s.user_id join control.tenant t on t.id = u.tenant_id
  where s.token = $1 and u.status = 'active' and s.expires_at > now()
    and s.last_seen_at > now() - make_interval(secs => $2::float8)`

const API_KEY = `select k.id, k.user_id, u.tenant_id, t.schema, u.must_change_password, u.two_factor_enabled
  from control.api_key k join control."user" u on u.id = k.user_id join control.tenant t on t.id = u.tenant_id
  where k.hash = $1 and u.status = 'active' and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())`

// The guards keep a late touch from reviving what has just died of idleness.
const TOUCH_SESSION = `update control.session set last_seen_at = now()
  where id = $1 and last_seen_at > now() - make_interval(secs => $2::float8) and last_seen_at < now() - interval '30 s'`
const TOUCH_KEY = `update control.api_key set last_used_at = now()
  where id = $1 and (last_used_at is null or last_used_at < now() - interval '30 s')`

interface Row {
  id: string
  user_id: string
  tenant_id: string
  schema: string
  must_change_password: boolean
  two_factor_enabled: boolean
}

interface Entry {
  principal: Principal
  touchedAt: number
}

const bearerOf = (header: string | undefined) =>
  header === undefined ? undefined : (/^Bearer +(\S+) *$/i.exec(header)?.[1] ?? '')

/** Finds out who asks: an HMAC check and one indexed query, or only the cache. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { pool, secret, secure = false, idleSeconds = IDLE_SECONDS, cacheMs = 60_000 } = options
  const cookie = cookieNames(secure).session
  const cache = new LRUCache<string, Entry>({ max: 20_000, ttl: cacheMs })

  function touch(entry: Entry): void {
    if (Date.now() - entry.touchedAt < TOUCH_EVERY_MS) return
    entry.touchedAt = Date.now()
    const { kind, credentialId } = entry.principal
    const done =
      kind === 'session'
        ? pool.query(TOUCH_SESSION, [credentialId, idleSeconds])
        : pool.query(TOUCH_KEY, [credentialId])
    done.catch(() => {
      entry.touchedAt = 0 // the database was away: the next request tries again
    })
  }

  async function look(kind: Principal['kind'], credential: string): Promise<Principal | null> {
    const token = kind === 'session' ? openSigned(secret, credential) : credential
    if (!token) return null
    const { rows } =
      kind === 'session'
        ? await pool.query<Row>(SESSION, [token, idleSeconds])
        : await pool.query<Row>(API_KEY, [hashToken(token)])
    const row = rows[0]
    return (
      (row && {
        kind,
        credentialId: row.id,
        userId: row.user_id,
        tenantId: row.tenant_id,
        tenantSchema: row.schema,
        mustChangePassword: row.must_change_password,
        twoFactorEnabled: row.two_factor_enabled,
        idleSeconds,
      }) ??
      null
    )
  }

  return {
    async authenticate(headers, { fresh = false } = {}) {
      const bearer = bearerOf(headers.authorization)
      const kind = bearer === undefined ? 'session' : 'apiKey'
      const credential = bearer ?? readCookie(headers.cookie, cookie)
      if (!credential) return null
      const key = `${kind} ${credential}`
      const cached = cache.get(key)
      if (cached && !fresh) {
        touch(cached)
        return cached.principal
      }
      const principal = await look(kind, credential)
      if (!principal) {
        cache.delete(key)
        return null
      }
      const entry = { principal, touchedAt: cached?.touchedAt ?? 0 }
      cache.set(key, entry)
      touch(entry)
      return principal
    },

    invalidate(which) {
      for (const [key, { principal }] of cache.entries()) {
        const hit =
          'userId' in which ? principal.userId === which.userId : principal.credentialId === which.credentialId
        if (hit) cache.delete(key)
      }
    },
  }
}
