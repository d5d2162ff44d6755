import type { Caller } from '#kernel/access/actor.ts'
import { notFound, Refusal } from '#kernel/errors.ts'
import { requireVisible } from '#kernel/records/get.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** So many rows of one object a person may have at hand; more is no longer a selection. */
export const MOST_STARS = 1000

/** Personal things are one's own anyway: no stars on them, and no telling whether there is such a row. */
async function seen(caller: Caller, object: string, record: string): Promise<void> {
  const live = caller.model.objects.get(object)
  if (!live || live.def.spec.personal) throw notFound()
  await requireVisible(caller, object, record)
}

/** 加星标: once or many times, the row has one star of the caller's. What he may not see does not exist. */
export async function putStar(unit: Unit, object: string, record: string): Promise<void> {
  await seen(unit.caller, object, record)
  const { id } = unit.caller.actor
  const star = unit.table('star')
  // Two stars of one person at the same moment wait for each other: neither slips past the count.
  await unit.tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`star ${id} ${object}`}, 0))`)
  const [row] = await unit.tx.query<{ n: number; has: boolean }>(sql`select count(*)::int as n,
    coalesce(bool_or(record_id = ${record}), false) as has from ${star} where employee_id = ${id} and object = ${object}`)
  if (row!.has) return
  if (row!.n >= MOST_STARS)
    throw new Refusal('star.tooMany', {
      zh: `每类记录最多 ${MOST_STARS} 个星标，请先取消一些`,
      en: `At most ${MOST_STARS} stars on one kind of record; take some off first`,
    })
  await unit.tx.query(sql`insert into ${star} (employee_id, object, record_id) values (${id}, ${object}, ${record})
    on conflict do nothing`)
}

/** 取消星标; of a row that is not (or no longer) his to see as well: the star is his own. */
export async function dropStar(unit: Unit, object: string, record: string): Promise<void> {
  await unit.tx.query(sql`delete from ${unit.table('star')} where employee_id = ${unit.caller.actor.id}
    and object = ${object} and record_id = ${record}`)
}
