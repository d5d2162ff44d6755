import { AuditOutlined, DownOutlined, UpOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { formatAgo, formatInstant } from '#ui/core/format.ts'
import { AppLink } from '#ui/core/nav.tsx'
import type { Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import { ActionBar } from './ActionBar.tsx'
import './approvals.css'
import './steps.css'
import { Due } from './InboxList.tsx'
import { useRequestsOf } from './queries.ui.ts'
import { Steps } from './Steps.tsx'
import type { RequestDetail } from './types.ui.ts'
import { REQUEST_STATES, useWords } from './words.ui.ts'

/** A day after it ended, a request is history rather than news. */
const FRESH_MS = 24 * 3_600_000

/** How the approval of this document goes, above its tabs; nothing where there never was one. */
export function Strip({ object, row }: { object: ObjectMeta; row: Row }) {
  const { say } = useText()
  const [more, setMore] = useState(false)
  const requests = useRequestsOf(object.name, row.id)
  const all = requests.data ?? []
  const [newest, ...earlier] = all
  if (!newest) return null
  return (
    <section className="xl-appr-strip" aria-label={say('审批进度', 'Approval')}>
      <One key={newest.id} detail={newest} open={isOpen(newest)} first />
      {earlier.length > 0 && (
        <Button
          type="link"
          size="small"
          className="xl-appr-more"
          icon={more ? <UpOutlined /> : <DownOutlined />}
          onClick={() => setMore(!more)}
        >
          {say(`历史审批（${earlier.length}）`, `Earlier approvals (${earlier.length})`)}
        </Button>
      )}
      {more && earlier.map((r) => <One key={r.id} detail={r} open={false} />)}
    </section>
  )
}

const lastMove = (r: RequestDetail): number =>
  Math.max(
    new Date(r.createdAt).getTime(),
    ...r.nodes.flatMap((n) => n.tasks.flatMap((x) => (x.decidedAt ? [new Date(x.decidedAt).getTime()] : []))),
  )

const isGoing = (r: RequestDetail): boolean => ['running', 'returned', 'executionFailed'].includes(r.state)
const isOpen = (r: RequestDetail): boolean => isGoing(r) || Date.now() - lastMove(r) < FRESH_MS

/** Who holds it now, since when and until when, and whose turn is next. */
function Holders({ detail }: { detail: RequestDetail }) {
  const { say, locale } = useText()
  const name = useWords()
  const waiting = detail.nodes.flatMap((n) => n.tasks.filter((x) => x.state === 'pending' && x.kind !== 'cc'))
  if (detail.state !== 'running' || !waiting.length) return null
  const names = waiting.map((x) => x.assignee.label ?? '…')
  const [since] = waiting.map((x) => x.givenAt ?? '').sort()
  const [due] = waiting.flatMap((x) => x.dueAt ?? []).sort()
  const next = detail.nodes.find((n) => n.state === 'waiting' && n.kind !== 'cc' && n.next)
  const people = next?.next?.map((p) => p.label ?? '…') ?? []
  return (
    <span className="xl-appr-holder">
      <span className="xl-appr-now">{say(`当前待 ${names.join('、')} 处理`, `waiting for ${names.join(', ')}`)}</span>
      {since && (
        <span className="xl-hint" title={formatInstant(since, true)}>
          {say(`${formatAgo(since, locale)}收到`, `since ${formatAgo(since, locale)}`)}
        </span>
      )}
      {due && (
        <span title={formatInstant(due, true)}>
          <Due at={due} />
        </span>
      )}
      {next && (
        <span className="xl-hint">
          {say(`下一步 ${name(next.name)}`, `then ${name(next.name)}`)}
          {people.length > 0 && say(`（${people.join('、')}）`, ` (${people.join(', ')})`)}
        </span>
      )}
    </span>
  )
}

function One({ detail, open: opened, first }: { detail: RequestDetail; open: boolean; first?: boolean }) {
  const { t, say } = useText()
  const name = useWords()
  const phone = usePhone()
  const [open, setOpen] = useState(opened)
  const state = REQUEST_STATES[detail.state]
  return (
    <div className="xl-appr-one">
      <div className="xl-appr-one-head">
        <button type="button" className="xl-plain" aria-expanded={open} onClick={() => setOpen(!open)}>
          <AuditOutlined /> <b>{say(`${name(detail.commandLabel)}审批`, `${name(detail.commandLabel)}: approval`)}</b>{' '}
          {state && (
            <Tag color={state.color} variant="filled">
              {t(state.label)}
            </Tag>
          )}
        </button>
        <Holders detail={detail} />
        {detail.state !== 'running' && <span className="xl-hint xl-num">{formatInstant(detail.createdAt)}</span>}
        <AppLink href={`/approvals/${detail.id}`}>{say('详情', 'Details')}</AppLink>
        <span className="xl-appr-gap" />
        {first && isGoing(detail) && <ActionBar detail={detail} small />}
      </div>
      {detail.failure && !open && <p className="xl-appr-late">{name(detail.failure.message)}</p>}
      {open && <Steps detail={detail} row={!phone} />}
    </div>
  )
}
