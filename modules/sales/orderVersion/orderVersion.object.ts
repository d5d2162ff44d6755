import { defineObject, integer, json, ref, text } from '#kernel/declare/index.ts'
import { document } from '../access.ts'

/** 订单历史版本: the whole content of an order as it was approved, kept when it is amended. */
export const orderVersion = defineObject({
  name: 'orderVersion',
  label: { zh: '订单版本', en: 'Order revision' },
  readOnly: true,
  appendOnly: true,
  customizable: false,
  owned: true,
  within: 'order',
  title: 'revision',
  fields: {
    order: ref('salesOrder', { zh: '订单', en: 'Order' }, { required: true, readOnly: true }),
    revision: integer({ zh: '版次', en: 'Revision' }, { required: true, readOnly: true }),
    content: json({ zh: '内容', en: 'Content' }, { readOnly: true }),
    contentHash: text({ zh: '内容指纹', en: 'Content hash' }, { readOnly: true, max: 64 }),
    reason: text({ zh: '变更原因', en: 'Why amended' }, { readOnly: true, max: 300 }),
  },
  list: ['createdAt', 'order', 'revision', 'reason', 'createdBy'],
  filters: ['order'],
  sort: '-createdAt',
  access: document({}),
})
