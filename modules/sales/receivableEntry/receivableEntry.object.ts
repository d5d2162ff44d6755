import { date, defineObject, items, money, ref, select, text } from '#kernel/declare/index.ts'
import { document } from '../access.ts'

/**
 * 应收台账: every change of what a customer owes, signed (+ he owes more), never changed. Shipments charge it,
 * allocations and credits reduce it; the sum is his balance.
 */
export const receivableEntry = defineObject({
  name: 'receivableEntry',
  label: { zh: '应收台账', en: 'Receivable ledger' },
  readOnly: true,
  appendOnly: true,
  customizable: false,
  owned: true,
  within: 'account',
  title: 'kind',
  fields: {
    account: ref('account', { zh: '客户', en: 'Account' }, { required: true, readOnly: true }),
    order: ref('salesOrder', { zh: '订单', en: 'Order' }, { readOnly: true }),
    kind: select(
      { zh: '类型', en: 'Kind' },
      items({
        shipment: ['发货', 'Shipment', 'blue'],
        allocation: ['核销', 'Allocation', 'green'],
        credit: ['退货抵减', 'Credit', 'purple'],
        refund: ['退款', 'Refund', 'orange'],
      }),
      { required: true, readOnly: true, index: true },
    ),
    amount: money({ zh: '金额', en: 'Amount ±' }, { required: true, readOnly: true }),
    bookedOn: date({ zh: '记账日', en: 'Booked on' }, { required: true, readOnly: true, index: true }),
    dueOn: date({ zh: '到期日', en: 'Due on' }, { readOnly: true, index: true }),
    source: text({ zh: '来源单据类型', en: 'Source object' }, { readOnly: true, max: 60 }),
    sourceId: text({ zh: '来源单据', en: 'Source record' }, { readOnly: true, max: 36, index: true }),
  },
  indexes: [
    ['account_id', 'booked_on', 'id'],
    ['order_id', 'id'],
  ],
  list: ['createdAt', 'account', 'order', 'kind', 'amount', 'bookedOn', 'dueOn', 'createdBy'],
  filters: ['account', 'order', 'kind', 'bookedOn'],
  sort: '-createdAt',
  access: document({ export: { all: ['finance'] } }),
  menu: { group: 'finance', icon: 'wallet', order: 50 },
})
