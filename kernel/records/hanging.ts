import type { LiveObject } from '../access/model.ts'
import { bears, reachSql, visibleSql } from '../access/predicate.ts'
import { reachOf } from '../access/reach.ts'
import type { HangsOn } from '../declare/index.ts'
import { invalid, type Problem } from '../errors.ts'
import { isUuid } from '../store/ids.ts'
import { columnOf } from '../store/model.ts'
import { raw, sql } from '../store/sql.ts'
import { applyChange } from './change.ts'
import type { Values } from './input.ts'
import type { Home } from './refs.ts'
import { decodeRow } from './storage.ts'
import type { Unit } from './unit.ts'

interface Hanging {
  n: number
  row: Values
}

/**
 * Owner, department and root of the rows that something is to hang on: those the caller may read and over which his
 * right to create reaches. They are locked, so that two papers of one title become two versions.
 */
async function bearersOf(unit: Unit, live: LiveObject, name: string, ids: string[]): Promise<Map<string, Home>> {
  const { caller } = unit
  const bearer = caller.model.objects.get(name)?.def
  if (!bearer || !bears(bearer)) return new Map()
  const { owned, within } = bearer.spec
  const reach = owned ? reachSql(caller, bearer, reachOf(caller.actor, live.def, 'create'), 't') : raw('true')
  const rows = await unit.tx.query<{
    id: string
    owner_id: string | null
    dept_id: string | null
    root_id: string
  }>(sql`
    select t.id, ${raw(owned ? 't.owner_id, t.dept_id' : 'null::uuid as owner_id, null::uuid as dept_id')},
      ${raw(within ? 'coalesce(t.root_id, t.id)' : 't.id')} as root_id
    from ${unit.table(bearer.table)} t where t.id = any(${ids.filter(isUuid)}::uuid[]) and t.deleted_at is null
      and ${reach} and ${visibleSql(caller, bearer, 'read', 't')} order by t.id for no key update of t`)
  // A row that belongs to nobody has papers that belong to whoever brought them.
  const { id: owner, deptId: dept } = caller.actor
  return new Map(
    rows.map((r) => [
      r.id,
      owned ? { owner: r.owner_id, dept: r.dept_id, root: r.root_id } : { owner, dept, root: r.root_id },
    ]),
  )
}

const nowhere = (live: LiveObject, field: string): Problem => {
  const { label } = live.fields[field]!
  return invalid([
    {
      field,
      code: 'ref.notFound',
      message: {
        zh: `${label.zh}不存在或您无权在其下新增`,
        en: `${label.en}: no such record, or you may not add to it`,
      },
    },
  ])
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
