import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import { requireVerb } from '#kernel/commands/run.ts'
import { searchSql } from '#kernel/records/searchTerm.ts'
import { requireClear, shown } from '#kernel/records/shown.ts'
import { target } from '#kernel/records/where.ts'
import { COLLATION } from '#kernel/store/model.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { at, dayOf } from '#kernel/tenant.ts'
import { batch } from '../batch/batch.object.ts'
import { productPackage } from '../productPackage/productPackage.object.ts'

/** One package's stock over its open batches; quantities in base units. What the reader may not see of it is null. */
export interface StockRow {
  package: { id: string; label: string }
  baseUnit: string | null
  packsPerCarton: number | null
  unitsPerPack: number | null
  onHand: string | null
  reserved: string | null
  locked: string | null
  /** Released, in date, promised to nobody. */
  available: string | null
  /** Of the available: within the near-expiry window. */
  nearExpiry: string | null
  batches: number | null
  /** Last usable day of the batch that ends first, of those with something free. */
  nextExpiry: string | null
}

export interface StockQuery {
  q?: string
  product?: string
  /** Only packages that have near-expiry stock. */
  near?: boolean
  /** Name and id of the last row of the page before. */
  after?: { name: string; id: string }
  limit?: number
}

const PAGE = 50
const MAX = 200

/**
 * 库存总览: stock of the packages that the caller sees, in the order of their names, in one statement: it walks packages
 * by name and adds up each one's open batches by their index, so a page costs the same however many batches there are.
 */
export async function stockOverview(caller: Caller, query: StockQuery): Promise<{ data: StockRow[]; more: boolean }> {
  requireVerb(caller, batch.name, 'read')
  const limit = Math.min(Math.max(query.limit ?? PAGE, 1), MAX)
  const today = dayOf(caller.tenant.clock())
  // The order and the way through the pages are the names'.
  requireClear(caller, productPackage, 'name')
  requireClear(caller, batch, 'package')
  const [k, b] = [shown(caller, productPackage, 'k'), shown(caller, batch, 'b')]
  const live = caller.model.objects.get(productPackage.name)!
  const found = searchSql(caller, live, query.q, 'k') ?? raw('true')
  const free = 'onHand reserved locked lastUsableDate'
  if (query.near) requireClear(caller, batch, `${free} nearExpiry`)
  const ofProduct = query.product
    ? sql`${target(caller, live, 'product', 'k').column} = ${query.product}::uuid`
    : raw('true')
  const packages = at(caller.tenant, productPackage.table)
  const batches = at(caller.tenant, batch.table)
  const [row] = await caller.tenant.db.fresh<Guarded & { rows: StockRow[] }>(sql`
    select ${guardColumns(caller)}, (select coalesce(json_agg(r), '[]') from (
      select json_build_object('id', k.id, 'label', k.name) as package,
        ${k('baseUnit')} as "baseUnit", ${k('packsPerCarton')} as "packsPerCarton", ${k('unitsPerPack')} as "unitsPerPack",
        ${b.of('onHand', sql`s.on_hand::text`)} as "onHand", ${b.of('reserved', sql`s.reserved::text`)} as reserved,
        ${b.of('locked', sql`s.locked::text`)} as locked, ${b.of(free, sql`s.available::text`)} as available,
        ${b.of(`${free} nearExpiry`, sql`s.near::text`)} as "nearExpiry", ${b.of('onHand', sql`s.batches`)} as batches,
        ${b.of(free, sql`s.next`)} as "nextExpiry"
      from ${packages} k cross join lateral (
        select coalesce(sum(b.on_hand), 0) as on_hand, coalesce(sum(b.reserved), 0) as reserved, coalesce(sum(b.locked), 0) as locked,
          coalesce(sum(f.free), 0) as available, coalesce(sum(f.free) filter (where b.near_expiry), 0) as near,
          count(*) filter (where b.on_hand > 0)::int as batches, min(b.last_usable_date) filter (where f.free > 0) as next
        from ${batches} b cross join lateral (select case when b.state = 'released' and b.last_usable_date >= ${today}
          then b.on_hand - b.reserved - b.locked else 0 end as free) f
        where b.package_id = k.id and b.deleted_at is null and ${visibleSql(caller, batch, 'read', 'b')}) s
      where k.deleted_at is null and k.state = 'active' and ${visibleSql(caller, productPackage, 'read', 'k')}
        and ${ofProduct} and ${found}
        and (${query.after?.name ?? null}::text is null or (k.name collate ${raw(COLLATION)}, k.id) > (${query.after?.name ?? null}, ${query.after?.id ?? null}::uuid))
        and (${query.near ?? false} is false or s.near > 0)
      order by k.name collate ${raw(COLLATION)}, k.id limit ${limit + 1}) r) as rows`)
  checkGuard(caller, row)
  return { data: row!.rows.slice(0, limit), more: row!.rows.length > limit }
}
