/** The door of name matching: normalising, matching, learning from confirmations. See docs/insight.md. */
export type { AliasRow } from './aliases.ts'
export { matchMany } from './batch.ts'
export type { RegionHint } from './features.ts'
export {
  defaultMatchRules,
  type MatchCandidate,
  type MatchRules,
  type NameMatch,
  NameMatcher,
  type NameQuery,
  type ReferenceName,
} from './matcher.ts'
export { type NormalizedName, normalizeName } from './normalize.ts'
export type { Doubt } from './search.ts'
