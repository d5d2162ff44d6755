import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import type { Step } from './audits.ts'

/** Who last passed an order through a step; null where nobody has, or the system. */
export async function lastSigner(unit: Unit, order: string, step: Step): Promise<string | null> {
  const [row] = await unit.tx.query<{
    employee_id: string | null
  }>(sql`select employee_id from ${unit.table('order_audit')}
    where order_id = ${order} and step = ${step} and decision = 'done' order by created_at desc, id desc limit 1`)
  return row?.employee_id ?? null
}
