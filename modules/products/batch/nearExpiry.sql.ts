import { afterWrite } from '#kernel/records/hooks.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { batch } from './batch.object.ts'

/**
 * Sets the near-expiry flag of batches (all open ones, or those named) by their package's window. Follows from the
 * calendar, so it is nobody's change: neither version nor audit moves.
 */
export async function flagNearExpiry(unit: Unit, ids?: string[]): Promise<void> {
  const months = await ruleOn(unit.caller, 'batch.nearExpiryMonths', unit.today)
  const which = ids ? sql`b.id = any(${ids}::uuid[])` : sql`b.state in ('quarantine', 'released', 'locked')`
  await unit.tx.query(sql`
    with window_of as (
      select b.id, b.last_usable_date >= ${unit.today} and b.last_usable_date
          < (${unit.today}::date + make_interval(months => coalesce(k.near_expiry_months, ${months})::int))::date as near
      from ${unit.table('batch')} b join ${unit.table('product_package')} k on k.id = b.package_id
      where ${which} and b.deleted_at is null)
    update ${unit.table('batch')} b set near_expiry = w.near from window_of w
    where b.id = w.id and b.near_expiry is distinct from w.near`)
}

/** A new batch has its flag from the first moment. */
export const flagNewBatches = afterWrite(batch, async (unit, rows, how) => {
  if (how === 'create')
    await flagNearExpiry(
      unit,
      rows.map((r) => r.id as string),
    )
})
