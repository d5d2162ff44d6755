import sql, { type Sql } from 'sql-template-tag'

/** Who asks: found once by the authenticator, then carried by every read and write. */
export interface Principal {
  kind: 'session' | 'apiKey'
  /** Id of the session row or of the API key. */
  credentialId: string
  userId: string
  tenantId: string
  tenantSchema: string
  /** Signed in with a password that somebody else set: only changing it is open to them. */
  mustChangePassword: boolean
  twoFactorEnabled: boolean
  /** Seconds without a request after which a session is dead (sessions only). */
  idleSeconds: number
}

/**
 * A boolean SQL expression that is true while the principal may still ask: put it into the same statement that reads,
 * and leaving, revoking and signing out take effect at the very next request, caches notwithstanding (bar #8).
 */
export function livenessSql(principal: Pick<Principal, 'kind' | 'credentialId' | 'userId' | 'idleSeconds'>): Sql {
  const { kind, credentialId, userId, idleSeconds } = principal
  return kind === 'session'
    ? sql`exists (select 1 from control.session s join control."user" u on u.id = s.user_id
        where s.id = ${credentialId}::uuid and u.id = ${userId}::uuid and u.status = 'active' and s.expires_at > now()
          and s.last_seen_at > now() - make_interval(secs => ${idleSeconds}::float8))`
    : sql`exists (select 1 from control.api_key k join control."user" u on u.id = k.user_id
        where k.id = ${credentialId}::uuid and u.id = ${userId}::uuid and u.status = 'active' and k.revoked_at is null
          and (k.expires_at is null or k.expires_at > now()))`
}
