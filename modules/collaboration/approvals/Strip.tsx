import { AuditOutlined, DownOutlined, UpOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { formatInstant } from '#ui/core/format.ts'
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

const isGoing = (r: RequestDetail): boolean => r.state === 'running' || r.state === 'returned'
const isOpen = (r: RequestDetail): boolean => isGoing(r) || Date.now() - lastMove(r) < FRESH_MS

/** Who holds it now: names of those whose decision is awaited. */
function Holders({ detail }: { detail: RequestDetail }) {
  const { say } = useText()
  const waiting = detail.nodes.flatMap((n) => n.tasks.filter((x) => x.state === 'pending' && x.kind !== 'cc'))
  if (detail.state !== 'running' || !waiting.length) return null
  const names = waiting.map((x) => x.assignee.label ?? '…')
  return (
    <span className="xl-appr-holder">
      {say(`当前待 ${names.join('、')} 处理`, `waiting for ${names.join(', ')}`)} <Due at={waiting[0]?.dueAt} />
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
        <span className="xl-hint xl-num">{formatInstant(detail.createdAt)}</span>
        <AppLink href={`/approvals/${detail.id}`}>{say('详情', 'Details')}</AppLink>
        <span className="xl-appr-gap" />
        {first && isGoing(detail) && <ActionBar detail={detail} small />}
      </div>
      {detail.failure && <p className="xl-appr-late">{name(detail.failure.message)}</p>}
      {open && <Steps detail={detail} row={!phone} />}
    </div>
  )
}
