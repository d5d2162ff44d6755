import { command } from '#kernel/commands/context.ts'
import { json, text } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { add, compare, negate, sub, sum } from '#kernel/values/decimal.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { splitTax } from '../amounts.ts'
import { readEntries } from '../salesOrder/listInput.ts'
import { homeOf, plant } from '../salesOrder/planting.ts'
import { refreshOrder } from '../salesOrder/refresh.ts'
import { invoice } from './invoice.object.ts'
import { fullyRed, headOf, type IssuedLine, issuedLines, moveRed } from './invoice.sql.ts'
import { freeNumber, moveBilled, undone } from './invoiceVerbs.ts'
import { shareOf } from './shares.ts'

const HOUR_MS = 3_600_000

/** Part of an issued line that is taken back; quantity and amount as positive numbers. */
export interface TakenBack {
  line: IssuedLine
  qty: string
  amount: string
}

const left = (l: IssuedLine): string => sub(l.qty, l.redQty)

/**
 * Splits what is taken back into net and tax. Whoever takes the last of a line takes the tax that is left, so that parts
 * never come to more or less tax than the blue line has.
 */
function taxOf({ line, qty, amount }: TakenBack): { amount: string; netAmount: string; taxAmount: string } {
  const rest = sub(line.taxAmount, line.redTax)
  const split = splitTax(amount, line.taxRate)
  if (compare(qty, left(line)) !== 0 && compare(split.taxAmount, rest) <= 0) return split
  return { amount: split.amount, netAmount: sub(split.amount, rest), taxAmount: rest }
}

/**
 * Makes red invoices, one for each invoice that is taken back from. They await the buyer's confirmation; only then do
 * the lines count as not invoiced.
 */
export async function plantReds(
  unit: Unit,
  order: Values,
  taken: TakenBack[],
  why: { reason: string; returnOrder?: string },
): Promise<string[]> {
  if (!taken.length) return []
  const redConfirmHours = await ruleOn(unit.caller, 'invoice.redConfirmHours', unit.today)
  const confirmBy = new Date(unit.now.getTime() + redConfirmHours * HOUR_MS).toISOString()
  const seeds = []
  for (const [redOf, group] of Map.groupBy(taken, (t) => t.line.invoice)) {
    const lines = group.map((taken) => {
      const { line, qty } = taken
      const split = taxOf(taken)
      return {
        shipmentLine: line.shipmentLine,
        orderLine: line.orderLine,
        package: line.package,
        batchNo: line.batchNo,
        qty: negate(qty),
        unitPrice: line.unitPrice,
        taxRate: line.taxRate,
        amount: negate(split.amount),
        netAmount: negate(split.netAmount),
        taxAmount: negate(split.taxAmount),
        redOfLine: line.id,
      }
    })
    const original = await headOf(unit, redOf)
    seeds.push({
      values: {
        account: original.account,
        order: order.id,
        kind: 'red',
        buyer: original.buyer,
        buyerTaxNo: original.buyerTaxNo,
        redOf,
        redReason: why.reason,
        returnOrder: why.returnOrder ?? null,
        buyerConfirmBy: confirmBy,
        state: 'awaitingBuyer',
        amount: sum(lines.map((l) => l.amount)),
        netAmount: sum(lines.map((l) => l.netAmount)),
        taxAmount: sum(lines.map((l) => l.taxAmount)),
      },
      lines: { lines },
    })
  }
  await moveRed(
    unit,
    taken.map((t) => ({ line: t.line.id, qty: t.qty })),
  )
  return (await plant(unit, 'invoice', homeOf(order), seeds)).map((row) => row.id as string)
}

function takenOf(issued: IssuedLine[], given: unknown): TakenBack[] {
  const entries = readEntries(given, 'lines', { line: 'id', qty: 'qty' })
  const wanted = entries?.length
    ? [...Map.groupBy(entries, (e) => e.line)].map(([id, group]) => ({
        line: issued.find((l) => l.id === id),
        qty: sum(group.map((e) => e.qty)),
      }))
    : issued.map((line) => ({ line, qty: left(line) }))
  const taken = wanted.flatMap(({ line, qty }): TakenBack[] => {
    if (!line || compare(qty, left(line)) > 0)
      throw new Refusal('invoice.redOver', {
        zh: `红冲数量超过原发票未红冲数量${line ? ` ${left(line)}` : ''}：请按原发票明细减少`,
        en: `More than the invoice has left${line ? ` (${left(line)})` : ''}: reverse less, line by line`,
      })
    if (compare(qty, '0') === 0) return []
    return [{ line, qty, amount: shareOf(line, { qty: left(line), amount: sub(line.amount, line.redAmount) }, qty) }]
  })
  if (taken.length) return taken
  throw new Refusal('invoice.redNothing', {
    zh: '该发票已全部红冲',
    en: 'This invoice is fully reversed already',
  })
}

