import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useWatchAll } from '#ui/core/events.ts'
import { formatAgo } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href, useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import type { Ref, Row, Where } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { stageLabel } from '../board/stages.ui.ts'
import { FourDots, isLate, Money, useFor, useSince } from '../web/parts.tsx'
import '../board/board.css'
import './order.css'

const FIELDS = [
  'number',
  'soldTo',
  'amount',
  'state',
  'stage',
  'stageSince',
  'lateAfter',
  'paymentStatus',
  'shipmentStatus',
  'receiptStatus',
  'invoiceStatus',
]
const OVER = ['closed', 'shortClosed', 'cancelled']
const PAGE = 20

/** The last shipment of each order: where the goods are. */
function useWays(orders: string[]): Map<string, Row> {
  const where = { order: { in: orders }, state: { in: ['shipped', 'received'] } }
  const query = useQuery({
    queryKey: keys.list('shipment', [where, 'ways']),
    queryFn: ({ signal }) =>
      api.list(
        'shipments',
        { where, limit: 200, sort: 'shippedAt', fields: ['order', 'carrier', 'logisticsNo', 'shippedAt', 'state'] },
        signal,
      ),
    enabled: orders.length > 0,
  })
  return new Map((query.data?.data ?? []).map((s) => [(s.order as Ref | null)?.id ?? '', s]))
}

/** 我的订单: did my goods go? One card an order: four answers, the logistics number, and behind it the whole chain. */
export default function MyOrders() {
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

export function MineCard({ row, way }: { row: Row; way: Row | undefined }) {
  const { t, say, locale } = useText()
  const order = useObject('salesOrder')
  const howLong = useFor()
  const since = useSince()
  const late = isLate(row.lateAfter) && !OVER.includes(row.state ?? '')
  const state = order?.states?.[row.state ?? '']
  const where = row.state === 'draft' || OVER.includes(row.state ?? '') || row.state === 'onHold'
  return (
    <AppLink href={href.record('sales-orders', row.id)} className="xl-order-card xl-mine-card" data-late={late}>
      <span className="xl-order-card-head">
        <strong className="xl-ellipsis">{(row.soldTo as Ref | null)?.label ?? t('hiddenRecord')}</strong>
        <Money value={row.amount} strong />
      </span>
      <span className="xl-order-card-sub">
        <span className="xl-num">{row.number}</span>
        <span>{where && state ? t(state.label) : t(stageLabel(order, String(row.stage ?? '')))}</span>
      </span>
      <FourDots row={row} />
      {way ? (
        <span className="xl-mine-way">
          <b>{[way.carrier, way.logisticsNo].filter(Boolean).join(' ')}</b>
          <span className="xl-hint">
            {say('发出', 'left')} {formatAgo(way.shippedAt as string | null, locale)}
          </span>
        </span>
      ) : (
        !where && (
          <span className={late ? 'xl-order-card-since xl-late' : 'xl-order-card-since'}>
            {late
              ? say(`逾期 ${howLong(row.lateAfter as string)}`, `${howLong(row.lateAfter as string)} late`)
              : since(row.stageSince as string | null)}
          </span>
        )
      )}
    </AppLink>
  )
}

/** On the home page: the orders of mine that moved last, each one tap from its chain. */
export function MyOrdersCard() {
  const { say } = useText()
  const order = useObject('salesOrder')
  const asked = {
    where: { owner: { eq: '@me' }, not: { state: { in: OVER } } },
    sort: '-updatedAt',
    fields: FIELDS,
    limit: 4,
  }
  const list = useQuery({
    queryKey: [...keys.list('salesOrder', asked), 'home'],
    queryFn: ({ signal }) => api.list('sales-orders', asked, signal),
    enabled: order?.verbs.includes('create') ?? false,
  })
  const rows = list.data?.data ?? []
  const ways = useWays(rows.map((r) => r.id))
  if (rows.length === 0) return null
  return (
    <Panel
      className="xl-recent"
      title={say('我的订单', 'My orders')}
      extra={<AppLink href="/orders/mine">{say('全部', 'All')}</AppLink>}
    >
      <div className="xl-mine">
        {rows.map((r) => (
          <MineCard key={r.id} row={r} way={ways.get(r.id)} />
        ))}
      </div>
    </Panel>
  )
}
