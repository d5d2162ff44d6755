import { newId } from '#kernel/store/ids.ts'
import { mul, round, toFixed } from '#kernel/values/decimal.ts'
import type { Rng } from '../names/rng.ts'
import type { Writer } from './batch.ts'
import { day } from './days.ts'
import type { DemoPackage, Goods } from './goods.ts'

/** What a package costs from a day on. */
export interface PricePeriod {
  id: string
  from: string
  to: string | null
  unitPrice: string
}

/** National supply prices by package, oldest first: one period a year, each a little dearer or cheaper. */
export type Prices = Map<string, PricePeriod[]>

const FACTORS: Record<string, string> = { floor: '0.8', retail: '1.35' }

function periods(p: DemoPackage, years: string[], r: Rng): PricePeriod[] {
  let price = toFixed(String(p.medicine.price), 2)
  return years.map((from, i) => {
    if (i) price = toFixed(mul(price, String(r.pick([0.96, 0.98, 1, 1, 1.02, 1.03]))), 2)
    const next = years[i + 1]
    return { id: newId(), from, to: next ? day(next, -1) : null, unitPrice: price }
  })
}

const state = (period: PricePeriod): string => (period.to ? 'superseded' : 'effective')

/** Writes the price list of three years: supply, floor and retail prices, one period a year. */
export async function makePrices(w: Writer, r: Rng, goods: Goods): Promise<Prices> {
  const today = w.now.toISOString().slice(0, 10)
  const years = [3, 2, 1].map((back) => `${Number(today.slice(0, 4)) - back}-01-01`)
  years.push(`${today.slice(0, 4)}-01-01`)
  const prices: Prices = new Map()
  const rows = goods.packages.flatMap((p) => {
    const own = periods(p, years, r)
    prices.set(p.id, own)
    const row = (period: PricePeriod, priceType: string, unitPrice: string, id: string) => ({
      id,
      package: p.id,
      priceType,
      scopeType: 'national',
      scopeKey: 'national',
      unitPrice,
      taxIncluded: true,
      minQty: '0',
      validFrom: period.from,
      validTo: period.to,
      state: state(period),
      at: new Date(`${period.from}T01:00:00Z`),
    })
    return own.flatMap((period) => [
      row(period, 'supply', period.unitPrice, period.id),
      ...Object.entries(FACTORS).map(([type, factor]) =>
        row(period, type, round(mul(period.unitPrice, factor), 2), newId()),
      ),
    ])
  })
  await w.record('priceListItem', rows, new Date(`${years[0]}T01:00:00Z`))
  return prices
}

/** The supply price that holds on a day. */
export function priceOn(prices: Prices, packageId: string, on: string): PricePeriod {
  return prices.get(packageId)!.findLast((p) => p.from <= on)!
}
