/** Before the bid has left the house. */
export const PREPARING = ['announced', 'assessed', 'registered', 'drafting', 'reviewed']
/** The bid is out and its result is not known. */
export const OUT = ['sent', 'delivered', 'opened']
/** Won and running, or about to. */
export const WON = ['won', 'listed', 'hospitalConfirmed', 'inCycle']
/** What was offered is fixed: it lies with the purchaser. */
export const OFFERED = [...OUT, ...WON, 'lost', 'closed']
/** The result is known: province and cycle of the locked prices stay. */
export const DECIDED = [...WON, 'lost', 'closed']
