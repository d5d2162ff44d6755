import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { onEvent, useWatchAll } from '#ui/core/events.ts'
import { type BoardColumn, type CardRules, MOST, patched, STEP, withFigures } from './columns.ts'

/** Changes of one moment are asked for together; still well within the second another browser may wait. */
const GATHER_MS = 80
/** Figures above the columns may lag behind the cards a little. */
const SUMS_MS = 1500
const BRIGHT_MS = 2500

export interface Asked {
  /** Cards of each column; 0 asks for the figures alone. */
  limit: number
  /** Only these cards. */
  ids?: string[]
  /** Only this column. */
  column?: string
}

/** Where the cards of a board come from, and the order they lie in. */
export interface BoardSource<Card, Column> extends CardRules<Card, Column> {
  /** Whose changes are told live. */
  object: string
  /** What distinguishes this reading from others: the filters. */
  filter: unknown
  load: (asked: Asked, signal?: AbortSignal) => Promise<Column[]>
}

export interface BoardState<Card, Column> {
  columns: Column[] | undefined
  error: unknown
  refetch: () => void
  /** Cards that somebody has just changed. */
  bright: ReadonlySet<string>
  more: (column: string) => Promise<void>
  loadingMore: string
  /** Shows a card as it will be, before the server has said so. */
  put: (card: Card) => void
  /** Asks for one card anew. */
  touch: (id: string) => void
}

/** Not below `['o', object]`: a change elsewhere must not load the whole board anew, only its card. */
const keyOf = (source: { object: string; filter: unknown }) => ['board', source.object, source.filter] as const

/** A board and its life: one request at first, then card by card as the server tells of changes. */
export function useBoard<Card extends { id: string }, Column extends BoardColumn<Card>>(
  source: BoardSource<Card, Column>,
): BoardState<Card, Column> {
  const client = useQueryClient()
  const key = keyOf(source)
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => source.load({ limit: STEP }, signal),
    placeholderData: keepPreviousData,
  })
  const { bright, touch } = useLive(client, source)
  const [loadingMore, setLoadingMore] = useState('')
  const change = (by: (columns: Column[]) => Column[]) => client.setQueryData<Column[]>(key, (old) => old && by(old))
  const more = async (column: string) => {
    setLoadingMore(column)
    try {
      const shown = client.getQueryData<Column[]>(key)?.find((c) => c.key === column)?.cards.length ?? 0
      const fresh = (await source.load({ column, limit: Math.min(shown + STEP, MOST) })).find((c) => c.key === column)
      change((columns) => columns.map((c) => (c.key === column && fresh ? fresh : c)))
    } finally {
      setLoadingMore('')
    }
  }
  return {
    columns: query.data,
    error: query.data ? null : query.error,
    refetch: () => void query.refetch(),
    bright,
    more,
    loadingMore,
    put: (card) => change((columns) => patched(columns, [card.id], [card], source)),
    touch,
  }
}

function useLive<Card extends { id: string }, Column extends BoardColumn<Card>>(
  client: QueryClient,
  source: BoardSource<Card, Column>,
): { bright: ReadonlySet<string>; touch: (id: string) => void } {
  const { object } = source
  useWatchAll(object)
  const [bright, setBright] = useState<ReadonlySet<string>>(new Set())
  const latest = useRef(source)
  latest.current = source
  const touch = useRef<(id: string) => void>(() => {})
  useEffect(() => {
    const pending = new Set<string>()
    let gathering: ReturnType<typeof setTimeout> | undefined
    let sums: ReturnType<typeof setTimeout> | undefined
    let dim: ReturnType<typeof setTimeout> | undefined

    const sum = async () => {
      sums = undefined
      const now = latest.current
      const fresh = await now.load({ limit: 0 }).catch(() => undefined)
      if (fresh) client.setQueryData<Column[]>(keyOf(now), (old) => old && withFigures(old, fresh))
    }
    const flush = async () => {
      gathering = undefined
      const ids = [...pending]
      pending.clear()
      const now = latest.current
      const reply = await now.load({ ids, limit: ids.length }).catch(() => undefined)
      if (!reply) return
      const cards = reply.flatMap((c) => c.cards)
      client.setQueryData<Column[]>(keyOf(now), (old) => old && patched(old, ids, cards, now))
      setBright(new Set(ids))
      clearTimeout(dim)
      dim = setTimeout(() => setBright(new Set()), BRIGHT_MS)
      sums ??= setTimeout(sum, SUMS_MS)
    }
    touch.current = (id) => {
      pending.add(id)
      gathering ??= setTimeout(flush, GATHER_MS)
    }
    const stop = onEvent('changed', (event) => {
      if (event.object === object && typeof event.id === 'string') touch.current(event.id)
    })
    return () => {
      stop()
      for (const timer of [gathering, sums, dim]) clearTimeout(timer)
    }
  }, [client, object])
  return { bright, touch: (id) => touch.current(id) }
}
