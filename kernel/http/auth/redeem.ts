import type { Queryable } from '#kernel/store/control/index.ts'
import { argon2id, type PasswordHasher } from './password.ts'
import { badLink } from './refusals.ts'
import { hashToken } from './token.ts'
import { setPassword } from './users.ts'

/**
 * Sets the password that the holder of a link chose; the link is spent. Opens no session and leaves the second factor
 * alone, so that a link is not a way around it. A refused password leaves the link usable: run it in a transaction.
 *
 * @returns the user's id. @throws AuthRefusal 400 for a bad link, 422 for an unacceptable password
 */
export async function redeemOneTimeLink(
  db: Queryable,
  token: string,
  newPassword: string,
  hasher: PasswordHasher = argon2id,
): Promise<string> {
  const { rows } = await db.query<{ user_id: string }>(
    `update control.one_time_link l set used_at = now() from control."user" u
     where l.hash = $1 and l.used_at is null and l.expires_at > now() and u.id = l.user_id and u.status = 'active'
     returning l.user_id`,
    [hashToken(token)],
  )
  const userId = rows[0]?.user_id
  if (!userId) throw badLink()
  await setPassword(db, userId, newPassword, { hasher })
  return userId
}
