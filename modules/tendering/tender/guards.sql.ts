import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { compare } from '#kernel/values/decimal.ts'
import { higher, listFloors } from './lines.sql.ts'

/** Names of packages, in the order of their names. */
export async function packageNames(unit: Unit, ids: string[]): Promise<Map<string, string>> {
  if (!ids.length) return new Map()
  const rows = await unit.tx.query<{ id: string; name: string }>(
    sql`select id, coalesce(name, number) as name from ${unit.table('product_package')} where id = any(${ids}::uuid[]) order by name`,
  )
  return new Map(rows.map((r) => [r.id, r.name]))
}

/** Lines whose quote lies below the floor: the one on the line or that of the price list, whichever is higher. */
export async function belowFloor(unit: Unit, row: Values, lines: Values[]): Promise<Values[]> {
  const floors = await listFloors(
    unit,
    String(row.province),
    String(row.submitBy),
    lines.map((l) => String(l.package)),
  )
  return lines.filter((l) => {
    const floor = higher(l.floor as string | null, floors.get(String(l.package)))
    return floor !== null && l.quote !== null && compare(String(l.quote), floor) < 0
  })
}

export async function requireQuotes(unit: Unit, lines: Values[]): Promise<void> {
  if (!lines.length)
    throw new Refusal('tender.noLines', {
      zh: '请先填写投标品规与报价',
      en: 'Enter the packages and their quotes first',
    })
  const bare = lines.filter((l) => l.quote === null || l.quote === undefined).map((l) => String(l.package))
  if (!bare.length) return
  const names = [...(await packageNames(unit, bare)).values()].join('、')
  throw new Refusal('tender.noQuote', { zh: `请填写报价：${names}`, en: `Enter a quote for: ${names}` })
}

interface Expiring {
  product: string
  paper: string
  valid_to: string
}

/**
 * Refuses while a product's registration ends before a day: the approval as its product states it and the newest
 * verified registration paper, whichever lasts longer.
 */
export async function requireRegistrations(unit: Unit, lines: Values[], until: string): Promise<void> {
  const rows = await unit.tx.query<Expiring>(sql`
    with needed as (select distinct p.id, p.generic_name, p.approval_no, p.approval_valid_to
      from ${unit.table('product_package')} k join ${unit.table('product')} p on p.id = k.product_id
      where k.id = any(${lines.map((l) => l.package)}::uuid[])),
    papers as (select n.*, (select max(case when l.long_term then 'infinity'::date else l.valid_to end) from ${unit.table('license')} l
        where l.product_id = n.id and l.license_type = 'drugRegistration' and l.state in ('valid', 'expiring') and l.deleted_at is null) as paper_to
      from needed n)
    select generic_name as product, coalesce(approval_no, '') as paper, greatest(approval_valid_to, paper_to)::text as valid_to
    from papers where greatest(approval_valid_to, paper_to) < ${until}::date order by 1`)
  if (!rows.length) return
  const said = rows.map((r) => `${r.product} ${r.paper} (${r.valid_to})`).join('、')
  throw new Refusal(
    'tender.licenceExpires',
    {
      zh: `注册批件在 ${until}（采购周期止）之前到期：${said}。请先由质管办理再注册并更新批件有效期`,
      en: `The registration ends before ${until}, the end of the cycle: ${said}. Have QA renew it and enter the new date first`,
    },
    { problems: rows },
  )
}

interface Overlap {
  number: string
  package: string
  valid_from: string
  valid_to: string | null
}

/** Tender prices of the province that already stand in the cycle. */
export async function standingPrices(
  unit: Unit,
  province: string,
  packages: string[],
  from: string,
  to: string,
): Promise<Overlap[]> {
  return unit.tx.query<Overlap>(sql`
    select i.number, coalesce(p.name, p.number) as package, i.valid_from::text, i.valid_to::text
    from ${unit.table('price_list_item')} i join ${unit.table('product_package')} p on p.id = i.package_id
    where i.package_id = any(${packages}::uuid[]) and i.price_type = 'tender' and i.scope_type = 'tender' and i.region_code = ${province}
      and i.min_qty = 0 and i.state in ('approved', 'effective') and i.deleted_at is null
      and daterange(i.valid_from, i.valid_to, '[]') && daterange(${from}::date, ${to}::date, '[]') order by 1`)
}

export interface Linked {
  packageId: string
  package: string
  province: string
  price: string
  otherProvince: string
  otherPrice: string
}

/** 价格联动: tender prices of other provinces, in force today or later, that lie above what was won here. */
export async function linkedPrices(
  unit: Unit,
  province: string,
  won: { package: string; price: string }[],
): Promise<Linked[]> {
  if (!won.length) return []
  return unit.tx.query<Linked>(sql`
    select w.package as "packageId", coalesce(p.name, p.number) as package, ${province} as province, w.price::text as price,
      i.region_code as "otherProvince", i.unit_price::text as "otherPrice"
    from jsonb_to_recordset(${JSON.stringify(won)}::jsonb) as w(package uuid, price numeric)
      join ${unit.table('product_package')} p on p.id = w.package
      join ${unit.table('price_list_item')} i on i.package_id = w.package and i.price_type = 'tender' and i.scope_type = 'tender'
    where i.state in ('approved', 'effective') and i.deleted_at is null and i.region_code <> ${province}
      and (i.valid_to is null or i.valid_to >= ${unit.today}) and i.unit_price > w.price
    order by p.name, i.unit_price desc limit 100`)
}
