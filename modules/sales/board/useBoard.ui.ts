import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api } from '#ui/core/api.ts'
import { onEvent, useWatchAll } from '#ui/core/events.ts'
import type { BoardReply } from '../web/types.ts'
import { patched, STEP } from './patched.ui.ts'

export interface BoardFilter {
  region?: string | undefined
  owner?: string | undefined
  soldTo?: string | undefined
  late?: boolean
  mine?: boolean
}

/** Changes of one moment are asked for together; still well within the second another browser may wait. */
const GATHER_MS = 80
/** Figures above the columns may lag behind the cards a little. */
const SUMS_MS = 1500
const BRIGHT_MS = 2500

/** Not below `['o', 'salesOrder']`: a change elsewhere must not load the whole board anew, only its card. */
const keyOf = (filter: BoardFilter) => ['orderBoard', filter] as const

const queryOf = (filter: BoardFilter, more: Record<string, unknown>) => ({
  region: filter.region,
  owner: filter.owner,
  soldTo: filter.soldTo,
  late: filter.late ? true : undefined,
  mine: filter.mine ? true : undefined,
  ...more,
})

const load = (filter: BoardFilter, more: Record<string, unknown>, signal?: AbortSignal): Promise<BoardReply> =>
  api.get<BoardReply>('/sales-orders/board', queryOf(filter, more), signal)

export interface Board {
  data: BoardReply | undefined
  error: unknown
  refetch: () => void
  /** Cards that somebody has just changed. */
  bright: ReadonlySet<string>
  more: (stage: string) => Promise<void>
  loadingMore: string
}

/** The board and its life: one request at first, then card by card as the server tells of changes. */
export function useBoard(filter: BoardFilter): Board {
  const client = useQueryClient()
  const key = keyOf(filter)
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => load(filter, { limit: STEP }, signal) })
  const bright = useLive(client, filter)
  const [loadingMore, setLoadingMore] = useState('')
  const more = async (stage: string) => {
    setLoadingMore(stage)
    try {
      const shown = client.getQueryData<BoardReply>(key)?.stages.find((s) => s.stage === stage)?.orders.length ?? 0
      const reply = await load(filter, { stages: stage, limit: shown + STEP })
      const fresh = reply.stages.find((s) => s.stage === stage)
      client.setQueryData<BoardReply>(
        key,
        (old) => old && { ...old, stages: old.stages.map((s) => (s.stage === stage && fresh ? fresh : s)) },
      )
    } finally {
      setLoadingMore('')
    }
  }
  return { data: query.data, error: query.error, refetch: () => void query.refetch(), bright, more, loadingMore }
}

function useLive(client: QueryClient, filter: BoardFilter): ReadonlySet<string> {
  useWatchAll('salesOrder')
  const [bright, setBright] = useState<ReadonlySet<string>>(new Set())
  const latest = useRef(filter)
  latest.current = filter
  useEffect(() => {
    const pending = new Set<string>()
    let gathering: ReturnType<typeof setTimeout> | undefined
    let sums: ReturnType<typeof setTimeout> | undefined
    let dim: ReturnType<typeof setTimeout> | undefined

    const sum = async () => {
      sums = undefined
      const now = latest.current
      const fresh = await load(now, { limit: 0 }).catch(() => undefined)
      if (fresh) client.setQueryData<BoardReply>(keyOf(now), (old) => old && withSums(old, fresh))
    }
    const flush = async () => {
      gathering = undefined
      const ids = [...pending]
      pending.clear()
      const now = latest.current
      const reply = await load(now, { ids, limit: ids.length }).catch(() => undefined)
      if (!reply) return
      const cards = reply.stages.flatMap((s) => s.orders)
      client.setQueryData<BoardReply>(keyOf(now), (old) => old && patched(old, ids, cards))
      setBright(new Set(ids))
      clearTimeout(dim)
      dim = setTimeout(() => setBright(new Set()), BRIGHT_MS)
      sums ??= setTimeout(sum, SUMS_MS)
    }
    const stop = onEvent('changed', (event) => {
      if (event.object !== 'salesOrder' || typeof event.id !== 'string') return
      pending.add(event.id)
      gathering ??= setTimeout(flush, GATHER_MS)
    })
    return () => {
      stop()
      for (const timer of [gathering, sums, dim]) clearTimeout(timer)
    }
  }, [client])
  return bright
}

function withSums(board: BoardReply, fresh: BoardReply): BoardReply {
  const sums = new Map(fresh.stages.map((s) => [s.stage, s]))
  const stages = board.stages.map((s) => {
    const now = sums.get(s.stage)
    return now ? { ...s, count: now.count, late: now.late, amount: now.amount } : s
  })
  return { ...board, late: fresh.late, stages }
}
