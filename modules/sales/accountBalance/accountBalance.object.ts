import { defineObject, money, ref } from '#kernel/declare/index.ts'
import { document } from '../access.ts'

/**
 * 客户余额: running sums of one customer's receivable ledger and released orders, written in the same transaction as what
 * they sum, so that the credit check reads one row.
 */
export const accountBalance = defineObject({
  name: 'accountBalance',
  label: { zh: '客户余额', en: 'Account balance' },
  readOnly: true,
  customizable: false,
  owned: true,
  within: 'account',
  title: 'id',
  fields: {
    account: ref('account', { zh: '客户', en: 'Account' }, { required: true, readOnly: true, unique: true }),
    /** Σ of the ledger: what he owes, less what was allocated ahead of shipments. */
    balance: money({ zh: '应收余额', en: 'Balance' }, { readOnly: true, default: '0', index: true }),
    /** Σ of the ledger over his credit orders. */
    openAr: money({ zh: '赊销应收', en: 'Open on credit' }, { readOnly: true, default: '0' }),
    /** Released credit orders as far as not yet shipped. */
    openOrders: money({ zh: '在途订单', en: 'Open orders' }, { readOnly: true, default: '0' }),
  },
  list: ['account', 'balance', 'openAr', 'openOrders', 'updatedAt'],
  filters: ['account', 'balance'],
  access: document({ export: { all: ['finance', 'director'] } }),
})
