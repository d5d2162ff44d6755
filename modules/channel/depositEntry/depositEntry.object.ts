import { allow, defineObject, items, money, ref, select, text } from '#kernel/declare/index.ts'

/** 保证金台账: what was paid, deducted and given back under one authorisation; never changed. */
export const depositEntry = defineObject({
  name: 'depositEntry',
  label: { zh: '保证金台账', en: 'Deposit ledger' },
  readOnly: true,
  appendOnly: true,
  customizable: false,
  owned: true,
  within: 'authorization',
  title: 'kind',
  fields: {
    authorization: ref(
      'agentAuthorization',
      { zh: '代理授权', en: 'Authorisation' },
      { required: true, readOnly: true },
    ),
    kind: select(
      { zh: '类型', en: 'Kind' },
      items({
        pay: ['缴纳', 'Paid in', 'green'],
        deduct: ['扣除', 'Deducted', 'red'],
        refund: ['退还', 'Refunded', 'blue'],
      }),
      { required: true, readOnly: true },
    ),
    amount: money({ zh: '金额', en: 'Amount ±' }, { required: true, readOnly: true }),
    bankRef: text({ zh: '银行流水号', en: 'Bank reference' }, { readOnly: true, max: 60 }),
    reason: text({ zh: '事由', en: 'Reason' }, { readOnly: true, max: 300 }),
  },
  list: ['createdAt', 'authorization', 'kind', 'amount', 'bankRef', 'reason', 'createdBy'],
  filters: ['authorization', 'kind'],
  sort: '-createdAt',
  access: allow({
    read: { all: ['channelManager', 'legal', 'finance', 'cashier', 'director'], departmentBelow: ['manager'] },
    export: { all: ['finance'] },
  }),
})
