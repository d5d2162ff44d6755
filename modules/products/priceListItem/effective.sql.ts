import type { Unit } from '#kernel/records/unit.ts'
import { type Sql, sql } from '#kernel/store/sql.ts'
import { at, type Tenant } from '#kernel/tenant.ts'

export type PriceSource = 'contract' | 'authorization' | 'tender' | 'region' | 'national'

export interface PriceQuestion {
  /** The buyer: his region decides which prices hold for him. */
  accountId: string
  /** The day, `YYYY-MM-DD`. */
  on: string
  /** Quantities in base units: they choose the tier. */
  lines: { packageId: string; qty: string }[]
  contractId?: string | null
  authorizationId?: string | null
  tenderId?: string | null
}

/** What a package costs this buyer; prices per base unit with 4 decimals, tax included. */
export interface PricedLine {
  packageId: string
  /** Null where no price holds. */
  unitPrice: string | null
  source: PriceSource | null
  /** The price list item; null where the price stands in the contract itself. */
  priceItemId: string | null
  /** Not below this without a signed exception. */
  floorPrice: string | null
  /** A medical institution does not pay more than this. */
  tenderPrice: string | null
  /** The national price, for comparison. */
  listPrice: string | null
}

/** Prices that a day may ask for: approved ones wait for their day, superseded ones keep the days they had. */
const STANDING = ['approved', 'effective', 'superseded']

/**
 * The statement behind {@link effectivePrices}. For each line the narrowest scope wins (contract, authorisation,
 * province tender, region from county to province, national), and within it the highest tier that the quantity reaches.
 * What is charged is the supply price; in an authorisation's own scope the settlement price comes first; a tender price
 * is charged to medical institutions of that province and to orders on that tender.
 */
export function priceStatement(tenant: Tenant, q: PriceQuestion): Sql {
  const t = (name: string): Sql => at(tenant, name)
  const standing = sql`p.package_id = l.package_id and p.deleted_at is null and p.state = any(${STANDING}::text[])
    and p.valid_from <= ${q.on} and (p.valid_to is null or p.valid_to >= ${q.on}) and p.min_qty <= l.qty`
  const gross = sql`case when p.tax_included is false then round(p.unit_price * (1 + l.vat_rate), 4) else round(p.unit_price, 4) end`
  const best = (type: string): Sql => sql`(select ${gross} from ${t('price_list_item')} p
      where ${standing} and p.price_type = ${type} and p.scope_key = any(l.keys)
      order by array_position(l.keys, p.scope_key), p.min_qty desc limit 1)`
  return sql`
    with given as (
      select g.* from jsonb_to_recordset(${JSON.stringify(q.lines.map((l, n) => ({ n, ...l })))}::jsonb)
        as g(n integer, "packageId" uuid, qty numeric)
    ), buyer as (
      select a.region_code as code, (select d.province from ${t('tender')} d where d.id = ${q.tenderId ?? null}::uuid) as tender_province,
        ${q.tenderId ?? null}::uuid is not null or a.account_roles && array['hospital','clinic','cdc','vaccinationUnit'] as at_tender_price
      from ${t('account')} a where a.id = ${q.accountId}::uuid
    ), keyed as (
      select b.*, left(coalesce(b.tender_province, b.code), 2) || '0000' as province, array_remove(array[
        'contract:' || (select o.id::text from ${t('contract')} o where o.id = ${q.contractId ?? null}::uuid and o.account_id = ${q.accountId}::uuid),
        'authorization:' || ${q.authorizationId ?? null}::text,
        'tender:' || left(coalesce(b.tender_province, b.code), 2) || '0000',
        'region:' || b.code, 'region:' || left(b.code, 4) || '00', 'region:' || left(b.code, 2) || '0000', 'national'], null) as keys
      from buyer b
    ), line as (
      select g.n, k.id as package_id, g.qty, d.vat_rate, y.keys, y.province, y.at_tender_price
      from given g join ${t('product_package')} k on k.id = g."packageId" join ${t('product')} d on d.id = k.product_id cross join keyed y
    )
    select g."packageId" as "packageId", coalesce(c.price, i.price)::text as "unitPrice",
      case when c.price is not null then 'contract' else i.scope_type end as source,
      case when c.price is null then i.id end as "priceItemId",
      ${best('floor')}::text as "floorPrice",
      (select ${gross} from ${t('price_list_item')} p where ${standing} and p.price_type = 'tender'
        and p.scope_key = 'tender:' || l.province order by p.min_qty desc limit 1)::text as "tenderPrice",
      (select ${gross} from ${t('price_list_item')} p where ${standing} and p.price_type = 'supply' and p.scope_key = 'national'
        order by p.min_qty desc limit 1)::text as "listPrice"
    from given g left join line l on l.n = g.n
    left join lateral (
      select p.id, p.scope_type, ${gross} as price from ${t('price_list_item')} p
      where ${standing} and p.scope_key = any(l.keys) and (p.price_type = 'supply'
        or p.price_type = 'settlement' and p.scope_type = 'authorization'
        or p.price_type = 'tender' and p.scope_type = 'tender' and l.at_tender_price)
      order by array_position(l.keys, p.scope_key), p.price_type = 'supply', p.min_qty desc limit 1) i on true
    left join lateral (
      select round(x.unit_price, 4) as price from ${t('contract_lines')} x join ${t('contract')} o on o.id = x.parent_id
      where o.id = ${q.contractId ?? null}::uuid and x.package_id = l.package_id and o.deleted_at is null
        and o.account_id = ${q.accountId}::uuid and o.state in ('approved', 'signed') and i.scope_type is distinct from 'contract'
      order by x.position limit 1) c on true
    order by g.n`
}

/**
 * What each package costs a buyer on a day, in one statement; lines come back in the order given. A caller's grants do
 * not matter: whoever orders is charged by these, whether or not he may read the price list.
 */
export function effectivePrices(unit: Unit, question: PriceQuestion): Promise<PricedLine[]> {
  return unit.tx.query<PricedLine>(priceStatement(unit.caller.tenant, question))
}
