import type { LiveObject } from '../access/model.ts'
import { reachSql, visibleSql } from '../access/predicate.ts'
import { reachOf } from '../access/reach.ts'
import type { FieldProblem } from '../errors.ts'
import { join, type Sql, sql } from '../store/sql.ts'
import type { Values } from './input.ts'
import type { Unit } from './unit.ts'

type Mention = { at: string; label: { zh: string; en: string }; id: string }

function mentionsOf(live: LiveObject, values: Values, lines: Record<string, Values[]>): Map<string, Mention[]> {
  const found = new Map<string, Mention[]>()
  const add = (to: string, mention: Mention) => found.set(to, [...(found.get(to) ?? []), mention])
  for (const [name, value] of Object.entries(values)) {
    const field = live.fields[name]
    if (!field || value === null || value === undefined) continue
    if (field.type === 'ref') add(field.to!, { at: name, label: field.label, id: value as string })
    if (field.type === 'refs') for (const id of value as string[]) add(field.to!, { at: name, label: field.label, id })
  }
  for (const [name, list] of Object.entries(lines))
    list.forEach((line, i) => {
      for (const [key, field] of Object.entries(live.def.spec.lines![name]!.fields))
        if (field.type === 'ref' && line[key])
          add(field.to!, { at: `${name}.${i}.${key}`, label: field.label, id: line[key] as string })
    })
  return found
}

export interface Mentioning {
  values: Values
  lines: Record<string, Values[]>
}

async function visibleOf(unit: Unit, to: string, ids: string[]): Promise<Set<string>> {
  const target = unit.caller.model.objects.get(to)!.def
  const seen = await unit.tx.query<{ id: string }>(sql`select t.id from ${unit.table(target.table)} t
    where t.id = any(${ids}::uuid[]) and t.deleted_at is null and ${visibleSql(unit.caller, target, 'read', 't')}`)
  return new Set(seen.map((r) => r.id))
}

/**
 * Refuses references to rows that do not exist or that the caller may not see: both answer alike, so that a reference
 * is no way to learn what exists. One statement per target object, however many rows are written.
 */
export async function checkRefs(unit: Unit, live: LiveObject, written: Mentioning[]): Promise<FieldProblem[][]> {
  const problems: FieldProblem[][] = written.map(() => [])
  const mentions = written.map((w) => mentionsOf(live, w.values, w.lines))
  const targets = [...new Set(mentions.flatMap((m) => [...m.keys()]))]
  const idsOf = (to: string) => new Set(mentions.flatMap((m) => (m.get(to) ?? []).map((x) => x.id)))
  const seen = await Promise.all(targets.map((to) => visibleOf(unit, to, [...idsOf(to)])))
  for (const [n, to] of targets.entries()) {
    const known = seen[n]!
    mentions.forEach((m, i) => {
      for (const { at, label, id } of m.get(to) ?? [])
        if (!known.has(id))
          problems[i]!.push({
            field: at,
            code: 'ref.notFound',
            message: { zh: `${label.zh}不存在或您无权查看`, en: `${label.en}: no such record, or you may not see it` },
          })
    })
  }
  return problems
}

export interface Home {
  owner: string | null
  dept: string | null
  root: string | null
}

/**
 * Owner, department and root that children take from their parents; only parents under which the caller may create.
 * A read member of a team may look, not write. `trusted`: a command chose the parent.
 */
export async function homesOf(
  unit: Unit,
  live: LiveObject,
  trusted: boolean,
  parents: string[],
): Promise<Map<string, Home>> {
  const parent = unit.caller.model.objects.get(live.fields[live.def.spec.within!]!.to!)!.def
  const reach = reachOf(unit.caller.actor, live.def, 'create')
  const columns: Sql[] = [sql`t.id`]
  columns.push(parent.spec.owned ? sql`t.owner_id, t.dept_id` : sql`null::uuid as owner_id, null::uuid as dept_id`)
  columns.push(parent.spec.within ? sql`t.root_id as root_id` : sql`t.id as root_id`)
  const may = parent.spec.owned ? reachSql(unit.caller, parent, reach, 't') : sql`true`
  const rule = trusted ? sql`true` : sql`${may} and ${visibleSql(unit.caller, parent, 'read', 't')}`
  const rows = await unit.tx.query<{
    id: string
    owner_id: string | null
    dept_id: string | null
    root_id: string
  }>(sql`
    select ${join(columns, ', ')} from ${unit.table(parent.table)} t where t.id = any(${parents}::uuid[]) and t.deleted_at is null
      and ${rule}`)
  return new Map(rows.map((r) => [r.id, { owner: r.owner_id, dept: r.dept_id, root: r.root_id }]))
}
