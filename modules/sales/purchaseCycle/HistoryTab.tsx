import { useQuery } from '@tanstack/react-query'
import { Tag } from 'antd'
import type { ReactNode } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { formatMoney, formatQuantity, shanghaiDay } from '#ui/core/format.ts'
import { Failure, Loading, Nothing } from '#ui/core/Page.tsx'
import type { SlotProps } from '#ui/core/slots.ts'
import { RefLink } from '#ui/fields/RefLink.tsx'
import { useText } from '#ui/fields/text.ts'
import './history.css'
import { Sparkline } from './Sparkline.tsx'

interface Bought {
  package: { id: string; label: string | null }
  unit: string | null
  orders: number | null
  totalQty: string | null
  totalAmount: string | null
  lastOn: string | null
  lastQty: string | null
  cycleDays: number | null
  nextExpectedOn: string | null
  ratio: string | null
  level: number
  months: { month: string; qty: string }[] | null
}

/** 购买历史: what a customer buys, package by package, how often, and when he is expected again. */
export function HistoryTab({ row }: SlotProps['detail.tab']) {
  return <Packages account={row.id} />
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
  if (data.length === 0)
    return (
      <Nothing
        what={say('还没有购买记录，发货后自动统计', 'No purchases yet; they are counted once goods are shipped')}
      />
    )
  const today = shanghaiDay()
  return (
    <div className="xl-bought">
      {data.map((b) => (
        <article key={b.package.id}>
          <div className="xl-bought-head">
            <RefLink object="productPackage" value={b.package} />
            <Overdue ratio={b.ratio} level={b.level} />
          </div>
          {b.months && <Sparkline months={b.months} today={today} />}
          <dl>
            <Fact label={say('累计', 'Total')}>
              {formatQuantity(b.totalQty) || '—'} {b.unit} · {formatMoney(b.totalAmount) || '—'}
            </Fact>
            <Fact label={say('最近', 'Last')}>
              {b.lastOn ?? '—'} · {formatQuantity(b.lastQty) || '—'} {b.unit}
            </Fact>
            <Fact label={say('周期', 'Cycle')}>
              {b.cycleDays === null
                ? b.orders === 1
                  ? say('购买一次，尚无周期', 'bought once, no cycle yet')
                  : '—'
                : say(`${b.cycleDays} 天`, `${b.cycleDays} days`)}
            </Fact>
            <Fact label={say('预计下次', 'Next')}>{b.nextExpectedOn ?? '—'}</Fact>
          </dl>
        </article>
      ))}
    </div>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="xl-number">{children}</dd>
    </div>
  )
}

/** Colours of the steps at which the owner, his manager, the directors are told. */
const LATE = ['orange', 'volcano', 'red']

/** How far past its cycle a customer is; nothing while he is in time. */
function Overdue({ ratio, level }: { ratio: string | null; level: number }) {
  const { say } = useText()
  if (!level) return null
  const n = Number(ratio)
  return <Tag color={LATE[level - 1] ?? 'red'}>{say(`已过 ${n} 个周期`, `${n} cycles`)}</Tag>
}
