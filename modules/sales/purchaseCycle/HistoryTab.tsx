import { CheckCircleFilled, MinusCircleOutlined, PieChartFilled } from '@ant-design/icons'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Tag, Tooltip } from 'antd'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { formatDecimal, formatMoney, shanghaiDay } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing } from '#ui/core/Page.tsx'
import type { SlotProps } from '#ui/core/slots.ts'
import type { Row } from '#ui/core/types.ts'
import { OptionTag } from '#ui/fields/FieldView.tsx'
import { RefLink } from '#ui/fields/RefLink.tsx'
import { useText } from '#ui/fields/text.ts'
import './history.css'
import { Sparkline } from './Sparkline.tsx'

interface Bought {
  package: { id: string; label: string }
  unit: string
  orders: number
  totalQty: string
  totalAmount: string
  lastOn: string
  lastQty: string
  cycleDays: number | null
  nextExpectedOn: string | null
  ratio: string | null
  months: { month: string; qty: string }[]
}

/** A quantity without the zeros that its column keeps. */
const plain = (v: string): string => formatDecimal(v.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''))

/** 购买历史: what a customer buys and when again, then every order with what became of it. */
export function HistoryTab({ row }: SlotProps['detail.tab']) {
  const { say } = useText()
  const order = useObject('salesOrder')
  return (
    <>
      <section className="xl-section">
        <h3 className="xl-form-heading">{say('按品规', 'By package')}</h3>
        <Packages account={row.id} />
      </section>
      {order && (
        <section className="xl-section">
          <h3 className="xl-form-heading">{say('全部订单', 'All orders')}</h3>
          <Orders account={row.id} object={order} />
        </section>
      )}
    </>
  )
}

function Packages({ account }: { account: string }) {
  const { say } = useText()
  const history = useQuery({
    queryKey: keys.part('account', account, 'purchase-history'),
    queryFn: ({ signal }) => api.get<{ data: Bought[] }>(`/accounts/${account}/purchase-history`, undefined, signal),
  })
  if (history.isPending) return <Loading rows={3} />
  if (history.isError) return <Failure error={history.error} onRetry={() => history.refetch()} />
  const { data } = history.data
  if (data.length === 0) return <Nothing what={say('还没有发货的订单', 'Nothing was shipped yet')} />
  const today = shanghaiDay()
  return (
    <div className="xl-bought">
      {data.map((b) => (
        <article key={b.package.id}>
          <div className="xl-bought-head">
            <RefLink object="productPackage" value={b.package} />
            <Overdue ratio={b.ratio} />
          </div>
          <Sparkline months={b.months} today={today} />
          <dl>
            <Fact label={say('累计', 'In all')}>
              {plain(b.totalQty)} {b.unit} · {formatMoney(b.totalAmount)}
            </Fact>
            <Fact label={say('最近', 'Last')}>
              {b.lastOn} · {plain(b.lastQty)} {b.unit}
            </Fact>
            <Fact label={say('周期', 'Cycle')}>
              {b.cycleDays === null
                ? say('购买一次，尚无周期', 'bought once')
                : say(`${b.cycleDays} 天`, `${b.cycleDays} days`)}
            </Fact>
            <Fact label={say('预计下次', 'Next')}>{b.nextExpectedOn ?? '—'}</Fact>
          </dl>
        </article>
      ))}
    </div>
  )
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="xl-number">{children}</dd>
    </div>
  )
}

/** How far past its cycle a customer is; nothing while he is in time. */
function Overdue({ ratio }: { ratio: string | null }) {
  const { say } = useText()
  const n = Number(ratio ?? '0')
  if (n < 1) return null
  return <Tag color={n >= 2 ? 'red' : n >= 1.5 ? 'volcano' : 'orange'}>{say(`已过 ${n} 个周期`, `${n} cycles`)}</Tag>
}

const MARKS = ['paymentStatus', 'shipmentStatus', 'receiptStatus', 'invoiceStatus'] as const
const FIELDS = ['number', 'amount', 'state', 'createdAt', 'submittedAt', ...MARKS]

function Orders({ account, object }: { account: string; object: ObjectMeta }) {
  const { t, say } = useText()
  const where = { soldTo: { eq: account } }
  const pages = useInfiniteQuery({
    queryKey: [...keys.list('salesOrder', where), 'history'],
    queryFn: ({ signal, pageParam }) =>
      api.list<Row>(object.path, { where, sort: '-createdAt', limit: 20, cursor: pageParam, fields: FIELDS }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  })
  if (pages.isPending) return <Loading rows={3} />
  if (pages.isError) return <Failure error={pages.error} onRetry={() => pages.refetch()} />
  const rows = pages.data.pages.flatMap((p) => p.data)
  if (rows.length === 0) return <Nothing what={say('还没有订单', 'No orders yet')} />
  return (
    <>
      <div className="xl-orders">
        {rows.map((row) => {
          const state = object.states?.[row.state ?? '']
          return (
            <div key={row.id} className="xl-orders-row">
              <AppLink href={href.record(object.path, row.id)} className="xl-number">
                {row.number}
              </AppLink>
              <span className="xl-number xl-hint">{String(row.submittedAt ?? row.createdAt ?? '').slice(0, 10)}</span>
              <span className="xl-number xl-orders-amount">{formatMoney(String(row.amount ?? ''))}</span>
              <span>
                {state && <OptionTag value="" option={{ value: '', label: state.label, color: state.color }} />}
              </span>
              <span className="xl-orders-marks">
                {MARKS.map((name) => (
                  <Mark
                    key={name}
                    label={t(object.fields.find((f) => f.name === name)?.label ?? { zh: name, en: name })}
                    value={row[name]}
                  />
                ))}
              </span>
            </div>
          )
        })}
      </div>
      {pages.hasNextPage && (
        <Button type="link" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {say('更早的订单', 'Earlier orders')}
        </Button>
      )}
    </>
  )
}

/** Paid? Shipped? Arrived? Invoiced? One mark each: all, part, not yet. */
function Mark({ label, value }: { label: string; value: unknown }) {
  const { say } = useText()
  const words = value === 'full' ? say('全部', 'all') : value === 'partial' ? say('部分', 'part') : say('未', 'not yet')
  const icon =
    value === 'full' ? (
      <CheckCircleFilled style={{ color: 'var(--xl-success)' }} />
    ) : value === 'partial' ? (
      <PieChartFilled style={{ color: 'var(--xl-warning)' }} />
    ) : (
      <MinusCircleOutlined style={{ color: 'var(--xl-ink-3)' }} />
    )
  return (
    <Tooltip title={`${label}：${words}`}>
      <span className="xl-orders-mark">
        {icon} {label}
      </span>
    </Tooltip>
  )
}
