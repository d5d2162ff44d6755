import { changeRow } from '#kernel/records/change.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { holdRow } from '../holdRow.sql.ts'
import { license } from './license.object.ts'

/**
 * 换证: a verified paper that has begun takes the place of the older ones of the same holder (account, person, product)
 * and type (of designations: by the same CDC). Papers without a type of their own (`other`) stand beside each other.
 */
export async function supersedeOlder(unit: Unit, newer: Values[]): Promise<number> {
  let done = 0
  for (const row of newer) {
    if (row.licenseType === 'other') continue
    const older = await unit.tx.query<{ id: string }>(sql`
      select id from ${unit.table('license')} l
      where l.license_type = ${row.licenseType} and l.id <> ${row.id} and l.deleted_at is null
        and l.state in ('valid', 'expiring', 'expired') and l.account_id is not distinct from ${row.account ?? null}::uuid
        and l.product_id is not distinct from ${row.product ?? null}::uuid and l.contact_id is not distinct from ${row.contact ?? null}::uuid
        and l.designated_by_id is not distinct from ${row.designatedBy ?? null}::uuid
        and (l.valid_from < ${row.validFrom} or l.valid_from = ${row.validFrom} and l.id < ${row.id})
      order by id for update`)
    for (const { id } of older) {
      const held = await holdRow(unit, license.name, id)
      await changeRow(unit, license.name, held, { state: 'superseded' }, 'supersede')
      done++
    }
  }
  return done
}
