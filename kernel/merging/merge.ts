import type { LiveObject } from '../access/model.ts'
import { passFlows } from '../approvals/act.ts'
import { type HomeOf, rehome } from '../commands/builtin/home.ts'
import { type Field, holds } from '../declare/index.ts'
import { invalidField } from '../errors.ts'
import { applyChange, lockRow } from '../records/change.ts'
import { runHooks } from '../records/hooks.ts'
import { isEmptyValue, type Values } from '../records/input.ts'
import { decodeRow } from '../records/storage.ts'
import type { Unit } from '../records/unit.ts'
import { isUuid, newId } from '../store/ids.ts'
import { sql } from '../store/sql.ts'
import { referencesTo, type Turned, turn, withoutLedgers } from './references.ts'

const isList = (field: Field): boolean => field.type === 'tags' || field.type === 'multiSelect'
const listOf = (value: unknown): string[] => (value as string[] | null) ?? []
const union = (...lists: unknown[]): string[] => [...new Set(lists.flatMap(listOf))]

/** What the surviving row takes over: values it lacks, words of both, and the other's names as aliases. */
export function takenOver(live: LiveObject, winner: Values, loser: Values): Values {
  const patch: Values = {}
  for (const [name, field] of Object.entries(live.fields)) {
    if (field.readOnly || isEmptyValue(loser[name])) continue
    if (isList(field)) patch[name] = union(winner[name], loser[name])
    else if (isEmptyValue(winner[name])) patch[name] = loser[name]
    if (patch[name] === winner.id) delete patch[name]
  }
  const alias = live.def.spec.aliasField
  if (alias) {
    const names = [loser[live.def.title]].filter((n) => n && n !== winner[live.def.title])
    patch[alias] = union(winner[alias], loser[alias], names)
  }
  const after = { ...winner, ...patch }
  for (const name of Object.keys(patch)) if (!holds(live.fields[name]?.visibleWhen, after)) delete patch[name]
  return patch
}

/** The winner's own references to the loser would become references to itself. */
function withoutSelf(live: LiveObject, winner: Values, loserId: string): Values {
  const patch: Values = {}
  for (const [name, field] of Object.entries(live.fields))
    if (field.to === live.def.name && winner[name] === loserId) patch[name] = null
  return patch
}

export const homeOf = (live: LiveObject, row: Values): HomeOf => ({
  owner: (row.owner as string | null) ?? null,
  dept: (row.dept as string | null) ?? null,
  root: live.def.spec.within ? ((row.root as string | null) ?? null) : (row.id as string),
})

/** Lets modules recompute what they keep about both rows, for everything that now hangs on the other one. */
export async function tellHooks(unit: Unit, turned: Turned, from: string): Promise<void> {
  if (!turned.field || !turned.ids.length) return
  if (!unit.caller.tenant.registry.hooks.has(turned.object)) return
  const live = unit.caller.model.objects.get(turned.object)!
  const rows = await unit.tx.query<Values>(
    sql`select * from ${unit.table(live.def.table)} where id = any(${turned.ids}::uuid[])`,
  )
  const now = rows.map((r) => decodeRow(live, r))
  await runHooks(unit, turned.object, [...now, ...now.map((r) => ({ ...r, [turned.field!]: from }))], 'move')
}

/** Members of the loser's team join the winner's, unless they are on it already. Returns who came. */
async function joinTeams(unit: Unit, object: string, winner: string, loser: string): Promise<string[]> {
  const rows = await unit.tx.query<{ employee_id: string }>(sql`
    insert into ${unit.table('team_member')} (record_id, employee_id, object, level, until, added_by, added_at)
    select ${winner}, employee_id, ${object}, level, until, added_by, added_at from ${unit.table('team_member')} where record_id = ${loser}
    on conflict do nothing returning employee_id`)
  return rows.map((r) => r.employee_id)
}

