import { type CommandContext, command } from '#kernel/commands/context.ts'
import { date, money, refs, text } from '#kernel/declare/index.ts'
import { invalidField, Refusal } from '#kernel/errors.ts'
import { agentAuthorization } from './agentAuthorization.object.ts'
import { grantedUnder } from './claims.sql.ts'
import {
  requireComplete,
  requireCoversBelow,
  requireDeposit,
  requireNoConflict,
  requirePapers,
  requireWithinAbove,
} from './guards.ts'
import type { Target } from './targets.ts'

const reason = text({ zh: '原因', en: 'Reason' }, { required: true, max: 300 })

export const submit = command(
  agentAuthorization,
  {
    name: 'submit',
    label: { zh: '提交审批', en: 'Submit' },
    from: 'draft',
    to: 'pending',
    icon: 'send',
  },
  async (ctx, row) => {
    await requireComplete(ctx.unit, row)
    const { actor } = ctx.caller
    await ctx.change(row, { submittedBy: actor.system ? null : actor.id, suspendReason: null })
  },
)

/** 生效: legal's word. From here on nobody else can be given what it holds. */
export const activate = command(
  agentAuthorization,
  {
    name: 'activate',
    label: { zh: '批准生效', en: 'Activate' },
    from: 'pending',
    to: 'active',
    icon: 'check-circle',
  },
  async (ctx, row) => {
    if (row.submittedBy && row.submittedBy === ctx.caller.actor.id)
      throw new Refusal('authorization.ownSubmission', {
        zh: '提交人不能批准自己提交的授权，请由另一位法务批准',
        en: 'Nobody approves what he submitted himself; another member of legal has to',
      })
    if (row.validTo < ctx.today)
      throw new Refusal('authorization.over', {
        zh: `授权期限已于 ${row.validTo} 结束，请驳回后修改期限`,
        en: `Its period ended on ${row.validTo}; reject it and change the period`,
      })
    await requireComplete(ctx.unit, row)
    await requireWithinAbove(ctx.unit, row)
    requirePapers(row)
    requireDeposit(row)
    await requireNoConflict(ctx.unit, row)
  },
)

export const reject = command(
  agentAuthorization,
  {
    name: 'reject',
    label: { zh: '驳回', en: 'Reject' },
    from: 'pending',
    to: 'draft',
    icon: 'rollback',
    input: { reason },
  },
  async (ctx, row, input) => {
    await ctx.change(row, { suspendReason: input.reason })
    ctx.emit('agentAuthorization.rejected', { reason: input.reason, to: [row.submittedBy] })
  },
)

/** What hangs on an authorisation falls with it. */
async function fallWith(ctx: CommandContext, id: string, states: string[], to: string, why: string): Promise<number> {
  const below = await grantedUnder(ctx.unit, id, states)
  for (const child of below) {
    const held = await ctx.lock(agentAuthorization.name, child, ctx.verb)
    await ctx.change(held as { id: string }, { state: to, suspendReason: why })
  }
  return below.length
}

export const suspend = command(
  agentAuthorization,
  {
    name: 'suspend',
    label: { zh: '暂停', en: 'Suspend' },
    from: 'active',
    to: 'suspended',
    danger: true,
    icon: 'pause-circle',
    input: { reason },
    confirm: {
      zh: '暂停后不能再按此授权下单，其下级授权同时暂停',
      en: 'No more orders under it; what was granted under it is suspended with it',
    },
  },
  async (ctx, row, input) => {
    const below = await fallWith(ctx, row.id, ['active'], 'suspended', `${row.number}：${input.reason}`.slice(0, 300))
    await ctx.change(row, { suspendReason: input.reason })
    return { below }
  },
)

export const resume = command(
  agentAuthorization,
  {
    name: 'resume',
    label: { zh: '恢复', en: 'Resume' },
    from: 'suspended',
    to: 'active',
    icon: 'play-circle',
  },
  async (ctx, row) => {
    if (row.validTo < ctx.today)
      throw new Refusal('authorization.over', {
        zh: `授权期限已于 ${row.validTo} 结束，不能恢复，请新建授权`,
        en: `Its period ended on ${row.validTo}; make a new authorisation`,
      })
    await requireComplete(ctx.unit, row)
    await requireWithinAbove(ctx.unit, row)
    requireDeposit(row)
    await requireNoConflict(ctx.unit, row)
    await ctx.change(row, { suspendReason: null })
  },
)

