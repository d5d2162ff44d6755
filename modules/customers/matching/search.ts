/** Finding and scoring candidates for one name in packed names. */

import { similarity } from './editing.ts'
import type { NameFeatures } from './features.ts'
import { coreOf, gramId, type PackedNames, textOf } from './packedNames.ts'
import { contains } from './regions.ts'

/** Why a candidate may be right but must not be linked without a person. */
export type Doubt = 'region' | 'branch' | 'speciality' | 'ordinal' | 'kind' | 'core'

export interface Candidate {
  target: number
  /** 0…1. */
  score: number
  doubts: Doubt[]
}

/** Longest sum of posting lists read per name; rare bigrams first, so this costs accuracy only on huge common names. */
const POSTING_BUDGET = 40_000
/** Candidates by rare bigrams that are compared in full, and of these the ones compared letter by letter. */
const COMPARED = 400
const LETTERED = 24

/** Least similarity of the names proper for an automatic link: 荆西 and 城关 are two places, 嵩吸 is 嵩溪. */
const CORE_ALIKE = 0.65
const CORE_ALIKE_SHORT = 0.8
/** Below this the best candidate is not good enough to rule out a misspelt region. */
const CONTENT = 0.6

interface Rough {
  name: number
  score: number
  penalty: number
  doubts: Doubt[]
}

/** Scratch memory for one thread; making it costs one byte per name. */
export class Searcher {
  private readonly p: PackedNames
  private readonly hits: Uint8Array
  private readonly mark: Uint8Array

  constructor(p: PackedNames) {
    this.p = p
    this.hits = new Uint8Array(p.names)
    this.mark = new Uint8Array(p.postingStart.length)
  }

  /**
   * Best candidates, one per target, best first. When the regions veto everything that is alike, the vetoed are
   * offered after all, as doubtful: a region can be misspelt too.
   */
  search(q: NameFeatures, limit: number): Candidate[] {
    const found = this.pass(q, limit, false)
    if (q.regions.length === 0 || (found[0]?.score ?? 0) >= CONTENT) return found
    const known = new Set(found.map((c) => c.target))
    const more = this.pass(q, limit, true).filter((c) => !known.has(c.target))
    return [...found, ...more].sort((a, b) => b.score - a.score || a.target - b.target).slice(0, limit)
  }

  private pass(q: NameFeatures, limit: number, relaxed: boolean): Candidate[] {
    const ids = [...q.grams].map((code) => gramId(this.p, code))
    const names = this.collect(ids.filter((id) => id >= 0))
    ids.forEach((id, k) => {
      if (id >= 0) this.mark[id] = k < q.regionGrams ? 1 : 3 // bit 0: in the whole, bit 1: in the rest
    })
    const last = ids[ids.length - 1]!
    if (last >= 0) this.mark[last] = 2 // the boundary bigram belongs to the rest only
    const rough = names.map((name) => this.compare(q, name, relaxed)).filter((c) => c !== null)
    for (const id of ids) if (id >= 0) this.mark[id] = 0
    rough.sort((a, b) => b.score - a.score || a.name - b.name)
    const fine = rough.slice(0, LETTERED).map((c) => this.byLetters(q, c))
    fine.sort((a, b) => b.score - a.score || a.name - b.name)
    const best = new Map<number, Candidate>()
    for (const c of fine) {
      const target = this.p.target[c.name]!
      if (!best.has(target)) best.set(target, { target, score: c.score, doubts: c.doubts })
    }
    return [...best.values()].slice(0, limit)
  }

  /** Letter-by-letter score of a bigram candidate; a name proper that is too different is a doubt. */
  private byLetters(q: NameFeatures, c: Rough): Rough {
    const text = textOf(this.p, c.name)
    const at = this.p.restAt[c.name]!
    const rest = similarity(q.text.slice(q.restStart), text.slice(at))
    const whole = similarity(q.text, text)
    const theirs = coreOf(this.p, c.name)
    // A misspelt 县 before or 医 behind sticks to the name proper: 连江贤下宫乡, 天津海河仓院.
    const stuck = theirs.length > 1 && (q.core.slice(1) === theirs || q.core.slice(0, -1) === theirs)
    const loose = stuck && q.regions.length > 0
    const core = loose ? 1 : similarity(q.core, theirs)
    // A letter more or less in a name of two is another name (西南, 西南铝).
    const short = q.core.length !== theirs.length && Math.min(q.core.length, theirs.length) < 3
    const doubts = core < (short ? CORE_ALIKE_SHORT : CORE_ALIKE) ? [...c.doubts, 'core' as const] : c.doubts
    const letters = Math.max(rest, whole) - c.penalty
    return { ...c, doubts, score: Math.max(0, 0.49 * c.score + 0.49 * letters + 0.02 * whole) }
  }

