import { v7 as uuid } from 'uuid'
import { notFound } from '#kernel/errors.ts'
import type { Queryable } from '#kernel/store/control/index.ts'
import { readIdentity } from './identity.ts'
import { createOneTimeLink } from './links.ts'
import { argon2id, type PasswordHasher } from './password.ts'
import { assertAcceptablePassword, type PasswordOwner } from './policy.ts'
import { AuthRefusal } from './refusal.ts'

export interface NewUser {
  tenantId: string
  name: string
  username?: string | null
  email?: string | null
  phone?: string | null
  locale?: 'zh' | 'en'
  /** Without one the user sets it by the one-time link that is returned. */
  password?: string
  /** The password was made by somebody else, who knows it: ask for a new one at first sign-in. */
  mustChangePassword?: boolean
}

export interface CreatedUser {
  id: string
  /** Token of a one-time link, only when no password was given. Shown once, stored as a hash. */
  setPasswordToken: string | null
}

/**
 * Makes a login identity. Runs on the caller's client, in the caller's transaction.
 *
 * @throws AuthRefusal 422 for an unusable login or password, 409 for one that is taken.
 */
export async function createUser(
  db: Queryable,
  user: NewUser,
  hasher: PasswordHasher = argon2id,
): Promise<CreatedUser> {
  const identity = readIdentity(user)
  if (user.password !== undefined) assertAcceptablePassword(user.password, { ...identity, name: user.name })
  const id = uuid()
  const { rowCount } = await db.query(
    `insert into control."user" (id, tenant_id, name, username, email, phone, locale, must_change_password)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      id,
      user.tenantId,
      user.name,
      identity.username,
      identity.email,
      identity.phone,
      user.locale ?? 'zh',
      user.mustChangePassword ?? false,
    ],
  )
  if (!rowCount) throw (await takenBy(db, identity)) ?? new Error('the user could not be made')
  const hash = user.password === undefined ? null : await hasher.hash(user.password)
  await db.query(
    `insert into control.account (id, user_id, account_id, provider_id, password) values ($1, $2::uuid, $2::uuid::text, 'credential', $3)`,
    [uuid(), id, hash],
  )
  return { id, setPasswordToken: hash ? null : await createOneTimeLink(db, id) }
}

export interface IdentityChange {
  name?: string
  username?: string | null
  email?: string | null
  phone?: string | null
  locale?: 'zh' | 'en'
}

/** Changes what a user is called and signs in with; absent fields stay. @throws AuthRefusal 404, 409, 422 */
export async function updateUser(db: Queryable, userId: string, change: IdentityChange): Promise<void> {
  const { rows } = await db.query<Required<IdentityChange>>(
    'select name, username, email, phone, locale from control."user" where id = $1 for update',
    [userId],
  )
  if (!rows[0]) throw notFound()
  const next = { ...rows[0], ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) }
  const identity = readIdentity(next)
  const taken = await takenBy(db, identity, userId)
  if (taken) throw taken
  await db.query(
    `update control."user" set name = $2, username = $3, email = $4, phone = $5, locale = $6, updated_at = now()
     where id = $1`,
    [userId, next.name, identity.username, identity.email, identity.phone, next.locale],
  )
}

/**
 * Lets a user in or keeps them out. Disabling ends every session, key, link and remembered second factor at once;
 * call `authenticator.invalidate({ userId })` after the commit.
 *
 * @throws AuthRefusal 404
 */
export async function setUserStatus(db: Queryable, userId: string, status: 'active' | 'disabled'): Promise<void> {
  const { rowCount } = await db.query('update control."user" set status = $2, updated_at = now() where id = $1', [
    userId,
    status,
  ])
  if (!rowCount) throw notFound()
  if (status === 'active') return
  await endSessions(db, userId)
  await db.query('update control.api_key set revoked_at = now() where user_id = $1 and revoked_at is null', [userId])
  await db.query('update control.one_time_link set used_at = now() where user_id = $1 and used_at is null', [userId])
}

/**
 * Gives a user another password and ends all their sessions. The second factor stays as it is.
 *
 * @throws AuthRefusal 404 for no such user, 422 for an unacceptable password
 */
export async function setPassword(
  db: Queryable,
  userId: string,
  password: string,
  { mustChange = false, hasher = argon2id }: { mustChange?: boolean; hasher?: PasswordHasher } = {},
): Promise<void> {
  const owner = await passwordOwner(db, userId)
  if (!owner) throw notFound()
  assertAcceptablePassword(password, owner)
  const hash = await hasher.hash(password)
  await db.query(
    `insert into control.account (id, user_id, account_id, provider_id, password)
     values ($1, $2::uuid, $2::uuid::text, 'credential', $3)
     on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = now()`,
    [uuid(), userId, hash],
  )
  await db.query('update control."user" set must_change_password = $2, updated_at = now() where id = $1', [
    userId,
    mustChange,
  ])
  await endSessions(db, userId)
}

/** What the password policy compares with; null for an unknown user. */
export async function passwordOwner(db: Queryable, userId: string): Promise<PasswordOwner | null> {
  const { rows } = await db.query<Required<PasswordOwner>>(
    'select name, username, email, phone from control."user" where id = $1',
    [userId],
  )
  return rows[0] ?? null
}

/** Ends sessions, half-made sign-ins and "do not ask this browser for a code again". */
export async function endSessions(db: Queryable, userId: string): Promise<void> {
  await db.query('delete from control.session where user_id = $1', [userId])
  await forgetChallenges(db, userId)
}

/** Ends every session but the one of this token, and half-made sign-ins with them. */
export async function endOtherSessions(db: Queryable, userId: string, token: string | null): Promise<void> {
  await db.query('delete from control.session where user_id = $1 and token is distinct from $2', [userId, token])
  await forgetChallenges(db, userId)
}

/** Takes the second factor off somebody who lost it, and ends his sessions; call `authenticator.invalidate` after. */
export async function endSecondFactor(db: Queryable, userId: string): Promise<void> {
  await db.query('delete from control.two_factor where user_id = $1', [userId])
  await db.query('update control."user" set two_factor_enabled = false, updated_at = now() where id = $1', [userId])
  await endSessions(db, userId)
}

/** Half-made sign-ins and browsers trusted with the second factor (better-auth keeps both by the user's id). */
export async function forgetChallenges(db: Queryable, userId: string): Promise<void> {
  await db.query('delete from control.verification where value = $1', [userId])
}

type Identity = ReturnType<typeof readIdentity>

/** The refusal that names which login belongs to somebody else already; undefined when none does. */
async function takenBy(db: Queryable, identity: Identity, except?: string): Promise<AuthRefusal | undefined> {
  const { rows } = await db.query<Identity>(
    `select username, email, phone from control."user"
     where (username = $1 or email = $2 or phone = $3) and id is distinct from $4::uuid limit 1`,
    [identity.username, identity.email, identity.phone, except ?? null],
  )
  const other = rows[0]
  if (!other) return undefined
  const field = (['username', 'email', 'phone'] as const).find((key) => identity[key] && identity[key] === other[key])
  const label = { zh: '该登录账号已被使用', en: 'This login is taken' }
  return new AuthRefusal(409, 'user.loginTaken', label, { field: field ?? 'username' })
}
