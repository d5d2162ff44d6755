import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { refSql } from '#kernel/records/projection.ts'
import { requireClear } from '#kernel/records/shown.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { at, dayOf } from '#kernel/tenant.ts'
import { add, compare, sub } from '#kernel/values/decimal.ts'
import { batchShippable } from '#modules/products/index.ts'
import { salesOrder } from './salesOrder.object.ts'

export interface HeldBatch {
  id: string
  batchNo: string
  package: string
  state: string
  lastUsableDate: string
  lockReason: string | null
  nearExpiryMonths: number
}

const columns = sql`b.id, b.batch_no as "batchNo", b.package_id as package, b.state, b.last_usable_date as "lastUsableDate",
  b.lock_reason as "lockReason", coalesce(p.near_expiry_months, 6)::int as "nearExpiryMonths"`

/** Locks all batches of some packages that may be picked from, in the order of their ids. */
export async function lockBatchesOf(unit: Unit, packages: string[]): Promise<void> {
  await unit.tx.query(sql`select 1 from ${unit.table('batch')} where package_id = any(${packages}::uuid[]) and state = 'released'
    and deleted_at is null order by id for update`)
}

/** Locks batches by id, in the order of their ids, and says what stands in the way of shipping them. */
export async function lockBatches(unit: Unit, ids: string[]): Promise<Map<string, HeldBatch>> {
  const rows = await unit.tx.query<HeldBatch>(sql`select ${columns} from ${unit.table('batch')} b
    join ${unit.table('product_package')} p on p.id = b.package_id
    where b.id = any(${ids}::uuid[]) and b.deleted_at is null order by b.id for update of b`)
  return new Map(rows.map((b) => [b.id, b]))
}

export interface PlanLine {
  line: string
  package: { id: string; label: string | null }
  outstanding: string
  /** What no batch can give. */
  short: string
  batches: (Pick<HeldBatch, 'batchNo' | 'lastUsableDate'> & {
    batch: string
    available: string
    suggested: string
    nearExpiry: boolean
  })[]
}

interface LineRow {
  id: string
  package: string
  named: { id: string; label: string | null }
  outstanding: string
  months: number | null
  consent: string | null
}

type BatchRow = HeldBatch & { available: string; nearExpiry: boolean }

/** What decides about a plan: a reader from whom one of them is hidden gets none. */
const PLANNED = {
  order: 'lines.package lines.qty lines.shippedQty lines.pickedQty lines.minRemainingMonths lines.nearExpiryConsent',
  batch: 'package batchNo lastUsableDate onHand reserved locked lockReason',
  productPackage: 'nearExpiryMonths',
}

/** What the warehouse should take for an order, first expired first; nothing is reserved by looking. */
export async function pickPlan(caller: Caller, order: string): Promise<PlanLine[]> {
  await requireVisible(caller, 'salesOrder', order)
  requireClear(caller, salesOrder, PLANNED.order)
  for (const name of ['batch', 'productPackage'] as const)
    requireClear(caller, caller.model.objects.get(name)!.def, PLANNED[name])
  const { tenant } = caller
  const today = dayOf(tenant.clock())
  const [row] = await tenant.db.query<Guarded & { lines: LineRow[]; batches: BatchRow[] }>(sql`
    with l as (select l.id, l.package_id as package, ${refSql(caller, 'productPackage', raw('l.package_id'))} as named, (l.qty - l.shipped_qty - l.picked_qty)::text as outstanding,
        l.min_remaining_months as months, l.near_expiry_consent as consent, l.position
      from ${at(tenant, 'sales_order_lines')} l
      where l.parent_id = ${order} and l.qty > l.shipped_qty + l.picked_qty)
    select ${guardColumns(caller)}, (select coalesce(json_agg(l order by l.position), '[]') from l) as lines,
      (select coalesce(json_agg(x), '[]') from (select ${columns}, (b.on_hand - b.reserved - b.locked)::text as available,
          b.last_usable_date < (${today}::date + make_interval(months => coalesce(p.near_expiry_months, 6)::int))::date as "nearExpiry"
        from ${at(tenant, 'batch')} b join ${at(tenant, 'product_package')} p on p.id = b.package_id
        where b.package_id in (select package from l) and b.state = 'released' and b.deleted_at is null
          and ${visibleSql(caller, caller.model.objects.get('batch')!.def, 'read', 'b')} and b.on_hand - b.reserved - b.locked > 0 and b.last_usable_date >= ${today}::date
        order by b.last_usable_date, b.id limit 2000) x) as batches`)
  checkGuard(caller, row)
  const free = new Map(row!.batches.map((b) => [b.id, b.available]))
  return row!.lines.map((line) => planLine(line, row!.batches, free, today))
}

function planLine(line: LineRow, batches: BatchRow[], free: Map<string, string>, today: string): PlanLine {
  let open = line.outstanding
  const fit = batches.filter(
    (b) =>
      b.package === line.package &&
      batchShippable(b, today, {
        minRemainingMonths: line.months,
        nearExpiryMonths: b.nearExpiryMonths,
        allowNearExpiry: line.consent === 'accept',
      }),
  )
  const plan = fit.map((b) => {
    const left = free.get(b.id)!
    const suggested = compare(left, open) < 0 ? left : open
    open = sub(open, suggested)
    free.set(b.id, sub(left, suggested))
    return {
      batch: b.id,
      batchNo: b.batchNo,
      lastUsableDate: b.lastUsableDate,
      available: add(left, '0'),
      suggested: add(suggested, '0'),
      nearExpiry: b.nearExpiry,
    }
  })
  return {
    line: line.id,
    package: line.named,
    outstanding: add(line.outstanding, '0'),
    short: add(open, '0'),
    batches: plan,
  }
}
