import type { CSSProperties, ReactNode } from 'react'
import { CardLine } from '#ui/board/BoardCard.tsx'
import { formatDecimal, formatMoney } from '#ui/core/format.ts'
import { useText } from '#ui/fields/text.ts'
import { plus } from './decimals.ui.ts'
import './orders.css'

export type Progress = 'none' | 'partial' | 'full'

/** The four questions about an order, in the order people ask them. */
export const QUESTIONS = [
  { field: 'paymentStatus', zh: '付款', en: 'Paid' },
  { field: 'shipmentStatus', zh: '发货', en: 'Shipped' },
  { field: 'receiptStatus', zh: '到货', en: 'Arrived' },
  { field: 'invoiceStatus', zh: '开票', en: 'Invoiced' },
] as const

export const asProgress = (value: unknown): Progress => (value === 'full' || value === 'partial' ? value : 'none')

/** Is an answer given at all, neither hidden from the reader nor masked? */
export const isTold = (value: unknown): boolean => typeof value === 'string' && value !== '***'

/** Empty ring, half disc, full disc with a tick: told apart without colour. */
export function Disc({ progress, size = 16 }: { progress: Progress; size?: number }) {
  return (
    <svg className={`xl-disc is-${progress}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="7" className="xl-disc-ring" />
      {progress === 'partial' && <path d="M8 1 A7 7 0 0 1 8 15 Z" className="xl-disc-fill" />}
      {progress === 'full' && (
        <>
          <circle cx="8" cy="8" r="7" className="xl-disc-fill" />
          <path d="M4.6 8.2 L7.1 10.6 L11.4 5.7" className="xl-disc-tick" />
        </>
      )}
    </svg>
  )
}

/** 付款 发货 到货 开票, each a small disc: what a card or a table cell has room for. */
export function FourDots({ row }: { row: Record<string, unknown> }) {
  const { say } = useText()
  const words: Record<Progress, string> = {
    none: say('未', 'no'),
    partial: say('部分', 'partly'),
    full: say('已', 'yes'),
  }
  return (
    <ul className="xl-four">
      {QUESTIONS.filter((q) => isTold(row[q.field])).map((q) => {
        const progress = asProgress(row[q.field])
        return (
          <li key={q.field} data-progress={progress} aria-label={`${say(q.zh, q.en)}：${words[progress]}`}>
            <Disc progress={progress} size={14} />
            <span aria-hidden="true">{say(q.zh, q.en)}</span>
          </li>
        )
      })}
    </ul>
  )
}

/** Yuan, figures under each other. */
export function Money({ value, strong, style }: { value: unknown; strong?: boolean; style?: CSSProperties }) {
  const text =
    value === '***' ? value : value === null || value === undefined || value === '' ? '' : formatMoney(plus(value, '0'))
  const Tag = strong ? 'strong' : 'span'
  return (
    <Tag className="xl-num" style={style}>
      {text || '—'}
    </Tag>
  )
}

/** A quantity without the zeros that the database pads it with. */
export const qtyText = (value: unknown): string =>
  value === null || value === undefined ? '—' : value === '***' ? value : formatDecimal(plus(value, '0'))

const HOUR = 3_600_000

/** `3 天 4 小时`: how long something has lain somewhere. */
export function useFor(): (since: string | null | undefined, until?: Date) => string {
  const { say } = useText()
  return (since, until = new Date()) => {
    if (!since) return ''
    const ms = Math.max(0, until.getTime() - new Date(since).getTime())
    const days = Math.floor(ms / (24 * HOUR))
    const hours = Math.floor((ms % (24 * HOUR)) / HOUR)
    const minutes = Math.floor((ms % HOUR) / 60_000)
    if (days > 0)
      return say(`${days} 天${hours > 0 ? ` ${hours} 小时` : ''}`, `${days} d${hours > 0 ? ` ${hours} h` : ''}`)
    if (hours > 0) return say(`${hours} 小时`, `${hours} h`)
    return minutes > 0 ? say(`${minutes} 分钟`, `${minutes} min`) : say('刚刚', 'just now')
  }
}

/** `停留 3 天`, or that it has just come. */
export function useSince(): (since: string | null | undefined) => string {
  const { say } = useText()
  const howLong = useFor()
  return (since) => {
    if (!since) return ''
    const fresh = Date.now() - new Date(since).getTime() < 60_000
    return fresh ? say('刚到', 'just arrived') : say(`停留 ${howLong(since)}`, `here for ${howLong(since)}`)
  }
}

/** The last line of an order's card: how late it is, and how long it has lain where it lies. */
export function LateOrSince({ late, lateAfter, since }: { late: boolean; lateAfter: unknown; since: unknown }) {
  const { say } = useText()
  const howLong = useFor()
  const lying = useSince()(since as string | null)
  const by = howLong(lateAfter as string | null)
  return (
    <CardLine>
      {late && <span className="xl-late">{say(`逾期 ${by}`, `${by} late`)}</span>}
      <span>{lying}</span>
    </CardLine>
  )
}

export const isLate = (lateAfter: unknown, now: Date = new Date()): boolean =>
  typeof lateAfter === 'string' && new Date(lateAfter).getTime() < now.getTime()

/** One figure under its name. */
export function Fact({ label, children, wide }: { label: ReactNode; children: ReactNode; wide?: boolean }) {
  return (
    <div className={wide ? 'xl-fact-wide' : undefined}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
