import type { HookDef } from '#kernel/declare/index.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { ordersHolding } from './shipment.sql.ts'

const STOPS = new Set(['locked', 'recalled', 'expired'])

/**
 * A batch that is locked or recalled stops the shipments that hold it at once (they are judged again at the door); the
 * orders say so to whoever is looking at them.
 */
async function stopShipments(unit: Unit, rows: Values[], how: string): Promise<void> {
  if (how !== 'change') return
  const stopped = rows.filter((r) => STOPS.has(r.state as string)).map((r) => r.id as string)
  if (!stopped.length) return
  for (const { order, shipment, number } of await ordersHolding(unit, stopped)) {
    unit.emit('shipment.stopped', { shipment, number, batches: stopped }, { object: 'shipment', id: shipment })
    unit.emit('salesOrder.stopped', { shipment, number }, { object: 'salesOrder', id: order })
  }
}

export const batchStops: HookDef = { object: 'batch', handler: stopShipments as HookDef['handler'] }
