import { Form, Input, Modal, Segmented } from 'antd'
import { useState } from 'react'
import { DecimalInput } from '#ui/core/DecimalInput.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { compare, isPositive, minus, plus, shareOf, sumOf } from '../web/decimals.ui.ts'
import { Money, qtyText } from '../web/parts.tsx'
import { Refused } from '../web/problems.tsx'
import { commandOf, useRun } from '../web/useRun.ui.ts'

export interface InvoiceLine {
  id: string
  package: Ref | null
  batchNo: string | null
  qty: string
  /** Taken back by red invoices already. */
  redQty: string | null
  unitPrice: string
  taxRate: string
  amount: string
  taxAmount: string
}

export const invoiceLines = (row: Row): InvoiceLine[] =>
  (Array.isArray(row.lines) ? row.lines : []) as unknown as InvoiceLine[]

const leftOf = (l: InvoiceLine): string => minus(l.qty, l.redQty)

/** 红冲: all that is left of an issued invoice, or some lines and quantities of it; never more than it has left. */
export function RedModal({
  row,
  path,
  touched,
  onDone,
  onClose,
}: {
  row: Row
  path: string
  touched: string[]
  onDone: (red: string) => void
  onClose: () => void
}) {
  const { say } = useText()
  const lines = invoiceLines(row).filter((l) => isPositive(leftOf(l)))
  const [part, setPart] = useState(false)
  const [qty, setQty] = useState<Record<string, string>>({})
  const [reason, setReason] = useState('')
  const work = useRun()
  const qtyOf = (l: InvoiceLine) => (part ? (qty[l.id] ?? '0') : leftOf(l))
  const over = lines.some((l) => compare(qtyOf(l), leftOf(l)) > 0)
  const chosen = lines.filter((l) => isPositive(qtyOf(l)))
  const amount = sumOf(chosen.map((l) => shareOf(l.amount, qtyOf(l), l.qty)))
  const save = async () => {
    const input = {
      reason: reason.trim(),
      ...(part ? { lines: chosen.map((l) => ({ line: l.id, qty: qtyOf(l) })) } : {}),
    }
    const reply = await work.run(
      commandOf(path, row.id, 'issueRed', input),
      say('已发起红冲，待对方确认', 'Requested; the buyer has to confirm'),
      touched,
    )
    const made = (reply?.result as { invoice?: string } | undefined)?.invoice
    if (made) onDone(made)
  }
  return (
    <Modal
      open
      width={640}
      title={say(`红冲：${row.invoiceNo ?? row.number}`, `Reverse ${row.invoiceNo ?? row.number} in red`)}
      okText={say('发起红冲', 'Request the red invoice')}
      okButtonProps={{ danger: true, loading: work.busy, disabled: !reason.trim() || chosen.length === 0 || over }}
      onOk={save}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Refused error={work.error} onClose={work.clear} />
      <Segmented
        block
        style={{ marginBottom: 12 }}
        value={part ? 'part' : 'all'}
        onChange={(v) => setPart(v === 'part')}
        options={[
          { value: 'all', label: say('全部未红冲部分', 'All that is left') },
          { value: 'part', label: say('部分明细或数量', 'Some lines or quantities') },
        ]}
      />
      <ul className="xl-scan-lines" style={{ marginBottom: 12 }}>
        {lines.map((l) => (
          <li key={l.id} className="xl-scan-line">
            <span>
              <b>{l.package?.label}</b>
              <span className="xl-hint xl-num">
                {say('批号', 'Batch')} {l.batchNo}
                {' · '}
                {say(`可红冲 ${qtyText(leftOf(l))}`, `${qtyText(leftOf(l))} left`)}
                {isPositive(l.redQty) && say(`（已红冲 ${qtyText(l.redQty)}）`, ` (${qtyText(l.redQty)} reversed)`)}
              </span>
            </span>
            {part ? (
              <span style={{ width: 104, flex: 'none' }}>
                <DecimalInput
                  value={qty[l.id] ?? null}
                  scale={0}
                  placeholder="0"
                  status={compare(qtyOf(l), leftOf(l)) > 0 ? 'error' : ''}
                  aria-label={say(`${l.package?.label} 红冲数量`, `Quantity to reverse of ${l.package?.label}`)}
                  onChange={(v) => setQty({ ...qty, [l.id]: plus(v ?? '0', '0') })}
                />
              </span>
            ) : (
              <strong className="xl-num">{qtyText(leftOf(l))}</strong>
            )}
          </li>
        ))}
      </ul>
      <p className="xl-hint" style={{ textAlign: 'right' }}>
        {say('红冲金额约', 'Amount to reverse, about')} <Money value={amount} strong />
      </p>
      <Form layout="vertical" component="div">
        <Form.Item label={say('红冲原因', 'Reason')} required htmlFor="red-reason" style={{ marginBottom: 0 }}>
          <Input
            id="red-reason"
            value={reason}
            maxLength={300}
            placeholder={say('如：开票有误、销售折让、部分退货', 'For example: mistake, allowance, part returned')}
            onChange={(e) => setReason(e.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
