import { dayOf, type Log } from '#kernel/tenant.ts'
import { compare, sub } from '#kernel/values/decimal.ts'
import { afterWorkHours, endOfDay } from '#modules/organization/index.ts'
import type { OrderRules } from './rules.ts'

export type Stage =
  | 'sales'
  | 'commerce'
  | 'finance'
  | 'cashier'
  | 'warehouse'
  | 'receipt'
  | 'invoicing'
  | 'collection'
  | 'done'
export type Progress = 'none' | 'partial' | 'full'

/** How far the lines of an order have come, each said of all lines together. */
export interface Counters {
  /** Something / everything that is to be shipped has been. */
  shippedAny: boolean
  shippedAll: boolean
  receivedAny: boolean
  receivedAll: boolean
  invoicedAny: boolean
  invoicedAll: boolean
}

export interface OrderFacts {
  state: string
  heldFrom?: string | null
  paymentTerm: string
  amount: string
  shippedAmount: string
  paidAmount: string
  creditedAmount: string
}

export interface Standing {
  paymentStatus: Progress
  shipmentStatus: Progress
  receiptStatus: Progress
  invoiceStatus: Progress
  stage: Stage
}

const progress = (some: boolean, all: boolean): Progress => (all ? 'full' : some ? 'partial' : 'none')

/** What the customer owes in the end: the order, or as much of it as was shipped when it was cut short; less credits. */
export function dueAmount(o: OrderFacts): string {
  return sub(o.state === 'shortClosed' ? o.shippedAmount : o.amount, o.creditedAmount)
}

/**
 * Which department holds a released order: the warehouse until all is shipped (the cashier while a prepaid order has no
 * money left for goods), then the customer, invoicing, collection.
 */
function releasedStage(o: OrderFacts, c: Counters, paid: boolean): Stage {
  if (!c.shippedAll) {
    const covered = sub(o.paidAmount, sub(o.shippedAmount, o.creditedAmount))
    return o.paymentTerm === 'prepaid' && compare(covered, '0') <= 0 && !paid ? 'cashier' : 'warehouse'
  }
  if (!c.receivedAll) return 'receipt'
  if (!c.invoicedAll) return 'invoicing'
  return paid ? 'done' : 'collection'
}

const BY_STATE: Record<string, Stage> = {
  draft: 'sales',
  submitted: 'commerce',
  businessApproved: 'finance',
  cancelled: 'done',
  closed: 'done',
}

/** The one place that says where an order stands: who holds it, and how far it is paid, shipped, received, invoiced. */
export function standingOf(o: OrderFacts, counters: Counters): Standing {
  const short = o.state === 'shortClosed'
  const c = short ? { ...counters, shippedAll: true } : counters
  const due = dueAmount(o)
  const paid = compare(o.paidAmount, due) >= 0
  const state = o.state === 'onHold' ? (o.heldFrom ?? 'financeApproved') : o.state
  return {
    paymentStatus: progress(compare(o.paidAmount, '0') > 0, paid && (compare(o.paidAmount, '0') > 0 || c.shippedAny)),
    shipmentStatus: progress(c.shippedAny, c.shippedAll && c.shippedAny),
    receiptStatus: progress(c.receivedAny, c.shippedAll && c.receivedAll && c.receivedAny),
    invoiceStatus: progress(c.invoicedAny, c.shippedAll && c.invoicedAll && c.invoicedAny),
    stage: BY_STATE[state] ?? releasedStage({ ...o, state }, c, paid),
  }
}

const SLA: Record<Exclude<Stage, 'done' | 'collection'>, Exclude<keyof OrderRules, 'calendar'>> = {
  sales: 'order.slaSales',
  commerce: 'order.slaCommerce',
  finance: 'order.slaFinance',
  cashier: 'order.slaCashier',
  warehouse: 'order.slaWarehouse',
  receipt: 'order.slaReceipt',
  invoicing: 'order.slaInvoicing',
}

/** Where an order stands in time: with whom, since when, and until which day the oldest money owed for it is due. */
export interface Waiting {
  stage: Stage
  since: string
  dueOn: string | null
}

/**
 * When an order that waits is late; null where nothing is waited for. A department has its hours, counted in office
 * hours of working days; money is late when its due day (and the days of grace) are over in China, however long the order has lain there.
 */
export function lateAfter({ stage, since, dueOn }: Waiting, rules: OrderRules, log?: Log): string | null {
  if (stage === 'done') return null
  if (stage === 'collection') return endOfDay(dueOn ?? dayOf(new Date(since)), rules['order.collectionGraceDays'])
  return afterWorkHours(since, rules[SLA[stage]], rules.calendar, log)
}
