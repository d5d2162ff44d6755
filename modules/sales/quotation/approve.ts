import { command } from '#kernel/commands/context.ts'
import { text } from '#kernel/declare/index.ts'
import { requireOfferable } from '../lines/check.ts'
import { contentHash, linesBelowFloor, needsException, requireOther } from '../lines/settle.ts'
import { quotation } from './quotation.object.ts'
import { requireInTime } from './validity.ts'

const reason = text({ zh: '理由', en: 'Reason' }, { required: true, max: 300 })

export const submit = command(
  quotation,
  { name: 'submit', label: { zh: '提交审批', en: 'Submit' }, from: 'draft', to: 'pending', icon: 'audit' },
  async (ctx, row) => {
    requireInTime(row, ctx.today)
    const { lines } = await ctx.lines(row)
    await requireOfferable(ctx.unit, row, lines!)
    const below = await linesBelowFloor(ctx.unit, row, lines!)
    await ctx.change(row, { submittedBy: ctx.caller.actor.id, belowFloor: below.size > 0, decisionNote: null })
  },
)

/** 批准: by somebody else than the submitter; lines under the floor need the director's exception instead. */
export const approve = command(
  quotation,
  { name: 'approve', label: { zh: '批准', en: 'Approve' }, from: 'pending', to: 'approved', icon: 'audit' },
  async (ctx, row) => {
    requireOther(ctx.caller.actor.id, row.submittedBy)
    const { lines } = await ctx.lines(row)
    if ((await linesBelowFloor(ctx.unit, row, lines!)).size) throw needsException()
    await ctx.change(row, { approvedBy: ctx.caller.actor.id })
  },
)

/** 特批低价: the director signs prices under the floor; the signature covers a fingerprint of what he saw. */
export const approveFloor = command(
  quotation,
  {
    name: 'approveFloor',
    label: { zh: '特批低价', en: 'Sign price exception' },
    from: 'pending',
    to: 'approved',
    icon: 'safety-certificate',
    input: { reason },
  },
  async (ctx, row, input) => {
    requireOther(ctx.caller.actor.id, row.submittedBy)
    const lines = (await ctx.lines(row)).lines!
    const below = await linesBelowFloor(ctx.unit, row, lines)
    await ctx.changeLines(
      row,
      { lines: lines.map((l) => (below.has(l.id) ? { ...l, priceSource: 'exception' } : l)) },
      {
        approvedBy: ctx.caller.actor.id,
        exceptionBy: ctx.caller.actor.id,
        exceptionAt: ctx.now.toISOString(),
        exceptionReason: input.reason,
        exceptionHash: contentHash(row, lines),
      },
    )
  },
)

export const reject = command(
  quotation,
  {
    name: 'reject',
    label: { zh: '驳回', en: 'Reject' },
    from: 'pending',
    to: 'draft',
    danger: true,
    input: { reason },
  },
  async (ctx, row, input) => {
    await ctx.change(row, { decisionNote: input.reason })
  },
)

export const approvalVerbs = [submit, approve, approveFloor, reject]
