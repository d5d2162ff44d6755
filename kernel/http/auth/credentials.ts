import { createHash, randomBytes } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { Queryable } from '#kernel/store/control/index.ts'
import { knownDevice } from './device.ts'
import { readLogin } from './identity.ts'
import { giveBack, type Limit, type Taken, type Ticket, takeGuess } from './limiter.ts'
import type { PasswordHasher } from './password.ts'

const QUARTER = 15 * 60

/** Guesses per 15 minutes. `perLogin` holds for a login as typed, for a user under all logins, and for a known device. */
export interface LoginLimits {
  perLogin: Limit
  perAddress: Limit
  /** Passwords and codes asked again of somebody already signed in, or half-way in. */
  perUser: Limit
}

export const LOGIN_LIMITS: LoginLimits = {
  perLogin: { limit: 10, windowSeconds: QUARTER },
  perAddress: { limit: 100, windowSeconds: QUARTER },
  perUser: { limit: 10, windowSeconds: QUARTER },
}

export interface Attempt {
  login: string
  password: string
  ip: string
  /** Value of the device cookie, if any. */
  device: string | undefined
}

export type Verdict = { kind: 'ok'; userId: string } | { kind: 'refused' } | { kind: 'limited'; retryAfter: number }

interface Candidate {
  id: string
  status: string
  password: string | null
}

export interface CredentialCheck {
  db: Queryable
  secret: string
  hasher: PasswordHasher
  limits: LoginLimits
}

/** A home or phone line owns a whole /64 of IPv6. */
const networkOf = (ip: string) => (isIPv6(ip) && !ip.startsWith('::ffff:') ? ip.split(':').slice(0, 4).join(':') : ip)
const short = (text: string) => createHash('sha256').update(text).digest('base64url')

/**
 * Says whether a login and a password belong together. Unknown login, wrong password and disabled user cost the same:
 * one look-up, the same counters, one hash verification.
 *
 * Counters: guesses count per login as typed (429 when spent), per address (429), and per user under whatever login.
 * The last one answers like a wrong password without looking, since a 429 there would tell that two logins are one
 * person's. Guesses from a browser where this user has signed in before use that browser's own counter alone.
 */
export function credentialCheck({
  db,
  secret,
  hasher,
  limits,
}: CredentialCheck): (attempt: Attempt) => Promise<Verdict> {
  const dummy = hasher.hash(randomBytes(24).toString('base64url'))
  dummy.catch(() => {}) // reported by the first check that awaits it

  return async function check({ login, password, ip, device }) {
    const user = await findCandidate(db, login)
    const deviceId = user && knownDevice(secret, device, user.id)
    const buckets = deviceId
      ? [{ bucket: `device:${user.id}:${deviceId}`, limit: limits.perLogin, loud: true }]
      : [
          { bucket: `login:${short(typed(login))}`, limit: limits.perLogin, loud: true },
          { bucket: `address:${networkOf(ip)}`, limit: limits.perAddress, loud: true },
          { bucket: `user:${user ? user.id : short(typed(login))}`, limit: limits.perLogin, loud: false },
        ]

    const tickets: Ticket[] = []
    let evaluate = true
    for (const { bucket, limit, loud } of buckets) {
      const taken: Taken = await takeGuess(db, bucket, limit)
      if (taken.ok) tickets.push(taken.ticket)
      else if (loud) {
        for (const ticket of tickets) await giveBack(db, ticket)
        return { kind: 'limited', retryAfter: taken.retryAfter }
      } else evaluate = false
    }

    const stored = evaluate && user?.password
    const right = await hasher.verify(stored || (await dummy), password)
    if (!stored || !right || user.status !== 'active') return { kind: 'refused' }
    for (const ticket of tickets) await giveBack(db, ticket)
    return { kind: 'ok', userId: user.id }
  }
}

/** One spelling for all that lead to the same row. */
function typed(login: string): string {
  const { username, email, phone } = readLogin(login)
  return `${username}|${email}|${phone}`
}

async function findCandidate(db: Queryable, login: string): Promise<Candidate | null> {
  const { username, email, phone } = readLogin(login)
  const { rows } = await db.query<Candidate>(
    `select u.id, u.status, a.password from control."user" u
     left join control.account a on a.provider_id = 'credential' and a.user_id = u.id
     where u.username = $1 or u.email = $2 or u.phone = $3`,
    [username, email, phone],
  )
  return rows[0] ?? null
}