/** 红冲: takes back an issued invoice, or part of it. */
export const issueRed = command(
  invoice,
  {
    name: 'issueRed',
    label: { zh: '红冲', en: 'Reverse (red)' },
    from: 'issued',
    danger: true,
    icon: 'rollback',
    input: {
      reason: text({ zh: '红冲原因', en: 'Reason' }, { required: true, max: 300 }),
      lines: json({ zh: '明细', en: 'Lines' }),
    },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    if (row.kind === 'red')
      throw new Refusal('invoice.redOfRed', { zh: '红字发票不能再红冲', en: 'A red invoice cannot be reversed' })
    const order = await ctx.lock('salesOrder', row.order, 'read')
    const taken = takenOf(await issuedLines(unit, { invoice: row.id }), input.lines)
    const [made] = await plantReds(unit, order, taken, { reason: input.reason })
    await refreshOrder(unit, order, {}, 'issueRed')
    return { invoice: made }
  },
)

/** 确认红票: the buyer confirmed in time; the lines are no longer invoiced. */
export const confirmRed = command(
  invoice,
  {
    name: 'confirmRed',
    label: { zh: '确认红票', en: 'Buyer confirmed' },
    from: 'awaitingBuyer',
    to: 'issued',
    icon: 'check',
    input: {
      invoiceNo: text(
        { zh: '红字发票号码', en: 'Red invoice no.' },
        { required: true, max: 20, pattern: invoice.fields.invoiceNo!.pattern },
      ),
    },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    if (row.buyerConfirmBy && row.buyerConfirmBy < unit.stamp)
      throw new Refusal('invoice.redLapsed', {
        zh: '对方确认期限已过：请作废此红票申请后重新发起',
        en: 'The time for the buyer to confirm is over: void this request and make another',
      })
    const original = await ctx.lock('invoice', row.redOf!, 'read')
    const order = await ctx.lock('salesOrder', row.order, 'read')
    await freeNumber(unit, input.invoiceNo, row.id)
    const lines = (await ctx.lines(row)).lines!
    await moveBilled(
      unit,
      row.order,
      lines.map((l) => ({
        line: { id: l.shipmentLine as string, orderLine: l.orderLine as string },
        qty: String(l.qty),
        amount: String(l.amount),
      })),
    )
    await ctx.change(row, { state: 'issued', invoiceNo: input.invoiceNo, issuedAt: unit.stamp })
    if (await fullyRed(unit, row.redOf!)) await ctx.change(original as { id: string }, { state: 'reversed' }, 'invoice')
    const invoiced = add(String(order.invoicedAmount), String(row.amount))
    await refreshOrder(unit, order, { invoicedAmount: invoiced }, 'confirmRed')
  },
)

/** 作废: an invoice that was not issued, or a red one that the buyer did not confirm. */
export const voidDraft = command(
  invoice,
  {
    name: 'voidDraft',
    label: { zh: '作废', en: 'Void' },
    from: ['draft', 'awaitingBuyer'],
    to: 'voided',
    danger: true,
    icon: 'stop',
    input: { reason: text({ zh: '原因', en: 'Reason' }, { required: true, max: 300 }) },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    const order = await ctx.lock('salesOrder', row.order, 'read')
    const lines = (await ctx.lines(row)).lines!
    if (row.kind === 'red')
      await moveRed(
        unit,
        lines.map((l) => ({ line: l.redOfLine as string, qty: String(l.qty) })),
      )
    else await moveBilled(unit, row.order, undone(lines))
    await ctx.change(row, { state: 'voided', note: input.reason })
    await refreshOrder(unit, order, {}, 'voidInvoice')
  },
)
