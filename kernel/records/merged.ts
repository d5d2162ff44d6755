import { Refusal } from '../errors.ts'
import { sql } from '../store/sql.ts'
import type { Unit } from './unit.ts'

/** Throws when the row lies in the bin because it was merged: taking it out alone would leave its papers behind. */
export async function refuseMerged(unit: Unit, object: string, id: string): Promise<void> {
  const [open] = await unit.tx.query<{ id: string; winner_id: string }>(
    sql`select id, winner_id from ${unit.table('merge_log')} where object = ${object} and loser_id = ${id} and undone_at is null limit 1`,
  )
  if (open)
    throw new Refusal(
      'record.merged',
      { zh: '该记录已被合并，请使用“撤销合并”', en: 'This record was merged; undo the merge instead' },
      { merge: open.id, winner: open.winner_id },
    )
}
