import { StarFilled } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Spin, Tag } from 'antd'
import { useEffect, useRef } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { formatAgo, formatCount } from '#ui/core/format.ts'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { ListQuery, Row } from '#ui/core/types.ts'
import { allFields } from '#ui/fields/system.ts'
import { useText } from '#ui/fields/text.ts'
import { Cell, titleOf } from './Cell.tsx'
import type { Column } from './columns.ts'
import { useStars } from './useStars.ts'

export interface CardsProps {
  object: ObjectMeta
  query: ListQuery
  columns: Column[]
  onOpen: (row: Row) => void
  empty: React.ReactNode
}

const PAGE = 20
const FACTS = 4

/** The list on a phone: a card a row, more of them as one scrolls. */
export function Cards({ object, query, columns, onOpen, empty }: CardsProps) {
  const { say } = useText()
  const list = useInfiniteQuery({
    queryKey: [...keys.list(object.name, query), 'cards'],
    queryFn: ({ pageParam, signal }) => api.list(object.path, { ...query, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  const end = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  useEffect(() => {
    const mark = end.current
    if (!mark || !hasNextPage) return
    const observer = new IntersectionObserver(
      (seen) => seen.some((s) => s.isIntersecting) && !isFetchingNextPage && fetchNextPage(),
      { rootMargin: '400px' },
    )
    observer.observe(mark)
    return () => observer.disconnect()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const all = list.data?.pages.flatMap((p) => p.data.map((r) => r.id)) ?? []
  const stars = useStars(object, all)
  if (list.isPending) return <Loading />
  if (list.isError) return <Failure error={list.error} onRetry={() => list.refetch()} />
  const rows = list.data.pages.flatMap((p) => p.data)
  if (rows.length === 0) return <>{empty}</>
  const total = list.data.pages[0]?.total
  return (
    <div className="xl-cards">
      {total && (
        <div className="xl-cards-total">{say(`共 ${formatCount(total)} 条`, `${formatCount(total)} rows`)}</div>
      )}
      {rows.map((row) => (
        <Card
          key={row.id}
          object={object}
          row={row}
          columns={columns}
          onOpen={onOpen}
          starred={stars?.has(row.id) ?? false}
        />
      ))}
      <div ref={end} className="xl-cards-end">
        {isFetchingNextPage ? <Spin size="small" /> : hasNextPage ? '' : say('没有更多了', 'That is all')}
      </div>
    </div>
  )
}

function Card({
  object,
  row,
  columns,
  onOpen,
  starred,
}: {
  object: ObjectMeta
  row: Row
  columns: Column[]
  onOpen: (row: Row) => void
  starred: boolean
}) {
  const { t, locale } = useText()
  const fields = allFields(object)
  const state = row.state ? object.states?.[row.state] : undefined
  const facts = columns
    .filter((c) => c.name !== object.title && c.name !== 'state' && c.name !== 'updatedAt')
    .filter((c) => row[c.name] !== null && row[c.name] !== undefined && row[c.name] !== '')
    .slice(0, FACTS)
  return (
    <button type="button" className="xl-card" onClick={() => onOpen(row)}>
      <span className="xl-card-head">
        <strong>
          {starred && <StarFilled className="xl-card-star" />}
          {titleOf(object, row)}
        </strong>
        {state && (
          <Tag color={state.color} variant="filled">
            {t(state.label)}
          </Tag>
        )}
      </span>
      {facts.map((c) => {
        const field = fields.get(c.name)
        if (!field) return null
        return (
          <span key={c.name} className="xl-card-fact">
            <span>{t(field.label)}</span>
            <span>
              <Cell object={object} field={field} row={row} />
            </span>
          </span>
        )
      })}
      <span className="xl-card-foot">{formatAgo(row.updatedAt, locale)}</span>
    </button>
  )
}
