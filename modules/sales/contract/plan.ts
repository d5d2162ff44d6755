import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { compare, format, sub, sum } from '#kernel/values/decimal.ts'

/** Throws unless the instalments of the payment plan add up to the contract's amount, to the cent. */
export function requireWholePlan(amount: string, plan: Values[]): void {
  const planned = sum(plan.map((p) => String(p.amount ?? '0')))
  const off = sub(planned, amount)
  if (compare(off, '0') === 0) return
  const [p, a, d] = [format(planned, 2), format(amount, 2), format(off, 2)]
  throw new Refusal(
    'contract.planMismatch',
    {
      zh: `付款计划合计 ${p} 与合同金额 ${a} 不等（差 ${d}），请调整各期金额`,
      en: `The payment plan comes to ${p}, the contract to ${a} (difference ${d}); correct the instalments`,
    },
    { planned, amount, difference: off },
  )
}

/** A package stands once in a contract: its price and what is left of it must be plain. */
export function requireDistinct(lines: Values[]): void {
  if (new Set(lines.map((l) => l.package)).size === lines.length) return
  throw new Refusal('contract.duplicatePackage', {
    zh: '同一品规在合同中出现了多行，请合并为一行',
    en: 'A package stands in more than one line; make it one',
  })
}
