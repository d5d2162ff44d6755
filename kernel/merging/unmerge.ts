import { rehome } from '../commands/builtin/home.ts'
import { notFound, Refusal } from '../errors.ts'
import { applyChange, lockRow } from '../records/change.ts'
import type { Values } from '../records/input.ts'
import type { Unit } from '../records/unit.ts'
import { isUuid } from '../store/ids.ts'
import { raw, sql } from '../store/sql.ts'
import { homeOf, tellHooks } from './merge.ts'
import { type Turned, turn } from './references.ts'

interface Log {
  id: string
  loser_id: string
  /** No stars in merges of earlier versions. */
  moved: { turned: Turned[]; members: string[]; stars?: string[] }
  winner_before: Record<string, [before: unknown, after: unknown]>
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** The winner without what the merge gave it. What people changed since stays theirs; of a list only the merged-in words go. */
function restored(winner: Values, before: Log['winner_before']): Values {
  const patch: Values = {}
  for (const [name, [old, merged]] of Object.entries(before)) {
    if (same(winner[name], merged)) patch[name] = old
    else if (Array.isArray(merged) && Array.isArray(winner[name])) {
      const had = new Set((old as string[] | null) ?? [])
      patch[name] = (winner[name] as string[]).filter((word) => had.has(word) || !merged.includes(word))
    }
  }
  return patch
}

/** Arrays go back to what they held, where nobody touched them since. */
async function restoreLists(unit: Unit, t: Turned, winner: string, loser: string): Promise<void> {
  const column = raw(`"${t.column}"`)
  for (const [id, held] of Object.entries(t.before ?? {}))
    await unit.tx.query(sql`update ${unit.table(t.table)} set ${column} = ${held}::uuid[]
      where id = ${id} and ${column} = array_replace(${held}::uuid[], ${loser}::uuid, ${winner}::uuid)`)
}

/** 撤销合并: the loser comes back with everything that came from it and has not been moved on since. */
export async function unmerge(
  unit: Unit,
  object: string,
  id: string,
  input: { merge: string },
): Promise<{ loser: string; moved: number }> {
  const live = unit.caller.model.objects.get(object)!
  if (!isUuid(input.merge)) throw notFound()
  const winner = await lockRow(unit, object, id, 'merge')
  const [log] = await unit.tx.query<Log>(sql`select id, loser_id, moved, winner_before from ${unit.table('merge_log')}
    where id = ${input.merge} and object = ${object} and winner_id = ${id} and undone_at is null for update`)
  if (!log) throw notFound()
  const loser = await lockRow(unit, object, log.loser_id, 'merge', 'any')
  if (!loser.deletedAt) throw new Refusal('merge.undone', { zh: '该合并已撤销', en: 'This merge has been undone' })
  const planned = { ...winner, ...restored(winner, log.winner_before) }
  const after = { ...planned, ...(live.def.spec.derive?.(planned, { ...unit.deriving, before: winner }) ?? {}) }
  await applyChange(unit, object, winner, after, 'unmerge', { merged: [log.loser_id, null] })
  const back = await applyChange(unit, object, loser, { ...loser, deletedAt: null }, 'unmerge', {
    mergedInto: [id, null],
  })
  let moved = 0
  for (const t of log.moved.turned) {
    if (t.kind === 'refs') {
      await restoreLists(unit, t, id, log.loser_id)
      continue
    }
    const done = await turn(unit, t, object, { from: id, to: log.loser_id, leave: [], only: t.ids })
    moved += done.ids.length
    if (t.within) await rehome(unit, unit.caller.tenant.registry.object(t.object), done.ids, homeOf(live, back))
    await tellHooks(unit, done, id)
  }
  if (log.moved.members.length)
    await unit.tx.query(sql`delete from ${unit.table('team_member')} w where w.record_id = ${id} and w.employee_id = any(${log.moved.members}::uuid[])
      and exists (select 1 from ${unit.table('team_member')} l where l.record_id = ${log.loser_id} and l.employee_id = w.employee_id
        and l.level = w.level and l.until is not distinct from w.until)`)
  if (log.moved.stars?.length)
    await unit.tx.query(
      sql`delete from ${unit.table('star')} where record_id = ${id} and employee_id = any(${log.moved.stars}::uuid[])`,
    )
  await unit.tx.query(sql`update ${unit.table('merge_log')} set undone_at = ${unit.stamp} where id = ${log.id}`)
  unit.emit(`${object}.unmerged`, { loser: log.loser_id }, { object, id })
  return { loser: log.loser_id, moved }
}
