import { useQueries, useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { fieldOf, useObject } from '#ui/core/meta.ts'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { linesOf, type ShipmentLine } from '../warehouse/useShipment.ui.ts'
import { compare, isPositive, minus, sumOf, times } from '../web/decimals.ui.ts'
import { LineTable, QtyInput } from '../web/LineTable.tsx'
import { Money, qtyText } from '../web/parts.tsx'
import { OrderSheet } from '../web/Sheet.tsx'
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

/** What was shipped and neither invoiced nor sent back. */
const openOf = (l: Shipped): string => minus(minus(l.qty, l.invoicedQty), l.returnedQty)

/** What is sent: the lines only where less than everything is invoiced. */
function inputOf(order: string, kind: string, lines: Shipped[], chosen: (l: Shipped) => string): object {
  const whole = lines.every((l) => compare(chosen(l), openOf(l)) === 0)
  const some = lines.filter((l) => isPositive(chosen(l)))
  return {
    order,
    kind,
    ...(whole ? {} : { lines: some.map((l) => ({ shipmentLine: l.id, qty: chosen(l) })) }),
  }
}

interface PrepareProps {
  row: Row
  onPrepared: (invoice: string) => void
  onBack: (() => void) | undefined
}

/** What was shipped and not yet invoiced: all of it, or a part; nothing can be typed in freely. */
export function PrepareSheet({ row, onPrepared, onBack }: PrepareProps) {
  const { t, say } = useText()
  const invoice = useObject('invoice')
  const shipped = useShippedLines(row.id)
  const lines = shipped.lines.filter((l) => isPositive(openOf(l)))
  const [qty, setQty] = useState<Record<string, string>>({})
  const [kind, setKind] = useState('special')
  const work = useRun()
  const chosen = (l: Shipped) => qty[l.id] ?? openOf(l)
  const total = sumOf(lines.map((l) => times(chosen(l), l.unitPrice ?? '0')))
  const wrong = lines.some((l) => compare(chosen(l), openOf(l)) > 0)
  const kinds = (invoice && fieldOf(invoice, 'kind')?.options?.filter((o) => o.value !== 'red')) ?? []
  const save = async () => {
    const input = inputOf(row.id, kind, lines, chosen)
    const reply = await work.run(
      (key) => api.post<Record<string, unknown>>('/invoices/prepare', input, { key }),
      say('已生成待开具发票', 'Invoice prepared'),
      ['invoice', 'salesOrder', 'shipment'],
    )
    const result = (reply?.result ?? reply) as { invoice?: string } | undefined
    if (result?.invoice) onPrepared(result.invoice)
  }
  const footer = (
    <>
      <span className="xl-sheet-note">
        {say('约', 'About')} <Money value={total} strong />
      </span>
      <Button type="primary" loading={work.busy} disabled={wrong || !isPositive(total)} onClick={save}>
        {say('生成发票', 'Prepare invoice')}
      </Button>
    </>
  )
  return (
    <OrderSheet row={row} onBack={onBack} work={work} footer={footer}>
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
        <OpenLines lines={lines} chosen={chosen} onChange={(line, value) => setQty({ ...qty, [line]: value })} />
      )}
    </OrderSheet>
  )
}

function OpenLines({
  lines,
  chosen,
  onChange,
}: {
  lines: Shipped[]
  chosen: (l: Shipped) => string
  onChange: (line: string, qty: string) => void
}) {
  const { say } = useText()
  return (
    <LineTable
      lines={lines}
      columns={[
        { title: say('品规', 'Package'), cell: (l) => l.package?.label },
        {
          title: say('发货单 / 批号', 'Shipment / batch'),
          className: 'xl-num',
          cell: (l) => (
            <>
              {l.shipment}
              <div className="xl-hint">{l.batch?.label}</div>
            </>
          ),
        },
        { title: say('单价', 'Price'), num: true, cell: (l) => <Money value={l.unitPrice} /> },
        {
          title: say('未开票', 'Not invoiced'),
          num: true,
          className: 'xl-num',
          cell: (l) => qtyText(openOf(l)),
        },
        {
          title: say('本次开票', 'This invoice'),
          num: true,
          cell: (l) => (
            <QtyInput
              value={chosen(l)}
              most={openOf(l)}
              label={say(`${l.package?.label} 开票数量`, `Quantity of ${l.package?.label}`)}
              onChange={(value) => onChange(l.id, value)}
            />
          ),
        },
      ]}
    />
  )
}
