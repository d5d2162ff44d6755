import { compare, div, mul, sub } from '#kernel/values/decimal.ts'

/**
 * Money for `qty` out of what is left of a line (`restQty`, `restAmount`): its share of the whole line's amount, to the
 * cent and never more than is left; whoever takes the last of it takes all that is left, so that parts taken and given
 * back in any order add up.
 */
export function shareOf(
  line: { qty: string; amount: string },
  rest: { qty: string; amount: string },
  qty: string,
): string {
  if (compare(qty, rest.qty) === 0) return sub(rest.amount, '0')
  const share = div(mul(line.amount, qty), line.qty, 2)
  return compare(share, rest.amount) > 0 ? sub(rest.amount, '0') : share
}
