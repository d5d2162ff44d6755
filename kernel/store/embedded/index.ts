/** PostgreSQL 18 that comes with the npm package: made, started, supervised and stopped by the server. */
export type { EmbeddedOptions, EmbeddedPostgres, UnexpectedExit } from './embedded.ts'
export { startEmbedded } from './embedded.ts'
export { EmbeddedProblem } from './problem.ts'
