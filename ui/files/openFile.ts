import { useSyncExternalStore } from 'react'
import type { FileValue } from '#ui/fields/values.ts'

let open: FileValue | null = null
const listeners = new Set<() => void>()

/** Shows a file in the preview window, wherever on the page its name was clicked; null closes it. */
export function openFile(file: FileValue | null): void {
  open = file
  for (const listener of listeners) listener()
}

/** The file being shown, for the one preview window of the page. */
export function useOpenFile(): FileValue | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => open,
  )
}
