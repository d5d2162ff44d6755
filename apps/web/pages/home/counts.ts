import type { QueryClient, UseQueryResult } from '@tanstack/react-query'
import { useQueries, useQuery } from '@tanstack/react-query'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { api, keys } from '#ui/core/api.ts'
import type { Where } from '#ui/core/types.ts'

const options = (object: ObjectMeta, where: Where) => ({
  queryKey: keys.count(object.name, where),
  queryFn: async ({ signal }: { signal: AbortSignal; client: QueryClient }) =>
    (await api.list(object.path, { where, limit: 1, count: 'exact', fields: ['id'] }, signal)).total.value,
  staleTime: 60_000,
})

/** How many rows match, exactly. */
export const useCount = (object: ObjectMeta, where: Where): UseQueryResult<number> => useQuery(options(object, where))

/** One count per filter, in order; undefined while one is still being counted. */
export function useCounts(object: ObjectMeta | undefined, wheres: Where[]): { data?: number[]; error: unknown } {
  return useQueries({
    queries: object ? wheres.map((w) => options(object, w)) : [],
    combine: (all) => {
      const error = all.find((r) => r.error)?.error ?? null
      return all.every((r) => r.data !== undefined) ? { data: all.map((r) => r.data as number), error } : { error }
    },
  })
}
