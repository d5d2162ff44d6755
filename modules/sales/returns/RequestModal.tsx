import { Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { api } from '#ui/core/api.ts'
import { fieldOf, useObject } from '#ui/core/meta.ts'
import { Loading } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { useShippedLines } from '../invoicing/PrepareSheet.tsx'
import { compare, isPositive, minus } from '../web/decimals.ui.ts'
import { GoodsLine, GoodsQty } from '../web/GoodsLine.tsx'
import { qtyText } from '../web/parts.tsx'
import { Refused } from '../web/problems.tsx'
import { useRun } from '../web/useRun.ui.ts'

type Shipped = ReturnType<typeof useShippedLines>['lines'][number]

/** What was shipped and has not come back. */
const mostOf = (l: Shipped): string => minus(l.qty, l.returnedQty)

interface RequestProps {
  order: Row
  onDone: (id: string) => void
  onClose: () => void
}

/** 申请退货: of what was shipped of this order, batch by batch, no more than was shipped. */
export function RequestModal({ order, onDone, onClose }: RequestProps) {
  const { say } = useText()
  const shipped = useShippedLines(order.id)
  const lines = shipped.lines.filter((l) => isPositive(mostOf(l)))
  const [qty, setQty] = useState<Record<string, string>>({})
  const [reason, setReason] = useState<string>()
  const [description, setDescription] = useState('')
  const run = useRun()
  const over = lines.some((l) => compare(qty[l.id] ?? '0', mostOf(l)) > 0)
  const chosen = lines.filter((l) => isPositive(qty[l.id]))
  const save = async () => {
    const input = {
      order: order.id,
      reason,
      lines: chosen.map((l) => ({ shipmentLine: l.id, qty: qty[l.id] })),
      ...(description.trim() ? { description: description.trim() } : {}),
    }
    const reply = await run.run(
      (key) => api.post<Record<string, unknown>>('/return-orders/request', input, { key }),
      say('已提交退货申请', 'Requested'),
      ['returnOrder', 'salesOrder'],
    )
    const result = (reply?.result ?? reply) as { returnOrder?: string } | undefined
    if (result?.returnOrder) onDone(result.returnOrder)
  }
  return (
    <Modal
      open
      width={640}
      title={say(`申请退货：${order.number}`, `Return of ${order.number}`)}
      okText={say('提交申请', 'Request')}
      okButtonProps={{ loading: run.busy, disabled: !reason || chosen.length === 0 || over }}
      onOk={save}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Refused error={run.error} onClose={run.clear} />
      <Form layout="vertical" component="div">
        <Reason value={reason} onChange={setReason} />
        {shipped.pending ? <Loading rows={3} /> : <Lines lines={lines} qty={qty} onQty={setQty} />}
        <Form.Item label={say('说明', 'Description')} htmlFor="return-text">
          <Input.TextArea
            id="return-text"
            rows={3}
            maxLength={2000}
            value={description}
            onChange={(e) => setDescription(e.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}

function Reason({ value, onChange }: { value: string | undefined; onChange: (reason: string) => void }) {
  const { t, say } = useText()
  const object = useObject('returnOrder')
  // What is refused at the door is said when the goods are received.
  const reasons = ((object && fieldOf(object, 'reason')?.options) ?? []).filter((o) => o.value !== 'refused')
  return (
    <Form.Item label={say('原因', 'Reason')} required htmlFor="return-reason">
      <Select
        id="return-reason"
        value={value}
        onChange={onChange}
        options={reasons.map((o) => ({ value: o.value, label: t(o.label) }))}
      />
    </Form.Item>
  )
}

interface LinesProps {
  lines: Shipped[]
  qty: Record<string, string>
  onQty: (qty: Record<string, string>) => void
}

function Lines({ lines, qty, onQty }: LinesProps) {
  const { say } = useText()
  return (
    <ul className="xl-scan-lines" style={{ marginBottom: 16 }}>
      {lines.map((l) => (
        <GoodsLine
          key={l.id}
          what={l.package?.label}
          hint={
            <>
              {l.shipment}
              {' · '}
              {say('批号', 'Batch')} {l.batch?.label}
              {' · '}
              {say(`可退 ${qtyText(mostOf(l))}`, `at most ${qtyText(mostOf(l))}`)}
            </>
          }
        >
          <GoodsQty
            value={qty[l.id] ?? null}
            most={mostOf(l)}
            placeholder="0"
            label={say(`${l.package?.label} 退货数量`, `Return of ${l.package?.label}`)}
            onChange={(value) => onQty({ ...qty, [l.id]: value })}
          />
        </GoodsLine>
      ))}
    </ul>
  )
}
