import { invalidField, Problem, Refusal } from '#kernel/errors.ts'
import { type Document, deriveLines } from '#kernel/records/lines.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { compare } from '#kernel/values/decimal.ts'
import { type LineTerms, orderTotals } from '../amounts.ts'
import { contentHash } from './content.ts'
import { shippedLines, taxRates } from './settle.sql.ts'

type Line = Record<string, unknown>

/** Lines were approved: whoever wants others asks for an amendment. */
export const notDraft = (): Refusal =>
  new Refusal('order.notDraft', {
    zh: '订单已提交，内容不可修改：请先撤回（未审核）或发起变更（已放行）',
    en: 'The order is submitted and its content fixed: withdraw it (not yet audited) or amend it (released)',
  })

/**
 * Amounts of an order's lines and head, in place: each line by its tax rate, the order's discount spread so that the
 * lines add up to the total to the cent. A line without a price yet counts as nothing, and discounts wait for prices. Throws
 * where a discount is too much.
 */
export function settleAmounts(row: Line, lines: Line[]): void {
  const unpriced = (line: Line): boolean => line.unitPrice === null || line.unitPrice === undefined
  const terms = lines.map((line) => (unpriced(line) ? { ...line, discountAmount: '0' } : line))
  const discount = lines.some(unpriced) ? '0' : ((row.discountAmount as string | null) ?? '0')
  const totals = orderTotals(terms as unknown as LineTerms[], discount)
  lines.forEach((line, i) => {
    line.amount = totals.lines[i]!.amount
    line.taxAmount = totals.lines[i]!.taxAmount
  })
  row.goodsAmount = totals.goodsAmount
  row.amount = totals.amount
  row.taxAmount = totals.taxAmount
}

async function refuseLostShipments(unit: Unit, { row, lines, before }: Document): Promise<void> {
  if (!before || Number(before.revision) < 2) return
  for (const line of await shippedLines(unit, row.id as string)) {
    const now = (lines.lines ?? []).find((l) => l.id === line.id)
    if (!now || now.package !== line.package || compare(String(now.qty), line.shipped) < 0)
      throw new Refusal('order.belowShipped', {
        zh: `已发货 ${line.shipped} 的明细不能删除、换品规或改为更少`,
        en: `A line of which ${line.shipped} were shipped cannot be removed, given another package or made smaller`,
      })
  }
}

function positive(lines: Line[]): void {
  lines.forEach((line, i) => {
    if (compare(String(line.qty ?? '0'), '0') <= 0)
      throw invalidField(`lines.${i}.qty`, 'order.qty', '数量应大于零', 'The quantity must be above zero')
  })
}

async function settleOne(unit: Unit, document: Document, rates: Map<string, string>): Promise<void> {
  const { row, lines, before } = document
  const list = lines.lines ?? []
  if (before && before.state !== 'draft') {
    if (contentHash(row, list) !== before.contentHash) throw notDraft()
    return
  }
  positive(list)
  await refuseLostShipments(unit, document)
  if (!row.shipTo) row.shipTo = row.soldTo
  if (!row.billTo) row.billTo = row.soldTo
  for (const line of list) line.taxRate = rates.get(line.package as string) ?? '0'
  settleAmounts(row, list)
  if (before) return
  row.salesRep ??= unit.caller.actor.system ? null : unit.caller.actor.id
  row.stage ??= 'sales'
  row.stageSince ??= unit.stamp
}

type TaxRates = Map<string, string>

const askingAhead = new WeakMap<Unit, (order: Line, lines: Line[]) => Promise<TaxRates>>()

/**
 * Lets whoever creates an order in this unit ask his own questions about it once its references are known to be good: the
 * rates by which its amounts are worked out come with his answers, in one journey.
 */
export const askAhead = (unit: Unit, ask: (order: Line, lines: Line[]) => Promise<TaxRates>): void =>
  void askingAhead.set(unit, ask)

/** What follows from an order's lines, for all orders of a batch; content of an order that is not a draft stays as it is. */
export const settleOrderLines = deriveLines(async (unit, documents) => {
  const packages = new Set(documents.flatMap((d) => (d.lines.lines ?? []).map((l) => l.package as string)))
  const ahead = askingAhead.get(unit)
  const [only] = documents
  const rates =
    ahead && packages.size && documents.length === 1
      ? await ahead(only!.row, only!.lines.lines!)
      : await taxRates(unit, [...packages])
  for (const document of documents)
    try {
      await settleOne(unit, document, rates)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      document.problem = error
    }
})
