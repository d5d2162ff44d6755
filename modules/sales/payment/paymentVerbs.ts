import { type CommandContext, command } from '#kernel/commands/context.ts'
import { type Field, money, ref, text } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { add, compare, negate, sub } from '#kernel/values/decimal.ts'
import { noteContract } from '../contract/progress.sql.ts'
import { notMaker } from '../salesOrder/audits.ts'
import { book } from '../salesOrder/ledger.sql.ts'
import { homeOf, plant } from '../salesOrder/planting.ts'
import { refreshOrder } from '../salesOrder/refresh.ts'
import { payment } from './payment.object.ts'
import { allocatedTo, allocations } from './payment.sql.ts'

const order = ref('salesOrder', { zh: '订单', en: 'Order' }, { required: true })
const amount = money({ zh: '金额', en: 'Amount' }, { required: true, min: 0 })
const reason = text({ zh: '原因', en: 'Reason' }, { required: true, max: 300 })

const free = (row: Values): string => sub(sub(String(row.amount), String(row.allocated)), String(row.refunded))

function positive(value: string): void {
  if (compare(value, '0') > 0) return
  throw new Refusal('payment.amount', { zh: '金额应大于零', en: 'The amount must be above zero' })
}

/** Money of one customer pays that customer's orders: as buyer, or as the one billed. */
function sameCustomer(row: Values, target: Values): void {
  if (target.soldTo === row.account || target.billTo === row.account) return
  throw new Refusal('payment.otherCustomer', {
    zh: '订单不属于该付款客户：请选择该客户自己的订单',
    en: 'The order is another customer’s: choose an order of the payer',
  })
}

/**
 * Moves money between a payment and an order (negative = back), in both directions of the books: allocation row, both
 * running sums, receivable ledger, the order's head. The caller holds both rows.
 */
async function move(
  unit: Unit,
  held: Values,
  target: Values,
  value: string,
  as: { kind: 'allocation' | 'refund'; verb: string },
): Promise<void> {
  await plant(unit, 'paymentAllocation', homeOf(held), [
    {
      values: {
        payment: held.id,
        order: target.id,
        kind: compare(value, '0') > 0 ? 'allocate' : 'deallocate',
        amount: value,
      },
    },
  ])
  await book(unit, target, { kind: as.kind, amount: negate(value), source: 'payment', sourceId: held.id as string })
  await refreshOrder(unit, target, { paidAmount: add(String(target.paidAmount), value) }, as.verb)
  if (target.contract) await noteContract(unit, target.contract as string)
}

const stateOf = (row: Values): string => (compare(free(row), '0') === 0 ? 'allocated' : 'open')

async function change(ctx: CommandContext, row: Values, patch: Values): Promise<void> {
  await ctx.change(row as { id: string }, { ...patch, state: stateOf({ ...row, ...patch }) })
}

/** 核销: part of a payment set against an order. */
export const allocatePayment = command(
  payment,
  {
    name: 'allocate',
    label: { zh: '核销', en: 'Allocate' },
    from: 'open',
    icon: 'link',
    input: { order, amount },
  },
  async (ctx, held, input) => {
    const row = held as unknown as Values
    positive(input.amount)
    const target = await ctx.lock('salesOrder', input.order, 'read')
    sameCustomer(row, target)
    if (target.state === 'draft' || target.state === 'cancelled')
      throw new Refusal('payment.orderState', {
        zh: '草稿或已取消的订单不能核销：请先提交订单',
        en: 'Nothing is allocated to a draft or cancelled order: submit it first',
      })
    if (compare(input.amount, free(row)) > 0)
      throw new Refusal(
        'payment.over',
        {
          zh: `核销 ${input.amount} 超过该回款未核销的 ${free(row)}：请减少金额`,
          en: `${input.amount} is more than the ${free(row)} left of this payment: allocate less`,
        },
        { free: free(row) },
      )
    const owed = sub(sub(String(target.amount), String(target.creditedAmount)), String(target.paidAmount))
    if (compare(input.amount, owed) > 0)
      throw new Refusal(
        'payment.orderOver',
        {
          zh: `核销 ${input.amount} 超过订单未收的 ${owed}：请减少金额，余款核销到其他订单`,
          en: `${input.amount} is more than the ${owed} the order still owes: allocate less and the rest to another order`,
        },
        { owed },
      )
    await move(ctx.unit, row, target, input.amount, { kind: 'allocation', verb: ctx.verb })
    await change(ctx, row, { allocated: add(String(row.allocated), input.amount) })
  },
)

