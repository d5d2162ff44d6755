import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { add, compare, negate, sub } from '#kernel/values/decimal.ts'
import { ruleOn } from '#modules/organization/index.ts'
import type { AccountFacts } from './facts.sql.ts'
import { moveBalance, overdueOrders } from './ledger.sql.ts'

const DAY_MS = 86_400_000

/** What of an order is still to be shipped, in yuan. */
export const unshipped = (order: Values): string => sub(String(order.amount), String(order.shippedAmount))

/**
 * Takes an order into the customer's open orders if his credit allows: open receivables + open orders + this one within
 * the limit, nothing overdue beyond the days of grace. Two approvals at once wait for each other at the balance row.
 */
export async function takeCredit(unit: Unit, order: Values, account: AccountFacts): Promise<void> {
  if (order.paymentTerm !== 'credit') return
  const graceDays = await ruleOn(unit.caller, 'order.overdueGraceDays', unit.today)
  const before = new Date(Date.parse(unit.today) - graceDays * DAY_MS).toISOString().slice(0, 10)
  const overdue = await overdueOrders(unit, account.id, before)
  if (overdue.length)
    throw new Refusal(
      'credit.overdue',
      {
        zh: `“${account.name}”有逾期未付订单 ${overdue.map((o) => o.number).join('、')}：请先催收并核销，或改为预付`,
        en: `${account.name} has overdue orders ${overdue.map((o) => o.number).join(', ')}: collect and allocate first, or make this order prepaid`,
      },
      { orders: overdue },
    )
  const amount = unshipped(order)
  const after = await moveBalance(unit, order, { openOrders: amount })
  const limit = account.creditLimit ?? '0'
  const used = add(after.openAr, after.openOrders)
  if (compare(used, limit) <= 0) return
  const openOrders = sub(after.openOrders, amount)
  throw new Refusal(
    'credit.exceeded',
    {
      zh: `超出信用额度 ${sub(used, limit)} 元（额度 ${limit}，应收 ${after.openAr}，在途 ${openOrders}，本单 ${amount}）：请先回款、减少数量、改为预付，或申请提高额度`,
      en: `Over the credit limit by ${sub(used, limit)} (limit ${limit}, receivable ${after.openAr}, open orders ${openOrders}, this ${amount}): collect money, order less, make it prepaid, or have the limit raised`,
    },
    { limit, openAr: after.openAr, openOrders, amount, over: sub(used, limit) },
  )
}

/** Gives back what a released order held of the customer's credit and has not shipped. */
export async function giveBackCredit(unit: Unit, order: Values): Promise<void> {
  const released = order.state === 'financeApproved' || order.heldFrom === 'financeApproved'
  if (order.paymentTerm !== 'credit' || !released) return
  await moveBalance(unit, order, { openOrders: negate(unshipped(order)) })
}
