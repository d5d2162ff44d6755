import { defineObject, integer, items, ref, select, text } from '#kernel/declare/index.ts'
import { document } from '../access.ts'

/** 订单审核记录: which department decided what about which revision; never changed. The signature covers the content's hash. */
export const orderAudit = defineObject({
  name: 'orderAudit',
  label: { zh: '订单审核', en: 'Order audit' },
  readOnly: true,
  appendOnly: true,
  customizable: false,
  owned: true,
  within: 'order',
  title: 'step',
  fields: {
    order: ref('salesOrder', { zh: '订单', en: 'Order' }, { required: true, readOnly: true }),
    revision: integer({ zh: '版次', en: 'Revision' }, { required: true, readOnly: true }),
    step: select(
      { zh: '环节', en: 'Step' },
      items({
        submit: ['提交', 'Submit'],
        business: ['商务审核', 'Order desk'],
        finance: ['财务审核', 'Finance'],
        pick: ['配货', 'Pick'],
        check: ['复核', 'Check'],
        ship: ['发货', 'Ship'],
        receive: ['签收', 'Receive'],
        invoice: ['开票', 'Invoice'],
        other: ['其他', 'Other'],
      }),
      { required: true, readOnly: true },
    ),
    decision: select(
      { zh: '结论', en: 'Decision' },
      items({
        done: ['通过', 'Approved', 'green'],
        rejected: ['驳回', 'Rejected', 'red'],
        held: ['暂停', 'Held', 'orange'],
        withdrawn: ['撤回', 'Withdrawn'],
      }),
      { required: true, readOnly: true },
    ),
    employee: ref('employee', { zh: '审核人', en: 'By' }, { readOnly: true }),
    contentHash: text({ zh: '内容指纹', en: 'Content hash' }, { readOnly: true, max: 64 }),
    comment: text({ zh: '意见', en: 'Comment' }, { readOnly: true, max: 500 }),
  },
  list: ['createdAt', 'order', 'revision', 'step', 'decision', 'employee', 'comment'],
  filters: ['order', 'step', 'decision'],
  sort: '-createdAt',
  access: document({}),
})
