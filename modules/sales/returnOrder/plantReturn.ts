import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { compare } from '#kernel/values/decimal.ts'
import type { Shipped } from '../invoice/invoice.sql.ts'
import { moveOrderLines, moveShipmentLines } from '../salesOrder/counters.sql.ts'
import { actorOf, homeOf, plant } from '../salesOrder/planting.ts'
import { returnParts } from './returnOrder.sql.ts'

/** A quantity of a shipment line that comes back (negative: no longer); `atDoor`: it never got in at the customer's. */
export interface Moved {
  shipmentLine: string
  orderLine: string
  qty: string
  atDoor?: boolean
}

/** Moves what counts as on its way back, of shipment lines and order lines alike. */
export async function moveReturned(unit: Unit, order: string, parts: Moved[]): Promise<void> {
  const some = parts.filter((p) => compare(p.qty, '0') !== 0)
  await moveShipmentLines(
    unit,
    some.map((p) => ({ line: p.shipmentLine, returned: p.qty, ...(p.atDoor ? { difference: p.qty } : {}) })),
  )
  await moveOrderLines(
    unit,
    order,
    some.map((p) => ({ line: p.orderLine, returned: p.qty })),
  )
}

/**
 * Makes a return of shipped lines, which from now on count as coming back; whoever asks has seen that no more comes back
 * than was shipped, and locks the order. With a `receipt` the goods never got in at the customer's.
 */
export async function plantReturn(
  unit: Unit,
  order: Values,
  values: Values,
  parts: { line: Shipped; qty: string }[],
): Promise<Values> {
  await moveReturned(
    unit,
    order.id as string,
    parts.map(({ line, qty }) => ({
      ...{ shipmentLine: line.id, orderLine: line.orderLine, qty },
      atDoor: Boolean(values.receipt),
    })),
  )
  const batches = await returnParts(
    unit,
    parts.map(({ line }) => line.id),
  )
  const lines = parts.map(({ line, qty }) => ({
    ...{ shipmentLine: line.id, package: line.package, batch: batches.get(line.id)!.batch, qty },
  }))
  const seed = { values: { ...values, order: order.id, lastBy: actorOf(unit) }, lines: { lines } }
  const [made] = await plant(unit, 'returnOrder', homeOf(order), [seed])
  return made!
}
