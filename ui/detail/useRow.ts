import { useQuery } from '@tanstack/react-query'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { useWatch } from '#ui/core/events.ts'
import type { Row } from '#ui/core/types.ts'

/** One row with its child lines and what this reader may do to it; follows what others do to it. */
export function useRow(object: ObjectMeta, id: string) {
  useWatch(object.name, id)
  return useQuery({
    queryKey: keys.one(object.name, id),
    queryFn: ({ signal }) => api.one<Row>(object.path, id, signal),
  })
}
