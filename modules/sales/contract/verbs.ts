import { approve, approveFloor, reject, submit } from './approve.ts'
import { executionVerbs } from './execute.ts'

export { approve, approveFloor, reject, submit } from './approve.ts'
export { complete, sign, terminate, toOrder } from './execute.ts'

/** Verbs of contracts, in the order of their buttons. */
export const contractVerbs = [submit, approve, approveFloor, reject, ...executionVerbs]
