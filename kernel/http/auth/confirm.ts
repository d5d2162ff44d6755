import type { Queryable } from '#kernel/store/control/index.ts'
import { LOGIN_LIMITS } from './credentials.ts'
import { giveBack, type Limit, takeGuess } from './limiter.ts'
import { argon2id, type PasswordHasher } from './password.ts'
import { tooManyTries, wrongPassword } from './refusals.ts'

/**
 * Asks somebody who is signed in for his password once more (an electronic signature). Wrong ones count with those of
 * changing it. Throws `auth.wrongPassword`, or 429 when there were too many.
 */
export async function confirmPassword(
  db: Queryable,
  userId: string,
  password: string,
  { hasher = argon2id, limit = LOGIN_LIMITS.perUser }: { hasher?: PasswordHasher; limit?: Limit } = {},
): Promise<void> {
  const taken = await takeGuess(db, `reauth:${userId}`, limit)
  if (!taken.ok) throw tooManyTries(taken.retryAfter)
  const { rows } = await db.query<{ password: string | null }>(
    `select a.password from control.account a join control."user" u on u.id = a.user_id
     where a.provider_id = 'credential' and u.id = $1 and u.status = 'active'`,
    [userId],
  )
  const stored = rows[0]?.password
  if (!stored || !(await hasher.verify(stored, password))) throw wrongPassword()
  await giveBack(db, taken.ticket)
}
