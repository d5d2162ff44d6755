import { randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { Queryable } from '#kernel/store/control/index.ts'
import { hashToken } from './token.ts'

const HOURS = 72

/**
 * Makes the token of a link by which a user sets a password (first administrator, forgotten password). Older unused
 * links of the same user stop working. Put it behind `#` in an address, so that no log or referrer sees it.
 */
export async function createOneTimeLink(db: Queryable, userId: string): Promise<string> {
  const token = `xll_${randomBytes(32).toString('base64url')}`
  await db.query('update control.one_time_link set used_at = now() where user_id = $1 and used_at is null', [userId])
  await db.query(
    `insert into control.one_time_link (id, user_id, hash, expires_at)
     values ($1, $2, $3, now() + make_interval(hours => $4))`,
    [uuid(), userId, hashToken(token), HOURS],
  )
  return token
}
