import { useQuery } from '@tanstack/react-query'
import { api, keys } from '#ui/core/api.ts'
import type { ChainReply } from '../web/types.ts'

/** Everything that followed from an order; refreshed with the order itself. */
export const useChain = (id: string | undefined) =>
  useQuery({
    queryKey: keys.part('salesOrder', id ?? '', 'chain'),
    queryFn: ({ signal }) => api.get<ChainReply>(`/sales-orders/${id}/chain`, undefined, signal),
    enabled: Boolean(id),
  })
