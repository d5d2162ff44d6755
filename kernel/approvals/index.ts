/** Approvals: a flow stands before an act; the last approval carries it out. See docs/approvals.md. */
export { flowProblems } from './definition.ts'
export { chaseApprovals } from './due.ts'
