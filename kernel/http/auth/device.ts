import { createHmac, randomBytes } from 'node:crypto'
import { openSigned, sign } from './cookies.ts'

/**
 * The cookie that says "this browser has signed in as this user before". It opens nothing: it only moves the guesses
 * made with it to a counter of their own, so that an attacker who spends the user's common counter does not shut the
 * user out. A browser shared by colleagues remembers several of them.
 */
const REMEMBERED_USERS = 5
export const DEVICE_MAX_AGE_S = 180 * 24 * 3600

/** Apart from the session secret, so that no cookie of one kind passes for the other. */
const deviceKey = (secret: string) => createHmac('sha256', secret).update('xinglin device cookie').digest('base64')

type Entry = { userId: string; deviceId: string; issued: number }

function entries(secret: string, cookie: string | undefined): Entry[] {
  const payload = openSigned(deviceKey(secret), cookie)
  if (!payload) return []
  const oldest = Date.now() / 1000 - DEVICE_MAX_AGE_S
  return payload
    .split('~')
    .map((part) => part.split(':'))
    .filter((fields) => fields.length === 3)
    .map(([userId, deviceId, issued]) => ({ userId: userId!, deviceId: deviceId!, issued: Number(issued) }))
    .filter((entry) => entry.issued > oldest)
}

/** Which device this is to `userId`, or null when that user never signed in here. */
export function knownDevice(secret: string, cookie: string | undefined, userId: string): string | null {
  return entries(secret, cookie).find((entry) => entry.userId === userId)?.deviceId ?? null
}

/** The cookie's new value after `userId` signed in here. */
export function rememberDevice(secret: string, cookie: string | undefined, userId: string): string {
  const others = entries(secret, cookie).filter((entry) => entry.userId !== userId)
  const deviceId = knownDevice(secret, cookie, userId) ?? randomBytes(12).toString('base64url')
  const kept = [{ userId, deviceId, issued: Math.floor(Date.now() / 1000) }, ...others].slice(0, REMEMBERED_USERS)
  return sign(deviceKey(secret), kept.map((entry) => `${entry.userId}:${entry.deviceId}:${entry.issued}`).join('~'))
}
