import { fill } from '#ui/core/slots.ts'
import { PaymentAside } from '../cashier/PaymentAside.tsx'
import { AccountOrders } from '../order/AccountOrders.tsx'
import { MyOrdersCard } from '../order/MyOrders.tsx'
import { OrderAside } from '../order/OrderAside.tsx'
import { OrderButtons, ShipmentButtons } from '../order/OrderButtons.tsx'
import { SubmitAction } from '../order/SubmitAction.tsx'
import { ChainLink, PaymentChainLink, ReceiptChainLink } from './ChainLink.tsx'
import { ChainTab } from './ChainTab.tsx'
import { OrderHeader } from './OrderHeader.tsx'

fill('detail.header', { object: 'salesOrder', key: 'answers', component: OrderHeader, order: 10 })
fill('detail.header', { object: 'salesOrder', key: 'next', component: OrderButtons, order: 20 })
fill('detail.tab', {
  object: 'salesOrder',
  key: 'chain',
  label: { zh: '订单链路', en: 'Chain' },
  order: -10,
  component: ChainTab,
})
for (const object of ['shipment', 'invoice', 'returnOrder', 'orderAudit', 'receivableEntry', 'orderVersion'])
  fill('detail.header', { object, key: 'chain', component: ChainLink, order: 30 })
fill('detail.header', { object: 'shipment', key: 'next', component: ShipmentButtons, order: 20 })
fill('detail.header', { object: 'receipt', key: 'chain', component: ReceiptChainLink, order: 30 })
fill('detail.header', { object: 'payment', key: 'chain', component: PaymentChainLink, order: 30 })
fill('detail.tab', {
  object: 'account',
  key: 'orders',
  label: { zh: '订单', en: 'Orders' },
  order: 20,
  component: AccountOrders,
})
fill('form.aside', { object: 'salesOrder', key: 'checks', component: OrderAside })
fill('form.action', { object: 'salesOrder', key: 'submit', component: SubmitAction })
fill('form.aside', { object: 'payment', key: 'payer', component: PaymentAside })
fill('home.card', { key: 'myOrders', component: MyOrdersCard })
