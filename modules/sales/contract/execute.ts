import { command } from '#kernel/commands/context.ts'
import { date, text } from '#kernel/declare/index.ts'
import { invalidField, Refusal } from '#kernel/errors.ts'
import { compare, normalize, sub } from '#kernel/values/decimal.ts'
import { contract } from './contract.object.ts'

/** 签订: both sides have signed; from now on orders are placed under it, at its prices. */
export const sign = command(
  contract,
  {
    name: 'sign',
    label: { zh: '签订', en: 'Mark signed' },
    from: 'approved',
    to: 'signed',
    icon: 'file-done',
    input: {
      signedAt: date({ zh: '签订日期', en: 'Signed on' }, { required: true }),
      contractNo: text({ zh: '纸质合同号', en: 'Paper contract no.' }, { max: 60 }),
    },
  },
  async (ctx, row, input) => {
    if (input.signedAt > ctx.today)
      throw invalidField('signedAt', 'date.future', '签订日期不能晚于今天', 'It cannot lie in the future')
    await ctx.change(row, { signedAt: input.signedAt, contractNo: input.contractNo ?? row.contractNo })
  },
)

const reason = { max: 300 } as const

/** 执行完毕: everything ordered, shipped and paid; before that only with a reason. */
export const complete = command(
  contract,
  {
    name: 'complete',
    label: { zh: '执行完毕', en: 'Complete' },
    from: 'signed',
    to: 'completed',
    icon: 'flag',
    input: {
      reason: text(
        { zh: '说明', en: 'Note' },
        { ...reason, help: { zh: '尚未全部发货、回款时必填', en: 'Needed while not all is shipped and paid' } },
      ),
    },
  },
  async (ctx, row, input) => {
    const amount = String(row.amount ?? '0')
    const open = [row.shippedAmount, row.paidAmount].some((v) => compare(String(v ?? '0'), amount) < 0)
    if (open && !input.reason)
      throw new Refusal('contract.notExecuted', {
        zh: `合同金额 ${amount}，已发货 ${row.shippedAmount}，已回款 ${row.paidAmount}，尚未执行完。请继续执行，或填写说明后结束`,
        en: `Of ${amount}, ${row.shippedAmount} is shipped and ${row.paidAmount} paid. Carry on, or say why it ends now`,
      })
    await ctx.change(row, { closedOn: ctx.today, decisionNote: input.reason ?? null })
  },
)

export const terminate = command(
  contract,
  {
    name: 'terminate',
    label: { zh: '终止', en: 'Terminate' },
    from: ['approved', 'signed'],
    to: 'terminated',
    danger: true,
    icon: 'stop',
    input: { reason: text({ zh: '终止原因', en: 'Reason' }, { ...reason, required: true }) },
  },
  async (ctx, row, input) => {
    await ctx.change(row, { closedOn: ctx.today, decisionNote: input.reason })
  },
)

/** 转订单: a draft order of everything that the contract still has to give, at its prices. */
export const toOrder = command(
  contract,
  { name: 'toOrder', label: { zh: '转订单', en: 'Make an order' }, from: 'signed', icon: 'shopping-cart' },
  async (ctx, row) => {
    if (ctx.today < String(row.validFrom) || ctx.today > String(row.validTo))
      throw new Refusal('contract.outsidePeriod', {
        zh: `合同有效期为 ${row.validFrom} 至 ${row.validTo}，今天不在其中；请续签后再下单`,
        en: `The contract holds from ${row.validFrom} to ${row.validTo}; renew it before ordering`,
      })
    const { lines } = await ctx.lines(row)
    const left = lines!
      .map((l) => ({ line: l, qty: sub(String(l.qty), String(l.orderedQty ?? '0')) }))
      .filter(({ qty }) => compare(qty, '0') > 0)
    if (!left.length)
      throw new Refusal('contract.nothingLeft', {
        zh: '合同数量已全部下单；如需追加，请另签补充合同',
        en: 'Everything agreed is ordered already; make another contract for more',
      })
    const made = await ctx.create('salesOrder', {
      soldTo: row.account,
      contract: row.id,
      tender: row.tender,
      paymentTerm: row.paymentTerm,
      ...(row.quotation ? { quotation: row.quotation } : {}),
      lines: left.map(({ line, qty }) => ({
        package: line.package,
        qty: normalize(qty),
        unitPrice: line.unitPrice,
      })),
    })
    return { open: { object: 'salesOrder', id: made.id }, number: made.number }
  },
)

export const executionVerbs = [toOrder, sign, complete, terminate]
