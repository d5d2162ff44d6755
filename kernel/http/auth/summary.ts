import { z } from 'zod'
import type { Queryable } from '#kernel/store/control/index.ts'

/** What the login tells its own user about themselves. */
export const userSummary = z.object({
  id: z.uuid(),
  name: z.string(),
  username: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  locale: z.enum(['zh', 'en']),
  twoFactorEnabled: z.boolean(),
  mustChangePassword: z.boolean(),
})

export type UserSummary = z.infer<typeof userSummary>

/** The user's own view of their identity; null for an unknown id. */
export async function readUserSummary(db: Queryable, userId: string): Promise<UserSummary | null> {
  const { rows } = await db.query<UserSummary>(
    `select id, name, username, email, phone, locale, two_factor_enabled as "twoFactorEnabled",
       must_change_password as "mustChangePassword" from control."user" where id = $1`,
    [userId],
  )
  return rows[0] ?? null
}

/** The languages in which users have set the product. */
export async function readLocales(db: Queryable, userIds: string[]): Promise<Map<string, 'zh' | 'en'>> {
  const { rows } = await db.query<{ id: string; locale: 'zh' | 'en' }>(
    'select id, locale from control."user" where id = any($1::uuid[])',
    [userIds],
  )
  return new Map(rows.map((r) => [r.id, r.locale]))
}
