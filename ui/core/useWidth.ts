import { useSyncExternalStore } from 'react'
import { frame } from './tokens.ts'

const query = matchMedia(`(max-width: ${frame.phone - 1}px)`)
const subscribe = (listener: () => void): (() => void) => {
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** True at phone width (below 768 px). */
export const usePhone = (): boolean => useSyncExternalStore(subscribe, () => query.matches)
