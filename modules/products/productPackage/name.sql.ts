import { afterWrite } from '#kernel/records/hooks.ts'
import type { Values } from '#kernel/records/input.ts'
import { searchColumns } from '#kernel/records/storage.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { product } from '../product/product.object.ts'
import { productPackage } from './productPackage.object.ts'

interface Named {
  id: string
  name: string
}

/** 通用名（商品名）规格 包装: how people call a package. */
export function packageName(
  product: { genericName: string; tradeName?: string | null; strength?: string | null },
  packDescription: string,
): string {
  const name = product.tradeName ? `${product.genericName}（${product.tradeName}）` : product.genericName
  return [name, product.strength, packDescription].filter(Boolean).join(' ').slice(0, 200)
}

/** Words follow the name, so that a package is found by its product's name and initials. Nobody's change: no version. */
async function store(unit: Unit, rows: Values[]): Promise<void> {
  if (!rows.length) return
  const live = unit.caller.model.objects.get(productPackage.name)!
  const named = rows.map((r) => ({ id: r.id, name: r.name, ...searchColumns(live, r) }))
  await unit.tx.query(sql`update ${unit.table('product_package')} k
    set name = r.name, search_text = r.search_text, search_private = r.search_private
    from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as r(id uuid, name text, search_text text, search_private text)
    where k.id = r.id`)
}

async function nameNew(unit: Unit, rows: Values[]): Promise<void> {
  const ids = [...new Set(rows.map((r) => r.product as string))]
  const known = await unit.tx.query<{
    id: string
    genericName: string
    tradeName: string | null
    strength: string | null
  }>(
    sql`select id, generic_name as "genericName", trade_name as "tradeName", strength from ${unit.table('product')}
      where id = any(${ids}::uuid[])`,
  )
  const products = new Map(known.map((p) => [p.id, p]))
  const changed = rows.filter((r) => {
    const of = products.get(r.product as string)
    const name = of ? packageName(of, String(r.packDescription ?? '')) : null
    if (!name || name === r.name) return false
    r.name = name
    return true
  })
  await store(unit, changed)
}

async function renameOf(unit: Unit, rows: Values[]): Promise<void> {
  const products = new Map(rows.map((r) => [r.id as string, r]))
  const packages = await unit.tx.query<Named & Values & { product_id: string; pack: string }>(
    sql`select id, number, name, product_id, pack_description as pack, insurance_code, barcode
      from ${unit.table('product_package')} where product_id = any(${[...products.keys()]}::uuid[]) order by id for update`,
  )
  const changed = packages.flatMap((k) => {
    const of = products.get(k.product_id)! as unknown as Parameters<typeof packageName>[0]
    const name = packageName(of, k.pack)
    if (name === k.name) return []
    return { ...k, name, packDescription: k.pack, insuranceCode: k.insurance_code }
  })
  await store(unit, changed)
}

/** Keeps the names of packages what their product, strength and pack say. */
export const packageNameHooks = [
  afterWrite(productPackage, (unit, rows) => nameNew(unit, rows)),
  afterWrite(product, (unit, rows, how) => (how === 'create' ? Promise.resolve() : renameOf(unit, rows))),
]
