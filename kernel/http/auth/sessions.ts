import type { Queryable } from '#kernel/store/control/index.ts'
import { isoTimes } from './instants.ts'

export interface SessionInfo {
  id: string
  /** Instants are ISO 8601 UTC. */
  createdAt: string
  lastSeenAt: string
  expiresAt: string
  ip: string | null
  userAgent: string | null
}

/** The user's sessions that have not expired, newest first. */
export async function listSessions(db: Queryable, userId: string): Promise<SessionInfo[]> {
  const { rows } = await db.query<SessionInfo>(
    `select id, created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt",
       nullif(ip_address, '') as ip, nullif(user_agent, '') as "userAgent"
     from control.session where user_id = $1 and expires_at > now() order by id desc`,
    [userId],
  )
  return rows.map(isoTimes)
}

/** Ends one of the user's sessions; false when it is not theirs or already over. */
export async function revokeSession(db: Queryable, userId: string, sessionId: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from control.session where id = $1 and user_id = $2', [sessionId, userId])
  return rowCount === 1
}
