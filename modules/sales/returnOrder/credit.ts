import { command } from '#kernel/commands/context.ts'
import { text } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { add, compare, negate, normalize, sub, sum } from '#kernel/values/decimal.ts'
import { addTenderVolume } from '#modules/tendering/index.ts'
import { draftQuantities, type IssuedLine, issuedLines, type Shipped, shippedOf } from '../invoice/invoice.sql.ts'
import { plantReds, type TakenBack } from '../invoice/red.ts'
import { shareOf } from '../invoice/shares.ts'
import { notAdjacent } from '../salesOrder/audits.ts'
import { moveShipmentLines } from '../salesOrder/counters.sql.ts'
import { book } from '../salesOrder/ledger.sql.ts'
import { actorOf } from '../salesOrder/planting.ts'
import { refreshOrder } from '../salesOrder/refresh.ts'
import { settleReceipt } from './giveUp.ts'
import { returnOrder } from './returnOrder.object.ts'

interface Credited {
  line: Values
  shipped: Shipped
  qty: string
  amount: string
}

/** What each accepted line is worth: its share of what was charged, to the cent. */
function worth(lines: Values[], shipped: Shipped[]): Credited[] {
  return lines.flatMap((line): Credited[] => {
    const qty = line.disposition === 'sendBack' ? '0' : String(line.acceptedQty)
    if (compare(qty, '0') === 0) return []
    const from = shipped.find((s) => s.id === line.shipmentLine)!
    const rest = { qty: sub(from.qty, from.creditedQty), amount: sub(from.amount, from.creditedAmount) }
    return [{ line, shipped: from, qty, amount: shareOf(from, rest, qty) }]
  })
}

/** Of one shipment line: what of issued invoices must be taken back, so that no more stays invoiced than stays sold. */
function takenBackOf(c: Credited, issued: IssuedLine[], draft: string): TakenBack[] {
  const mine = issued.filter((l) => l.shipmentLine === c.shipped.id)
  const live = sum(mine.map((l) => sub(l.qty, l.redQty)))
  const stays = sub(c.shipped.qty, add(c.shipped.creditedQty, c.qty))
  let excess = sub(add(live, draft), stays)
  if (compare(excess, '0') <= 0) return []
  if (compare(excess, live) > 0)
    throw new Refusal('return.draftInvoice', {
      zh: `批号 ${c.shipped.batchNo} 有未开具的发票：请先作废该待开发票，再抵减`,
      en: `Batch ${c.shipped.batchNo} is on an invoice that is not issued yet: void that draft first`,
    })
  const whole = compare(draft, '0') === 0
  const liveAmount = sum(mine.map((l) => sub(l.amount, l.redAmount)))
  let rest = sub(liveAmount, sub(sub(c.shipped.amount, c.shipped.creditedAmount), c.amount))
  const taken: TakenBack[] = []
  for (const line of mine) {
    const left = { qty: sub(line.qty, line.redQty), amount: sub(line.amount, line.redAmount) }
    if (compare(excess, '0') <= 0 || compare(left.qty, '0') <= 0) continue
    const qty = compare(left.qty, excess) < 0 ? left.qty : excess
    excess = sub(excess, qty)
    const last = compare(excess, '0') === 0
    // A line that goes whole takes all that is left of its money; in part, the last one makes the sum come out.
    const even = last && whole && compare(qty, left.qty) < 0 && compare(rest, left.amount) <= 0
    const amount = even ? rest : shareOf(line, left, qty)
    rest = sub(rest, amount)
    taken.push({ line, qty, amount })
  }
  return taken
}

async function reds(unit: Unit, row: Values, order: Values, credited: Credited[]): Promise<string[]> {
  const ids = credited.map((c) => c.shipped.id)
  const issued = await issuedLines(unit, { shipmentLines: ids })
  const drafts = await draftQuantities(unit, ids)
  const taken = credited.flatMap((c) => takenBackOf(c, issued, drafts.get(c.shipped.id) ?? '0'))
  return plantReds(unit, order, taken, { reason: `退货 ${row.number}`, returnOrder: row.id as string })
}

/** 抵减: what came back and was accepted is no longer owed; what was invoiced of it is taken back by a red invoice. */
export const creditReturn = command(
  returnOrder,
  {
    name: 'credit',
    label: { zh: '抵减应收', en: 'Credit' },
    from: 'accepted',
    to: 'credited',
    icon: 'account-book',
    input: { comment: text({ zh: '意见', en: 'Comment' }, { max: 300 }) },
  },
  async (ctx, held) => {
    const { unit } = ctx
    const row = held as unknown as Values
    notAdjacent(unit, row.lastBy)
    const order = await ctx.lock('salesOrder', held.order, 'read')
    const lines = (await ctx.lines(held)).lines!
    const credited = worth(lines, await shippedOf(unit, held.order))
    const amount = sum(credited.map((c) => c.amount))
    const redInvoices = await reds(unit, row, order, credited)
    await moveShipmentLines(
      unit,
      credited.map((c) => ({ line: c.shipped.id, credited: c.qty, creditedAmount: c.amount })),
    )
    await book(unit, order, { kind: 'credit', amount: negate(amount), source: 'returnOrder', sourceId: held.id })
    const next = lines.map((line) => ({ ...line, amount: credited.find((c) => c.line === line)?.amount ?? '0' }))
    await ctx.changeLines(
      held,
      { lines: next },
      {
        state: 'credited',
        creditAmount: amount,
        redInvoice: redInvoices[0] ?? null,
        lastBy: actorOf(unit),
      },
    )
    await refreshOrder(unit, order, { creditedAmount: add(String(order.creditedAmount), amount) }, 'creditReturn')
    await settleReceipt(ctx, held, `已抵减 ${normalize(amount)} 元`)
    if (order.tender)
      await addTenderVolume(
        unit,
        credited.map((c) => ({
          tenderId: order.tender as string,
          packageId: c.shipped.package,
          qty: negate(c.qty),
        })),
      )
    return { creditAmount: amount, redInvoices }
  },
)
