import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { compare } from '#kernel/values/decimal.ts'
import { sellable, tenderBreaches } from '#modules/products/index.ts'
import { buyerFacts } from './facts.sql.ts'
import { pricesFor } from './settle.ts'

function incomplete(lines: Values[], names: Map<string, string>): void {
  if (!lines.length)
    throw new Refusal('document.noLines', {
      zh: '还没有明细，请先添加品规',
      en: 'There are no lines yet; add packages first',
    })
  const name = (line: Values) => names.get(line.package as string) ?? ''
  const without = (test: (line: Values) => boolean) => lines.filter(test).map(name)
  const noQty = without((l) => compare(String(l.qty ?? '0'), '0') <= 0)
  if (noQty.length)
    throw new Refusal('document.noQuantity', {
      zh: `${noQty.join('、')}的数量应大于零`,
      en: `The quantity of ${noQty.join(', ')} must be above zero`,
    })
  const noPrice = without((l) => l.unitPrice === null || l.unitPrice === undefined)
  if (noPrice.length)
    throw new Refusal('price.none', {
      zh: `${noPrice.join('、')}没有适用价格：请填写单价，或请价格管理员维护价格`,
      en: `No price applies to ${noPrice.join(', ')}: enter one, or ask Pricing to set it`,
    })
}

/**
 * What a quotation or contract must fulfil before anybody is asked to approve it: complete lines of products that are on
 * sale, a customer who is not frozen, no hospital above the province's tender price. Throws the first thing wrong.
 */
export async function requireOfferable(unit: Unit, row: Values, lines: Values[]): Promise<void> {
  const packages = lines.map((l) => l.package as string)
  const { buyer, names } = await buyerFacts(unit, row.account as string, packages)
  incomplete(lines, names)
  if (buyer.state === 'frozen')
    throw new Refusal('account.frozen', {
      zh: `客户“${buyer.name}”已冻结，请联系经理解冻后再提交`,
      en: `${buyer.name} is frozen; have it unfrozen before submitting`,
    })
  await sellable(unit, packages)
  const prices = await pricesFor(unit, row, lines)
  const [breach] = tenderBreaches(
    lines.map((line, i) => ({
      ...prices[i]!,
      packageName: names.get(line.package as string) ?? '',
      charged: String(line.unitPrice),
    })),
    buyer.roles,
  )
  if (breach) throw breach
}
