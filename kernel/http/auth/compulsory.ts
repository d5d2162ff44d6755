import type { Caller } from '#kernel/access/actor.ts'
import { callerFor, ensureChecked, withCaller } from '#kernel/access/caller.ts'
import { Problem } from '#kernel/errors.ts'
import type { House } from '../house.ts'
import type { Principal } from './liveness.ts'
import type { CredentialHeaders } from './principal.ts'
import { secondFactorRequired } from './refusals.ts'

/** Whether this login's company asks it for a second factor: for the routes of the login itself, which know no employee. */
export async function mustHaveSecondFactor(house: House, who: Principal): Promise<boolean> {
  const ask = async (caller: Caller) => {
    const asked = await house.secondFactor(caller)
    await ensureChecked(caller)
    return asked
  }
  try {
    return await withCaller(() => callerFor(house.tenant(who.tenantSchema), { userId: who.userId }), ask)
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
export async function admit(house: House, who: Principal, caller: Caller, headers: CredentialHeaders): Promise<void> {
  if (who.kind !== 'session' || who.twoFactorEnabled || !(await house.secondFactor(caller))) return
  // Both may have changed a moment ago: the rule, and (in another process) the person's own enrolment.
  await ensureChecked(caller)
  const now = await house.authenticator.authenticate(headers, { fresh: true })
  if (!now?.twoFactorEnabled) throw secondFactorRequired()
}
