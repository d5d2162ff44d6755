import { useQueries, useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { DecimalInput } from '#ui/core/DecimalInput.tsx'
import { fieldOf, useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { linesOf, type ShipmentLine } from '../warehouse/useShipment.ui.ts'
import { Sheet } from '../web/Bench.tsx'
import { compare, isPositive, minus, plus, sumOf, times } from '../web/decimals.ui.ts'
import { Money, qtyText } from '../web/parts.tsx'
import { Refused } from '../web/problems.tsx'
import { useRun } from '../web/useRun.ui.ts'

interface Shipped extends ShipmentLine {
  shipment: string
}

/** All lines of what has left for this order. */
export function useShippedLines(order: string, enabled = true): { lines: Shipped[]; pending: boolean; error: unknown } {
  const where = { order: { eq: order }, state: { in: ['shipped', 'received'] } }
  const list = useQuery({
    queryKey: keys.list('shipment', [where, 'shipped']),
    queryFn: ({ signal }) => api.list('shipments', { where, limit: 50, sort: 'shippedAt', fields: ['number'] }, signal),
    enabled,
  })
  const ids = list.data?.data.map((s) => s.id) ?? []
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: keys.one('shipment', id),
      queryFn: ({ signal }: { signal: AbortSignal }) => api.one<Row>('shipments', id, signal),
    })),
    combine: (all) => ({
      lines: all.flatMap((r) => linesOf(r.data).map((l) => ({ ...l, shipment: String(r.data?.number ?? '') }))),
      pending: list.isPending || all.some((r) => r.isPending),
      error: list.error ?? all.find((r) => r.error)?.error ?? null,
    }),
  })
}

/** What was shipped and not yet invoiced: all of it, or a part; nothing can be typed in freely. */
export function PrepareSheet({
  row,
  onPrepared,
  onBack,
}: {
  row: Row
  onPrepared: (invoice: string) => void
  onBack: (() => void) | undefined
}) {
  const { t, say } = useText()
  const invoice = useObject('invoice')
  const shipped = useShippedLines(row.id)
  const lines = shipped.lines.filter((l) => isPositive(minus(minus(l.qty, l.invoicedQty), l.returnedQty)))
  const openOf = (l: Shipped) => minus(minus(l.qty, l.invoicedQty), l.returnedQty)
  const [qty, setQty] = useState<Record<string, string>>({})
  const [kind, setKind] = useState('special')
  const work = useRun()
  const chosen = (l: Shipped) => qty[l.id] ?? openOf(l)
  const total = sumOf(lines.map((l) => times(chosen(l), l.unitPrice ?? '0')))
  const wrong = lines.some((l) => compare(chosen(l), openOf(l)) > 0)
  const kinds = (invoice && fieldOf(invoice, 'kind')?.options?.filter((o) => o.value !== 'red')) ?? []
  const save = async () => {
    const whole = lines.every((l) => compare(chosen(l), openOf(l)) === 0)
    const input = {
      order: row.id,
      kind,
      ...(whole
        ? {}
        : { lines: lines.filter((l) => isPositive(chosen(l))).map((l) => ({ shipmentLine: l.id, qty: chosen(l) })) }),
    }
    const reply = await work.run(
      (key) => api.post<Record<string, unknown>>('/invoices/prepare', input, { key }),
      say('已生成待开具发票', 'Invoice prepared'),
      ['invoice', 'salesOrder', 'shipment'],
    )
    const result = (reply?.result ?? reply) as { invoice?: string } | undefined
    if (result?.invoice) onPrepared(result.invoice)
  }
  return (
    <Sheet
      title={(row.soldTo as Ref | null)?.label ?? t('hiddenRecord')}
      sub={
        <AppLink href={href.record('sales-orders', row.id)} className="xl-num">
          {row.number}
        </AppLink>
      }
      onBack={onBack}
      footer={
        <>
          <span className="xl-sheet-note">
            {say('约', 'About')} <Money value={total} strong />
          </span>
          <Button type="primary" loading={work.busy} disabled={wrong || !isPositive(total)} onClick={save}>
            {say('生成发票', 'Prepare invoice')}
          </Button>
        </>
      }
    >
      <Refused error={work.error} onClose={work.clear} />
      <div style={{ marginBottom: 14 }}>
        <Segmented
          value={kind}
          onChange={setKind}
          options={kinds.map((k) => ({ value: k.value, label: t(k.label) }))}
        />
      </div>
      {shipped.pending && <Loading rows={4} />}
      {Boolean(shipped.error) && <Failure error={shipped.error} />}
      {!shipped.pending && (
        <div className="xl-otable">
          <table>
            <thead>
              <tr>
                <th>{say('品规', 'Package')}</th>
                <th>{say('发货单 / 批号', 'Shipment / batch')}</th>
                <th className="is-num">{say('单价', 'Price')}</th>
                <th className="is-num">{say('未开票', 'Not invoiced')}</th>
                <th className="is-num">{say('本次开票', 'This invoice')}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((l) => (
                <tr key={l.id}>
                  <td>{l.package?.label}</td>
                  <td className="xl-num">
                    {l.shipment}
                    <div className="xl-hint">{l.batch?.label}</div>
                  </td>
                  <td className="is-num">
                    <Money value={l.unitPrice} />
                  </td>
                  <td className="is-num xl-num">{qtyText(openOf(l))}</td>
                  <td className="is-num">
                    <div style={{ display: 'inline-block', width: 96 }}>
                      <DecimalInput
                        value={plus(chosen(l), '0')}
                        scale={0}
                        status={compare(chosen(l), openOf(l)) > 0 ? 'error' : ''}
                        aria-label={say(`${l.package?.label} 开票数量`, `Quantity of ${l.package?.label}`)}
                        onChange={(v) => setQty({ ...qty, [l.id]: v ?? '0' })}
                      />
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Sheet>
  )
}
