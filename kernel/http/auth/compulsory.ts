import type { Caller } from '#kernel/access/actor.ts'
import { callerFor, ensureChecked, withCaller } from '#kernel/access/caller.ts'
import { Problem } from '#kernel/errors.ts'
import { sql } from '#kernel/store/sql.ts'
import { at, type Tenant } from '#kernel/tenant.ts'
import type { Principal } from './liveness.ts'
import type { Authenticator, CredentialHeaders } from './principal.ts'
import { secondFactorRequired } from './refusals.ts'

/** Who must sign in with a second factor: nobody, whoever holds one of these roles, everybody. */
export interface SecondFactorRule {
  mode: 'off' | 'roles' | 'everybody'
  /** Ids of roles; kept while the mode is another. */
  roles: string[]
}

const OFF: SecondFactorRule = { mode: 'off', roles: [] }
/** Its name among the company's settings. */
export const SECOND_FACTOR = 'secondFactor'

const rules = new WeakMap<Tenant, { epoch: number; rule: Promise<SecondFactorRule> }>()

/** The rule as it is stored now. */
export async function secondFactorRule(tenant: Tenant): Promise<SecondFactorRule> {
  const [row] = await tenant.db.query<{ value: SecondFactorRule }>(
    sql`select value from ${at(tenant, 'setting')} where name = ${SECOND_FACTOR}`,
  )
  return row?.value ?? OFF
}

/** The rule as of the caller's epoch: a change of it moves the epoch, so that it holds at everybody's next request. */
function ruleFor({ tenant, actor }: Caller): Promise<SecondFactorRule> {
  const known = rules.get(tenant)
  if (known?.epoch === actor.epoch) return known.rule
  const rule = secondFactorRule(tenant)
  rules.set(tenant, { epoch: actor.epoch, rule })
  rule.catch(() => rules.delete(tenant))
  return rule
}

/** Must this person have a second factor, whether or not he has? */
async function isBound(caller: Caller): Promise<boolean> {
  const { mode, roles } = await ruleFor(caller)
  if (mode === 'off') return false
  return mode === 'everybody' || caller.actor.roles.some((role) => roles.includes(role.id))
}

/** The same of a login: for the routes of the login itself, which know no employee. */
export async function mustHaveSecondFactor(tenant: Tenant, userId: string): Promise<boolean> {
  try {
    return await withCaller(
      () => callerFor(tenant, { userId }),
      async (caller) => {
        const bound = await isBound(caller)
        await ensureChecked(caller)
        return bound
      },
    )
  } catch (error) {
    // A login without an employee has no roles, and no records either.
    if (error instanceof Problem && error.status === 401) return false
    throw error
  }
}

/**
 * Throws 403 `auth.twoFactorRequired` for a session that gave a password alone where more is asked: nothing but setting
 * up the second factor is open to it. An API key is no password and passes; making one asks for the whole session.
 */
export async function admit(
  caller: Caller,
  principal: Principal,
  authenticator: Authenticator,
  headers: CredentialHeaders,
): Promise<void> {
  if (principal.kind !== 'session' || principal.twoFactorEnabled || !(await isBound(caller))) return
  // Both may have changed a moment ago: the rule, and (in another process) the person's own enrolment.
  await ensureChecked(caller)
  if (!(await authenticator.authenticate(headers, { fresh: true }))?.twoFactorEnabled) throw secondFactorRequired()
}
