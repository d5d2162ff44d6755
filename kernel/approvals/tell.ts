import type { Label } from '../declare/index.ts'
import { notify } from '../events/notify.ts'
import type { Unit } from '../records/unit.ts'
import { sql } from '../store/sql.ts'
import { REQUEST } from './flow.ts'
import type { Run } from './request.ts'

/** Who stands in for approvers today, for requests about an object: each by himself, nobody for another's stand-in. */
export async function delegatesOf(
  unit: Unit,
  approvers: string[],
  object: string,
): Promise<{ of: string; to: string; until: string }[]> {
  if (!approvers.length) return []
  return unit.tx.query(sql`select d.owner_id as "of", d.to_id as "to", d.ends_on as until
    from ${unit.table('approval_delegation')} d
    join ${unit.table('employee')} e on e.id = d.to_id and e.state = 'active' and e.deleted_at is null
    join ${unit.table('employee')} o on o.id = d.owner_id and o.state = 'active' and o.deleted_at is null
    where d.owner_id = any(${approvers}::uuid[]) and d.deleted_at is null and ${unit.today}::date between d.starts_on and d.ends_on
      and (coalesce(cardinality(d.objects), 0) = 0 or ${object} = any(d.objects))`)
}

/** Lets people see a request (and nothing of the document beyond its summary). */
export async function letSee(unit: Unit, request: string, people: { id: string; until?: string }[]): Promise<void> {
  if (!people.length) return
  const rows = [...new Map(people.map((p) => [p.id, { id: p.id, until: p.until ?? null }])).values()]
  await unit.tx.query(sql`insert into ${unit.table('team_member')} as m (record_id, employee_id, object, level, until, added_by, added_at)
    select ${request}::uuid, id, ${REQUEST}, 'read', until, ${unit.caller.actor.id}, ${unit.stamp}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, until date)
    on conflict (record_id, employee_id) do update set until = excluded.until where m.until is not null`)
}

/** Sends people a message about a request; `zh` and `en` are followed by what it is about. */
export async function tell(run: Run, kind: string, people: string[], said: Label, body?: string): Promise<void> {
  const { id, title, object, number } = run.request
  const def = run.unit.caller.model.objects.get(object)!.def
  await notify(run.unit, people, {
    kind: `approval.${kind}`,
    title: { zh: `${said.zh}：${title}`, en: `${said.en}: ${title}` },
    tells: def.fields[def.title] && `${object}.${def.title}`,
    plain: { zh: `${said.zh}：${number}`, en: `${said.en}: ${number}` },
    body,
    link: `/approvals/${id}`,
    about: { object: REQUEST, id },
  })
}
