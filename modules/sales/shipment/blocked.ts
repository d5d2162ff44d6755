import { afterWrite } from '#kernel/records/hooks.ts'
import { batch } from '#modules/products/index.ts'
import { ordersHolding } from './shipment.sql.ts'

const STOPS = new Set(['locked', 'recalled', 'expired'])

/**
 * A batch that is locked or recalled stops the shipments that hold it at once (they are judged again at the door); the
 * orders say so to whoever is looking at them.
 */
export const batchStops = afterWrite(batch, async (unit, rows, how) => {
  if (how !== 'change') return
  const stopped = rows.filter((r) => STOPS.has(r.state as string)).map((r) => r.id as string)
  if (!stopped.length) return
  for (const { order, shipment, number } of await ordersHolding(unit, stopped)) {
    unit.emit('shipment.stopped', { shipment, number, batches: stopped }, { object: 'shipment', id: shipment })
    unit.emit('salesOrder.stopped', { shipment, number }, { object: 'salesOrder', id: order })
  }
})
