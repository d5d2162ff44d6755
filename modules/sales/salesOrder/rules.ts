import type { Unit } from '#kernel/records/unit.ts'
import { RULES, ruleOn } from '#modules/organization/index.ts'

const NAMES = [
  'order.slaSales',
  'order.slaCommerce',
  'order.slaFinance',
  'order.slaCashier',
  'order.slaWarehouse',
  'order.slaReceipt',
  'order.slaInvoicing',
  'order.collectionGraceDays',
] as const

/** How long each department may hold an order: hours of working days; for money, days after its due day. */
export type OrderRules = Record<(typeof NAMES)[number], number>

/** What counts while a company has set nothing else. */
export const DEFAULT_ORDER_RULES = Object.fromEntries(NAMES.map((n) => [n, RULES[n].shipped])) as OrderRules

/** The rules in force today. */
export async function orderRules(unit: Unit): Promise<OrderRules> {
  const values = await Promise.all(NAMES.map(async (n) => [n, await ruleOn(unit.caller, n, unit.today)] as const))
  return Object.fromEntries(values) as OrderRules
}
