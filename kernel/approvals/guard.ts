import { isReading } from '../access/reach.ts'
import { Refusal } from '../errors.ts'
import type { Unit } from '../records/unit.ts'
import { sql } from '../store/sql.ts'
import { REQUEST, TASK } from './flow.ts'

/**
 * Asked whenever a row has been locked to be changed. A row under approval stays as it was submitted; requests and tasks
 * are written by the engine alone. Costs a statement only for objects that have (or had) a flow.
 */
export async function refuseWhileApproving(unit: Unit, object: string, id: string, verb: string): Promise<void> {
  if (isReading(verb)) return
  if (object === REQUEST || object === TASK)
    throw new Refusal('approval.engineOnly', {
      zh: '审批单据只能通过审批操作改变',
      en: 'Approvals change by deciding them only',
    })
  if (!unit.caller.model.approvals.guarded.has(object)) return
  // After the lock and in a statement of its own, so that a request opened by whoever held the lock is seen.
  const [held] = await unit.tx.query<{ id: string; number: string; holders: string[] | null }>(sql`
    select r.id, r.number, (select array_agg(e.name) from ${unit.table('approval_task')} t
        join ${unit.table('employee')} e on e.id = t.assignee_id where t.request_id = r.id and t.deleted_at is null and t.state = 'pending' and t.kind <> 'cc') as holders
    from ${unit.table('approval_request')} r where r.lock_key = ${`${object}:${id}`}`)
  if (!held) return
  const names = held.holders ?? []
  throw new Refusal(
    'approval.running',
    {
      zh: `正在审批中（${held.number}，待 ${names.join('、') || '—'} 处理），请等待审批结束，或由提交人撤回后再修改`,
      en: `Under approval (${held.number}, with ${names.join(', ') || '-'}): wait for the decision, or let the submitter withdraw it`,
    },
    { approval: held.id, number: held.number, holders: names },
  )
}
