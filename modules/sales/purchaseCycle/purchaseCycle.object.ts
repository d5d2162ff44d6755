import { date, decimal, defineObject, integer, money, ref } from '#kernel/declare/index.ts'
import { document } from '../access.ts'

/** 购买周期: of one customer and package, how often and how much, and when the next order is expected. Computed. */
export const purchaseCycle = defineObject({
  name: 'purchaseCycle',
  label: { zh: '购买周期', en: 'Purchase cycle' },
  readOnly: true,
  customizable: false,
  owned: true,
  within: 'account',
  title: 'id',
  fields: {
    account: ref('account', { zh: '客户', en: 'Account' }, { required: true, readOnly: true }),
    package: ref('productPackage', { zh: '品规', en: 'Package' }, { required: true, readOnly: true }),
    orders: integer({ zh: '订单数', en: 'Orders' }, { readOnly: true }),
    totalQty: decimal({ zh: '累计数量', en: 'Total quantity' }, { readOnly: true }),
    totalAmount: money({ zh: '累计金额', en: 'Total amount' }, { readOnly: true }),
    firstOn: date({ zh: '首次购买', en: 'First order' }, { readOnly: true }),
    lastOn: date({ zh: '最近购买', en: 'Last order' }, { readOnly: true, index: true }),
    lastQty: decimal({ zh: '最近数量', en: 'Last quantity' }, { readOnly: true }),
    /** Median of the last gaps between purchases; what is set on the account comes before it. */
    medianDays: integer(
      { zh: '实际周期', en: 'Actual cycle' },
      { readOnly: true, hiddenInForm: true, unit: { zh: '天', en: 'days' } },
    ),
    /** Days between purchases: how many gaps the median rests on. */
    gaps: integer({ zh: '间隔数', en: 'Gaps' }, { readOnly: true, hiddenInForm: true }),
    cycleDays: integer({ zh: '周期', en: 'Cycle' }, { readOnly: true, unit: { zh: '天', en: 'days' } }),
    nextExpectedOn: date({ zh: '预计下次', en: 'Next expected' }, { readOnly: true, index: true }),
  },
  // One row for each pair, kept so by recomputing under a lock; a merge of two accounts may bring two together for a moment.
  indexes: [['account_id', 'package_id']],
  list: ['account', 'package', 'orders', 'totalQty', 'totalAmount', 'lastOn', 'cycleDays', 'nextExpectedOn'],
  filters: ['account', 'package', 'nextExpectedOn'],
  sort: 'nextExpectedOn',
  access: document({
    recalculate: { all: ['director', 'commerce'] },
    export: { all: ['director'], departmentBelow: ['manager'] },
  }),
  menu: { group: 'sales', icon: 'history', order: 90 },
})
