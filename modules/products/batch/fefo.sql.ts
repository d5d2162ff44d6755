import { Refusal } from '#kernel/errors.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { add, compare, sub } from '#kernel/values/decimal.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { addMonths } from '../days.ts'

export interface FefoOptions {
  /** Months of use that must be left. */
  minRemainingMonths?: number | null
  /** May batches within the package's near-expiry window go out? */
  allowNearExpiry: boolean
  excludeBatches?: string[]
  /** Refuse (`stock.short`) unless the whole quantity is there. */
  whole?: boolean
}

/** How much to take of which batch. */
export interface FefoPick {
  batchId: string
  batchNo: string
  qty: string
  lastUsableDate: string
}

interface Free {
  id: string
  batch_no: string
  last_usable_date: string
  free: string
  package_name: string | null
}

/** So many of a package's open batches are looked at, those that expire first. */
const MAX_BATCHES = 500

async function freeBatches(unit: Unit, packageId: string, options: FefoOptions): Promise<Free[]> {
  const usable = options.minRemainingMonths ? addMonths(unit.today, options.minRemainingMonths) : unit.today
  const months = await ruleOn(unit.caller, 'batch.nearExpiryMonths', unit.today)
  // Chosen by date, locked in the order of ids like every movement of stock, and sorted by date only then. What somebody
  // else moved meanwhile is read again under the lock.
  return unit.tx.query<Free>(sql`
    select b.id, b.batch_no, b.last_usable_date, b.on_hand - b.reserved - b.locked as free, p.name as package_name
    from ${unit.table('batch')} b join ${unit.table('product_package')} p on p.id = b.package_id
    where b.state = 'released' and b.on_hand - b.reserved - b.locked > 0 and b.id = any(array(
      select c.id from ${unit.table('batch')} c join ${unit.table('product_package')} k on k.id = c.package_id
      where c.package_id = ${packageId} and c.deleted_at is null and c.state = 'released'
        and c.last_usable_date >= ${usable}::date and c.on_hand - c.reserved - c.locked > 0
        and (${options.allowNearExpiry}::boolean
          or c.last_usable_date >= (${unit.today}::date + make_interval(months => coalesce(k.near_expiry_months, ${months})::int))::date)
        and not c.id = any(${options.excludeBatches ?? []}::uuid[])
      order by c.last_usable_date, c.id limit ${MAX_BATCHES}))
    order by b.id for update of b`)
}

/**
 * First expired, first out: from which batches to take a quantity (base units) of a package, earliest last usable day
 * first. Only released, in-date stock that nobody has been promised. The batches are locked until the transaction ends,
 * so that what is found here can be reserved by `moveStock`. Gives as much as there is; `whole` refuses less.
 */
export async function fefo(unit: Unit, packageId: string, qty: string, options: FefoOptions): Promise<FefoPick[]> {
  const batches = await freeBatches(unit, packageId, options)
  batches.sort((a, b) =>
    a.last_usable_date < b.last_usable_date ? -1 : a.last_usable_date > b.last_usable_date ? 1 : 0,
  )
  const picks: FefoPick[] = []
  let open = qty
  for (const b of batches) {
    if (compare(open, '0') <= 0) break
    const take = compare(b.free, open) < 0 ? add(b.free, '0') : open
    picks.push({ batchId: b.id, batchNo: b.batch_no, qty: take, lastUsableDate: b.last_usable_date })
    open = sub(open, take)
  }
  if (options.whole && compare(open, '0') > 0) throw shortOf(packageId, batches[0]?.package_name ?? null, qty, open)
  return picks
}

function shortOf(packageId: string, name: string | null, wanted: string, open: string): Refusal {
  const available = sub(wanted, open)
  return new Refusal(
    'stock.short',
    {
      zh: `${name ?? '该品规'}可发库存不足：需要 ${wanted}，可用 ${available}，缺 ${open}；请减少数量、放宽效期要求或等待入库`,
      en: `Not enough shippable stock of ${name ?? 'this package'}: ${wanted} wanted, ${available} free, ${open} short; ask for less, relax the shelf life or wait for stock`,
    },
    { packageId, wanted, available, short: open },
  )
}
