import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useMemo } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { api, keys } from '#ui/core/api.ts'
import { useWatchAll } from '#ui/core/events.ts'
import { formatCount } from '#ui/core/format.ts'
import { Failure, Loading, Nothing } from '#ui/core/Page.tsx'
import type { ListQuery, Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import './orders.css'

const PAGE = 30

export interface BenchProps {
  object: ObjectMeta
  query: ListQuery
  open: string
  onOpen: (id: string) => void
  row: (row: Row) => ReactNode
  empty: { what: string; hint?: string; action?: ReactNode }
  /** The work on the chosen row; `next` goes on with the following one. */
  children: (row: Row, next: () => void, back: (() => void) | undefined) => ReactNode
}

/** A department's bench: what waits on the left, what is in hand on the right; on a phone one after the other. */
export function Bench({ object, query, open, onOpen, row, empty, children }: BenchProps) {
  const { say } = useText()
  const phone = usePhone()
  useWatchAll(object.name)
  const list = useInfiniteQuery({
    queryKey: [...keys.list(object.name, query), 'bench'],
    queryFn: ({ pageParam, signal }) => api.list(object.path, { limit: PAGE, ...query, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  const rows = useMemo(() => list.data?.pages.flatMap((p) => p.data) ?? [], [list.data])
  if (list.isPending) return <Loading />
  if (list.isError && rows.length === 0) return <Failure error={list.error} onRetry={() => list.refetch()} />
  const current = rows.find((r) => r.id === open) ?? (phone ? undefined : rows[0])
  const total = list.data?.pages[0]?.total
  const next = () => {
    const at = rows.findIndex((r) => r.id === current?.id)
    onOpen(phone ? '' : (rows[at + 1]?.id ?? rows[at - 1]?.id ?? ''))
    list.refetch()
  }
  if (rows.length === 0) return <Nothing {...empty} />
  return (
    <div className="xl-bench">
      {!(phone && current) && (
        <div className="xl-bench-list">
          <p className="xl-hint">{total && say(`共 ${formatCount(total)} 条`, `${formatCount(total)} in all`)}</p>
          {rows.map((r) => (
            <button
              key={r.id}
              type="button"
              className="xl-bench-row"
              aria-current={r.id === current?.id}
              onClick={() => onOpen(r.id)}
            >
              {row(r)}
            </button>
          ))}
          {list.hasNextPage && (
            <Button type="text" block loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
              {say('更多', 'More')}
            </Button>
          )}
        </div>
      )}
      {current && children(current, next, phone ? () => onOpen('') : undefined)}
    </div>
  )
}
