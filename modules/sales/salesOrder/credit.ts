import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { readsClear } from '#kernel/records/shown.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { add, compare, negate, sub, toFixed } from '#kernel/values/decimal.ts'
import { ruleOn } from '#modules/organization/index.ts'
import type { AccountFacts } from './facts.sql.ts'
import { moveBalance, type Overdue, overdueOrders } from './ledger.sql.ts'

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
  if (overdue.length) throw isOverdue(account, overdue)
  const amount = unshipped(order)
  const after = await moveBalance(unit, order, { openOrders: amount })
  const limit = account.creditLimit ?? '0'
  const used = add(after.openAr, after.openOrders)
  if (compare(used, limit) <= 0) return
  throw exceeded(unit, { limit, openAr: after.openAr, openOrders: sub(after.openOrders, amount), amount })
}

/** Names of the late orders those that the caller may see. */
function isOverdue(account: AccountFacts, overdue: Overdue[]): Refusal {
  const orders = overdue.filter((o) => o.seen).map(({ seen: _seen, ...order }) => order)
  const numbers = (between: string) => (orders.length ? ` ${orders.map((o) => o.number).join(between)}` : '')
  return new Refusal(
    'credit.overdue',
    {
      zh: `“${account.name}”有逾期未付订单${numbers('、')}：请先催收并核销，或改为预付`,
      en: `${account.name} has overdue orders${numbers(', ')}: collect and allocate first, or make this order prepaid`,
    },
    { orders },
  )
}

interface Used {
  limit: string
  openAr: string
  openOrders: string
  amount: string
}

function exceeded({ caller }: Unit, used: Used): Refusal {
  const over = sub(add(add(used.openAr, used.openOrders), used.amount), used.limit)
  const yuan = Object.entries({ ...used, over }).map(([name, value]) => [name, toFixed(value, 2)])
  const told = Object.fromEntries(yuan) as Used & { over: string }
  const clear =
    readsClear(caller, 'account', 'creditLimit') &&
    readsClear(caller, 'accountBalance', 'openAr openOrders') &&
    readsClear(caller, 'salesOrder', 'amount shippedAmount')
  const zh = `超出信用额度 ${told.over} 元（额度 ${told.limit}，应收 ${told.openAr}，在途 ${told.openOrders}，本单 ${told.amount}）`
  const en = `Over the credit limit by ${told.over} (limit ${told.limit}, receivable ${told.openAr}, open orders ${told.openOrders}, this ${told.amount})`
  return new Refusal(
    'credit.exceeded',
    {
      zh: `${clear ? zh : '超出信用额度'}：请先回款、减少数量、改为预付，或申请提高额度`,
      en: `${clear ? en : 'Over the credit limit'}: collect money, order less, make it prepaid, or have the limit raised`,
    },
    clear ? { ...told } : {},
  )
}

/** Gives back what a released order held of the customer's credit and has not shipped. */
export async function giveBackCredit(unit: Unit, order: Values): Promise<void> {
  const released = order.state === 'financeApproved' || order.heldFrom === 'financeApproved'
  if (order.paymentTerm !== 'credit' || !released) return
  await moveBalance(unit, order, { openOrders: negate(unshipped(order)) })
}