/** Who had the loser at hand has the winner. Returns whose stars came. */
async function moveStars(unit: Unit, object: string, winner: string, loser: string): Promise<string[]> {
  const rows = await unit.tx.query<{ employee_id: string }>(sql`
    insert into ${unit.table('star')} (employee_id, object, record_id) select employee_id, object, ${winner}::uuid
    from ${unit.table('star')} where record_id = ${loser} and object = ${object} on conflict do nothing returning employee_id`)
  return rows.map((r) => r.employee_id)
}

async function lockBoth(unit: Unit, object: string, winner: string, loser: string): Promise<[Values, Values]> {
  if (!isUuid(loser) || winner === loser)
    throw invalidField('loser', 'merge.self', '请选择另一条记录', 'Choose another record')
  const locked = new Map<string, Values>()
  // Always in the same order: two people who merge the same pair the other way round must not wait for each other.
  for (const id of [winner, loser].sort()) locked.set(id, await lockRow(unit, object, id, 'merge'))
  return [locked.get(winner)!, locked.get(loser)!]
}

/**
 * 合并: the row stays, `loser` goes to the recycle bin; everything that lies within or points at the loser moves over.
 * What was done is kept row by row, so that {@link unmerge} can take it back exactly. Returns the log's id.
 */
export async function merge(
  unit: Unit,
  object: string,
  id: string,
  input: { loser: string | { id: string } },
): Promise<{ merge: string; moved: number }> {
  const live = unit.caller.model.objects.get(object)!
  const loserId = typeof input.loser === 'object' ? input.loser.id : input.loser
  const [winner, loser] = await lockBoth(unit, object, id, loserId)
  const references = await withoutLedgers(unit, referencesTo(unit, live.def), loserId)
  const patch = { ...withoutSelf(live, winner, loserId), ...takenOver(live, winner, loser) }
  await passFlows(unit, object, 'delete', loser)
  const taken = { values: patch, after: { row: { ...winner, ...patch }, lines: {} }, changed: Object.keys(patch) }
  await passFlows(unit, object, 'update', winner, () => taken)
  await applyChange(unit, object, loser, { ...loser, deletedAt: unit.stamp }, 'merge', { mergedInto: [null, id] })
  const planned = { ...winner, ...patch }
  const after = { ...planned, ...(live.def.spec.derive?.(planned, { ...unit.deriving, before: winner }) ?? {}) }
  const stored = await applyChange(unit, object, winner, after, 'merge', { merged: [null, loserId] })
  const turned: Turned[] = []
  for (const reference of references) {
    const done = await turn(unit, reference, object, { from: loserId, to: id, leave: [id, loserId] })
    if (!done.ids.length) continue
    turned.push(done)
    if (done.within) await rehome(unit, unit.caller.tenant.registry.object(done.object), done.ids, homeOf(live, stored))
    await tellHooks(unit, done, loserId)
  }
  const members = live.def.spec.within ? [] : await joinTeams(unit, object, id, loserId)
  const stars = await moveStars(unit, object, id, loserId)
  const changed = Object.fromEntries(
    Object.keys(live.fields)
      .filter(
        (name) =>
          !live.fields[name]!.readOnly && JSON.stringify(winner[name] ?? null) !== JSON.stringify(stored[name] ?? null),
      )
      .map((name) => [name, [winner[name] ?? null, stored[name] ?? null]]),
  )
  const logId = newId()
  await unit.tx.query(sql`insert into ${unit.table('merge_log')} (id, object, winner_id, loser_id, at, actor_id, moved, winner_before)
    values (${logId}, ${object}, ${id}, ${loserId}, ${unit.stamp}, ${unit.caller.actor.id}, ${JSON.stringify({ turned, members, stars })}::jsonb, ${JSON.stringify(changed)}::jsonb)`)
  unit.emit(`${object}.merged`, { loser: loserId }, { object, id })
  return { merge: logId, moved: turned.reduce((n, t) => n + t.ids.length, 0) }
}
