import { command, runCommand } from '#kernel/commands/context.ts'
import { requireVerb } from '#kernel/commands/run.ts'
import { json, text } from '#kernel/declare/index.ts'
import { badRequest, type Problem, Refusal } from '#kernel/errors.ts'
import { create, judgeMany } from '#kernel/records/create.ts'
import { attachFiles } from '#kernel/records/fileLinks.ts'
import { runHooks } from '#kernel/records/hooks.ts'
import type { Values } from '#kernel/records/input.ts'
import { storeLines } from '#kernel/records/lines.ts'
import type { Changes, Unit } from '#kernel/records/unit.ts'
import { compare } from '#kernel/values/decimal.ts'
import { noteContract } from '../contract/progress.sql.ts'
import { sign } from './audits.ts'
import { contentHash } from './content.ts'
import { type Facts, factsOf } from './facts.sql.ts'
import { askedProblems, orderProblems, refuse } from './judge.ts'
import { actorOf, plant } from './planting.ts'
import { type PricedOrderLine, priceLines, priceProblems, pricesOf } from './pricing.ts'
import { refreshOrder, START, standing } from './refresh.ts'
import { salesOrder } from './salesOrder.object.ts'
import { askAhead, settleAmounts } from './settle.ts'
import { chainProblems } from './twoInvoices.ts'

interface Judged {
  facts: Facts
  /** What other areas say against it. */
  asked: Problem[]
  priced: PricedOrderLine[]
  lines: Values[]
  /** Columns of the head that follow from the prices. */
  amounts: Values
}

type Asked = [facts: Facts, prices: Awaited<ReturnType<typeof pricesOf>>, problems: Problem[]]

/** Everything that has to be known of an order to price it, and to judge it; one journey. */
function askFor(unit: Unit, order: Values, lines: Values[], judging: boolean): Promise<Asked> {
  const packages = [...new Set(lines.map((l) => l.package as string))]
  return Promise.all([
    factsOf(unit, order, packages),
    pricesOf(unit, order, lines),
    judging ? askedProblems(unit, order, lines) : [],
  ])
}

/**
 * Prices an order's lines and adds them up, and asks what stands against it if it is to be judged (unless that was asked
 * already); nothing is stored.
 */
async function priced(
  unit: Unit,
  order: Values,
  stored: Values[],
  judging: boolean,
  ahead?: Promise<Asked>,
): Promise<Judged> {
  if (!stored.length)
    throw new Refusal('order.noLines', {
      zh: '订单没有明细：请先添加品规',
      en: 'The order has no lines: add packages first',
    })
  const lines = stored.map((line) => ({ ...line }))
  const [facts, prices, asked] = await (ahead ?? askFor(unit, order, lines, judging))
  const chain = judging ? await chainProblems(unit, order, lines, facts) : []
  const found = priceLines(unit, order, lines, facts, prices)
  const head = { ...order }
  settleAmounts(head, lines)
  const { goodsAmount, amount, taxAmount } = head
  return { facts, asked: [...asked, ...chain], priced: found, lines, amounts: { goodsAmount, amount, taxAmount } }
}

const NUMBER = /^-?\d+(\.\d+)?$/
const isNumber = (v: unknown): v is string => typeof v === 'string' && NUMBER.test(v)

/** A line as it is stored where nothing of it changed: `10` and `10.0000` are one number, and not worth a write. */
function unlessSame(before: Values, after: Values): Values {
  const kept = Object.keys(after).map((k) => {
    const [a, b] = [before[k], after[k]]
    return [k, isNumber(a) && isNumber(b) && compare(a, b) === 0 ? a : b]
  })
  return Object.fromEntries(kept)
}

const put = (unit: Unit, order: Values, before: Values[], after: Values[]): Promise<Changes> =>
  storeLines(
    unit,
    unit.caller.model.objects.get('salesOrder')!,
    order.id as string,
    { lines: before },
    { lines: after.map((line, i) => unlessSame(before[i]!, line)) },
  )

