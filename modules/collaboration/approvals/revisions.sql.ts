import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** Other revisions of a flow that are in force. */
export async function earlierRevisions(unit: Unit, origin: string, self: string): Promise<string[]> {
  const rows = await unit.tx.query<{ id: string }>(sql`select id from ${unit.table('approval_flow')}
    where (id = ${origin} or origin_id = ${origin}) and id <> ${self} and state = 'active' and deleted_at is null order by id`)
  return rows.map((r) => r.id)
}

/** The number after the highest revision of a flow. */
export async function nextRevision(unit: Unit, origin: string): Promise<number> {
  const [row] = await unit.tx.query<{ n: number }>(
    sql`select coalesce(max(revision), 0) + 1 as n from ${unit.table('approval_flow')} where id = ${origin} or origin_id = ${origin}`,
  )
  return row!.n
}
