import type { Unit } from '#kernel/records/unit.ts'
import type { Runner } from '#kernel/store/database.ts'
import { raw, type Sql, sql } from '#kernel/store/sql.ts'
import { at, type Tenant } from '#kernel/tenant.ts'

/** A paper as the rules look at it. */
export interface PaperFacts {
  id: string
  licenseType: string
  licenseNo: string
  state: string
  validFrom: string
  /** Null: no end. */
  validTo: string | null
  scopeCodes: string[]
  /** Products that a power of attorney covers; empty: all. */
  products: string[]
  contactId: string | null
  productId: string | null
  /** The CDC that designates a vaccination unit. */
  designatedBy: string | null
}

export interface PartyFacts {
  id: string
  name: string
  state: string
  roles: string[]
  papers: PaperFacts[]
}

export interface ProductFacts {
  packageId: string
  packageName: string
  productId: string
  productName: string
  approvalNo: string | null
  approvalValidTo: string | null
  controlClass: string
  storage: string
  tradeScope: string | null
  packageState: string
  state: string
  /** The package or its product was deleted. */
  deleted: boolean
  papers: PaperFacts[]
}

export interface LicenceFacts {
  buyer: PartyFacts | null
  shipTo: PartyFacts | null
  contactName: string | null
  products: ProductFacts[]
}

const PAPER = sql`json_build_object('id', l.id, 'licenseType', l.license_type, 'licenseNo', l.license_no, 'state', l.state,
  'validFrom', l.valid_from, 'validTo', case when l.long_term then null else l.valid_to end,
  'scopeCodes', coalesce(l.scope_codes, '{}'), 'products', coalesce(l.products, '{}'), 'contactId', l.contact_id, 'productId', l.product_id,
  'designatedBy', l.designated_by_id)`

/** Everything the licence rules need to know of a sale, in one statement. Papers that were thrown away do not count. */
export async function licenceFacts(
  tenant: Tenant,
  runner: Runner,
  sale: { accountId: string; packageIds: string[]; shipToId?: string | null; contactId?: string | null },
): Promise<LicenceFacts> {
  const license = at(tenant, 'license')
  const party = (
    id: string | null | undefined,
  ) => sql`(select json_build_object('id', a.id, 'name', a.name, 'state', a.state,
      'roles', coalesce(a.account_roles, '{}'), 'papers', (select coalesce(json_agg(${PAPER} order by l.valid_from desc), '[]')
        from ${license} l where l.account_id = a.id and l.deleted_at is null and l.state <> 'superseded'))
    from ${at(tenant, 'account')} a where a.id = ${id ?? null}::uuid and a.deleted_at is null)`
  const [row] = await runner.query<LicenceFacts>(sql`
    select ${party(sale.accountId)} as buyer, ${party(sale.shipToId === sale.accountId ? null : sale.shipToId)} as "shipTo",
      (select c.name from ${at(tenant, 'contact')} c where c.id = ${sale.contactId ?? null}::uuid) as "contactName",
      (select coalesce(json_agg(json_build_object('packageId', k.id, 'packageName', coalesce(k.name, k.number), 'productId', p.id,
          'productName', p.generic_name, 'approvalNo', p.approval_no, 'approvalValidTo', p.approval_valid_to,
          'controlClass', p.control_class, 'storage', p.storage, 'tradeScope', p.trade_scope,
          'packageState', k.state, 'state', p.state, 'deleted', k.deleted_at is not null or p.deleted_at is not null,
          'papers', (select coalesce(json_agg(${PAPER}), '[]') from ${license} l
            where l.product_id = p.id and l.deleted_at is null and l.state <> 'superseded')) order by k.id), '[]')
        from ${at(tenant, 'product_package')} k join ${at(tenant, 'product')} p on p.id = k.product_id
        where k.id = any(${sale.packageIds}::uuid[])) as products`)
  return row!
}

/** The makers of a product (holder and manufacturer, once if one and the same) and the papers of the product itself. */
export async function makersAndPapers(
  tenant: Tenant,
  runner: Runner,
  productId: string,
): Promise<{ makers: { id: string; name: string; papers: PaperFacts[] }[]; papers: PaperFacts[] }> {
  const license = at(tenant, 'license')
  const papers = (column: 'account_id' | 'product_id', id: Sql): Sql =>
    sql`(select coalesce(json_agg(${PAPER} order by l.valid_from desc), '[]') from ${license} l
      where l.${raw(column)} = ${id} and l.deleted_at is null and l.state <> 'superseded')`
  const [row] = await runner.query<Awaited<ReturnType<typeof makersAndPapers>>>(sql`
    select (select coalesce(json_agg(json_build_object('id', a.id, 'name', a.name, 'papers', ${papers('account_id', raw('a.id'))}) order by a.id), '[]')
        from ${at(tenant, 'account')} a where a.id in (p.mah_id, p.manufacturer_id)) as makers,
      ${papers('product_id', raw('p.id'))} as papers
    from ${at(tenant, 'product')} p where p.id = ${productId}`)
  return row!
}

/** Is an account a centre for disease control? */
export async function isCdc(unit: Unit, account: string): Promise<boolean> {
  const rows = await unit.tx.query(
    sql`select 1 from ${unit.table('account')} where id = ${account} and 'cdc' = any(account_roles) and deleted_at is null`,
  )
  return rows.length > 0
}
