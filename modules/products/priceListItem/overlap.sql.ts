import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** What makes two prices the same price: package, type, scope and tier; and the days it stands. */
export interface PriceKey {
  id?: string
  package: string
  priceType: string
  scopeKey: string
  minQty: string
  validFrom: string
  validTo: string | null
}

export interface Overlapping {
  id: string
  number: string
  validFrom: string
  validTo: string | null
  unitPrice: string
}

/** Standing prices of the same key whose days meet these, oldest first, locked. */
export function overlapping(unit: Unit, key: PriceKey): Promise<Overlapping[]> {
  return unit.tx.query<Overlapping>(sql`
    select id, number, valid_from as "validFrom", valid_to as "validTo", unit_price::text as "unitPrice"
    from ${unit.table('price_list_item')}
    where package_id = ${key.package} and price_type = ${key.priceType} and scope_key = ${key.scopeKey} and min_qty = ${key.minQty}
      and state in ('approved', 'effective') and deleted_at is null and id is distinct from ${key.id ?? null}::uuid
      and daterange(valid_from, valid_to, '[]') && daterange(${key.validFrom}, ${key.validTo}, '[]')
    order by valid_from, id for update`)
}
