/** Approvals: a flow stands before a command; the last approval carries it out. See docs/approvals.md. */
export { flowProblems } from './definition.ts'
export { chaseApprovals } from './due.ts'
export { approvalRoutes } from './routes.ts'
