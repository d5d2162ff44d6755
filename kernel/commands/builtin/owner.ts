import type { ObjectDef } from '../../declare/index.ts'
import { invalidField, Refusal } from '../../errors.ts'
import { lockRow } from '../../records/change.ts'
import type { Values } from '../../records/input.ts'
import type { Unit } from '../../records/unit.ts'
import { isUuid } from '../../store/ids.ts'
import { raw, type Sql, sql } from '../../store/sql.ts'
import { below } from './home.ts'
import { putMember } from './member.ts'

/** So many rows a statement: each has to end well before the database's time is up. */
const PART = 5000

interface Held {
  id: string
  owner_id: string | null
  dept_id: string | null
  audit_hash: string | null
}

/** The employee with his department, if he works here. */
export async function atWork(unit: Unit, id: unknown): Promise<{ id: string; dept: string | null } | undefined> {
  const [row] = await unit.tx.query<{ id: string; dept: string | null }>(sql`select id, department_id as dept
    from ${unit.table('employee')} where id = ${isUuid(id) ? id : null} and state = 'active' and deleted_at is null`)
  return row
}

/** The employee who is to own something. */
export async function futureOwner(unit: Unit, id: unknown): Promise<{ id: string; dept: string | null }> {
  const row = await atWork(unit, id)
  if (!row) throw invalidField('owner', 'ref.notFound', '负责人不存在或已离职', 'No such owner, or he has left')
  return row
}

export function refuseChild(def: ObjectDef): void {
  if (!def.spec.owned || def.spec.within)
    throw new Refusal('record.followsParent', {
      zh: `${def.label.zh}随所属记录，不单独转移或共享`,
      en: `${def.label.en} follows the record it belongs to`,
    })
}

/** What belongs to somebody by itself: roots, and rows of child objects that lie within nothing. */
export const standsAlone = (def: ObjectDef, alias: string): Sql =>
  raw(def.spec.within ? `${alias}.root_id is null` : 'true')

async function moveChildren(unit: Unit, def: ObjectDef, ids: string[], to: { id: string | null; dept: string | null }) {
  for (const child of below(unit, def)) {
    if (!child.spec.owned) continue
    await unit.tx.query(sql`update ${unit.table(child.table)} set owner_id = ${to.id}, dept_id = ${to.dept}
      where root_id = any(${ids}::uuid[])`)
  }
}

/**
 * Gives all rows that `which` selects (alias `t`) to one owner, with everything within them: a few statements however
 * many there are, one audit entry for each root. Returns their ids. The caller has checked that it may be done.
 */
export async function moveRows(
  unit: Unit,
  def: ObjectDef,
  which: Sql,
  to: { id: string | null; dept: string | null },
  verb: string,
): Promise<string[]> {
  const table = unit.table(def.table)
  const rows = await unit.tx.query<Held>(
    sql`select t.id, t.owner_id, t.dept_id, t.audit_hash from ${table} t where ${standsAlone(def, 't')} and ${which} order by t.id for update`,
  )
  for (let from = 0; from < rows.length; from += PART) {
    const part = rows.slice(from, from + PART)
    const next = part.map((r) => {
      const changes = { owner: [r.owner_id, to.id], dept: [r.dept_id, to.dept] } as const
      return { id: r.id, hash: unit.audit(def.name, r.id, verb, changes, r.audit_hash ?? '') }
    })
    await unit.tx.query(sql`update ${table} t set owner_id = ${to.id}, dept_id = ${to.dept}, version = t.version + 1,
        updated_at = ${unit.stamp}, updated_by = ${unit.caller.actor.id}, audit_hash = r.hash
      from jsonb_to_recordset(${JSON.stringify(next)}::jsonb) as r(id uuid, hash text) where t.id = r.id`)
    const ids = part.map((r) => r.id)
    await moveChildren(unit, def, ids, to)
  }
  return rows.map((r) => r.id)
}

export interface AssignInput {
  /** Null puts the record back: it is nobody's. */
  owner: string | { id: string } | null
  /** Keeps the former owner on the team, so that he still sees (or works on) it. */
  keep?: 'read' | 'edit'
}

/** 转移: gives one record, with all that lies within it, to another owner. */
export async function assign(unit: Unit, object: string, id: string, input: AssignInput): Promise<Values> {
  const { def } = unit.caller.model.objects.get(object)!
  refuseChild(def)
  const row = await lockRow(unit, object, id, 'assign')
  const wanted = input.owner && typeof input.owner === 'object' ? input.owner.id : input.owner
  const to = wanted ? await futureOwner(unit, wanted) : { id: null, dept: null }
  if (row.owner === to.id) return row
  await moveRows(unit, def, sql`t.id = ${id}`, to, 'assign')
  if (input.keep && row.owner) await putMember(unit, object, id, { employee: row.owner as string, level: input.keep })
  unit.emit(`${object}.assigned`, { from: row.owner ?? null, to: to.id }, { object, id })
  return { ...row, owner: to.id, dept: to.dept, version: (row.version as number) + 1 }
}
