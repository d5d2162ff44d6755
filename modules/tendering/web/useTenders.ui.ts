import { useQuery } from '@tanstack/react-query'
import { api } from '#ui/core/api.ts'
import type { Row, Where } from '#ui/core/types.ts'

/** Most that one list gives; a company runs some dozens of tenders at a time. */
const MOST = 200

/** Tenders by a filter, soonest deadline first; looked at anew every minute. */
export function useTenders(name: string, where: Where) {
  return useQuery({
    queryKey: ['o', 'tender', name, where],
    queryFn: ({ signal }) => api.list<Row>('tenders', { where, sort: 'submitBy', limit: MOST }, signal),
    refetchInterval: 60_000,
    placeholderData: (before) => before,
  })
}
