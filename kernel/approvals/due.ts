import { systemCaller, withCaller } from '../access/caller.ts'
import { write } from '../commands/run.ts'
import { Problem } from '../errors.ts'
import type { Unit } from '../records/unit.ts'
import { sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'
import { close, noteOnDocument, settle } from './advance.ts'
import { above, working } from './approvers.ts'
import { isUnchanged, replace, voidRun } from './decide.ts'
import { TASK } from './flow.ts'
import { changeTask, currentTasks, nodeOf, openRun, type Run, type TaskRow } from './request.ts'
import { tell } from './tell.ts'

const HOUR = 3_600_000
const MOST = 500

/** Gives a task to whoever stands above its holder; the first who is not asked at this step already. */
async function escalate(run: Run, task: TaskRow): Promise<void> {
  const asked = new Set(currentTasks(run).map((t) => t.assignee))
  const [next] = (await above(run.unit, task.assignee, run.request.submitter)).filter((id) => !asked.has(id))
  if (next) await replace(run, task, next, { state: 'expired', decidedAt: run.unit.stamp }, 'escalate')
  else await later(run, task)
}

/** Reminds the holder, and again after the same span. */
async function later(run: Run, task: TaskRow): Promise<void> {
  const dueAt = new Date(run.unit.now.getTime() + (nodeOf(run).timeoutHours ?? 24) * HOUR).toISOString()
  await changeTask(run, task, { dueAt, remindedAt: run.unit.stamp }, 'remind')
  await tell(run, 'overdue', [task.assignee], { zh: '审批已超时，请尽快处理', en: 'Overdue, please decide' })
}

async function onTime(run: Run, task: TaskRow): Promise<void> {
  if (!isUnchanged(run)) return voidRun(run)
  if (!(await working(run.unit, [task.assignee])).length) return escalate(run, task)
  switch (nodeOf(run).onTimeout) {
    case 'escalate':
      return escalate(run, task)
    case 'approve':
      await changeTask(run, task, { decidedAt: run.unit.stamp, state: 'approved', comment: '超时自动同意' }, 'timeout')
      return settle(run)
    case 'reject':
      await changeTask(run, task, { decidedAt: run.unit.stamp, state: 'rejected', comment: '超时自动驳回' }, 'timeout')
      await close(run, 'rejected', 'timeout')
      await noteOnDocument(run, 'approvalRejected')
      return tell(run, 'rejected', [run.request.submitter], {
        zh: '审批超时，已自动驳回',
        en: 'Rejected: nobody decided in time',
      })
    default:
      return later(run, task)
  }
}

/** One overdue task, as it stands once it is locked: by then it may have been decided. */
async function handle(unit: Unit, { id, request }: { id: string; request: string }): Promise<void> {
  const run = await openRun(unit, request)
  const task = run.tasks.find((t) => t.id === id)
  if (run.request.state !== 'running' || task?.state !== 'pending') return
  const gone = !(await working(unit, [task.assignee])).length
  if (gone || (task.dueAt && Date.parse(task.dueAt) <= unit.now.getTime())) await onTime(run, task)
}

/**
 * Looks after tasks whose time is over, and those of people who have left: each in a transaction of its own. Returns how
 * many there were.
 */
export async function chaseApprovals(tenant: Tenant): Promise<number> {
  if (!tenant.registry.objects.has(TASK)) return 0
  const overdue = await tenant.db.query<{ id: string; request: string }>(sql`
    select t.id, t.request_id as request from ${at(tenant, 'approval_task')} t join ${at(tenant, 'employee')} e on e.id = t.assignee_id
    where t.deleted_at is null and t.state = 'pending' and t.kind <> 'cc' and (t.due_at <= ${tenant.clock().toISOString()} or e.state <> 'active' or e.deleted_at is not null)
    order by t.due_at, t.id limit ${MOST}`)
  for (const task of overdue)
    try {
      await withCaller(
        () => systemCaller(tenant),
        (caller) => write(caller, { command: 'approvals.chase', body: null }, (unit) => handle(unit, task)),
      )
    } catch (error) {
      // One that cannot go on (nobody left to ask) must not hold up the others.
      if (!(error instanceof Problem)) throw error
      tenant.log.warn('an overdue approval is stuck', { request: task.request, code: error.code })
    }
  return overdue.length
}
