import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useRef, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { api, uuid } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { refreshObject } from '#ui/core/meta.ts'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { useRow } from '#ui/detail/useRow.ts'
import { useText } from '#ui/fields/text.ts'
import { Money } from '../web/parts.tsx'
import { Refused } from '../web/problems.tsx'
import { NumberLink, Sheet } from '../web/Sheet.tsx'
import type { Desk } from './AuditPage.tsx'
import { CreditFacts, LicenceFacts, LineFacts, OrderFacts, RecentOrders } from './facts.tsx'

type Ask = 'approve' | 'reject' | null

interface SheetProps {
  order: ObjectMeta
  desk: Desk
  id: string
  asking: Ask
  onAsk: (ask: Ask) => void
  onDecided: () => void
  onBack?: (() => void) | undefined
}

/** What one needs to know to say yes or no, on one page, and the two answers. */
export function AuditSheet({ order, desk, id, asking, onAsk, onDecided, onBack }: SheetProps) {
  const { t, say } = useText()
  const query = useRow(order, id)
  if (query.isPending) return <Loading />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const row = query.data
  const account = (row.soldTo as { id: string; label: string | null } | null) ?? null
  const may = row._can?.commands.includes(desk.command) ?? false
  const mayReject = row._can?.commands.includes('reject') ?? false
  return (
    <Sheet
      title={account?.label ?? t('hiddenRecord')}
      sub={
        <>
          <NumberLink path={order.path} id={id} number={row.number} />
          {Number(row.revision) > 1 && ` · ${say(`第 ${row.revision} 版`, `revision ${row.revision}`)}`}
        </>
      }
      extra={<Money value={row.amount} strong style={{ fontSize: 22 }} />}
      onBack={onBack}
      footer={<Verdict may={may} mayReject={mayReject} onAsk={onAsk} />}
    >
      <OrderFacts order={order} row={row} />
      {account && <CreditFacts account={account.id} row={row} />}
      <LineFacts order={order} row={row} />
      {account && <LicenceFacts account={account.id} />}
      {account && <RecentOrders account={account.id} except={id} order={order} />}
      {asking && (may || mayReject) && (
        <Decide
          order={order}
          row={row}
          command={asking === 'approve' ? desk.command : 'reject'}
          onClose={() => onAsk(null)}
          onDone={() => {
            onAsk(null)
            onDecided()
          }}
        />
      )}
    </Sheet>
  )
}

function Verdict({ may, mayReject, onAsk }: { may: boolean; mayReject: boolean; onAsk: (ask: Ask) => void }) {
  const { say } = useText()
  return (
    <>
      {!may && (
        <span className="xl-sheet-note xl-hint">
          {say('该订单已不在本环节，或不能由您审核', 'No longer at this step, or not yours to review')}
        </span>
      )}
      <Button danger disabled={!mayReject} onClick={() => onAsk('reject')}>
        {say('驳回 (R)', 'Reject (R)')}
      </Button>
      <Button type="primary" disabled={!may} onClick={() => onAsk('approve')}>
        {say('通过 (A)', 'Approve (A)')}
      </Button>
    </>
  )
}

function Decide({
  order,
  row,
  command,
  onClose,
  onDone,
}: {
  order: ObjectMeta
  row: Row
  command: string
  onClose: () => void
  onDone: () => void
}) {
  const { say } = useText()
  const { done } = useFeedback()
  const client = useQueryClient()
  const [comment, setComment] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const key = useRef(uuid())
  const rejecting = command === 'reject'
  const run = async () => {
    if (busy || (rejecting && !comment.trim())) return
    setBusy(true)
    try {
      await api.command(order.path, row.id, command, comment.trim() ? { comment: comment.trim() } : {}, {
        version: row.version,
        key: key.current,
      })
      refreshObject(client, order.name)
      done(rejecting ? say('已驳回', 'Rejected') : say('已通过', 'Approved'))
      onDone()
    } catch (refusal) {
      key.current = uuid()
      setError(refusal)
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={`${rejecting ? say('驳回', 'Reject') : say('通过', 'Approve')}：${row.number ?? ''}`}
      okText={rejecting ? say('驳回', 'Reject') : say('通过', 'Approve')}
      okButtonProps={{ danger: rejecting, loading: busy, disabled: rejecting && !comment.trim() }}
      onOk={run}
      onCancel={onClose}
    >
      <Refused error={error} />
      <Input.TextArea
        autoFocus
        rows={3}
        maxLength={500}
        value={comment}
        aria-label={say('审核意见', 'Comment')}
        placeholder={
          rejecting
            ? say('请写明原因，业务员会看到', 'Say why; the rep will read it')
            : say('意见（可不填），回车通过', 'Comment (optional); Enter approves')
        }
        onChange={(e) => setComment(e.target.value)}
        onPressEnter={(e) => {
          if (e.shiftKey || e.nativeEvent.isComposing) return
          e.preventDefault()
          run()
        }}
      />
    </Modal>
  )
}
