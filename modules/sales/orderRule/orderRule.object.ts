import { allow, date, decimal, defineObject, items, select, text } from '#kernel/declare/index.ts'

/** Numbers of the order process that a company sets for itself; the shipped values are in `rules.sql.ts`. */
export const RULES = items({
  slaSales: ['销售时限（小时）', 'Hours with sales'],
  slaCommerce: ['商务审核时限（小时）', 'Hours at the order desk'],
  slaFinance: ['财务审核时限（小时）', 'Hours with finance'],
  slaCashier: ['收款时限（小时）', 'Hours awaiting payment'],
  slaWarehouse: ['发货时限（小时）', 'Hours in the warehouse'],
  slaReceipt: ['签收时限（小时）', 'Hours in transit'],
  slaInvoicing: ['开票时限（小时）', 'Hours for invoicing'],
  slaCollection: ['回款时限（小时）', 'Hours for collection'],
  overdueGraceDays: ['逾期宽限（天）', 'Days of grace for overdue money'],
  duplicateDays: ['重复订单判断期（天）', 'Days within which orders may be doubles'],
  redConfirmHours: ['红票确认时限（小时）', 'Hours to confirm a red invoice'],
})

/** 订单参数: a value from a day on; the newest that has begun counts. */
export const orderRule = defineObject({
  name: 'orderRule',
  label: { zh: '订单参数', en: 'Order rule' },
  title: 'key',
  fields: {
    key: select({ zh: '参数', en: 'Parameter' }, RULES, { required: true, createOnly: true, index: true }),
    value: decimal({ zh: '取值', en: 'Value' }, { required: true, scale: 2, min: 0, atMost: '100000' }),
    validFrom: date({ zh: '生效日期', en: 'Valid from' }, { required: true, index: true }),
    reason: text({ zh: '依据', en: 'Reason' }, { max: 300 }),
  },
  list: ['key', 'value', 'validFrom', 'reason', 'updatedAt'],
  filters: ['key', 'validFrom'],
  sort: '-validFrom',
  access: allow({
    read: { all: ['everyone'] },
    'create update delete': { all: ['admin', 'director'] },
  }),
  menu: { group: 'system', icon: 'control', order: 90 },
})
