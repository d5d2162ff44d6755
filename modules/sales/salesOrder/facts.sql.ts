import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

export interface AccountFacts {
  id: string
  name: string
  state: string
  freezeReason: string | null
  roles: string[]
  ownership: string | null
  region: string | null
  address: string | null
  addressVerified: boolean
  addresses: string[]
  creditLimit: string | null
  creditDays: number | null
}

export interface PackageFacts {
  id: string
  name: string
  state: string
  minOrderQty: string | null
  controlClass: string
  storage: string
  /** As a fraction. */
  vatRate: string
  /** Invoices that were written before it came to us. */
  invoicesBefore: number
}

/** What an order is judged by, besides licences and prices. */
export interface Facts {
  soldTo: AccountFacts
  shipTo: AccountFacts
  packages: Record<string, PackageFacts>
  tender: { number: string; state: string; province: string; distributors: string[] } | null
  quotation: { number: string; state: string; account: string; validTo: string; prices: Record<string, string> } | null
  contract: { number: string; state: string; account: string; validFrom: string; validTo: string } | null
}

/** Everything that the checks of one order need to know, in one statement. */
export async function factsOf(unit: Unit, order: Values, packages: string[]): Promise<Facts> {
  const account = unit.table('account')
  const accountJson = (id: unknown) => sql`(select json_build_object('id', a.id, 'name', a.name, 'state', a.state,
      'freezeReason', a.freeze_reason, 'roles', coalesce(a.account_roles, '{}'), 'ownership', a.ownership, 'region', a.region_code, 'address', a.address,
      'addressVerified', coalesce(a.address_verified, false), 'creditLimit', a.credit_limit::text, 'creditDays', a.credit_days,
      'addresses', (select coalesce(json_agg(l.address), '[]') from ${unit.table('account_addresses')} l where l.parent_id = a.id))
    from ${account} a where a.id = ${id})`
  const [row] = await unit.tx.query<Facts>(sql`select ${accountJson(order.soldTo)} as "soldTo",
    ${accountJson(order.shipTo ?? order.soldTo)} as "shipTo",
    (select coalesce(json_object_agg(p.id, json_build_object('id', p.id, 'name', p.name, 'state', p.state, 'minOrderQty', p.min_order_qty::text,
        'controlClass', d.control_class, 'storage', d.storage, 'vatRate', d.vat_rate::text, 'invoicesBefore', coalesce(d.invoices_before, 0))), '{}')
      from ${unit.table('product_package')} p join ${unit.table('product')} d on d.id = p.product_id where p.id = any(${packages}::uuid[])) as packages,
    (select json_build_object('number', t.number, 'state', t.state, 'province', t.province, 'distributors', coalesce(t.distributors, '{}') || coalesce((select array_agg(distinct h.distributor_id)
        from ${unit.table('tender_hospital')} h where h.tender_id = t.id and h.distributor_id is not null and h.deleted_at is null), '{}'))
      from ${unit.table('tender')} t where t.id = ${order.tender}) as tender,
    (select json_build_object('number', q.number, 'state', q.state, 'account', q.account_id, 'validTo', q.valid_to, 'prices',
        (select coalesce(json_object_agg(package_id, unit_price::text), '{}') from
          (select package_id, min(unit_price) as unit_price from ${unit.table('quotation_lines')} where parent_id = q.id group by 1) x))
      from ${unit.table('quotation')} q where q.id = ${order.quotation}) as quotation,
    (select json_build_object('number', c.number, 'state', c.state, 'account', c.account_id, 'validFrom', c.valid_from, 'validTo', c.valid_to)
      from ${unit.table('contract')} c where c.id = ${order.contract}) as contract`)
  return row!
}

export interface Double {
  id: string
  number: string
}

/** Other living orders of the customer in the last days with the same goods or the customer's own order number. */
export async function doublesOf(unit: Unit, order: Values, days: number): Promise<Double[]> {
  const lines = unit.table('sales_order_lines')
  const since = new Date(unit.now.getTime() - days * 86_400_000).toISOString()
  const goods = (id: unknown) =>
    sql`(select array_agg(l.package_id::text || ':' || l.qty::text order by l.package_id, l.qty) from ${lines} l where l.parent_id = ${id})`
  return unit.tx.query<Double>(sql`select o.id, o.number from ${unit.table('sales_order')} o
    where o.sold_to_id = ${order.soldTo} and o.id <> ${order.id} and o.deleted_at is null and o.updated_at >= ${since}
      and o.submitted_at >= ${since} and o.state not in ('draft', 'cancelled')
      and ((${order.customerPo}::text is not null and o.customer_po = ${order.customerPo}::text)
        or (o.amount = ${order.amount} and (select array_agg(l.package_id::text || ':' || l.qty::text order by l.package_id, l.qty)
          from ${lines} l where l.parent_id = o.id) = ${goods(order.id)}))
    order by o.submitted_at desc limit 5`)
}

/** Somebody on the way of goods to a hospital, as far as the two-invoice rule looks at him. */
export type LinkFacts = Pick<AccountFacts, 'id' | 'name' | 'roles' | 'ownership'>

/** Accounts by id. */
export async function linksOf(unit: Unit, ids: string[]): Promise<Map<string, LinkFacts>> {
  if (!ids.length) return new Map()
  const rows = await unit.tx.query<LinkFacts>(sql`select id, name, coalesce(account_roles, '{}') as roles, ownership
    from ${unit.table('account')} where id = any(${ids}::uuid[])`)
  return new Map(rows.map((r) => [r.id, r]))
}
