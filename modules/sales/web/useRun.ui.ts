import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { ApiError, api, uuid } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { refreshObject } from '#ui/core/meta.ts'

export interface Run {
  busy: boolean
  /** What the server refused last; cleared by the next attempt. */
  error: unknown
  clear: () => void
  /** Runs one piece of work at a time; says `text` when it went well. Resolves to undefined when it was refused, or throws where `throws` asks for it. */
  run: <T>(
    work: (key: string) => Promise<T>,
    text: string,
    objects: string[],
    throws?: boolean,
  ) => Promise<T | undefined>
}

/** One button's work: never twice at once, the same key again only when the answer got lost. */
export function useRun(): Run {
  const client = useQueryClient()
  const { done } = useFeedback()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const running = useRef(false)
  const key = useRef(uuid())
  return {
    busy,
    error,
    clear: () => setError(null),
    run: async (work, text, objects, throws) => {
      if (running.current) return undefined
      running.current = true
      setBusy(true)
      setError(null)
      try {
        const result = await work(key.current)
        key.current = uuid()
        for (const object of objects) refreshObject(client, object)
        done(text)
        return result
      } catch (refusal) {
        if (refusal instanceof ApiError && refusal.status > 0 && refusal.status < 500) key.current = uuid()
        if (throws) throw refusal
        setError(refusal)
        return undefined
      } finally {
        running.current = false
        setBusy(false)
      }
    },
  }
}

/** A command of one row, for `run`. */
export const commandOf =
  (path: string, id: string, name: string, input: object = {}) =>
  (key: string): Promise<{ row: Record<string, unknown>; result: unknown }> =>
    api.command(path, id, name, input, { key }) as never
