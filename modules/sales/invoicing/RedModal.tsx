import { Form, Input, Modal, Segmented } from 'antd'
import { useState } from 'react'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { compare, isPositive, minus, plus, shareOf, sumOf } from '../web/decimals.ui.ts'
import { GoodsLine, GoodsQty } from '../web/GoodsLine.tsx'
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

interface RedProps {
  row: Row
  path: string
  touched: string[]
  onDone: (red: string) => void
  onClose: () => void
}

/** 红冲: all that is left of an issued invoice, or some lines and quantities of it; never more than it has left. */
export function RedModal({ row, path, touched, onDone, onClose }: RedProps) {
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
      <HowMuch part={part} onPart={setPart} />
      <ul className="xl-scan-lines" style={{ marginBottom: 12 }}>
        {lines.map((l) => (
          <RedLine
            key={l.id}
            line={l}
            qty={part ? (qty[l.id] ?? null) : undefined}
            onQty={(value) => setQty({ ...qty, [l.id]: plus(value, '0') })}
          />
        ))}
      </ul>
      <p className="xl-hint" style={{ textAlign: 'right' }}>
        {say('红冲金额约', 'Amount to reverse, about')} <Money value={amount} strong />
      </p>
      <Reason value={reason} onChange={setReason} />
    </Modal>
  )
}

function HowMuch({ part, onPart }: { part: boolean; onPart: (part: boolean) => void }) {
  const { say } = useText()
  return (
    <Segmented
      block
      style={{ marginBottom: 12 }}
      value={part ? 'part' : 'all'}
      onChange={(v) => onPart(v === 'part')}
      options={[
        { value: 'all', label: say('全部未红冲部分', 'All that is left') },
        { value: 'part', label: say('部分明细或数量', 'Some lines or quantities') },
      ]}
    />
  )
}

interface RedLineProps {
  line: InvoiceLine
  /** What was typed, null where nothing was yet; undefined where all that is left is taken back. */
  qty: string | null | undefined
  onQty: (qty: string) => void
}

function RedLine({ line: l, qty, onQty }: RedLineProps) {
  const { say } = useText()
  return (
    <GoodsLine
      what={l.package?.label}
      hint={
        <>
          {say('批号', 'Batch')} {l.batchNo}
          {' · '}
          {say(`可红冲 ${qtyText(leftOf(l))}`, `${qtyText(leftOf(l))} left`)}
          {isPositive(l.redQty) && say(`（已红冲 ${qtyText(l.redQty)}）`, ` (${qtyText(l.redQty)} reversed)`)}
        </>
      }
    >
      {qty === undefined ? (
        <strong className="xl-num">{qtyText(leftOf(l))}</strong>
      ) : (
        <GoodsQty
          value={qty}
          most={leftOf(l)}
          placeholder="0"
          label={say(`${l.package?.label} 红冲数量`, `Quantity to reverse of ${l.package?.label}`)}
          onChange={onQty}
        />
      )}
    </GoodsLine>
  )
}

function Reason({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  const { say } = useText()
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={say('红冲原因', 'Reason')} required htmlFor="red-reason" style={{ marginBottom: 0 }}>
        <Input
          id="red-reason"
          value={value}
          maxLength={300}
          placeholder={say('如：开票有误、销售折让、部分退货', 'For example: mistake, allowance, part returned')}
          onChange={(e) => onChange(e.target.value)}
        />
      </Form.Item>
    </Form>
  )
}
