import { flowProblems } from '#kernel/approvals/index.ts'
import { command } from '#kernel/commands/context.ts'
import { invalid, Refusal } from '#kernel/errors.ts'
import { afterWrite } from '#kernel/records/hooks.ts'
import { approvalFlow } from './approvalFlow.object.ts'
import { earlierRevisions, nextRevision } from './revisions.sql.ts'

/** 发布: checked as a whole, then in force at once; the revision before it retires. Running requests go on as they began. */
export const publish = command(
  approvalFlow,
  { name: 'publish', label: { zh: '发布', en: 'Publish' }, from: 'draft', to: 'active', icon: 'check' },
  async (ctx, row) => {
    const problems = flowProblems(ctx.caller, row)
    if (problems.length) throw invalid(problems)
    for (const id of await earlierRevisions(ctx.unit, row.origin ?? row.id, row.id)) {
      const earlier = await ctx.lock('approvalFlow', id, 'publish')
      await ctx.change(earlier as { id: string }, { state: 'retired' })
    }
  },
)

/** 停用: the command runs without approval from now on; running requests are decided to their end. */
export const retire = command(
  approvalFlow,
  {
    name: 'retire',
    label: { zh: '停用', en: 'Retire' },
    from: 'active',
    to: 'retired',
    danger: true,
    icon: 'stop',
    confirm: { zh: '停用后该操作不再需要此审批', en: 'The command will no longer need this approval' },
  },
  async () => undefined,
)

/** 复制为新版本: a draft of the next revision. */
export const copy = command(
  approvalFlow,
  { name: 'copy', label: { zh: '复制为新版本', en: 'New revision' }, icon: 'copy' },
  async (ctx, row) => {
    const { name, object, command: verb, condition, priority, definition, description } = row
    const origin = row.origin ?? row.id
    const revision = await nextRevision(ctx.unit, origin)
    const values = { name, object, command: verb, condition, priority, definition, description, origin, revision }
    const made = await ctx.create('approvalFlow', values, { trusted: true })
    return { id: made.id }
  },
)

/** What was once in force stays: running requests and old decisions refer to it. */
export const keepPublished = afterWrite(approvalFlow, async (_unit, rows) => {
  if (rows.some((r) => r.deletedAt && r.state !== 'draft'))
    throw new Refusal('approvalFlow.published', {
      zh: '发布过的审批流不能删除，请停用',
      en: 'A flow that was published is not deleted; retire it',
    })
})

export const flowCommands = [publish, retire, copy]
