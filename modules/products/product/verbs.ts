import { command } from '#kernel/commands/context.ts'
import { text } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import { otherEyes } from '../fourEyes.ts'
import { firstApprovalProblems } from '../license/firstApproval.ts'
import { product } from './product.object.ts'

const reason = (zh: string, en: string) => text({ zh, en }, { required: true, max: 300 })

/**
 * 首营审批: QA has seen the approval, the makers' licences and the registration. What is missing may be overridden with
 * a reason that stays on record; a missing approval number or maker may not.
 */
export const qaApprove = command(
  product,
  {
    name: 'qaApprove',
    label: { zh: '首营审批', en: 'Approve first transaction' },
    from: 'draft',
    to: 'qaApproved',
    icon: 'safety',
    input: {
      overrideReason: text(
        { zh: '资质不全仍批准的理由', en: 'Reason to approve in spite of missing papers' },
        { max: 300, help: { zh: '资质齐全时留空', en: 'Leave empty when all papers are there' } },
      ),
    },
  },
  async (ctx, row, input) => {
    otherEyes(ctx, [(row as { createdBy?: unknown }).createdBy])
    const { fatal, papers } = await firstApprovalProblems(ctx.unit, row)
    const stands = fatal.length ? fatal : input.overrideReason ? [] : papers
    if (stands.length)
      throw new Refusal(
        'product.firstApproval',
        {
          zh: `首营审批不通过：${stands.map((p) => p.label.zh).join('；')}${fatal.length ? '' : '（质管可填写理由特批）'}`,
          en: `First transaction cannot be approved: ${stands.map((p) => p.label.en).join('; ')}${fatal.length ? '' : ' (QA may override with a reason)'}`,
        },
        { problems: stands.map((p) => ({ code: p.code, message: p.label, ...p.extra })) },
      )
    const overridden = papers.length ? `特批：${input.overrideReason}（缺：${papers.length} 项）`.slice(0, 300) : null
    await ctx.change(row, {
      approvedBy: ctx.caller.actor.system ? null : ctx.caller.actor.id,
      firstApprovalNote: overridden,
    })
    if (papers.length) ctx.note({ override: input.overrideReason, missing: papers.map((p) => p.label) })
  },
)

export const activate = command(
  product,
  {
    name: 'activate',
    label: { zh: '上市销售', en: 'Put on sale' },
    from: 'qaApproved',
    to: 'active',
    icon: 'play-circle',
  },
  async () => {},
)

export const suspend = command(
  product,
  {
    name: 'suspend',
    label: { zh: '暂停销售', en: 'Suspend' },
    from: 'active',
    to: 'suspended',
    danger: true,
    icon: 'pause-circle',
    input: { reason: reason('暂停原因', 'Why suspended') },
  },
  async (ctx, row, input) => void (await ctx.change(row, { suspendReason: input.reason })),
)

export const resume = command(
  product,
  { name: 'resume', label: { zh: '恢复销售', en: 'Resume' }, from: 'suspended', to: 'active', icon: 'play-circle' },
  async (ctx, row) => {
    if (row.approvalValidTo && row.approvalValidTo < ctx.today)
      throw new Refusal('license.approvalExpired', {
        zh: `批准文号已于 ${row.approvalValidTo} 到期；请先更新批件有效期`,
        en: `The approval ended on ${row.approvalValidTo}; record its renewal first`,
      })
    await ctx.change(row, { suspendReason: null })
  },
)

export const withdraw = command(
  product,
  {
    name: 'withdraw',
    label: { zh: '停产停售', en: 'Withdraw' },
    from: ['qaApproved', 'active', 'suspended'],
    to: 'withdrawn',
    danger: true,
    icon: 'stop',
    confirm: { zh: '停产停售后不能恢复，确定？', en: 'A withdrawn product does not come back. Go on?' },
    input: { reason: reason('停售原因', 'Why withdrawn') },
  },
  async (ctx, row, input) => void (await ctx.change(row, { suspendReason: input.reason })),
)

export const productVerbs = [qaApprove, activate, suspend, resume, withdraw]
