import { type CommandContext, command } from '#kernel/commands/context.ts'
import { type CommandDef, type ObjectDef, text } from '#kernel/declare/index.ts'
import type { Values } from '#kernel/records/input.ts'
import { contentHash, linesBelowFloor, needsException, requireOther } from './settle.ts'

/** A quotation or contract as its approval sees it. */
type Document = Values & { id: string }

/** What a document must have before it is submitted; throws what is amiss. */
export type Ready = (ctx: CommandContext, row: Document, lines: Record<string, Values[]>) => Promise<void>

export interface ApprovalVerbs {
  submit: CommandDef
  /** 批准: by somebody else than the submitter; prices under the floor need the director's exception instead. */
  approve: CommandDef
  /** 特批低价: the director signs prices under the floor; the signature covers a fingerprint of what he saw. */
  approveFloor: CommandDef
  reject: CommandDef
}

const reason = text({ zh: '理由', en: 'Reason' }, { required: true, max: 300 })

/** 提交 批准 特批低价 驳回: how a priced document with a `submittedBy` and an exception on its head is decided. */
export function approvalOf(object: ObjectDef, ready: Ready): ApprovalVerbs {
  const submit = command(
    object,
    { name: 'submit', label: { zh: '提交审批', en: 'Submit' }, from: 'draft', to: 'pending', icon: 'audit' },
    async (ctx, row: Document) => {
      const lines = await ctx.lines(row)
      await ready(ctx, row, lines)
      const below = await linesBelowFloor(ctx.unit, row, lines.lines!)
      await ctx.change(row, { submittedBy: ctx.caller.actor.id, belowFloor: below.size > 0, decisionNote: null })
    },
  )
  const approve = command(
    object,
    { name: 'approve', label: { zh: '批准', en: 'Approve' }, from: 'pending', to: 'approved', icon: 'audit' },
    async (ctx, row: Document) => {
      requireOther(ctx.caller.actor.id, row.submittedBy)
      const { lines } = await ctx.lines(row)
      if ((await linesBelowFloor(ctx.unit, row, lines!)).size) throw needsException()
      await ctx.change(row, { approvedBy: ctx.caller.actor.id })
    },
  )
  const approveFloor = command(
    object,
    {
      name: 'approveFloor',
      label: { zh: '特批低价', en: 'Sign price exception' },
      from: 'pending',
      to: 'approved',
      icon: 'safety-certificate',
      input: { reason },
    },
    async (ctx, row: Document, input) => {
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
  const reject = command(
    object,
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
  return { submit, approve, approveFloor, reject }
}
