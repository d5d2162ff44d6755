import type { ModuleSpec } from '#kernel/declare/index.ts'
import { accountBalance } from './accountBalance/accountBalance.object.ts'
import { contract } from './contract/contract.object.ts'
import { dictionaries } from './dictionaries.ts'
import { invoice } from './invoice/invoice.object.ts'
import { opportunity } from './opportunity/opportunity.object.ts'
import { salesStageRule } from './opportunity/salesStageRule.object.ts'
import { salesStageTask } from './opportunity/salesStageTask.object.ts'
import { orderAudit } from './orderAudit/orderAudit.object.ts'
import { orderVersion } from './orderVersion/orderVersion.object.ts'
import { payment } from './payment/payment.object.ts'
import { paymentAllocation } from './paymentAllocation/paymentAllocation.object.ts'
import { purchaseCycle } from './purchaseCycle/purchaseCycle.object.ts'
import { quotation } from './quotation/quotation.object.ts'
import { receipt } from './receipt/receipt.object.ts'
import { receivableEntry } from './receivableEntry/receivableEntry.object.ts'
import { returnOrder } from './returnOrder/returnOrder.object.ts'
import { orderToCashHooks, orderToCashVerbs } from './salesOrder/index.ts'
import { salesOrder } from './salesOrder/salesOrder.object.ts'
import { selling } from './selling.ts'
import { shipment } from './shipment/shipment.object.ts'
import { traceCode } from './traceCode/traceCode.object.ts'

/** From the first sign of a sale to the money in the bank. */
export const sales: ModuleSpec = {
  name: 'sales',
  label: { zh: '销售', en: 'Sales' },
  objects: [
    opportunity,
    salesStageTask,
    salesStageRule,
    quotation,
    contract,
    salesOrder,
    orderAudit,
    orderVersion,
    shipment,
    traceCode,
    receipt,
    payment,
    paymentAllocation,
    invoice,
    returnOrder,
    receivableEntry,
    purchaseCycle,
    accountBalance,
  ],
  dictionaries,
  commands: [...selling.commands, ...orderToCashVerbs],
  hooks: [...selling.hooks, ...orderToCashHooks],
  alerts: [...selling.alerts],
  follows: selling.follows,
  ships: selling.ships,
}

export { orderTotals, partAmounts } from './amounts.ts'
export { noteContract } from './contract/progress.sql.ts'
export { recalculateCycles } from './purchaseCycle/follow.ts'
export { routes as salesRoutes } from './routes.ts'
export { contentHash } from './salesOrder/content.ts'
export { DEFAULT_ORDER_RULES } from './salesOrder/rules.ts'
export { lateAfter, standingOf } from './salesOrder/stage.ts'
