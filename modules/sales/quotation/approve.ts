import { approvalOf } from '../lines/approval.ts'
import { requireOfferable } from '../lines/check.ts'
import { quotation } from './quotation.object.ts'
import { requireInTime } from './validity.ts'

/** A quotation is decided while it is in time and its goods may be offered. */
export const { submit, approve, approveFloor, reject } = approvalOf(quotation, async (ctx, row, { lines }) => {
  requireInTime({ validTo: row.validTo }, ctx.today)
  await requireOfferable(ctx.unit, row, lines!)
})
