import { createHash } from 'node:crypto'
import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Document } from '#kernel/records/lines.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { compare, normalize, toFixed } from '#kernel/values/decimal.ts'
import { isBelowFloor } from '#modules/products/index.ts'
import { orderTotals } from '../amounts.ts'
import { type Priced, pricesOf } from './prices.ts'

const equal = (a: unknown, b: string | null): boolean => typeof a === 'string' && b !== null && compare(a, b) === 0

/** Where a line's price comes from: the list, or what was agreed with the customer. */
function sourceOf(line: Values, priced: Priced): string | null {
  if (line.unitPrice === null || line.unitPrice === undefined) return null
  return equal(line.unitPrice, priced.unitPrice) ? priced.source : 'agreed'
}

const isBelow = (line: Values, priced: Priced): boolean =>
  isBelowFloor({ charged: String(line.unitPrice ?? '0'), floorPrice: priced.floorPrice })

/** Prices of lines on this day for the document's account. */
export function pricesFor(unit: Unit, row: Values, lines: Values[]): Promise<Priced[]> {
  return pricesOf(unit, {
    accountId: row.account as string | null,
    on: unit.today,
    tenderId: (row.tender as string | null) ?? null,
    lines: lines.map((l) => ({ packageId: l.package as string, qty: String(l.qty) })),
  })
}

/**
 * Prices a quotation or contract in place: an empty price becomes the effective one, each line gets source, tax and
 * amounts, the head its totals and whether anything is under its floor.
 */
export async function settlePrices(unit: Unit, { row, lines }: Document): Promise<void> {
  const own = lines.lines ?? []
  const prices = await pricesFor(unit, row, own)
  own.forEach((line, i) => {
    const priced = prices[i]!
    line.unitPrice ??= priced.unitPrice
    line.listPrice = priced.listPrice
    line.taxRate = priced.taxRate
    line.priceSource = sourceOf(line, priced)
  })
  const totals = orderTotals(own as unknown as Parameters<typeof orderTotals>[0])
  own.forEach((line, i) => {
    line.amount = toFixed(totals.lines[i]!.amount, 2)
    line.taxAmount = toFixed(totals.lines[i]!.taxAmount, 2)
  })
  row.amount = toFixed(totals.amount, 2)
  row.taxAmount = toFixed(totals.taxAmount, 2)
  row.belowFloor = own.some((line, i) => line.unitPrice !== null && isBelow(line, prices[i]!))
}

/** Which lines are under their floor today. */
export async function linesBelowFloor(unit: Unit, row: Values, lines: Values[]): Promise<Set<unknown>> {
  const prices = await pricesFor(unit, row, lines)
  return new Set(lines.filter((line, i) => isBelow(line, prices[i]!)).map((line) => line.id))
}

/** Fingerprint of what a signature covers: who buys what at which price. Lines in their order. */
export function contentHash(row: Values, lines: Values[]): string {
  const said = [
    row.account,
    row.paymentTerm,
    row.validTo,
    lines.map((l) => [l.package, normalize(String(l.qty)), normalize(String(l.unitPrice))]),
  ]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

/** Refuses him who submitted a document as its approver. */
export function requireOther(actorId: string, maker: unknown): void {
  if (maker && maker === actorId)
    throw new Refusal('approval.ownDocument', {
      zh: '提交人不能审批自己的单据，请由他人审批',
      en: 'Nobody approves what he submitted himself; ask somebody else',
    })
}

/** Code of the refusal that sends a document under the floor to whoever may sign the exception. */
export const needsException = (): Refusal =>
  new Refusal('price.needsException', {
    zh: '有明细低于底价，须由销售总监“特批低价”并说明理由后才能通过',
    en: 'Lines are below the floor price: the sales director has to sign a price exception with a reason',
  })
