import type { Unit } from '#kernel/records/unit.ts'
import { calendarOn, DEFAULT_CALENDAR, RULES, ruleOn, type WorkCalendar } from '#modules/organization/index.ts'

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

/** How long each department may hold an order: office hours of working days; for money, days after its due day. */
export type OrderRules = Record<(typeof NAMES)[number], number> & { calendar: WorkCalendar }

/** What counts while a company has set nothing else. */
export const DEFAULT_ORDER_RULES = {
  ...Object.fromEntries(NAMES.map((n) => [n, RULES[n].shipped])),
  calendar: DEFAULT_CALENDAR,
} as OrderRules

/** The rules in force today. */
export async function orderRules(unit: Unit): Promise<OrderRules> {
  const values = await Promise.all(NAMES.map(async (n) => [n, await ruleOn(unit.caller, n, unit.today)] as const))
  return { ...Object.fromEntries(values), calendar: await calendarOn(unit.caller, unit.today) } as OrderRules
}
