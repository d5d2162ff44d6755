import { command } from '#kernel/commands/context.ts'
import { bool, date, text } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import { openOrderOf } from './orders.sql.ts'
import { quotation } from './quotation.object.ts'
import { requireInTime } from './validity.ts'

/** 转合同: a draft contract with the quotation's lines and prices; its payment plan starts as one payment of all. */
export const toContract = command(
  quotation,
  {
    name: 'toContract',
    label: { zh: '转合同', en: 'Make a contract' },
    from: ['approved', 'sent', 'accepted'],
    icon: 'file-done',
    input: {
      title: text({ zh: '合同名称', en: 'Title' }, { required: true, max: 200 }),
      validFrom: date({ zh: '生效日期', en: 'Valid from' }, { required: true }),
      validTo: date({ zh: '到期日期', en: 'Valid to' }, { required: true }),
    },
  },
  async (ctx, row, input) => {
    requireInTime(row, ctx.today)
    const { lines } = await ctx.lines(row)
    const made = await ctx.create('contract', {
      ...input,
      account: row.account,
      quotation: row.id,
      opportunity: row.opportunity,
      paymentTerm: row.paymentTerm,
      lines: lines!.map((l) => ({ package: l.package, qty: l.qty, unitPrice: l.unitPrice })),
      paymentPlan: [{ dueOn: input.validFrom, amount: row.amount, condition: 'signing' }],
    })
    return { open: { object: 'contract', id: made.id }, number: made.number }
  },
)

/** 转订单: a draft order of what the customer accepted, at the prices offered; the order keeps where it came from. */
export const toOrder = command(
  quotation,
  {
    name: 'toOrder',
    label: { zh: '转订单', en: 'Make an order' },
    from: 'accepted',
    icon: 'shopping-cart',
    input: {
      again: bool(
        { zh: '再次下单', en: 'Order once more' },
        { help: { zh: '该报价已有订单时勾选', en: 'Tick where there is one already' } },
      ),
    },
  },
  async (ctx, row, input) => {
    requireInTime(row, ctx.today)
    const earlier = input.again ? undefined : await openOrderOf(ctx.unit, row.id)
    if (earlier)
      throw new Refusal('quotation.ordered', {
        zh: `该报价已转为订单 ${earlier}；如需再次下单，请勾选“再次下单”`,
        en: `It became order ${earlier} already; tick “Order once more” if that is meant`,
      })
    const { lines } = await ctx.lines(row)
    const made = await ctx.create('salesOrder', {
      soldTo: row.account,
      quotation: row.id,
      paymentTerm: row.paymentTerm,
      lines: lines!.map((l) => ({ package: l.package, qty: l.qty, unitPrice: l.unitPrice })),
    })
    return { open: { object: 'salesOrder', id: made.id }, number: made.number }
  },
)

export const onwardVerbs = [toOrder, toContract]
