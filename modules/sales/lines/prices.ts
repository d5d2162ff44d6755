import type { Unit } from '#kernel/records/unit.ts'
import { effectivePrices, type PricedLine } from '#modules/products/index.ts'
import { taxRates } from './taxRates.sql.ts'

export interface PriceAsked {
  /** The buyer; without one there is no price, only a tax rate. */
  accountId?: string | null
  /** Day on which the prices hold, `YYYY-MM-DD`. */
  on: string
  contractId?: string | null
  authorizationId?: string | null
  tenderId?: string | null
  lines: { packageId: string; qty: string }[]
}

export interface Priced extends PricedLine {
  /** Fraction, e.g. `0.13`. */
  taxRate: string | null
}

const unpriced = (packageId: string): PricedLine => ({
  packageId,
  unitPrice: null,
  source: null,
  priceItemId: null,
  floorPrice: null,
  tenderPrice: null,
  listPrice: null,
})

/** Effective price and tax rate of each line, in the order asked. Floors are in it: not for the eyes of who asks. */
export async function pricesOf(unit: Unit, asked: PriceAsked): Promise<Priced[]> {
  if (!asked.lines.length) return []
  const { accountId, lines } = asked
  const prices = accountId
    ? await effectivePrices(unit, { ...asked, accountId })
    : lines.map((l) => unpriced(l.packageId))
  const rates = await taxRates(
    unit,
    lines.map((l) => l.packageId),
  )
  return lines.map((l, i) => ({ ...(prices[i] ?? unpriced(l.packageId)), taxRate: rates.get(l.packageId) ?? null }))
}
