import { items } from '#kernel/declare/index.ts'

/** Where a price came from, narrowest first: the order of precedence. */
export const PRICE_SOURCES = items({
  contract: ['合同价', 'Contract', 'purple'],
  authorization: ['授权价', 'Authorisation', 'geekblue'],
  tender: ['中标价', 'Province tender', 'blue'],
  region: ['地区价', 'Region', 'cyan'],
  national: ['全国价', 'National'],
  exception: ['特批价', 'Signed exception', 'orange'],
  agreed: ['议定价', 'Agreed with the customer'],
})

export const PAYMENT_TERMS = items({
  prepaid: ['预付', 'Prepaid', 'blue'],
  credit: ['赊销', 'Credit', 'orange'],
})

/** How far one side of an order has come, by quantity or by money. */
export const PROGRESS = items({
  none: ['未', 'None'],
  partial: ['部分', 'Partial', 'gold'],
  full: ['全部', 'Full', 'green'],
})

/** Who holds an order now: the columns of the board. */
export const STAGES = items({
  sales: ['销售', 'Sales'],
  commerce: ['商务审核', 'Order desk', 'cyan'],
  finance: ['财务审核', 'Finance', 'blue'],
  cashier: ['待收款', 'Cashier', 'gold'],
  warehouse: ['待发货', 'Warehouse', 'geekblue'],
  receipt: ['在途/待签收', 'In transit', 'purple'],
  invoicing: ['待开票', 'Invoicing', 'magenta'],
  collection: ['待回款', 'Collection', 'orange'],
  done: ['已完成', 'Done', 'green'],
})
