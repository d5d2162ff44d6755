import { command, runCommand } from '#kernel/commands/context.ts'
import { json, text } from '#kernel/declare/index.ts'
import { badRequest, Refusal } from '#kernel/errors.ts'
import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import { storeLines } from '#kernel/records/lines.ts'
import type { Changes, Unit } from '#kernel/records/unit.ts'
import { noteContract } from '../contract/progress.sql.ts'
import { sign } from './audits.ts'
import { contentHash } from './content.ts'
import { type Facts, factsOf } from './facts.sql.ts'
import { orderProblems, refuse } from './judge.ts'
import { actorOf } from './planting.ts'
import { type PricedOrderLine, priceLines, priceProblems } from './pricing.ts'
import { refreshOrder } from './refresh.ts'
import { salesOrder } from './salesOrder.object.ts'
import { settleAmounts } from './settle.ts'

interface Judged {
  facts: Facts
  priced: PricedOrderLine[]
  lines: Values[]
  /** Columns of the head that follow from the prices. */
  amounts: Values
}

/** Prices an order's lines and adds them up; nothing is stored. */
async function priced(unit: Unit, order: Values, stored: Values[]): Promise<Judged> {
  if (!stored.length)
    throw new Refusal('order.noLines', {
      zh: '订单没有明细：请先添加品规',
      en: 'The order has no lines: add packages first',
    })
  const lines = stored.map((line) => ({ ...line }))
  const facts = await factsOf(unit, order, [...new Set(lines.map((l) => l.package as string))])
  const found = await priceLines(unit, order, lines, facts)
  const head = { ...order }
  settleAmounts(head, lines)
  const { goodsAmount, amount, taxAmount } = head
  return { facts, priced: found, lines, amounts: { goodsAmount, amount, taxAmount } }
}

const put = (unit: Unit, order: Values, before: Values[], after: Values[]): Promise<Changes> =>
  storeLines(
    unit,
    unit.caller.model.objects.get('salesOrder')!,
    order.id as string,
    { lines: before },
    { lines: after },
  )

/** 取价: fills empty prices and says which lines could not be sold so; the order stays a draft. */
export const priceOrder = command(
  salesOrder,
  { name: 'price', label: { zh: '取价', en: 'Fill prices' }, from: 'draft', icon: 'calculator' },
  async (ctx, row) => {
    const stored = (await ctx.lines(row)).lines!
    const judged = await priced(ctx.unit, row, stored)
    const changes = await put(ctx.unit, row, stored, judged.lines)
    Object.assign(row, await refreshOrder(ctx.unit, row, judged.amounts, ctx.verb, changes))
    return { lines: judged.priced }
  },
)

/** 提交: prices and their sources are fixed, every check passes or each reason is named. */
export const submitOrder = command(
  salesOrder,
  { name: 'submit', label: { zh: '提交', en: 'Submit' }, from: 'draft', to: 'submitted', icon: 'send' },
  async (ctx, row) => {
    const { unit } = ctx
    const stored = (await ctx.lines(row)).lines!
    const judged = await priced(unit, row, stored)
    const problems = [
      ...(await orderProblems(unit, row, judged.lines, judged.facts)),
      ...priceProblems(judged.priced, judged.facts),
    ]
    refuse(problems, 'order.cannotSubmit')
    const changes = await put(unit, row, stored, judged.lines)
    const head: Values = {
      ...judged.amounts,
      state: 'submitted',
      submittedAt: unit.stamp,
      submittedBy: actorOf(unit),
      businessBy: null,
      financeBy: null,
    }
    head.contentHash = contentHash({ ...row, ...head }, judged.lines)
    Object.assign(row, await refreshOrder(unit, row, head, ctx.verb, changes))
    await sign(unit, row, 'submit')
    if (row.contract) await noteContract(unit, row.contract)
  },
)

/** 下单: create and submit in one transaction; whatever is wrong, nothing is left behind. */
export const placeOrder = command(
  salesOrder,
  {
    name: 'place',
    label: { zh: '下单', en: 'Place order' },
    collection: true,
    hidden: true,
    input: { values: json({ zh: '订单内容', en: 'Content' }, { required: true }) },
  },
  async (ctx, _row, input) => {
    const { values } = input
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw badRequest('body.invalid', { zh: '订单内容应为对象', en: 'The content must be an object' })
    const made = await create(ctx.unit, salesOrder.name, values as Values)
    await runCommand(ctx.unit, submitOrder, made.id as string, {})
    return { id: made.id }
  },
)

/** 撤回: taken back before anybody audited it. */
export const withdrawOrder = command(
  salesOrder,
  {
    name: 'withdraw',
    label: { zh: '撤回', en: 'Withdraw' },
    from: 'submitted',
    to: 'draft',
    icon: 'rollback',
    input: { reason: text({ zh: '原因', en: 'Reason' }, { max: 300 }) },
  },
  async (ctx, row, input) => {
    Object.assign(row, await refreshOrder(ctx.unit, row, { state: 'draft' }, ctx.verb))
    await sign(ctx.unit, row, 'submit', 'withdrawn', input.reason)
    if (row.contract) await noteContract(ctx.unit, row.contract)
  },
)

export const submitVerbs = [priceOrder, submitOrder, placeOrder, withdrawOrder]
