import type { Caller } from '#kernel/access/actor.ts'
import { notFound } from '#kernel/errors.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { refSql } from '#kernel/records/projection.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'

/** The newest so many; a record made of more is told by its history. */
const MOST = 50

interface Ref {
  id: string
  label: string | null
}

export interface Merged {
  /** By which the merge is taken back. */
  id: string
  at: string
  actor: Ref | null
  /** What went into this record; no name where the reader may not see it. */
  loser: Ref
  /** Rows that came along. */
  moved: number
  undoneAt: string | null
}

/** What was merged into a record that the caller may see, newest first, taken-back ones among them. */
export async function mergesInto(caller: Caller, object: string, record: string): Promise<Merged[]> {
  const live = caller.model.objects.get(object)
  if (!live) throw notFound()
  await requireVisible(caller, object, record)
  const { tenant } = caller
  return tenant.db.query<Merged>(sql`select m.id, m.at, ${refSql(caller, 'employee', raw('m.actor_id'))} as actor,
      ${refSql(caller, object, raw('m.loser_id'))} as loser, m.undone_at as "undoneAt",
      (select coalesce(sum(jsonb_array_length(t -> 'ids')), 0)::int from jsonb_array_elements(m.moved -> 'turned') t) as moved
    from ${at(tenant, 'merge_log')} m where m.winner_id = ${record} and m.object = ${object}
    order by m.at desc, m.id desc limit ${MOST}`)
}
