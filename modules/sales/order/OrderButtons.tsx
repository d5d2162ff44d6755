import { Button } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { useObject } from '#ui/core/meta.ts'
import { href, useGo } from '#ui/core/nav.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { RequestModal } from '../returns/RequestModal.tsx'
import '../warehouse/warehouse.css'

const may = (object: ObjectMeta | undefined, command: string): boolean =>
  object?.commands.some((c) => c.name === command) ?? false

/** What each department does next from an order's page: it leads to the bench where that is done. */
export function OrderButtons({ row }: { object: ObjectMeta; row: Row }) {
  const { say } = useText()
  const go = useGo()
  const order = useObject('salesOrder')
  const invoice = useObject('invoice')
  const returns = useObject('returnOrder')
  const [returning, setReturning] = useState(false)
  const can = new Set(row._can?.commands ?? [])
  const shipped = row.shipmentStatus !== 'none' && row.shipmentStatus !== undefined
  const links = [
    {
      show: can.has('approveBusiness') && row.state === 'submitted',
      to: `/orders/audit?desk=business&open=${row.id}`,
      text: say('去商务审核', 'Review'),
    },
    {
      show: can.has('approveFinance') && row.state === 'businessApproved',
      to: `/orders/audit?desk=finance&open=${row.id}`,
      text: say('去财务审核', 'Review'),
    },
    {
      show: can.has('pick') && row.state === 'financeApproved' && row.shipmentStatus !== 'full',
      to: `/orders/warehouse?open=${row.id}`,
      text: say('去配货', 'Pick'),
    },
    {
      show: may(invoice, 'prepare') && shipped && row.invoiceStatus !== 'full',
      to: `/orders/invoicing?open=${row.id}`,
      text: say('去开票', 'Invoice'),
    },
  ].filter((l) => l.show)
  const mayReturn =
    shipped && (may(returns, 'request') || (returns?.verbs.includes('create') ?? false)) && may(order, 'submit')
  if (links.length === 0 && !mayReturn) return null
  return (
    <div className="xl-detail-actions" style={{ marginTop: 12 }}>
      {links.map((l) => (
        <Button key={l.to} type="primary" ghost onClick={() => go(l.to)}>
          {l.text}
        </Button>
      ))}
      {mayReturn && <Button onClick={() => setReturning(true)}>{say('申请退货', 'Request a return')}</Button>}
      {returning && (
        <RequestModal
          order={row}
          onDone={(id) => {
            setReturning(false)
            go(href.record('return-orders', id))
          }}
          onClose={() => setReturning(false)}
        />
      )}
    </div>
  )
}

/** From a shipment that is on its way to the page that records its arrival; from one in hand to the bench. */
export function ShipmentButtons({ row }: { object: ObjectMeta; row: Row }) {
  const { say } = useText()
  const go = useGo()
  const can = new Set(row._can?.commands ?? [])
  const link =
    row.state === 'shipped' && can.has('receive')
      ? { to: `/orders/receive?shipment=${row.id}`, text: say('登记签收', 'Record the receipt') }
      : row.state === 'picking' && can.has('check')
        ? { to: `/orders/warehouse?step=check&open=${row.id}`, text: say('去扫码复核', 'Scan and check') }
        : row.state === 'checked' && can.has('ship')
          ? { to: `/orders/warehouse?step=ship&open=${row.id}`, text: say('去发货', 'Ship') }
          : undefined
  return link ? (
    <div className="xl-detail-actions" style={{ marginTop: 12 }}>
      <Button type="primary" onClick={() => go(link.to)}>
        {link.text}
      </Button>
    </div>
  ) : null
}
