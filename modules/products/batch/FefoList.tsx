import { useQuery } from '@tanstack/react-query'
import { Tag } from 'antd'
import type { CSSProperties } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { formatDecimal, shanghaiDay } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { StockBar } from '../stock/StockBar.tsx'
import '../products.css'

export interface BatchRow extends Row {
  batchNo: string
  lastUsableDate: string
  onHand: string
  reserved: string
  locked: string
  nearExpiry: boolean | null
}

const MAX = 100
const SHOWN = ['quarantine', 'released', 'expired', 'locked', 'recalled']

/** `520.0000` → `520`: zeros after the point say nothing on a shelf. */
export const plain = (qty: string | null | undefined): string =>
  formatDecimal((qty ?? '0').replace(/\.0+$/, '').replace(/(\.\d*?)0+$/, '$1'))

const tone = (batch: BatchRow, today: string): string => {
  if (batch.state === 'quarantine') return 'var(--xl-ink-3)'
  if (batch.state !== 'released' || batch.lastUsableDate < today) return 'var(--xl-danger)'
  return batch.nearExpiry ? 'var(--xl-accent)' : 'var(--xl-success)'
}

const daysTo = (day: string, today: string): number => Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000)

/** Batches of a package in the order in which they go out, with how long each may still be used. */
export function FefoList({ packageId }: { packageId: string }) {
  const { say } = useText()
  const object = useObject('batch')
  const where = { package: { eq: packageId }, state: { in: SHOWN } }
  const query = useQuery({
    queryKey: keys.list('batch', { fefo: packageId }),
    queryFn: ({ signal }) => api.list<BatchRow>(object!.path, { where, sort: 'lastUsableDate', limit: MAX }, signal),
    enabled: object !== undefined,
  })
  if (!object) return null
  if (query.isPending) return <Loading rows={2} />
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  const batches = query.data.data.filter((b) => Number(b.onHand) > 0)
  if (!batches.length) return <p className="xl-stock-none">{say('没有库存', 'Out of stock')}</p>
  return (
    <ol className="xl-fefo">
      {batches.map((b) => (
        <BatchLine key={b.id} batch={b} path={object.path} />
      ))}
    </ol>
  )
}

function BatchLine({ batch, path }: { batch: BatchRow; path: string }) {
  const { t, say } = useText()
  const object = useObject('batch')
  const today = shanghaiDay()
  const left = daysTo(batch.lastUsableDate, today)
  const state = object?.states?.[batch.state ?? '']
  const free = Number(batch.onHand) - Number(batch.reserved) - Number(batch.locked)
  const available = batch.state === 'released' && left >= 0 ? String(free) : '0'
  const color = tone(batch, today)
  return (
    <li style={{ '--tone': color } as CSSProperties}>
      <span>
        <AppLink href={href.record(path, batch.id)}>{batch.batchNo}</AppLink>{' '}
        {batch.state !== 'released' && state && <Tag color={state.color}>{t(state.label)}</Tag>}
      </span>
      <span className="xl-number">
        {batch.lastUsableDate}{' '}
        <span style={{ color }}>
          {left < 0
            ? say(`已过期 ${-left} 天`, `expired ${-left} days ago`)
            : say(`剩 ${left} 天`, `${left} days left`)}
        </span>
      </span>
      <StockBar stock={{ ...batch, available, nearExpiry: batch.nearExpiry ? available : '0' }} />
      <span className="xl-number xl-fefo-qty">
        {say('可用', 'Available')} <b>{plain(available)}</b> / {plain(batch.onHand)}
      </span>
    </li>
  )
}
