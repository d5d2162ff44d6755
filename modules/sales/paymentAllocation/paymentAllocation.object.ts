import { defineObject, items, money, ref, select } from '#kernel/declare/index.ts'
import { document } from '../access.ts'

/** 核销: part of a payment set against an order, or taken back (negative); never changed. */
export const paymentAllocation = defineObject({
  name: 'paymentAllocation',
  label: { zh: '回款核销', en: 'Payment allocation' },
  readOnly: true,
  appendOnly: true,
  customizable: false,
  owned: true,
  within: 'payment',
  title: 'id',
  fields: {
    payment: ref('payment', { zh: '回款', en: 'Payment' }, { required: true, readOnly: true }),
    order: ref('salesOrder', { zh: '订单', en: 'Order' }, { required: true, readOnly: true }),
    kind: select(
      { zh: '类型', en: 'Kind' },
      items({ allocate: ['核销', 'Allocated', 'green'], deallocate: ['撤销核销', 'Taken back', 'orange'] }),
      { required: true, readOnly: true },
    ),
    amount: money({ zh: '金额', en: 'Amount ±' }, { required: true, readOnly: true }),
  },
  list: ['createdAt', 'payment', 'order', 'kind', 'amount', 'createdBy'],
  filters: ['payment', 'order', 'kind'],
  sort: '-createdAt',
  access: document({ export: { all: ['finance'] } }),
})
