import { newId } from '#kernel/store/ids.ts'
import { orderTotals } from '#modules/sales/index.ts'
import type { Rng } from '../../names/rng.ts'
import { day, instant, workday } from '../days.ts'
import type { DemoPackage } from '../goods.ts'
import { type Prices, priceOn } from '../prices.ts'
import type { Customer, Hands } from './types.ts'

export interface World {
  now: Date
  today: string
  from: string
  customers: Customer[]
  packages: DemoPackage[]
  prices: Prices
  hands: Hands
}

/** When each step of an order is (to be) taken; those after now have not happened. */
export interface Plan {
  customer: Customer
  submitted: Date
  business: Date
  finance: Date
  picked: Date
  shipped: Date
  received: Date
  invoiced: Date
  paid: Date | null
  returned: boolean
}

export const DAY = 86_400_000

function season(p: DemoPackage, month: number): number {
  const { season: peak } = p.medicine
  if (!peak) return 1
  const apart = Math.min(Math.abs(month - peak), 12 - Math.abs(month - peak))
  return apart <= 1 ? 1.6 : apart >= 4 ? 0.7 : 1
}

function planOf(c: Customer, on: string, r: Rng): Plan {
  const next = (date: string, least: number, most: number) => workday(day(date, r.int(least, most)))
  const submitted = workday(on)
  const business = next(submitted, 0, 1)
  const finance = next(business, 0, 1)
  const prepaidOn = next(finance, 0, 3)
  const picked = next(c.credit ? finance : prepaidOn, 0, 2)
  const received = next(picked, 1, 4)
  const returned = r.chance(0.03)
  // What comes back comes back before the rest is invoiced.
  const invoiced = returned ? next(day(received, 3), 0, 4) : next(picked, 1, 6)
  const due = day(picked, c.creditDays)
  const paidOn = c.credit ? next(due, -12, 20) : prepaidOn
  return {
    customer: c,
    submitted: instant(submitted, 9, r.int(0, 59)),
    business: instant(business, 11, r.int(0, 59)),
    finance: instant(finance, 14, r.int(0, 59)),
    picked: instant(picked, 15, r.int(0, 59)),
    shipped: instant(picked, 17, r.int(0, 59)),
    received: instant(received, 10, r.int(0, 59)),
    invoiced: instant(invoiced, 16, r.int(0, 59)),
    // Some of those on credit never pay in time.
    paid: c.credit && r.chance(0.02) ? null : instant(paidOn, 14, r.int(0, 29)),
    returned,
  }
}

export function* plans(w: World, r: Rng): Generator<Plan> {
  for (const c of w.customers) {
    let on = day(w.from, r.int(0, c.cycle))
    while (on <= w.today) {
      yield planOf(c, on, r)
      on = day(on, Math.max(5, Math.round(c.cycle * (0.75 + r.next() * 0.5))))
    }
  }
}

export interface Line extends Record<string, unknown> {
  id: string
  package: string
  qty: string
  amount: string
  taxAmount: string
  taxRate: string
  unitPrice: string
}

export function linesOf(w: World, plan: Plan, on: string, r: Rng): { lines: Line[]; discount: string } {
  const { customer: c } = plan
  const years = (Date.parse(on) - Date.parse(w.from)) / (365 * DAY)
  const many = r.int(1, Math.min(5, c.basket.length))
  const chosen = new Set<DemoPackage>()
  while (chosen.size < many) chosen.add(r.pick(c.basket))
  const lines = [...chosen].map((p): Line => {
    const month = Number(on.slice(5, 7))
    const cartons = r.weighted([
      [0.5, 3],
      [1, 5],
      [2, 4],
      [5, 1],
    ] as const)
    const wanted = p.medicine.carton * cartons * season(p, month) * (1 + 0.12 * years)
    const price = priceOn(w.prices, p.id, on)
    return {
      id: newId(),
      package: p.id,
      qty: String(Math.max(10, Math.round(wanted / 10) * 10)),
      unitPrice: price.unitPrice,
      priceSource: 'national',
      priceItem: price.id,
      discountAmount: '0',
      taxRate: p.taxRate,
      amount: '0',
      taxAmount: '0',
      terminalAccount: c.terminals.length && r.chance(0.6) ? r.pick(c.terminals) : null,
      nearExpiryConsent: 'refuse',
    }
  })
  const discount = r.chance(0.06) ? `${r.int(1, 20)}0.00` : '0'
  const totals = orderTotals(lines as never, discount)
  for (const [i, line] of lines.entries())
    Object.assign(line, { amount: totals.lines[i]!.amount, taxAmount: totals.lines[i]!.taxAmount })
  return { lines, discount }
}
