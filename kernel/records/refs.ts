import type { LiveObject } from '../access/model.ts'
import { reachSql, visibleSql } from '../access/predicate.ts'
import { reachOf } from '../access/reach.ts'
import type { ObjectDef } from '../declare/index.ts'
import { type FieldProblem, invalidField, type Problem } from '../errors.ts'
import { raw, sql } from '../store/sql.ts'
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

/** What a new row names as its home is not there for him who writes it. */
export function nowhere(live: LiveObject, field: string): Problem {
  const { zh, en } = live.fields[field]!.label
  const said = [`${zh}不存在或您无权在其下新增`, `${en}: no such record, or you may not add to it`] as const
  return invalidField(field, 'ref.notFound', ...said)
}

export interface Home {
  owner: string | null
  dept: string | null
  root: string | null
}

/**
 * Owner, department and root that rows of `live` take from these rows of `parent`: those that the caller may read and
 * over which his right to create reaches (a read member of a team may look, not write). `trusted`: a command chose them.
 */
export async function homesOf(
  unit: Unit,
  live: LiveObject,
  parent: ObjectDef,
  ids: string[],
  how: { trusted?: boolean; lock?: boolean },
): Promise<Map<string, Home>> {
  const { caller } = unit
  const { owned, within } = parent.spec
  const reach = owned ? reachSql(caller, parent, reachOf(caller.actor, live.def, 'create'), 't') : raw('true')
  const rule = how.trusted ? raw('true') : sql`${reach} and ${visibleSql(caller, parent, 'read', 't')}`
  const rows = await unit.tx.query<Home & { id: string }>(sql`
    select t.id, ${raw(owned ? 't.owner_id as owner, t.dept_id as dept' : 'null as owner, null as dept')},
      ${raw(within ? 'coalesce(t.root_id, t.id)' : 't.id')} as root
    from ${unit.table(parent.table)} t where t.id = any(${ids}::uuid[]) and t.deleted_at is null
      and ${rule} ${raw(how.lock ? 'order by t.id for no key update of t' : '')}`)
  return new Map(rows.map(({ id, ...home }) => [id, home]))
}
