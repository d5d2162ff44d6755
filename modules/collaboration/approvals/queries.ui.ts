import { type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { onEvent, useWatch } from '#ui/core/events.ts'
import { refreshObject } from '#ui/core/meta.ts'
import type { InboxPage, InboxTab, RequestDetail } from './types.ui.ts'

/** Everything about approvals is asked again together: a decision moves rows between all of these lists. */
const ROOT = keys.object('approvalRequest')
const PAGE = 30

/** After a decision, or news of one: lists, counts and strips, and the document itself when it is known. */
export function refreshApprovals(client: QueryClient, object?: string): void {
  client.invalidateQueries({ queryKey: ROOT })
  client.invalidateQueries({ queryKey: keys.object('approvalTask') })
  if (object) refreshObject(client, object)
}

/** While mounted, news of any approval (a notice to me) asks again. */
export function useApprovalNews(): void {
  const client = useQueryClient()
  useEffect(
    () =>
      onEvent('notification', (data) => {
        if (typeof data.kind === 'string' && data.kind.startsWith('approval')) refreshApprovals(client)
      }),
    [client],
  )
}

export interface InboxFilter {
  tab: InboxTab
  object?: string
  q?: string
}

/** One tab of the inbox, page by page. */
export function useInbox(filter: InboxFilter) {
  useApprovalNews()
  return useInfiniteQuery({
    queryKey: [...ROOT, 'inbox', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<InboxPage>('/approvals/inbox', { ...filter, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  })
}

/** The first few that wait for me, and how many there are. */
export function usePending(limit = 5) {
  useApprovalNews()
  return useQuery({
    queryKey: [...ROOT, 'pending', limit],
    queryFn: ({ signal }) => api.get<InboxPage>('/approvals/inbox', { tab: 'pending', limit }, signal),
    staleTime: 30_000,
  })
}

/** How many documents wait for my decision; undefined until known. */
export const usePendingCount = (): number | undefined => usePending().data?.counts.pending

export function useRequest(id: string) {
  useWatch('approvalRequest', id)
  return useQuery({
    queryKey: [...ROOT, 'detail', id],
    queryFn: ({ signal }) => api.get<RequestDetail>(`/approvals/${id}`, undefined, signal),
  })
}

/** All requests of one document, newest first. */
export function useRequestsOf(object: string, record: string) {
  useApprovalNews()
  return useQuery({
    queryKey: [...ROOT, 'of', object, record],
    queryFn: async ({ signal }) => {
      const reply = await api.get<RequestDetail[] | { data: RequestDetail[] }>(
        `/approvals/of/${object}/${record}`,
        undefined,
        signal,
      )
      return Array.isArray(reply) ? reply : reply.data
    },
  })
}