export const terminate = command(
  agentAuthorization,
  {
    name: 'terminate',
    label: { zh: '终止', en: 'Terminate' },
    from: ['pending', 'active', 'suspended'],
    to: 'terminated',
    danger: true,
    icon: 'stop',
    input: { reason },
    confirm: {
      zh: '终止后不能恢复，其下级授权同时终止',
      en: 'There is no way back; what was granted under it ends too',
    },
  },
  async (ctx, row, input) => {
    const states = ['pending', 'active', 'suspended']
    const below = await fallWith(ctx, row.id, states, 'terminated', `${row.number}：${input.reason}`.slice(0, 300))
    await ctx.change(row, { suspendReason: input.reason })
    return { below }
  },
)

/** 除外医院: gives up hospitals of an authorisation in force, so that another agent can be given them by name. */
export const excludeHospitals = command(
  agentAuthorization,
  {
    name: 'excludeHospitals',
    label: { zh: '除外医院', en: 'Exclude hospitals' },
    from: ['draft', 'pending', 'active', 'suspended'],
    icon: 'minus-circle',
    input: { hospitals: refs('account', { zh: '除外医院', en: 'Hospitals to exclude' }, { required: true }), reason },
  },
  async (ctx, row, input) => {
    const named = input.hospitals.filter((h) => (row.hospitals ?? []).includes(h))
    if (named.length)
      throw new Refusal('authorization.namedHospital', {
        zh: '所选医院是本授权点名的授权医院，不能除外；如需收回请终止后重新授权',
        en: 'The authorisation names this hospital; to take it back, end the authorisation and grant a new one',
      })
    const excludedHospitals = [...new Set([...(row.excludedHospitals ?? []), ...input.hospitals])]
    await requireCoversBelow(ctx.unit, { ...row, excludedHospitals })
    await ctx.change(row, { excludedHospitals })
    ctx.emit('agentAuthorization.hospitalsExcluded', { hospitals: input.hospitals, reason: input.reason })
  },
)

/** 任务量: what the agent undertakes to order within a period; a period named again is replaced. */
export const setTarget = command(
  agentAuthorization,
  {
    name: 'setTarget',
    label: { zh: '设置任务量', en: 'Set target' },
    from: ['draft', 'pending', 'active', 'suspended'],
    icon: 'aim',
    input: {
      from: date({ zh: '起', en: 'From' }, { required: true }),
      to: date({ zh: '止', en: 'To' }, { required: true }),
      amount: money({ zh: '任务金额', en: 'Amount to order' }, { required: true, min: 0 }),
    },
  },
  async (ctx, row, input) => {
    if (input.to < input.from || input.from < row.validFrom || input.to > row.validTo)
      throw invalidField(
        'to',
        'period.outside',
        `任务期须在授权期限 ${row.validFrom} 至 ${row.validTo} 之内，且止不早于起`,
        `The period must run forwards and lie within ${row.validFrom} to ${row.validTo}`,
      )
    const others = ((row.periodTargets ?? []) as Target[]).filter((t) => t.from !== input.from || t.to !== input.to)
    const periodTargets = [...others, { from: input.from, to: input.to, amount: input.amount }]
    await ctx.change(row, { periodTargets: periodTargets.sort((a, b) => (a.from < b.from ? -1 : 1)) })
  },
)

/** 到期: found by the daily round; harmless before its day. */
export const expire = command(
  agentAuthorization,
  {
    name: 'expire',
    label: { zh: '到期', en: 'Expire' },
    from: ['active', 'suspended'],
    to: 'expired',
    hidden: true,
  },
  async (ctx, row) => {
    if (row.validTo >= ctx.today)
      throw new Refusal('authorization.notOver', {
        zh: `授权有效期至 ${row.validTo}，尚未到期`,
        en: `It is valid until ${row.validTo}`,
      })
  },
)

/** In the order of their buttons: what moves on first, what ends it last. */
export const authorizationCommands = {
  submit,
  activate,
  resume,
  reject,
  setTarget,
  excludeHospitals,
  suspend,
  terminate,
  expire,
}
