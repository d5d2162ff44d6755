import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { shown } from '#kernel/records/shown.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { productPackage } from '../productPackage/productPackage.object.ts'
import { type PricedLine, type PriceQuestion, type PriceSource, priceStatement } from './effective.sql.ts'
import { priceListItem } from './priceListItem.object.ts'

/** What a rep may know of a price: what his customer pays, and by which list. Never floor nor settlement. */
export interface LookedUp {
  package: { id: string; label: string | null }
  baseUnit: string | null
  qty: string
  unitPrice: string | null
  source: PriceSource | null
  /** There may be a price, which this reader is not told. */
  hidden: boolean
}

/** What a price of the list follows from. */
const PRICED = 'package priceType scopeType unitPrice taxIncluded minQty validFrom validTo scopeKey'

/** May the caller read what the price list says? Where a part of it is hidden from him he is told no price. */
export const seesPrices = (caller: Caller): boolean => shown(caller, priceListItem, 'p').clear(PRICED)

/** 查价: effective prices for a customer whom the caller sees, in the order of the packages given. */
export async function lookUpPrices(
  caller: Caller,
  question: Omit<PriceQuestion, 'lines' | 'authorizationId' | 'contractId'> & { packages: string[]; qty: string },
): Promise<LookedUp[]> {
  await requireVisible(caller, 'account', question.accountId)
  const { packages, qty, ...asked } = question
  const lines = packages.map((packageId) => ({ packageId, qty }))
  const k = shown(caller, productPackage, 'k')
  const sees = seesPrices(caller)
  const named = await caller.tenant.db.query<
    Guarded & { id: string; name: string | null; base_unit: string | null }
  >(sql`
    select ${guardColumns(caller)}, k.id, ${k('name')} as name, ${k('baseUnit')} as base_unit from ${at(caller.tenant, productPackage.table)} k
    where k.id = any(${packages}::uuid[]) and k.deleted_at is null and ${visibleSql(caller, productPackage, 'read', 'k')}`)
  if (named.length) checkGuard(caller, named[0])
  const known = new Map(named.map((k) => [k.id, k]))
  const prices = await caller.tenant.db.query<PricedLine>(
    priceStatement(caller.tenant, { ...asked, lines: lines.filter((l) => known.has(l.packageId)) }),
  )
  return prices.map((p) => {
    const { id, name, base_unit } = known.get(p.packageId)!
    const [unitPrice, source] = sees ? [p.unitPrice, p.source] : [null, null]
    return { package: { id, label: name }, baseUnit: base_unit, qty, unitPrice, source, hidden: !sees }
  })
}
