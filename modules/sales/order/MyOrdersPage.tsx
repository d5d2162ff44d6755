import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useWatchAll } from '#ui/core/events.ts'
import { useObject } from '#ui/core/meta.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing, Page } from '#ui/core/Page.tsx'
import type { Where } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { FIELDS, MineCard, OVER, useWays } from './MyOrders.tsx'

const PAGE = 20

/** 我的订单: did my goods go? One card an order: four answers, the logistics number, and behind it the whole chain. */
export default function MyOrdersPage() {
  const { say } = useText()
  const order = useObject('salesOrder')
  const [query, setQuery] = useQueryState()
  const [q, setQ] = useState(query.get('q') ?? '')
  const all = query.get('show') === 'all'
  useWatchAll('salesOrder')
  const where: Where = { owner: { eq: '@me' }, ...(all ? {} : { not: { state: { in: OVER } } }) }
  const asked = { where, q: q.trim() || undefined, sort: '-updatedAt', fields: FIELDS, limit: PAGE }
  const list = useInfiniteQuery({
    queryKey: [...keys.list('salesOrder', asked), 'mine'],
    queryFn: ({ pageParam, signal }) => api.list('sales-orders', { ...asked, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  const rows = list.data?.pages.flatMap((p) => p.data) ?? []
  const ways = useWays(rows.map((r) => r.id))
  if (!order) return <Failure error={null} />
  return (
    <Page title={say('我的订单', 'My orders')}>
      <div className="xl-mine-bar">
        <Segmented
          value={all ? 'all' : 'open'}
          onChange={(v) => setQuery({ show: v === 'all' ? 'all' : null })}
          options={[
            { value: 'open', label: say('进行中', 'Open') },
            { value: 'all', label: say('全部', 'All') },
          ]}
        />
        <Input.Search
          allowClear
          placeholder={say('订单号、客户', 'Number, customer')}
          defaultValue={q}
          onSearch={(text) => setQ(text)}
        />
      </div>
      {list.isPending && <Loading />}
      {list.isError && <Failure error={list.error} onRetry={() => list.refetch()} />}
      {list.data && rows.length === 0 && <Nothing what={say('没有进行中的订单', 'No open orders')} />}
      <div className="xl-mine">
        {rows.map((r) => (
          <MineCard key={r.id} row={r} way={ways.get(r.id)} />
        ))}
      </div>
      {list.hasNextPage && (
        <Button block type="text" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {say('更多', 'More')}
        </Button>
      )}
    </Page>
  )
}
