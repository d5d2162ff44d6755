import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { api, keys, type Owed, onOwed, onUnauthorized } from './api.ts'
import type { Me } from './types.ts'

const options = {
  queryKey: keys.me,
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Me>('/me', undefined, signal),
  staleTime: 5 * 60_000,
  retry: false,
}

/** The query behind `useMe`, for the frame that decides between login page and app. */
export const useMeQuery = () => useQuery(options)

/** Who is signed in. Only below the app frame. */
export function useMe(): Me {
  const { data } = useQuery(options)
  if (!data) throw new Error('useMe outside the app frame: nobody is signed in')
  return data
}

let expired = false
let owed: Owed | null = null
const listeners = new Set<() => void>()
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
const tell = (): void => {
  for (const listener of listeners) listener()
}
function setExpired(next: boolean): void {
  if (expired === next) return
  expired = next
  tell()
}
function setOwed(next: Owed | null): void {
  if (owed === next) return
  owed = next
  tell()
}
onUnauthorized(() => setExpired(true))
onOwed(setOwed)

/** True from the first 401 until somebody signs in again; the page stays where it is meanwhile. */
export const useExpired = (): boolean => useSyncExternalStore(subscribe, () => expired)

/** What the reader has to do before anything else: said by the server, until he has done it. */
export const useOwed = (): Owed | null => useSyncExternalStore(subscribe, () => owed)
export const settleOwed = (): void => setOwed(null)

/** Signs in. `login` is a username, an e-mail address or a phone number. */
export async function signIn(login: string, password: string): Promise<'in' | 'twoFactor'> {
  const reply = await api.post<{ twoFactorRedirect?: boolean }>('/api/auth/sign-in', { login, password })
  if (reply?.twoFactorRedirect) return 'twoFactor'
  setExpired(false)
  return 'in'
}

/** Second step: six digits of the authenticator app, or a backup code. */
export async function verifySecondFactor(code: string): Promise<void> {
  const digits = code.replace(/\s/g, '')
  const backup = !/^\d{6}$/.test(digits)
  await api.post(`/api/auth/two-factor/${backup ? 'verify-backup-code' : 'verify-totp'}`, { code: digits })
  setExpired(false)
}

/** Ends the session here and now, then leaves the app with all that it had loaded. */
export async function signOut(): Promise<void> {
  await api.post('/api/auth/sign-out').catch(() => undefined)
  location.assign('/login')
}
