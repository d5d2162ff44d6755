import { Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { api } from '#ui/core/api.ts'
import { DecimalInput } from '#ui/core/DecimalInput.tsx'
import { fieldOf, useObject } from '#ui/core/meta.ts'
import { Loading } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { useShippedLines } from '../invoicing/PrepareSheet.tsx'
import { compare, isPositive, minus } from '../web/decimals.ui.ts'
import { qtyText } from '../web/parts.tsx'
import { Refused } from '../web/problems.tsx'
import { useRun } from '../web/useRun.ui.ts'

/** 申请退货: of what was shipped of this order, batch by batch, no more than was shipped. */
export function RequestModal({
  order,
  onDone,
  onClose,
}: {
  order: Row
  onDone: (id: string) => void
  onClose: () => void
}) {
  const { t, say } = useText()
  const object = useObject('returnOrder')
  const shipped = useShippedLines(order.id)
  const lines = shipped.lines.filter((l) => isPositive(minus(l.qty, l.returnedQty)))
  const [qty, setQty] = useState<Record<string, string>>({})
  const [reason, setReason] = useState<string>()
  const [description, setDescription] = useState('')
  const run = useRun()
  const over = lines.some((l) => compare(qty[l.id] ?? '0', minus(l.qty, l.returnedQty)) > 0)
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
  // What is refused at the door is said when the goods are received.
  const reasons = ((object && fieldOf(object, 'reason')?.options) ?? []).filter((o) => o.value !== 'refused')
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
        <Form.Item label={say('原因', 'Reason')} required htmlFor="return-reason">
          <Select
            id="return-reason"
            value={reason}
            onChange={setReason}
            options={reasons.map((o) => ({ value: o.value, label: t(o.label) }))}
          />
        </Form.Item>
        {shipped.pending ? (
          <Loading rows={3} />
        ) : (
          <ul className="xl-scan-lines" style={{ marginBottom: 16 }}>
            {lines.map((l) => {
              const most = minus(l.qty, l.returnedQty)
              return (
                <li key={l.id} className="xl-scan-line">
                  <span>
                    <b>{l.package?.label}</b>
                    <span className="xl-hint xl-num">
                      {l.shipment}
                      {' · '}
                      {say('批号', 'Batch')} {l.batch?.label}
                      {' · '}
                      {say(`可退 ${qtyText(most)}`, `at most ${qtyText(most)}`)}
                    </span>
                  </span>
                  <span style={{ width: 104, flex: 'none' }}>
                    <DecimalInput
                      value={qty[l.id] ?? null}
                      scale={0}
                      placeholder="0"
                      status={compare(qty[l.id] ?? '0', most) > 0 ? 'error' : ''}
                      aria-label={say(`${l.package?.label} 退货数量`, `Return of ${l.package?.label}`)}
                      onChange={(v) => setQty({ ...qty, [l.id]: v ?? '0' })}
                    />
                  </span>
                </li>
              )
            })}
          </ul>
        )}
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
