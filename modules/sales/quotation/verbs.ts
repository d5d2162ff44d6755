import { approve, approveFloor, reject, submit } from './approve.ts'
import { offerVerbs } from './offer.ts'
import { onwardVerbs } from './onward.ts'

export { approve, approveFloor, reject, submit } from './approve.ts'
export { accept, decline, revise, send } from './offer.ts'
export { toContract, toOrder } from './onward.ts'

/** Verbs of quotations, in the order of their buttons. */
export const quotationVerbs = [submit, approve, approveFloor, reject, ...offerVerbs, ...onwardVerbs]
