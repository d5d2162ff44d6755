import { approvalOf } from '../lines/approval.ts'
import { requireOfferable } from '../lines/check.ts'
import { contract } from './contract.object.ts'
import { requireDistinct, requireWholePlan } from './plan.ts'

/** A contract is decided by legal once its goods may be sold and its payments make up the whole. */
export const { submit, approve, approveFloor, reject } = approvalOf(
  contract,
  async (ctx, row, { lines, paymentPlan }) => {
    await requireOfferable(ctx.unit, row, lines!)
    requireDistinct(lines!)
    requireWholePlan(String(row.amount ?? '0'), paymentPlan!)
  },
)