  /** Names sharing rare bigrams, those sharing most first. */
  private collect(ids: number[]): number[] {
    const { postingStart, postings } = this.p
    const size = (id: number) => postingStart[id + 1]! - postingStart[id]!
    const rareFirst = ids.sort((a, b) => size(a) - size(b))
    const touched: number[] = []
    let read = 0
    for (const [k, id] of rareFirst.entries()) {
      if (k > 1 && read + size(id) > POSTING_BUDGET) break
      const end = Math.min(postingStart[id + 1]!, postingStart[id]! + 4 * POSTING_BUDGET)
      for (let j = postingStart[id]!; j < end; j++) {
        const name = postings[j]!
        if (this.hits[name]!++ === 0) touched.push(name)
      }
      read += size(id)
    }
    const byHits: number[][] = []
    for (const name of touched) {
      const h = this.hits[name]!
      const list = byHits[h] ?? []
      list.push(name)
      byHits[h] = list
      this.hits[name] = 0
    }
    const out: number[] = []
    for (let h = byHits.length - 1; h > 0 && out.length < COMPARED; h--)
      for (const name of byHits[h] ?? []) {
        if (out.length >= COMPARED * 2) break
        out.push(name)
      }
    return out
  }

  /** Bigram score with vetoes and doubts; null when vetoed. */
  private compare(q: NameFeatures, name: number, relaxed: boolean): Rough | null {
    const { p } = this
    const doubts: Doubt[] = []
    let penalty = 0
    const doubt = (d: Doubt, cost: number) => {
      doubts.push(d)
      penalty += cost
    }
    const region = this.regionVerdict(q, name)
    if (region === 'wrong' && !relaxed) return null
    const generic = q.generic || p.generic[name] === 1
    if (region === 'wrong') doubt('region', 0.2)
    else if (region === 'doubtful') doubt('region', generic ? 0.3 : 0.15)
    else if (generic && region === 'around') doubt('region', 0.3)
    else if (generic && region === 'open') doubt('region', 0.1)
    else if (generic && q.regionGuessed) doubt('region', 0)
    const branch = p.branch[name]!
    if (branch !== q.branch) {
      if (branch !== 0 && q.branch !== 0) return null
      doubt('branch', 0.1)
    }
    const ordinal = p.ordinal[name]!
    if (ordinal !== q.ordinal) {
      if (ordinal !== 0 && q.ordinal !== 0) return null
      doubt('ordinal', 0.1)
    }
    const speciality = p.speciality[name]!
    if (speciality !== q.speciality) {
      if (speciality !== 0 && q.speciality !== 0 && (speciality & q.speciality) === 0) return null
      doubt('speciality', 0.1)
    }
    const kind = p.kind[name]!
    if (kind !== q.kind && kind !== 0 && q.kind !== 0) doubt('kind', 0.15)
    return { name, penalty, doubts, score: this.overlap(q, name, region === 'same') - penalty }
  }

  /** Dice overlap: the better of the texts after the regions (with agreement counted) and the whole texts. */
  private overlap(q: NameFeatures, name: number, sameRegion: boolean): number {
    const { p } = this
    const from = p.gramStart[name]!
    const to = p.gramStart[name + 1]!
    const restFrom = from + p.regionGrams[name]!
    let whole = 0
    let rest = 0
    for (let k = from; k < to; k++) {
      const m = this.mark[p.grams[k]!]!
      if (k < to - 1) whole += m & 1
      if (k >= restFrom) rest += m >> 1
    }
    const agreed = sameRegion ? 2 : 0
    const restScore = (2 * (rest + agreed)) / (q.grams.length - q.regionGrams + (to - restFrom) + 2 * agreed)
    const wholeScore = (2 * whole) / Math.max(1, q.grams.length - 1 + (to - from - 1))
    return Math.max(restScore, wholeScore)
  }

  private regionVerdict(q: NameFeatures, name: number): 'same' | 'around' | 'open' | 'doubtful' | 'wrong' {
    if (q.regions.length === 0 && q.knownRegions.length === 0) return 'open'
    const { codes, codeStart } = this.p
    const from = codeStart[2 * name]!
    const middle = codeStart[2 * name + 1]!
    const to = codeStart[2 * name + 2]!
    if (from === to) return 'open'
    const certain = this.p.regionCertain[name] === 1
    if (!agrees(q.knownRegions, codes, middle, to)) return 'wrong'
    if (!agrees(q.regions, codes, middle, to)) return q.regionCertain ? 'wrong' : 'doubtful'
    if (!agrees(q.knownRegions, codes, from, middle)) return certain ? 'wrong' : 'doubtful'
    if (!agrees(q.regions, codes, from, middle)) return q.regionCertain && certain ? 'wrong' : 'doubtful'
    const mine = q.regions.length > 0 ? q.regions : q.knownRegions
    const named = middle > from
    // Same place, not only one inside the other: 福州市中医院 is not 福州市长乐区中医院.
    for (let k = named ? from : middle; k < (named ? middle : to); k++) if (mine.includes(codes[k]!)) return 'same'
    return q.regions.length > 0 && named ? 'around' : 'open'
  }
}

/** regionsAgree on a slice, without making one. */
function agrees(mine: readonly number[], codes: Int32Array, from: number, to: number): boolean {
  if (mine.length === 0 || from === to) return true
  for (const a of mine)
    for (let k = from; k < to; k++) if (contains(a, codes[k]!) || contains(codes[k]!, a)) return true
  return false
}