async function requireAllocated(unit: Unit, row: Values, target: Values, value: string): Promise<void> {
  const there = await allocatedTo(unit, row.id as string, target.id as string)
  if (compare(value, there) <= 0) return
  throw new Refusal(
    'payment.notAllocated',
    {
      zh: `该回款在此订单上只核销了 ${there}：请减少金额`,
      en: `Only ${there} of this payment is allocated to that order: take back less`,
    },
    { allocated: there },
  )
}

/** 撤销核销: money set against an order is free again. Goods of a prepaid order that have left stay paid. */
export const deallocatePayment = command(
  payment,
  {
    name: 'deallocate',
    label: { zh: '撤销核销', en: 'Take back' },
    from: ['open', 'allocated'],
    icon: 'disconnect',
    input: { order, amount, reason: text({ zh: '原因', en: 'Reason' }, { max: 300 }) },
  },
  async (ctx, held, input) => {
    const row = held as unknown as Values
    positive(input.amount)
    const target = await ctx.lock('salesOrder', input.order, 'read')
    await requireAllocated(ctx.unit, row, target, input.amount)
    const owed = sub(String(target.shippedAmount), String(target.creditedAmount))
    if (target.paymentTerm === 'prepaid' && compare(sub(String(target.paidAmount), input.amount), owed) < 0)
      throw new Refusal('payment.goodsLeft', {
        zh: '预付订单的货已发出，对应回款不能撤销：请先办理退货，或由财务冲销整笔回款',
        en: 'Goods of this prepaid order have left for this money: take the goods back first, or have finance reverse the payment',
      })
    await move(ctx.unit, row, target, negate(input.amount), { kind: 'allocation', verb: ctx.verb })
    await change(ctx, row, { allocated: sub(String(row.allocated), input.amount) })
  },
)

/** 冲销: the money never came (a cheque that bounced); every order it paid owes again. */
export const reversePayment = command(
  payment,
  {
    name: 'reverse',
    label: { zh: '冲销', en: 'Reverse' },
    from: ['open', 'allocated'],
    to: 'reversed',
    danger: true,
    icon: 'undo',
    input: { reason },
  },
  async (ctx, held, input) => {
    const row = held as unknown as Values
    notMaker(ctx.unit, row.createdBy)
    if (compare(String(row.refunded), '0') > 0)
      throw new Refusal('payment.refunded', {
        zh: '该回款已部分退款，不能冲销',
        en: 'Part of this payment was refunded: it cannot be reversed',
      })
    for (const { order: id, amount: value } of await allocations(ctx.unit, row.id as string)) {
      const target = await ctx.lock('salesOrder', id, 'read')
      await move(ctx.unit, row, target, negate(value), { kind: 'allocation', verb: 'reversePayment' })
    }
    await ctx.change(held, { allocated: '0', state: 'reversed', note: input.reason })
  },
)

/** 退款: money goes back to the customer, out of what is free or out of an order that was credited. */
export const refundPayment = command(
  payment,
  {
    name: 'refund',
    label: { zh: '退款', en: 'Refund' },
    from: ['open', 'allocated'],
    danger: true,
    icon: 'export',
    input: { amount, order: { ...order, required: false } as Field<string, false>, reason },
  },
  async (ctx, held, input) => {
    const row = held as unknown as Values
    notMaker(ctx.unit, row.createdBy)
    positive(input.amount)
    let allocated = String(row.allocated)
    if (input.order) {
      const target = await ctx.lock('salesOrder', input.order, 'read')
      const due = sub(String(target.shippedAmount), String(target.creditedAmount))
      const over = sub(String(target.paidAmount), due)
      if (compare(input.amount, over) > 0)
        throw new Refusal(
          'payment.refundOver',
          {
            zh: `该订单多收 ${over}，不能退 ${input.amount}：请先办理退货抵减或减少金额`,
            en: `The order was overpaid by ${over}; ${input.amount} cannot be refunded: credit a return first or refund less`,
          },
          { over },
        )
      await requireAllocated(ctx.unit, row, target, input.amount)
      await move(ctx.unit, row, target, negate(input.amount), { kind: 'refund', verb: ctx.verb })
      allocated = sub(allocated, input.amount)
    } else if (compare(input.amount, free(row)) > 0)
      throw new Refusal(
        'payment.over',
        {
          zh: `退款 ${input.amount} 超过未核销的 ${free(row)}：请减少金额或先撤销核销`,
          en: `${input.amount} is more than the ${free(row)} not allocated: refund less or take allocations back first`,
        },
        { free: free(row) },
      )
    await change(ctx, row, { allocated, refunded: add(String(row.refunded), input.amount) })
  },
)

export const paymentVerbs = [allocatePayment, deallocatePayment, reversePayment, refundPayment]
