import type { LiveObject } from '../access/model.ts'
import { bears } from '../access/predicate.ts'
import type { HangsOn } from '../declare/index.ts'
import type { Problem } from '../errors.ts'
import { isUuid } from '../store/ids.ts'
import { columnOf } from '../store/model.ts'
import { raw, sql } from '../store/sql.ts'
import { applyChange } from './change.ts'
import type { Values } from './input.ts'
import { type Home, homesOf, nowhere } from './refs.ts'
import { decodeRow } from './storage.ts'
import type { Unit } from './unit.ts'

interface Hanging {
  n: number
  row: Values
}

/** Where what hangs on these rows belongs. They are locked, so that two papers of one title become two versions. */
async function bearersOf(unit: Unit, live: LiveObject, name: string, ids: string[]): Promise<Map<string, Home>> {
  const { actor, model } = unit.caller
  const bearer = model.objects.get(name)?.def
  if (!bearer || !bears(bearer)) return new Map()
  const homes = await homesOf(unit, live, bearer, ids.filter(isUuid), { lock: true })
  // A row that belongs to nobody has papers that belong to whoever brought them.
  if (!bearer.spec.owned)
    for (const home of homes.values()) Object.assign(home, { owner: actor.id, dept: actor.deptId })
  return homes
}

/** Gives each new thing the home of the record it hangs on, and its place among the versions of its title. */
export async function settleHanging<D extends Hanging>(
  unit: Unit,
  live: LiveObject,
  drafts: D[],
  bad: Map<number, Problem>,
): Promise<D[]> {
  const { object, record, version } = live.def.spec.hangsOn!
  const settled: D[] = []
  for (const [name, group] of Map.groupBy(drafts, (d) => d.row[object] as string)) {
    const ids = [...new Set(group.map((d) => String(d.row[record]).toLowerCase()))]
    const homes = await bearersOf(unit, live, name, ids)
    for (const d of group) {
      d.row[record] = String(d.row[record]).toLowerCase()
      const home = homes.get(d.row[record] as string)
      if (!home) {
        bad.set(d.n, nowhere(live, record))
        continue
      }
      Object.assign(d.row, home)
      settled.push(d)
    }
  }
  if (version) await numberVersions(unit, live, settled, version)
  return settled.sort((a, b) => a.n - b.n)
}

/** The living latest rows of the same titles on the same records, locked. */
async function latestOf(
  unit: Unit,
  live: LiveObject,
  drafts: Hanging[],
  version: NonNullable<HangsOn['version']>,
): Promise<Map<string, Values>> {
  const { object, record } = live.def.spec.hangsOn!
  const column = (field: string) => raw(`t.${columnOf(field, live.fields[field]!)}`)
  const rows = await unit.tx.query<Record<string, unknown>>(sql`select t.* from ${unit.table(live.def.table)} t
    where ${column(record)} = any(${drafts.map((d) => d.row[record])}::text[]) and ${column(version.latest)}
      and ${column(version.title)} = any(${drafts.map((d) => d.row[version.title])}::text[])
      and t.deleted_at is null for update of t`)
  const decoded = rows.map((r) => decodeRow(live, r))
  return new Map(decoded.map((r) => [JSON.stringify([r[object], r[record], r[version.title]]), r]))
}

async function numberVersions(
  unit: Unit,
  live: LiveObject,
  drafts: Hanging[],
  version: NonNullable<HangsOn['version']>,
): Promise<void> {
  if (!drafts.length) return
  const { object, record } = live.def.spec.hangsOn!
  const stored = await latestOf(unit, live, drafts, version)
  const given = new Map<string, Values>()
  for (const { row } of drafts) {
    const key = JSON.stringify([row[object], row[record], row[version.title]])
    const before = given.get(key) ?? stored.get(key)
    row[version.number] = ((before?.[version.number] as number | null) ?? 0) + 1
    row[version.replaces] = stored.get(key)?.id ?? null
    row[version.latest] = true
    const twin = given.get(key)
    if (twin) twin[version.latest] = false
    else if (before) await applyChange(unit, live.def.name, before, { ...before, [version.latest]: false }, 'supersede')
    given.set(key, row)
  }
}
