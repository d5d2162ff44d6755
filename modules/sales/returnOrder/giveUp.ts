import type { CommandContext } from '#kernel/commands/context.ts'
import type { Values } from '#kernel/records/input.ts'
import { compare, negate, sub } from '#kernel/values/decimal.ts'
import { refreshOrder } from '../salesOrder/refresh.ts'
import { leaveTraceCodes } from '../traceCode/traceCode.sql.ts'
import { moveReturned } from './plantReturn.ts'
import { returnParts } from './returnOrder.sql.ts'

type Held = { id: string; number?: string; order: string; receipt?: string | null }

/**
 * Quantities of a return that are the customer's again: they no longer count as coming back. Of goods that were short
 * or refused at the door, that means they are on their way to him once more, and are received anew.
 */
export async function leaveWithCustomer(
  ctx: CommandContext,
  row: Held,
  left: { shipmentLine: string; qty: string }[],
): Promise<void> {
  const { unit } = ctx
  const some = left.filter((l) => compare(l.qty, '0') > 0)
  const parts = await returnParts(
    unit,
    some.map((l) => l.shipmentLine),
  )
  const atDoor = Boolean(row.receipt)
  await moveReturned(
    unit,
    row.order,
    some.map((l) => ({
      ...{ shipmentLine: l.shipmentLine, orderLine: parts.get(l.shipmentLine)!.orderLine },
      ...{ qty: negate(l.qty), atDoor },
    })),
  )
  if (!atDoor) return
  for (const shipment of new Set([...parts.values()].map((p) => p.shipment))) {
    const held = await ctx.lock('shipment', shipment, 'read')
    if (held.state === 'received')
      await ctx.change(held as { id: string }, { state: 'shipped', receivedAt: null }, 'shipment')
  }
}

/** Says on the receipt that a return came from how that return ended, unless somebody has settled it in words. */
export async function settleReceipt(ctx: CommandContext, row: Held, ended: string): Promise<void> {
  if (!row.receipt) return
  const receipt = await ctx.lock('receipt', row.receipt, 'read')
  const said = [receipt.discrepancySettled, `退货 ${row.number} ${ended}`].filter(Boolean).join('；').slice(0, 300)
  await ctx.change(receipt as { id: string }, { discrepancySettled: said }, 'receipt')
}

/** A return comes to nothing: all of it stays with the customer. */
export async function giveUp(ctx: CommandContext, order: Values, row: Held, ended: string): Promise<void> {
  const { lines } = await ctx.lines(row)
  await leaveWithCustomer(
    ctx,
    row,
    lines!.map((l) => ({ shipmentLine: l.shipmentLine as string, qty: sub(String(l.qty), '0') })),
  )
  await leaveTraceCodes(ctx.unit, row.id, [])
  await settleReceipt(ctx, row, ended)
  await refreshOrder(ctx.unit, order, {}, 'returnGivenUp')
}
