import { Refusal } from '#kernel/errors.ts'
import { add, compare, div, mul, normalize, round, sub, sum } from '#kernel/values/decimal.ts'

/** What a line is priced from. Prices include tax; rates are fractions (`0.13`). Absent numbers count as nothing. */
export interface LineTerms {
  qty: string
  unitPrice?: string | null
  /** Taken off this line alone, in yuan. */
  discountAmount?: string | null
  taxRate?: string | null
}

/** Money of a line in yuan with two decimals: `amount` includes the tax, `amount = netAmount + taxAmount`. */
export interface LineAmounts {
  amount: string
  taxAmount: string
  netAmount: string
}

/** A line within its order: `discountShare` is its part of the order's discount, already taken off `amount`. */
export interface SpreadLine extends LineAmounts {
  discountShare: string
}

export interface OrderTotals {
  lines: SpreadLine[]
  /** Σ lines before the order's discount. */
  goodsAmount: string
  discountAmount: string
  /** Σ lines: what the customer owes. */
  amount: string
  taxAmount: string
  netAmount: string
}

const CENTS = 2

const tooMuch = (): Refusal =>
  new Refusal('amount.discount', {
    zh: '优惠金额超过货款，请减少优惠',
    en: 'The discount is more than the goods cost; reduce it',
  })

/** The tax inside an amount that includes it: amount − amount ÷ (1 + rate), the net rounded half up to the cent. */
export function splitTax(amount: string, taxRate: string | null | undefined): LineAmounts {
  const netAmount = div(amount, add('1', taxRate ?? '0'), CENTS)
  return { amount: normalize(amount), taxAmount: sub(amount, netAmount), netAmount }
}

/** quantity × unit price, rounded half up to the cent, less the line's own discount. Throws where that is below zero. */
export function lineAmounts(line: LineTerms): LineAmounts {
  const amount = sub(round(mul(line.qty, line.unitPrice ?? '0'), CENTS), round(line.discountAmount ?? '0', CENTS))
  if (compare(amount, '0') < 0) throw tooMuch()
  return splitTax(amount, line.taxRate)
}

/**
 * The share of `whole` that falls to the part from `before` to `after` of `all`. Differences of a rounded running share:
 * parts laid end to end add up to the whole to the cent, the last one takes what rounding left, and none is negative.
 */
function runningShare(whole: string, before: string, after: string, all: string): string {
  const upTo = (part: string): string => div(mul(whole, part), all, CENTS)
  return sub(upTo(after), upTo(before))
}

/**
 * Amounts of an order: each line, less its share of the order's discount (by amount, the rounding residual carried to
 * the last line), so that Σ lines = total to the cent. Throws where the discount is more than the goods.
 */
export function orderTotals(lines: LineTerms[], orderDiscount?: string | null): OrderTotals {
  const goods = lines.map(lineAmounts)
  const goodsAmount = sum(goods.map((l) => l.amount))
  const discountAmount = round(orderDiscount ?? '0', CENTS)
  if (compare(discountAmount, '0') < 0 || compare(discountAmount, goodsAmount) > 0) throw tooMuch()
  let seen = '0'
  const spread = goods.map((line, i): SpreadLine => {
    if (discountAmount === '0') return { ...line, discountShare: '0' }
    const before = seen
    seen = add(seen, line.amount)
    const discountShare = runningShare(discountAmount, before, seen, goodsAmount)
    return { ...splitTax(sub(line.amount, discountShare), lines[i]!.taxRate), discountShare }
  })
  const amount = sum(spread.map((l) => l.amount))
  const taxAmount = sum(spread.map((l) => l.taxAmount))
  return { lines: spread, goodsAmount, discountAmount, amount, taxAmount, netAmount: sub(amount, taxAmount) }
}

/**
 * Money of `qty` out of a line of `line.qty`, after `before` of it was taken already (shipped, invoiced, returned). Taken
 * in any parts, the amounts and the taxes add up to the line's; the last part takes the residual.
 */
export function partAmounts(
  line: { qty: string; amount: string; taxAmount: string },
  before: string,
  qty: string,
): LineAmounts {
  const after = add(before, qty)
  if (compare(before, '0') < 0 || compare(qty, '0') < 0 || compare(after, line.qty) > 0)
    throw new RangeError(`part ${before}+${qty} of ${line.qty}`)
  if (compare(line.qty, '0') === 0) return { amount: '0', taxAmount: '0', netAmount: '0' }
  const amount = runningShare(line.amount, before, after, line.qty)
  const taxAmount = runningShare(line.taxAmount, before, after, line.qty)
  return { amount, taxAmount, netAmount: sub(amount, taxAmount) }
}
