import { useSyncExternalStore } from 'react'
import { frame } from '#ui/core/tokens.ts'

const query = `(max-width: ${frame.phone}px)`

/** True on a phone-wide window; follows it when it is resized or turned. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}
