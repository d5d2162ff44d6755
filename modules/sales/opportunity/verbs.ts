import type { CommandContext } from '#kernel/commands/context.ts'
import { command } from '#kernel/commands/context.ts'
import { bool, longText, ref, select, text } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { opportunity } from './opportunity.object.ts'
import { hasProof, type MissingTask, missingTasks, stageProbability } from './stageRules.sql.ts'
import { SALES_STAGES, STAGE_NAMES, stageIndex, stageLabel } from './stages.ts'

const OPEN = STAGE_NAMES
const target = { zh: '目标阶段', en: 'To stage' }

type Deal = { id: string } & Values

const wrongTarget = (to: string): Refusal =>
  new Refusal('opportunity.wrongStage', {
    zh: `不能移到“${stageLabel(to).zh}”，请选择相应方向上的阶段`,
    en: `It cannot go to ${stageLabel(to).en}; choose a stage in that direction`,
  })

function incomplete(missing: MissingTask[]): Refusal {
  const names = (lang: 'zh' | 'en') => missing.map((m) => m[lang])
  return new Refusal(
    'opportunity.tasksMissing',
    {
      zh: `还有未完成的阶段任务：${names('zh').join('、')}。请先在商机页补全或勾选`,
      en: `Stage tasks are still open: ${names('en').join('; ')}. Fill them in or tick them on the deal’s page first`,
    },
    { missing },
  )
}

/** Seconds spent in each stage, this visit added to earlier ones. */
function timeSpent(row: Deal, now: Date): Record<string, number> {
  const spent = { ...(row.stageDays as Record<string, number> | null) }
  const since = row.stageSince ? new Date(row.stageSince as string).getTime() : now.getTime()
  const stage = row.state as string
  spent[stage] = (spent[stage] ?? 0) + Math.max(0, Math.round((now.getTime() - since) / 1000))
  return spent
}

/** Puts a deal into another state, its clock and its chance with it. */
async function enter(ctx: CommandContext, row: Deal, state: string, patch: Values = {}): Promise<void> {
  const open = OPEN.includes(state)
  const probability = open ? await stageProbability(ctx.unit, state, row.productLine) : state === 'won' ? 100 : 0
  await ctx.change(row, {
    state,
    probability,
    stageSince: ctx.now.toISOString(),
    stageDays: OPEN.includes(row.state as string) ? timeSpent(row, ctx.now) : row.stageDays,
    reached: Math.max(Number(row.reached ?? 0), stageIndex(state)),
    closedOn: open ? null : ctx.today,
    closedFrom: open ? null : row.state,
    ...patch,
  })
}

/** 推进: on to the next stage (or a later one), once the required tasks of every stage left behind are done. */
export const advance = command(
  opportunity,
  {
    name: 'advance',
    label: { zh: '推进', en: 'Advance' },
    from: OPEN.slice(0, -1),
    icon: 'rise',
    input: {
      to: select(target, SALES_STAGES.slice(1), { help: { zh: '空则到下一阶段', en: 'Empty: the next stage' } }),
    },
  },
  async (ctx, row, input) => {
    const here = stageIndex(row.state as string)
    const to = input.to ?? STAGE_NAMES[here + 1]!
    if (stageIndex(to) <= here) throw wrongTarget(to)
    const missing = await missingTasks(ctx.unit, row, STAGE_NAMES.slice(here, stageIndex(to)))
    if (missing.length) throw incomplete(missing)
    await enter(ctx, row, to)
  },
)

export const back = command(
  opportunity,
  {
    name: 'back',
    label: { zh: '退回', en: 'Move back' },
    from: OPEN.slice(1),
    icon: 'swap',
    input: {
      to: select(target, SALES_STAGES.slice(0, -1), { help: { zh: '空则到上一阶段', en: 'Empty: the stage before' } }),
      reason: text({ zh: '原因', en: 'Reason' }, { max: 300 }),
    },
  },
  async (ctx, row, input) => {
    const here = stageIndex(row.state as string)
    const to = input.to ?? STAGE_NAMES[here - 1]!
    if (stageIndex(to) >= here) throw wrongTarget(to)
    await enter(ctx, row, to)
    if (input.reason) ctx.note({ reason: input.reason })
  },
)

/** 赢单: on an accepted quotation or an approved contract; without either, only with a reason that stays on record. */
export const win = command(
  opportunity,
  {
    name: 'win',
    label: { zh: '赢单', en: 'Win' },
    from: OPEN,
    icon: 'trophy',
    input: {
      reason: longText(
        { zh: '赢单说明', en: 'Why it is won' },
        {
          max: 500,
          help: { zh: '没有已接受的报价或合同时必填', en: 'Needed without an accepted quotation or contract' },
        },
      ),
    },
  },
  async (ctx, row, input) => {
    if (!input.reason && !(await hasProof(ctx.unit, row.id)))
      throw new Refusal('opportunity.noProof', {
        zh: '还没有客户接受的报价单或已批准的合同。请先完成其一，或填写赢单说明',
        en: 'There is no accepted quotation or approved contract yet. Get one, or say why it is won',
      })
    await enter(ctx, row, 'won', { closeNote: input.reason ?? null })
    ctx.emit('opportunity.won', { amount: row.amount })
  },
)

export const lose = command(
  opportunity,
  {
    name: 'lose',
    label: { zh: '输单', en: 'Lose' },
    from: OPEN,
    danger: true,
    icon: 'flag',
    input: {
      reason: select({ zh: '输单原因', en: 'Why lost' }, 'lossReason', { required: true }),
      competitor: ref('account', { zh: '输给', en: 'Lost to' }),
      note: longText({ zh: '说明', en: 'Note' }, { max: 500 }),
    },
  },
  async (ctx, row, input) => {
    await enter(ctx, row, 'lost', {
      lossReason: input.reason,
      closeNote: input.note ?? null,
      ...(input.competitor ? { competitor: input.competitor } : {}),
    })
  },
)

/** 重新打开: back to the stage in which it was closed. */
export const reopen = command(
  opportunity,
  {
    name: 'reopen',
    label: { zh: '重新打开', en: 'Reopen' },
    from: ['won', 'lost'],
    icon: 'history',
    input: { reason: text({ zh: '原因', en: 'Reason' }, { required: true, max: 300 }) },
  },
  async (ctx, row, input) => {
    const stage = (row.closedFrom as string | null) ?? STAGE_NAMES[0]!
    await enter(ctx, row, stage, { lossReason: null, closeNote: null, reached: stageIndex(stage) })
    ctx.note({ reason: input.reason })
  },
)

/** 勾选任务: notes who did a stage task and when, or takes the tick back. */
export const checkTask = command(
  opportunity,
  {
    name: 'checkTask',
    label: { zh: '勾选阶段任务', en: 'Tick a stage task' },
    from: OPEN,
    hidden: true,
    input: {
      task: ref('salesStageTask', { zh: '任务', en: 'Task' }, { required: true }),
      done: bool({ zh: '已完成', en: 'Done' }, { default: true }),
    },
  },
  async (ctx, row, input) => {
    const ticks = { ...(row.checklist as Record<string, unknown> | null) }
    if (input.done === false) delete ticks[input.task]
    else ticks[input.task] ??= { by: ctx.caller.actor.id, at: ctx.now.toISOString() }
    await ctx.change(row, { checklist: ticks })
  },
)

export const opportunityVerbs = [advance, win, back, lose, reopen, checkTask]
