import type { Caller } from '../../access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '../../access/caller.ts'
import { reachSql, visibleSql } from '../../access/predicate.ts'
import { reachOf } from '../../access/reach.ts'
import { denied, invalidField, notFound } from '../../errors.ts'
import { lockRow } from '../../records/change.ts'
import { requireVisible } from '../../records/get.ts'
import type { Unit } from '../../records/unit.ts'
import { isUuid } from '../../store/ids.ts'
import { sql } from '../../store/sql.ts'
import { at } from '../../tenant.ts'
import { auditOn } from './chain.ts'
import { atWork, refuseChild } from './owner.ts'

export interface MemberInput {
  employee: string | { id: string }
  level: 'read' | 'edit'
  /** Last day, `YYYY-MM-DD`; absent: until removed. */
  until?: string | null
}

export interface Member {
  employee: { id: string; label: string }
  level: 'read' | 'edit'
  until: string | null
}

const idOf = (given: string | { id: string }): string => (typeof given === 'object' ? given.id : given)

/** Who is on a team does not bring others in: only the owner and whoever reaches the record over the organisation. */
async function lockForTeam(unit: Unit, object: string, id: string) {
  const { def } = unit.caller.model.objects.get(object)!
  refuseChild(def)
  const row = await lockRow(unit, object, id, 'update')
  const reach = { ...reachOf(unit.caller.actor, def, 'update'), member: null }
  const [mine] = await unit.tx.query(
    sql`select 1 from ${unit.table(def.table)} t where t.id = ${id} and ${reachSql(unit.caller, def, reach, 't')}`,
  )
  if (!mine) throw denied('update')
  return row
}

function checkMember(unit: Unit, input: MemberInput): void {
  if (input.level !== 'read' && input.level !== 'edit')
    throw invalidField('level', 'field.option', '权限应为只读或读写', 'Level is read or edit')
  if (!input.until) return
  if (!/^\d{4}-\d{2}-\d{2}$/.test(input.until) || Number.isNaN(Date.parse(input.until)))
    throw invalidField('until', 'field.date', '有效期应为日期', 'Until is a date')
  if (input.until < unit.today)
    throw invalidField('until', 'member.expired', '有效期不能早于今天', 'Until must not lie in the past')
}

/** Writes a membership without asking who does it; {@link addMember} asks. */
export async function putMember(unit: Unit, object: string, id: string, input: MemberInput): Promise<boolean> {
  const employee = idOf(input.employee)
  if (!(await atWork(unit, employee)))
    throw invalidField('employee', 'ref.notFound', '员工不存在或已离职', 'No such employee, or he has left')
  const changed = await unit.tx.query(sql`
    insert into ${unit.table('team_member')} as m (record_id, employee_id, object, level, until, added_by, added_at)
    values (${id}, ${employee}, ${object}, ${input.level}, ${input.until ?? null}, ${unit.caller.actor.id}, ${unit.stamp})
    on conflict (record_id, employee_id) do update set level = excluded.level, until = excluded.until
      where (m.level, m.until) is distinct from (excluded.level, excluded.until) returning 1`)
  return changed.length > 0
}

/** 添加团队成员, or changes the level or last day of one. Seen at his next request, gone after the last day. */
export async function addMember(unit: Unit, object: string, id: string, input: MemberInput): Promise<void> {
  checkMember(unit, input)
  const row = await lockForTeam(unit, object, id)
  if (!(await putMember(unit, object, id, input))) return
  const employee = idOf(input.employee)
  await auditOn(unit, object, row, 'addMember', {
    member: [null, { employee, level: input.level, until: input.until ?? null }],
  })
  unit.emit(`${object}.memberAdded`, { employee, level: input.level, until: input.until ?? null }, { object, id })
}

/** Takes somebody off the team. */
export async function removeMember(
  unit: Unit,
  object: string,
  id: string,
  input: { employee: string | { id: string } },
): Promise<void> {
  const employee = idOf(input.employee)
  if (!isUuid(employee)) throw notFound()
  const row = await lockForTeam(unit, object, id)
  const gone = await unit.tx.query<{ level: string }>(
    sql`delete from ${unit.table('team_member')} where record_id = ${id} and employee_id = ${employee} returning level`,
  )
  if (!gone.length) return
  await auditOn(unit, object, row, 'removeMember', { member: [{ employee, level: gone[0]!.level }, null] })
  unit.emit(`${object}.memberRemoved`, { employee }, { object, id })
}

/** The team of a record that the caller sees, expired members left out. */
export async function listMembers(caller: Caller, object: string, id: string): Promise<Member[]> {
  await requireVisible(caller, object, id)
  const employee = caller.model.objects.get('employee')!.def
  const [row] = await caller.tenant.db.query<Guarded & { members: Member[] }>(sql`
    select ${guardColumns(caller)}, (select coalesce(json_agg(json_build_object('employee', json_build_object('id', e.id, 'label', e.name),
        'level', m.level, 'until', m.until) order by m.added_at), '[]')
      from ${at(caller.tenant, 'team_member')} m join ${at(caller.tenant, 'employee')} e on e.id = m.employee_id
      where m.record_id = ${id} and m.object = ${object} and (m.until is null or m.until >= (${caller.tenant.clock().toISOString()}::timestamptz at time zone 'Asia/Shanghai')::date)
        and ${visibleSql(caller, employee, 'read', 'e')}) as members`)
  checkGuard(caller, row)
  return row!.members
}
