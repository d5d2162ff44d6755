import { createHmac, timingSafeEqual } from 'node:crypto'

/** Names of our cookies. Over https they carry the prefix that browsers refuse to set from plain http. */
export interface CookieNames {
  session: string
  twoFactor: string
  device: string
}

export const COOKIE_PREFIX = 'xinglin'

export function cookieNames(secure: boolean): CookieNames {
  const prefix = `${secure ? '__Secure-' : ''}${COOKIE_PREFIX}`
  return { session: `${prefix}.session_token`, twoFactor: `${prefix}.two_factor`, device: `${prefix}.device` }
}

/** The value of one cookie in a `Cookie` header, percent-decoded; undefined when absent or broken. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (!header) return undefined
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    if (at < 0 || pair.slice(0, at).trim() !== name) continue
    try {
      return decodeURIComponent(pair.slice(at + 1).trim())
    } catch {
      return undefined
    }
  }
  return undefined
}

/** The header without the cookie `name`. */
export function withoutCookie(header: string, name: string): string {
  return header
    .split(';')
    .filter((pair) => pair.split('=', 1)[0]?.trim() !== name)
    .join(';')
    .trim()
}

/** The payload of `<payload>.<base64 HMAC-SHA256>` (better-auth's signed cookies), or null when not signed by us. */
export function openSigned(secret: string, value: string | undefined): string | null {
  const at = value?.lastIndexOf('.') ?? -1
  if (!value || at < 1) return null
  const payload = value.slice(0, at)
  const given = Buffer.from(value.slice(at + 1), 'base64')
  const expected = createHmac('sha256', secret).update(payload).digest()
  return given.length === expected.length && timingSafeEqual(given, expected) ? payload : null
}

/** Signs `payload` so that `openSigned` gives it back. */
export function sign(secret: string, payload: string): string {
  return `${payload}.${createHmac('sha256', secret).update(payload).digest('base64')}`
}
