import { command } from '#kernel/commands/context.ts'
import { date, items, select, text } from '#kernel/declare/index.ts'
import { quotation } from './quotation.object.ts'
import { requireInTime } from './validity.ts'

export const send = command(
  quotation,
  {
    name: 'send',
    label: { zh: '发出报价', en: 'Mark sent' },
    from: 'approved',
    to: 'sent',
    icon: 'mail',
    input: {
      by: select(
        { zh: '方式', en: 'How' },
        items({
          mail: ['邮件', 'E-mail'],
          paper: ['纸质', 'Paper'],
          wechat: ['微信', 'WeChat'],
          other: ['其他', 'Other'],
        }),
        { default: 'mail' },
      ),
    },
  },
  async (ctx, row, input) => {
    requireInTime(row, ctx.today)
    await ctx.change(row, { sentOn: ctx.today })
    ctx.note({ by: input.by })
  },
)

export const accept = command(
  quotation,
  { name: 'accept', label: { zh: '客户接受', en: 'Accepted by customer' }, from: 'sent', to: 'accepted', icon: 'flag' },
  async (ctx, row) => {
    requireInTime(row, ctx.today)
    await ctx.change(row, { answeredOn: ctx.today })
  },
)

export const decline = command(
  quotation,
  {
    name: 'decline',
    label: { zh: '客户拒绝', en: 'Declined by customer' },
    from: 'sent',
    to: 'declined',
    danger: true,
    input: { reason: text({ zh: '原因', en: 'Why' }, { required: true, max: 300 }) },
  },
  async (ctx, row, input) => {
    await ctx.change(row, { answeredOn: ctx.today, decisionNote: input.reason })
  },
)

/** 换版: a new draft with the same lines takes the place of one that has left the house. */
export const revise = command(
  quotation,
  {
    name: 'revise',
    label: { zh: '换版', en: 'New version' },
    from: ['approved', 'sent', 'declined'],
    to: 'superseded',
    icon: 'swap',
    input: { validTo: date({ zh: '新的有效期', en: 'Valid to' }, { required: true }) },
  },
  async (ctx, row, input) => {
    requireInTime(input, ctx.today)
    const { lines } = await ctx.lines(row)
    const { account, title, opportunity, contact, paymentTerm, note } = row
    const next = await ctx.create(
      'quotation',
      {
        ...{ account, title, opportunity, contact, paymentTerm, note },
        ...{ validTo: input.validTo, revision: Number(row.revision ?? 1) + 1, replaces: row.id },
        ...{ amount: row.amount, taxAmount: row.taxAmount, belowFloor: row.belowFloor },
        lines: lines!.map(({ id: _, ...line }) => ({
          ...line,
          priceSource: line.priceSource === 'exception' ? 'agreed' : line.priceSource,
        })),
      },
      { trusted: true },
    )
    return { open: { object: 'quotation', id: next.id }, number: next.number }
  },
)

export const offerVerbs = [send, accept, decline, revise]