/** 取价: fills empty prices and says which lines could not be sold so; the order stays a draft. */
export const priceOrder = command(
  salesOrder,
  { name: 'price', label: { zh: '取价', en: 'Fill prices' }, from: 'draft', icon: 'calculator' },
  async (ctx, row) => {
    const stored = (await ctx.lines(row)).lines!
    const judged = await priced(ctx.unit, row, stored, false)
    const changes = await put(ctx.unit, row, stored, judged.lines)
    Object.assign(row, await refreshOrder(ctx.unit, row, judged.amounts, ctx.verb, changes))
    return { lines: judged.priced }
  },
)

/** Throws what stands in the way of a submission. */
function pass(unit: Unit, row: Values, judged: Judged): void {
  const own = orderProblems(unit, row, judged.lines, judged.facts)
  refuse([...own, ...judged.asked, ...priceProblems(judged.priced, judged.facts)], 'order.cannotSubmit')
}

/** What submitting writes into the head. */
function submitted(unit: Unit, row: Values, judged: Judged): Values {
  const head: Values = {
    ...judged.amounts,
    state: 'submitted',
    submittedAt: unit.stamp,
    submittedBy: actorOf(unit),
    businessBy: null,
    financeBy: null,
  }
  return { ...head, contentHash: contentHash({ ...row, ...head }, judged.lines) }
}

/**
 * Creates an order that is submitted already: the same judgement of input and the same checks as create and submit, its
 * rows written once. Only where no approval flow stands before `submit`.
 */
async function placeInOne(unit: Unit, values: Values): Promise<string> {
  requireVerb(unit.caller, salesOrder.name, 'submit')
  let ahead: Promise<Asked> | undefined
  askAhead(unit, async (order, lines) => {
    ahead = askFor(unit, order, lines, true)
    const [{ packages }] = await ahead
    return new Map(Object.values(packages).map((p) => [p.id, p.vatRate]))
  })
  const { drafts, bad } = await judgeMany(unit, salesOrder.name, [values])
  for (const problem of bad.values()) throw problem
  const { row, lines } = drafts[0]!
  const judged = await priced(unit, row, lines.lines ?? [], true, ahead)
  pass(unit, row, judged)
  const head = { ...row, ...submitted(unit, row, judged) }
  const { owner, dept, root, ...rest } = { ...head, ...(await standing(unit, head, START)) } as Values
  const home = { owner: owner as string | null, dept: dept as string | null, root: root as string }
  const seeds = [{ values: rest, lines: { lines: judged.lines } }]
  const along = ([order]: Values[]) => sign(unit, order!, 'submit')
  const [made] = await plant(unit, salesOrder.name, home, seeds, { along, last: true })
  await attachFiles(unit, unit.caller.model.objects.get(salesOrder.name)!, made!)
  await runHooks(unit, salesOrder.name, [made!], 'create')
  unit.emit('salesOrder.submit', {}, { object: salesOrder.name, id: made!.id as string })
  if (made!.contract) await noteContract(unit, made!.contract as string)
  return made!.id as string
}

/** 提交: prices and their sources are fixed, every check passes or each reason is named. */
export const submitOrder = command(
  salesOrder,
  {
    name: 'submit',
    label: { zh: '提交', en: 'Submit' },
    from: 'draft',
    to: 'submitted',
    icon: 'send',
    // A draft without prices is worth nothing, and would pass below every flow that asks for its amount.
    prepare: priceOrder,
  },
  async (ctx, row) => {
    const { unit } = ctx
    const stored = (await ctx.lines(row)).lines!
    const judged = await priced(unit, row, stored, true)
    pass(unit, row, judged)
    const changes = await put(unit, row, stored, judged.lines)
    Object.assign(row, await refreshOrder(unit, row, submitted(unit, row, judged), ctx.verb, changes))
    await sign(unit, row, 'submit')
    if (row.contract) await noteContract(unit, row.contract)
  },
)

/**
 * 下单: create and submit in one transaction; whatever is wrong, nothing is left behind. Where the submission has to be
 * approved first, the order is a draft under approval and the answer names the request.
 */
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
    if (!ctx.caller.model.approvals.flows.has(submitOrder.key))
      return { id: await placeInOne(ctx.unit, values as Values) }
    const made = await create(ctx.unit, salesOrder.name, values as Values)
    const { approval } = await runCommand(ctx.unit, submitOrder, made.id as string, {})
    return { id: made.id, approval }
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
