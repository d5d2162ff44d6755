import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { api, keys } from '#ui/core/api.ts'
import { useWatchAll } from '#ui/core/events.ts'
import { formatCount } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing, Page } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import { isLate, Money, useFor } from '../web/parts.tsx'
import { AuditSheet } from './AuditSheet.tsx'
import './audit.css'

/** The two desks that say yes or no to an order before the goods move. */
const DESKS = [
  { key: 'business', state: 'submitted', command: 'approveBusiness', zh: '商务审核', en: 'Order desk' },
  { key: 'finance', state: 'businessApproved', command: 'approveFinance', zh: '财务审核', en: 'Finance' },
] as const
export type Desk = (typeof DESKS)[number]

const FIELDS = ['number', 'soldTo', 'amount', 'state', 'owner', 'stageSince', 'lateAfter', 'orderType', 'paymentTerm']
const PAGE = 30

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
const covered = (): boolean => document.querySelector('.ant-modal-wrap:not([style*="display: none"])') !== null

/** 订单审核: the queue of a desk on the left, the facts of one order on the right; the whole of it by keyboard. */
export default function AuditPage() {
  const { say } = useText()
  const order = useObject('salesOrder')
  const [query, setQuery] = useQueryState()
  const desks = DESKS.filter((d) => order?.commands.some((c) => c.name === d.command))
  const desk = desks.find((d) => d.key === query.get('desk')) ?? desks[0]
  if (!order || !desk) return <Failure error={null} />
  return (
    <Page
      fill
      title={say(desk.zh, desk.en)}
      sub={say('J / K 上下移动，A 通过，R 驳回', 'J / K to move, A approves, R rejects')}
      className="xl-audit-page"
      actions={
        desks.length > 1 && (
          <Segmented
            value={desk.key}
            onChange={(key) => setQuery({ desk: key, open: null })}
            options={desks.map((d) => ({ value: d.key, label: say(d.zh, d.en) }))}
          />
        )
      }
    >
      <Queue
        key={desk.key}
        order={order}
        desk={desk}
        open={query.get('open') ?? ''}
        onOpen={(id) => setQuery({ open: id || null })}
      />
    </Page>
  )
}

function useQueue(order: ObjectMeta, desk: Desk) {
  useWatchAll('salesOrder')
  const asked = { where: { state: { eq: desk.state } }, sort: 'lateAfter', fields: FIELDS, limit: PAGE }
  return useInfiniteQuery({
    queryKey: [...keys.list(order.name, asked), 'queue'],
    queryFn: ({ pageParam, signal }) => api.list(order.path, { ...asked, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
}

function Queue({
  order,
  desk,
  open,
  onOpen,
}: {
  order: ObjectMeta
  desk: Desk
  open: string
  onOpen: (id: string) => void
}) {
  const { say } = useText()
  const phone = usePhone()
  const list = useQueue(order, desk)
  const rows = useMemo(() => list.data?.pages.flatMap((p) => p.data) ?? [], [list.data])
  const [asking, setAsking] = useState<'approve' | 'reject' | null>(null)
  const at = rows.findIndex((r) => r.id === open)
  const current = open || (phone ? '' : (rows[0]?.id ?? ''))
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (typing(e.target) || covered() || e.ctrlKey || e.metaKey || e.altKey) return
      const now = Math.max(0, at)
      const to = e.key === 'j' || e.key === 'ArrowDown' ? now + 1 : e.key === 'k' || e.key === 'ArrowUp' ? now - 1 : -1
      const next = rows[to]
      if (next) {
        e.preventDefault()
        onOpen(next.id)
        document.querySelector(`[data-queue="${next.id}"]`)?.scrollIntoView({ block: 'nearest' })
      }
      if (current && (e.key === 'a' || e.key === 'r')) {
        e.preventDefault()
        setAsking(e.key === 'a' ? 'approve' : 'reject')
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [rows, at, current, onOpen])
  if (list.isPending) return <Loading />
  if (list.isError && rows.length === 0) return <Failure error={list.error} onRetry={() => list.refetch()} />
  const total = list.data?.pages[0]?.total
  const decided = () => {
    // the decided order leaves the queue: go on with the one below it
    const index = rows.findIndex((r) => r.id === current)
    onOpen(phone ? '' : (rows[index + 1]?.id ?? rows[index - 1]?.id ?? ''))
    list.refetch()
  }
  if (rows.length === 0 && !open)
    return (
      <Nothing
        what={say('没有待审核的订单', 'No orders to review')}
        hint={say('新订单提交后会自动出现在这里', 'New ones appear here by themselves')}
      />
    )
  return (
    <div className="xl-bench">
      {!(phone && current) && (
        <div className="xl-bench-list">
          <p className="xl-hint">
            {total &&
              say(`待审 ${formatCount(total)} 单，最急的在前`, `${formatCount(total)} to review, most urgent first`)}
          </p>
          {rows.map((r) => (
            <QueueRow key={r.id} row={r} active={r.id === current} onPick={() => onOpen(r.id)} />
          ))}
          {list.hasNextPage && (
            <Button type="text" block loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
              {say('更多', 'More')}
            </Button>
          )}
        </div>
      )}
      {current && (
        <AuditSheet
          key={current}
          order={order}
          desk={desk}
          id={current}
          asking={asking}
          onAsk={setAsking}
          onDecided={decided}
          onBack={phone ? () => onOpen('') : undefined}
        />
      )}
    </div>
  )
}

function QueueRow({ row, active, onPick }: { row: Row; active: boolean; onPick: () => void }) {
  const { t, say } = useText()
  const howLong = useFor()
  const late = isLate(row.lateAfter)
  const customer = (row.soldTo as { label?: string } | null)?.label
  return (
    <button type="button" className="xl-bench-row" data-queue={row.id} aria-current={active} onClick={onPick}>
      <span>
        <strong className="xl-ellipsis">{customer ?? t('hiddenRecord')}</strong>
        <Money value={row.amount} />
      </span>
      <span>
        <span className="xl-num">{row.number}</span>
        <span>{row.owner?.label}</span>
        <span className={late ? 'xl-late' : ''}>
          {late
            ? say(`逾期 ${howLong(row.lateAfter as string)}`, `${howLong(row.lateAfter as string)} late`)
            : howLong(row.stageSince as string | null)}
        </span>
      </span>
    </button>
  )
}
