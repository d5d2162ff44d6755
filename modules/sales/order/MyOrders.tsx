import { useQuery } from '@tanstack/react-query'
import { BoardCard, CardLine } from '#ui/board/BoardCard.tsx'
import { api, keys } from '#ui/core/api.ts'
import { formatAgo } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Panel } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { stageLabel } from '../board/stages.ui.ts'
import { FourDots, isLate, LateOrSince, Money } from '../web/parts.tsx'
import './order.css'

export const FIELDS = [
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
export const OVER = ['closed', 'shortClosed', 'cancelled']
/** The last shipment of each order: where the goods are. */
export function useWays(orders: string[]): Map<string, Row> {
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

export function MineCard({ row, way }: { row: Row; way: Row | undefined }) {
  const { t, say, locale } = useText()
  const order = useObject('salesOrder')
  const late = isLate(row.lateAfter) && !OVER.includes(row.state ?? '')
  const state = order?.states?.[row.state ?? '']
  const where = row.state === 'draft' || OVER.includes(row.state ?? '') || row.state === 'onHold'
  return (
    <BoardCard
      name={String(row.number ?? '')}
      href={href.record('sales-orders', row.id)}
      title={(row.soldTo as Ref | null)?.label ?? t('hiddenRecord')}
      oneLine
      aside={<Money value={row.amount} />}
      late={late}
      className="xl-mine-card"
    >
      <CardLine>
        <span className="xl-num">{row.number}</span>
        <span>{where && state ? t(state.label) : t(stageLabel(order, String(row.stage ?? '')))}</span>
      </CardLine>
      <FourDots row={row} />
      {way ? (
        <span className="xl-mine-way">
          <b>{[way.carrier, way.logisticsNo].filter(Boolean).join(' ')}</b>
          <span className="xl-hint">
            {say('发出', 'shipped')} {formatAgo(way.shippedAt as string | null, locale)}
          </span>
        </span>
      ) : (
        !where && <LateOrSince late={late} lateAfter={row.lateAfter} since={row.stageSince} />
      )}
    </BoardCard>
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
