import { type Sql, sql } from '#kernel/store/sql.ts'
import { at, dayOf, type Tenant } from '#kernel/tenant.ts'

/** What counts while a company has set nothing else. Hours count by the clock, days by the calendar. */
export const DEFAULTS = {
  slaSales: 72,
  slaCommerce: 8,
  slaFinance: 8,
  slaCashier: 72,
  slaWarehouse: 24,
  slaReceipt: 120,
  slaInvoicing: 48,
  slaCollection: 720,
  overdueGraceDays: 7,
  duplicateDays: 7,
  redConfirmHours: 72,
} as const

export type Rules = Record<keyof typeof DEFAULTS, number>

/** The parameters of a day as one JSON value, for statements that ask for other things too. */
export const rulesSql = (tenant: Tenant): Sql => sql`(select coalesce(json_object_agg(key, value), '{}') from (
  select distinct on (key) key, value from ${at(tenant, 'order_rule')}
  where valid_from <= ${dayOf(tenant.clock())} and deleted_at is null order by key, valid_from desc, id desc) r)`

/** Company's own values over the shipped ones. */
export function rulesOf(set: Record<string, number | string> | null | undefined): Rules {
  const own = Object.entries(set ?? {}).map(([key, value]) => [key, Number(value)])
  return { ...DEFAULTS, ...Object.fromEntries(own) }
}

const KEPT_MS = 5_000
const kept = new WeakMap<Tenant, { until: number; day: string; rules: Promise<Rules> }>()

/** The parameters that count today; a change is seen everywhere within five seconds. */
export function rulesToday(tenant: Tenant): Promise<Rules> {
  const known = kept.get(tenant)
  const day = dayOf(tenant.clock())
  if (known && known.until > performance.now() && known.day === day) return known.rules
  // Not from the pool of transactions: those may all be waiting for the row that the asker holds.
  const rules = tenant.db
    .fresh<{ rules: Record<string, number> }>(sql`select ${rulesSql(tenant)} as rules`)
    .then(([row]) => rulesOf(row?.rules))
  kept.set(tenant, { until: performance.now() + KEPT_MS, day, rules })
  rules.catch(() => kept.delete(tenant))
  return rules
}

/** Forgets what was kept: whoever writes a parameter sees it at once. */
export function forgetRules(tenant: Tenant): void {
  kept.delete(tenant)
}
