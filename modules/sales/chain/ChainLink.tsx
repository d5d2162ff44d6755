import { ApartmentOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { api, keys } from '#ui/core/api.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { asRefs, isRef } from '#ui/fields/values.ts'

const PATH = 'sales-orders'

/** From a document to the chain of the order it belongs to. */
export function ChainLink({ row }: { object: ObjectMeta; row: Row }) {
  return isRef(row.order) ? <Links orders={[row.order as Ref]} /> : null
}

/** A receipt knows its shipment, the shipment its order. */
export function ReceiptChainLink({ row }: { object: ObjectMeta; row: Row }) {
  const shipment = isRef(row.shipment) ? row.shipment.id : undefined
  const query = useQuery({
    queryKey: keys.one('shipment', shipment ?? ''),
    queryFn: ({ signal }) => api.one<Row>('shipments', shipment ?? '', signal),
    enabled: Boolean(shipment),
  })
  return query.data && isRef(query.data.order) ? <Links orders={[query.data.order as Ref]} /> : null
}

/** A payment may have gone into several orders. */
export function PaymentChainLink({ row }: { object: ObjectMeta; row: Row }) {
  const where = { payment: { eq: row.id } }
  const query = useQuery({
    queryKey: keys.list('paymentAllocation', where),
    queryFn: ({ signal }) => api.list('payment-allocations', { where, limit: 50, fields: ['order'] }, signal),
  })
  const orders = new Map((query.data?.data ?? []).flatMap((a) => asRefs(a.order)).map((o) => [o.id, o as Ref]))
  return orders.size > 0 ? <Links orders={[...orders.values()]} /> : null
}

function Links({ orders }: { orders: Ref[] }) {
  const { say } = useText()
  return (
    <p className="xl-chain-link">
      <ApartmentOutlined aria-hidden /> {say('订单链路', 'Order chain')}
      {orders.map((o) => (
        <AppLink key={o.id} href={href.record(PATH, o.id)} className="xl-num">
          {o.label ?? say('查看', 'Open')}
        </AppLink>
      ))}
    </p>
  )
}
