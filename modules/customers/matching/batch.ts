/** Matching many names on worker threads; the packed names are shared memory, so a thread costs a few bytes a name. */
import { type BatchOptions, runBatch } from '#modules/insight/index.ts'
import { type MatcherCore, type NameMatch, type NameMatcher, type NameQuery, searchText } from './matcher.ts'
import { type Candidate, Searcher } from './search.ts'

const searchers = new WeakMap<object, Searcher>()

/** Chunk function of the worker threads: text candidates only; aliases and spelling are settled before. */
export function searchChunk(queries: readonly NameQuery[], shared?: unknown): Candidate[][] {
  const core = shared as MatcherCore
  let searcher = searchers.get(core)
  if (!searcher) {
    searcher = new Searcher(core.packed)
    searchers.set(core, searcher)
  }
  return queries.map((q) => searchText(searcher, q, core.limit))
}

/**
 * Match a file of names; same answers as `matcher.match` one by one, in the order given.
 * Worth it from some thousands on; 100,000 names against 1,000,000 take minutes (docs/insight.md).
 */
export async function matchMany(
  matcher: NameMatcher,
  queries: readonly NameQuery[],
  options: Omit<BatchOptions, 'shared'> = {},
): Promise<NameMatch[]> {
  const settled = queries.map((q) => matcher.matchExactly(q))
  const open = queries.filter((_, i) => settled[i] === null)
  const found = await runBatch<NameQuery, Candidate[]>(new URL('./batch.ts', import.meta.url), 'searchChunk', open, {
    ...options,
    shared: matcher.core,
  })
  let next = 0
  return queries.map((q, i) => settled[i] ?? matcher.decide(q, found[next++]!))
}
