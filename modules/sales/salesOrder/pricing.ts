import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { compare } from '#kernel/values/decimal.ts'
import { effectivePrices } from '#modules/products/index.ts'
import type { Facts } from './facts.sql.ts'

export interface PricedOrderLine {
  id: string
  package: string
  unitPrice: string | null
  priceSource: string | null
  belowFloor: boolean
  aboveTender: boolean
}

type Priced = Awaited<ReturnType<typeof effectivePrices>>[number]

const HOSPITALS = new Set(['hospital', 'clinic'])
const QUOTED = new Set(['approved', 'sent', 'accepted'])

/** Prices that a signed quotation of this customer offers and still holds to, by package. */
function quotedPrices(unit: Unit, order: Values, { quotation }: Facts): Record<string, string> {
  if (!quotation || quotation.account !== order.soldTo) return {}
  return QUOTED.has(quotation.state) && quotation.validTo >= unit.today ? quotation.prices : {}
}

const equal = (a: string | null, b: string | null | undefined): boolean =>
  a !== null && b !== null && b !== undefined && compare(a, b) === 0

function priceLine(line: Values, priced: Priced, quoted: string | undefined, hospital: boolean): PricedOrderLine {
  const given = (line.unitPrice as string | null) ?? quoted ?? null
  const unitPrice = given ?? priced.unitPrice
  const signed = quoted !== undefined && unitPrice !== null && compare(unitPrice, quoted) >= 0
  const listed = equal(unitPrice, priced.unitPrice)
  const under = unitPrice !== null && priced.floorPrice !== null && compare(unitPrice, priced.floorPrice) < 0
  const source = unitPrice === null ? null : listed ? priced.source : under && signed ? 'exception' : 'agreed'
  Object.assign(line, { unitPrice, priceSource: source, priceItem: listed ? priced.priceItemId : null })
  return {
    id: line.id as string,
    package: line.package as string,
    unitPrice,
    priceSource: source,
    belowFloor: under && !signed && source !== 'contract',
    aboveTender:
      hospital && unitPrice !== null && priced.tenderPrice !== null && compare(unitPrice, priced.tenderPrice) > 0,
  }
}

/** The prices that hold today for an order's lines, in their order. */
export function pricesOf(unit: Unit, order: Values, lines: Values[]): Promise<Priced[]> {
  return effectivePrices(unit, {
    accountId: order.soldTo as string,
    on: unit.today,
    lines: lines.map((l) => ({ packageId: l.package as string, qty: String(l.qty) })),
    contractId: (order.contract as string | null) ?? undefined,
    authorizationId: (order.authorization as string | null) ?? undefined,
    tenderId: (order.tender as string | null) ?? undefined,
  })
}

/**
 * Prices lines in place: what the user agreed stays, an empty price becomes the quotation's or the effective one; where
 * it came from is noted. Says of each line whether it is under the floor without a signature, or over the tender price.
 */
export function priceLines(
  unit: Unit,
  order: Values,
  lines: Values[],
  facts: Facts,
  prices: Priced[],
): PricedOrderLine[] {
  const quoted = quotedPrices(unit, order, facts)
  const hospital = facts.soldTo.roles.some((r) => HOSPITALS.has(r))
  return lines.map((line, i) => priceLine(line, prices[i]!, quoted[line.package as string], hospital))
}

/** Why priced lines cannot be sold at these prices. */
export function priceProblems(priced: PricedOrderLine[], facts: Facts): Refusal[] {
  return priced.flatMap((line) => {
    const name = facts.packages[line.package]?.name ?? line.package
    if (line.unitPrice === null)
      return new Refusal(
        'price.none',
        {
          zh: `“${name}”没有适用价格：请价格管理员维护价格，或填写议定单价`,
          en: `No price applies to ${name}: ask Pricing to set one, or enter the agreed price`,
        },
        { line: line.id },
      )
    if (line.belowFloor)
      return new Refusal(
        'price.belowFloor',
        {
          zh: `“${name}”单价 ${line.unitPrice} 低于底价：请提高单价，或先做报价单/合同并由总监签批特价后再从中下单`,
          en: `${name} at ${line.unitPrice} is below the floor price: raise it, or have a quotation or contract with this price signed by the director and order from it`,
        },
        { line: line.id },
      )
    if (line.aboveTender)
      return new Refusal(
        'price.aboveTender',
        {
          zh: `“${name}”单价 ${line.unitPrice} 高于该省中标价：医院供货不得高于中标价，请改为中标价或以下`,
          en: `${name} at ${line.unitPrice} is above the province’s tender price: hospitals may not pay more, lower it to the tender price`,
        },
        { line: line.id },
      )
    return []
  })
}
