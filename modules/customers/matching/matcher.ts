/**
 * Matching incoming names (distributor flow, a new customer being typed) to known customers.
 *
 * Order of trust: a confirmed alias; the same spelling; the text. A match is linked without a person only when its
 * score and its lead over the next customer are both large and nothing speaks against it (region, branch, number,
 * speciality, kind); otherwise it is offered for review.
 */
import { type AliasRow, AliasTable } from './aliases.ts'
import { exactKey, nameFeatures, type RegionHint } from './features.ts'
import { normalizeName } from './normalize.ts'
import { NamePacker, type PackedNames } from './packedNames.ts'
import { regionsAgree } from './regions.ts'
import { type Candidate, type Doubt, Searcher } from './search.ts'

export interface ReferenceName {
  id: string
  name: string
  /** Other names known from the start; confirmations later go to `confirm`. */
  otherNames?: readonly string[]
  region?: RegionHint
}

export interface MatchCandidate {
  id: string
  /** 0…1. */
  score: number
  doubts: Doubt[]
}

export interface NameMatch {
  /** auto: link it. review: a person decides. none: nothing similar. */
  decision: 'auto' | 'review' | 'none'
  via: 'alias' | 'exact' | 'text' | 'none'
  candidates: MatchCandidate[]
  /** Score of the first minus that of the second customer. */
  margin: number
}

export interface MatchRules {
  /** Least score and least margin for an automatic link. */
  autoScore: number
  autoMargin: number
  /** Candidates below this are not shown. */
  least: number
  /** Most candidates returned. */
  limit: number
}

/** Set on the corrupted corpus of testCorpus.ts for ≥ 99.5 % precision (docs/insight.md). */
export const defaultMatchRules: MatchRules = { autoScore: 0.6, autoMargin: 0.05, least: 0.25, limit: 5 }

/** What a worker thread needs to answer queries by text. */
export interface MatcherCore {
  packed: PackedNames
  limit: number
}

/** One query's names and the region columns beside it. */
export interface NameQuery {
  name: string
  region?: RegionHint
}

/** Candidates by text alone, targets as numbers; runs on any thread. */
export function searchText(searcher: Searcher, query: NameQuery, limit: number): Candidate[] {
  const best = new Map<number, Candidate>()
  for (const f of nameFeatures(query.name, query.region))
    for (const c of searcher.search(f, limit)) {
      const old = best.get(c.target)
      if (!old || old.score < c.score) best.set(c.target, c)
    }
  return [...best.values()].sort((a, b) => b.score - a.score || a.target - b.target).slice(0, limit)
}

export class NameMatcher {
  readonly core: MatcherCore
  readonly aliases: AliasTable
  private readonly ids: string[]
  private readonly known: Int32Array
  private readonly exact = new Map<string, number | number[]>()
  private readonly rules: MatchRules
  private searcher: Searcher | undefined

  /**
   * Index reference names (about 20 µs and 300 bytes each). Throws RangeError on a duplicate id.
   * @param aliases confirmations stored from before
   */
  constructor(reference: Iterable<ReferenceName>, aliases: readonly AliasRow[] = [], rules: Partial<MatchRules> = {}) {
    this.rules = { ...defaultMatchRules, ...rules }
    this.aliases = new AliasTable(aliases)
    this.ids = []
    const packer = new NamePacker()
    const seen = new Set<string>()
    const firstKnown: number[] = []
    for (const r of reference) {
      if (seen.has(r.id)) throw new RangeError(`NameMatcher: id ${r.id} occurs twice`)
      seen.add(r.id)
      const target = this.ids.push(r.id) - 1
      for (const name of [r.name, ...(r.otherNames ?? [])])
        for (const f of nameFeatures(name, r.region)) {
          packer.add(f, target)
          this.remember(f.key, target)
          firstKnown[target] ??= f.knownRegions[0] ?? f.regions[0] ?? 0
        }
    }
    this.known = Int32Array.from(this.ids, (_, i) => firstKnown[i] ?? 0)
    this.core = { packed: packer.finish(), limit: Math.max(this.rules.limit, 5) }
  }

  get size(): number {
    return this.ids.length
  }

  private remember(key: string, target: number): void {
    const old = this.exact.get(key)
    if (old === undefined) this.exact.set(key, target)
    else if (typeof old === 'number') {
      if (old !== target) this.exact.set(key, [old, target])
    } else if (!old.includes(target)) old.push(target)
  }

  /** Match one name. */
  match(name: string, region?: RegionHint): NameMatch {
    const query = { name, region }
    this.searcher ??= new Searcher(this.core.packed)
    return this.matchExactly(query) ?? this.decide(query, searchText(this.searcher, query, this.core.limit))
  }

  /** By alias or spelling; null when the text must be searched. */
  matchExactly({ name, region }: NameQuery): NameMatch | null {
    const key = exactKey(normalizeName(name))
    const { confirmed } = this.aliases.find(key)
    if (confirmed.length > 0)
      return this.result(
        'alias',
        confirmed.map((id) => ({ id, score: 1, doubts: [] })),
        confirmed.length === 1,
      )
    const found = this.exact.get(key)
    if (found === undefined) return null
    const [f] = nameFeatures(name, region)
    const { rejected } = this.aliases.find(key)
    const targets = (typeof found === 'number' ? [found] : found).filter(
      (t) =>
        !rejected.includes(this.ids[t]!) && (this.known[t] === 0 || regionsAgree(f!.knownRegions, [this.known[t]!])),
    )
    if (targets.length === 0) return null
    const placed = f!.regions.length + f!.knownRegions.length > 0
    const doubts: Doubt[] = f!.generic && !placed ? ['region'] : []
    const candidates = targets.map((t) => ({ id: this.ids[t]!, score: 1, doubts }))
    return this.result('exact', candidates, targets.length === 1 && doubts.length === 0)
  }

  /** Turn text candidates into a decision, minding what people rejected. */
  decide({ name }: NameQuery, found: readonly Candidate[]): NameMatch {
    const { rejected } = this.aliases.find(exactKey(normalizeName(name)))
    const candidates = found
      .map((c) => ({ id: this.ids[c.target]!, score: c.score, doubts: c.doubts }))
      .filter((c) => c.score >= this.rules.least && !rejected.includes(c.id))
    const [first, second] = candidates
    const margin = first ? first.score - (second?.score ?? 0) : 0
    const { autoScore, autoMargin } = this.rules
    const auto = first !== undefined && first.score >= autoScore && margin >= autoMargin && first.doubts.length === 0
    return this.result('text', candidates, auto)
  }

  /** Remember that a person linked (or refused) this name; the next match of the same spelling follows it at once. */
  confirm(name: string, id: string): void {
    this.aliases.confirm(name, id)
  }

  reject(name: string, id: string): void {
    this.aliases.reject(name, id)
  }

  private result(via: NameMatch['via'], candidates: MatchCandidate[], auto: boolean): NameMatch {
    const [first, second] = candidates
    if (!first) return { decision: 'none', via: 'none', candidates: [], margin: 0 }
    return {
      decision: auto ? 'auto' : 'review',
      via,
      candidates: candidates.slice(0, this.rules.limit),
      margin: first.score - (second?.score ?? 0),
    }
  }
}
