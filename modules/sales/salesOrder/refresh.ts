import { applyChange } from '#kernel/records/change.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Changes, Unit } from '#kernel/records/unit.ts'
import { compare } from '#kernel/values/decimal.ts'
import { type Progressed, progressOf } from './counters.sql.ts'
import { orderRules } from './rules.ts'
import { dueAmount, lateAfter, type OrderFacts, standingOf } from './stage.ts'

/** An order of which nothing has moved yet. */
export const START: Progressed = {
  shippedAny: false,
  shippedAll: false,
  receivedAny: false,
  receivedAll: false,
  invoicedAny: false,
  invoicedAll: false,
  shippedAmount: '0',
  pickedQty: '0',
  dueOn: null,
}

/** Columns that say where an order stands, for the row as it is about to be; since when and until when, if it moves. */
export async function standing(unit: Unit, row: Values, progressed: Progressed): Promise<Values> {
  const next = { ...row, shippedAmount: progressed.shippedAmount }
  const stands = standingOf(next as unknown as OrderFacts, progressed)
  const moved = stands.stage !== row.stage || !row.stageSince
  const since = moved ? unit.stamp : (row.stageSince as string)
  const { dueOn } = progressed
  // Money: paid in part, an order is due with what is owed for the next shipment.
  const again = moved || !row.lateAfter || (stands.stage === 'collection' && dueOn !== row.dueOn)
  const { log } = unit.caller.tenant
  const late = again ? lateAfter({ stage: stands.stage, since, dueOn }, await orderRules(unit), log) : row.lateAfter
  return {
    ...stands,
    shippedAmount: progressed.shippedAmount,
    dueOn,
    stageSince: since,
    lateAfter: stands.stage === 'done' ? null : late,
  }
}

/** Everything shipped, received, invoiced and paid closes an order by itself. */
function closes(row: Values, next: Values): boolean {
  return (
    row.state === 'financeApproved' &&
    next.stage === 'done' &&
    compare(String(next.paidAmount), dueAmount(next as unknown as OrderFacts)) >= 0
  )
}

/**
 * Brings an order's head in line with its lines and ledger after a command moved them, in one change (one version, one
 * audit entry, one event for whoever watches the board). The caller holds the row's lock.
 */
export async function refreshOrder(
  unit: Unit,
  row: Values,
  patch: Values,
  verb: string,
  extra: Changes = {},
): Promise<Values> {
  const after = { ...row, ...patch }
  const fresh = Number(row.revision) === 1 && ['draft', 'submitted', 'businessApproved'].includes(String(after.state))
  const progressed =
    fresh && compare(String(after.paidAmount), '0') === 0 ? START : await progressOf(unit, row.id as string)
  const next = { ...after, ...(await standing(unit, after, progressed)) }
  if (closes(after, next)) Object.assign(next, { state: 'closed', lateAfter: null })
  return applyChange(unit, 'salesOrder', row, next, verb, extra)
}
