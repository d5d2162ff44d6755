import { date, defineObject, files, items, longText, money, ref, select, text } from '#kernel/declare/index.ts'
import { document } from '../access.ts'

/** 回款: money that arrived, by the bank's own reference; the payer's name must be the customer's. */
export const payment = defineObject({
  name: 'payment',
  label: { zh: '回款', en: 'Payment' },
  number: 'HK{yyyy}{MM}-{seq:5}',
  owned: true,
  within: 'account',
  fields: {
    account: ref('account', { zh: '客户', en: 'Account' }, { required: true, createOnly: true }),
    payer: text({ zh: '付款户名', en: 'Payer name' }, { required: true, createOnly: true, max: 120 }),
    method: select(
      { zh: '方式', en: 'Method' },
      items({
        transfer: ['银行转账', 'Bank transfer'],
        acceptance: ['承兑汇票', 'Banker’s acceptance'],
        cheque: ['支票', 'Cheque'],
        offset: ['冲抵', 'Set-off'],
      }),
      { required: true, createOnly: true, default: 'transfer', index: true },
    ),
    amount: money({ zh: '金额', en: 'Amount' }, { required: true, createOnly: true, min: 0 }),
    receivedOn: date({ zh: '到账日期', en: 'Received on' }, { required: true, createOnly: true, index: true }),
    bankRef: text(
      { zh: '银行流水号', en: 'Bank reference' },
      { required: true, createOnly: true, max: 60, search: true },
    ),
    allocated: money({ zh: '已核销', en: 'Allocated' }, { readOnly: true, default: '0' }),
    refunded: money({ zh: '已退款', en: 'Refunded' }, { readOnly: true, default: '0' }),
    file: files({ zh: '回单', en: 'Bank slip' }, { single: true }),
    note: longText({ zh: '备注', en: 'Note' }, { max: 1000 }),
  },
  states: {
    open: { label: { zh: '待核销', en: 'To allocate' }, color: 'gold' },
    allocated: { label: { zh: '已核销完', en: 'Allocated' }, color: 'green' },
    reversed: { label: { zh: '已冲销', en: 'Reversed' }, color: 'red' },
  },
  constraints: {
    allocatedWithin: {
      sql: 'check (allocated >= 0 and refunded >= 0 and allocated + refunded <= amount)',
      message: { zh: '核销金额超过回款金额', en: 'More allocated than was paid' },
    },
    kept: {
      sql: 'check (deleted_at is null)',
      message: { zh: '回款不能删除，请改用冲销', en: 'A payment cannot be deleted; reverse it instead' },
    },
    amountPositive: {
      sql: 'check (amount > 0)',
      message: { zh: '回款金额应大于零', en: 'A payment must be above zero' },
    },
    bankRefOnce: {
      sql: "exclude using btree (bank_ref with =) where (state <> 'reversed' and deleted_at is null)",
      message: { zh: '该银行流水号已登记过回款', en: 'A payment with this bank reference is already recorded' },
    },
  },
  list: ['number', 'account', 'payer', 'method', 'amount', 'allocated', 'receivedOn', 'bankRef', 'state'],
  filters: ['account', 'method', 'receivedOn', 'state'],
  form: [['account', 'payer'], ['method', 'amount'], ['receivedOn', 'bankRef'], ['file'], ['note']],
  access: document({
    'create update import': { all: ['cashier'] },
    'allocate deallocate': { all: ['cashier', 'finance'] },
    'reverse refund': { all: ['finance'] },
    export: { all: ['cashier', 'finance', 'director'] },
  }),
  menu: { group: 'finance', icon: 'pay-circle', order: 12 },
})
