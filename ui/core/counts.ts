import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { api, keys } from './api.ts'
import type { Where } from './types.ts'

/** An exact count reads every match: for figures that stand still a while. */
const EXACT_STALE_MS = 60_000

const exactly = (object: ObjectMeta, where: Where) => ({
  // apart from the capped count of the same filter, which may be smaller
  queryKey: [...keys.count(object.name, where), 'exact'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<number> =>
    (await api.list(object.path, { where, limit: 1, count: 'exact', fields: ['id'] }, signal)).total.value,
  staleTime: EXACT_STALE_MS,
})

/** How many rows match; counted up to the server's cap. */
export const useCount = (object: ObjectMeta, where: Where): UseQueryResult<number> =>
  useQuery({
    queryKey: keys.count(object.name, where),
    queryFn: async ({ signal }) =>
      (await api.list(object.path, { where, limit: 1, fields: ['id'] }, signal)).total.value,
  })

/** How many rows match, however many they are. */
export const useExactCount = (object: ObjectMeta, where: Where): UseQueryResult<number> =>
  useQuery(exactly(object, where))

/** One exact count per filter, in order; undefined while one is still being counted. */
export function useExactCounts(object: ObjectMeta | undefined, wheres: Where[]): { data?: number[]; error: unknown } {
  return useQueries({
    queries: object ? wheres.map((w) => exactly(object, w)) : [],
    combine: (all) => {
      const error = all.find((r) => r.error)?.error ?? null
      return all.every((r) => r.data !== undefined) ? { data: all.map((r) => r.data as number), error } : { error }
    },
  })
}
