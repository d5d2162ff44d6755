import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { api, keys } from '#ui/core/api.ts'
import type { Where } from '#ui/core/types.ts'

/** How many rows match; counted up to the server's cap. */
export const useCount = (object: ObjectMeta, where: Where): UseQueryResult<number> =>
  useQuery({
    queryKey: keys.count(object.name, where),
    queryFn: async ({ signal }) =>
      (await api.list(object.path, { where, limit: 1, fields: ['id'] }, signal)).total.value,
  })
