import { command } from '#kernel/commands/context.ts'
import { bool, text } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { noteContract } from '../contract/progress.sql.ts'
import { notAdjacent, notMaker, sign } from './audits.ts'
import { contentHash } from './content.ts'
import { takeCredit } from './credit.ts'
import { doublesOf, factsOf } from './facts.sql.ts'
import { addressProblems, askedProblems, frozen, licencesOf, orderProblems, refuse } from './judge.ts'
import { actorOf } from './planting.ts'
import { priceLines, priceProblems, pricesOf } from './pricing.ts'
import { refreshOrder } from './refresh.ts'
import { salesOrder } from './salesOrder.object.ts'
import { chainProblems } from './twoInvoices.ts'

const comment = text({ zh: '意见', en: 'Comment' }, { max: 500 })
const packagesOf = (lines: Values[]) => [...new Set(lines.map((l) => l.package as string))]

/** What is signed is what was submitted. */
function unchanged(order: Values, lines: Values[]): void {
  if (contentHash(order, lines) === order.contentHash) return
  throw new Refusal('order.changed', {
    zh: '订单内容与提交时不一致，不能审核：请驳回后重新提交',
    en: 'The content differs from what was submitted: reject it and have it submitted again',
  })
}

function terminalProblems(order: Values, lines: Values[]): Refusal[] {
  if (order.orderType !== 'agent' || lines.every((l) => l.terminalAccount)) return []
  return [
    new Refusal('order.terminalMissing', {
      zh: '代理订单每行须填终端：请驳回，由销售补充',
      en: 'Each line of an agent order needs its end customer: reject it so that sales adds them',
    }),
  ]
}

async function doubles(unit: Unit, order: Values, accepted: boolean | null | undefined): Promise<Refusal[]> {
  if (accepted) return []
  const duplicateDays = await ruleOn(unit.caller, 'order.duplicateDays', unit.today)
  const found = await doublesOf(unit, order, duplicateDays)
  if (!found.length) return []
  const numbers = found.map((d) => d.number)
  return [
    new Refusal(
      'order.duplicate',
      {
        zh: `疑似重复订单：${numbers.join('、')} 内容相同。请与客户核对；确认不是重复后勾选“非重复订单”再审核`,
        en: `Looks like a double of ${numbers.join(', ')}: ask the customer; if it is none, approve again saying so`,
      },
      { orders: found },
    ),
  ]
}

/** 商务审核: customer, packages, ship-to, end customers, doubles; papers again. */
export const approveBusiness = command(
  salesOrder,
  {
    name: 'approveBusiness',
    label: { zh: '商务审核', en: 'Approve (order desk)' },
    from: 'submitted',
    to: 'businessApproved',
    icon: 'check',
    input: { comment, notDuplicate: bool({ zh: '非重复订单', en: 'Not a double' }) },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    notMaker(unit, row.submittedBy, (row as Values).createdBy)
    const lines = (await ctx.lines(row)).lines!
    unchanged(row, lines)
    const [facts, asked] = await Promise.all([factsOf(unit, row, packagesOf(lines)), askedProblems(unit, row, lines)])
    refuse(
      [
        ...orderProblems(unit, row, lines, facts),
        ...asked,
        ...(await chainProblems(unit, row, lines, facts)),
        ...addressProblems(row, facts),
        ...terminalProblems(row, lines),
        ...(await doubles(unit, row, input.notDuplicate)),
      ],
      'order.cannotApprove',
    )
    const patch = { state: 'businessApproved', businessBy: actorOf(unit) }
    Object.assign(row, await refreshOrder(unit, row, patch, ctx.verb))
    await sign(unit, row, 'business', 'done', input.comment)
  },
)

/** 财务审核: credit or prepayment, overdue, floor; papers again. Approved means released. */
export const approveFinance = command(
  salesOrder,
  {
    name: 'approveFinance',
    label: { zh: '财务审核', en: 'Approve (finance)' },
    from: 'businessApproved',
    to: 'financeApproved',
    icon: 'safety-certificate',
    input: { comment },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    notMaker(unit, row.submittedBy, (row as Values).createdBy)
    notAdjacent(unit, row.businessBy)
    const lines = (await ctx.lines(row)).lines!
    unchanged(row, lines)
    const [facts, prices, papers] = await Promise.all([
      factsOf(unit, row, packagesOf(lines)),
      pricesOf(unit, row, lines),
      licencesOf(unit, row, lines),
    ])
    const copies = lines.map((line) => ({ ...line }))
    const priced = priceLines(unit, row, copies, facts, prices)
    refuse([...frozen(facts.soldTo), ...papers, ...priceProblems(priced, facts)], 'order.cannotApprove')
    await takeCredit(unit, row, facts.soldTo)
    const patch = { state: 'financeApproved', financeBy: actorOf(unit), releasedAt: unit.stamp }
    Object.assign(row, await refreshOrder(unit, row, patch, ctx.verb))
    await sign(unit, row, 'finance', 'done', input.comment)
  },
)

/** 驳回: back to the rep with a reason; what he sends next is another revision. */
export const rejectOrder = command(
  salesOrder,
  {
    name: 'reject',
    label: { zh: '驳回', en: 'Reject' },
    from: ['submitted', 'businessApproved'],
    to: 'draft',
    danger: true,
    icon: 'close',
    input: { comment: text({ zh: '驳回原因', en: 'Reason' }, { required: true, max: 500 }) },
  },
  async (ctx, row, input) => {
    const step = row.state === 'submitted' ? 'business' : 'finance'
    await sign(ctx.unit, row, step, 'rejected', input.comment)
    const patch = { state: 'draft', revision: Number(row.revision) + 1, businessBy: null }
    Object.assign(row, await refreshOrder(ctx.unit, row, patch, ctx.verb))
    if (row.contract) await noteContract(ctx.unit, row.contract)
  },
)

export const approveVerbs = [approveBusiness, approveFinance, rejectOrder]
