import { useQuery } from '@tanstack/react-query'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { rowsOf } from '#ui/fields/rows.ts'

export interface Related {
  object: string
  field: string
  /** Capped: `exact: false` means "at least". */
  count: { value: number; exact: boolean } | null
}

/** How many rows of each other object point at this one, of those the reader may see. */
export function useRelated(object: ObjectMeta, id: string): Related[] {
  const query = useQuery({
    queryKey: keys.part(object.name, id, 'related'),
    queryFn: ({ signal }) =>
      api.get<Related[] | { data: Related[] }>(`/${object.path}/${id}/related`, undefined, signal),
    enabled: object.related.length > 0,
    retry: false,
  })
  return rowsOf(query.data)
}
