import { useQueries, useQueryClient } from '@tanstack/react-query'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys, request } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'

export interface Stars {
  has: (id: string) => boolean
  toggle: (id: string) => void
}

/** So many rows are asked about at once. */
const MOST = 200

const chunked = (ids: string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / MOST) }, (_, n) => ids.slice(n * MOST, (n + 1) * MOST))

/**
 * Which of the shown rows bear a star of the reader's: asked beside the list and after it, so that no list waits for it.
 * Null where the object takes no stars.
 */
export function useStars(object: ObjectMeta, ids: string[]): Stars | null {
  const client = useQueryClient()
  const { failed } = useFeedback()
  const chunks = chunked(object.personal ? [] : ids)
  const keyOf = (chunk: string[]) => [...keys.object(object.name), 'stars', chunk]
  const queries = useQueries({
    queries: chunks.map((chunk) => ({
      queryKey: keyOf(chunk),
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const where = { scope: { eq: 'starred' }, id: { in: chunk } }
        const asked = { where, fields: ['id'], limit: MOST, count: 'none' as const }
        return (await api.list(object.path, asked, signal)).data.map((row) => row.id)
      },
      placeholderData: (before: string[] | undefined) => before,
      staleTime: 30_000,
    })),
  })
  if (object.personal) return null
  const starred = new Set(queries.flatMap((q) => q.data ?? []))
  const toggle = async (id: string) => {
    const on = !starred.has(id)
    const chunk = chunks.find((c) => c.includes(id)) ?? []
    // At once on the page; the server's word follows.
    client.setQueryData(keyOf(chunk), (held: string[] = []) => (on ? [...held, id] : held.filter((s) => s !== id)))
    try {
      await request(on ? 'PUT' : 'DELETE', `/stars/${object.name}/${id}`)
    } catch (error) {
      failed(error)
    }
    client.invalidateQueries({ queryKey: keys.object(object.name) })
  }
  return { has: (id) => starred.has(id), toggle }
}
