/**
 * How approvals are meant to go, said once more and differently: a step is a wood of people, and who has to decide now is
 * worked out anew each time. The random test holds the engine against this.
 */

export type Mode = 'all' | 'any' | 'sequence'

export interface Plan {
  mode: Mode
  people: string[]
}

/** Somebody who is asked, with those whom he wants asked before and after him. */
interface Person {
  who: string
  said: boolean
  before: Person[]
  after: Person[]
}

const asked = (who: string): Person => ({ who, said: false, before: [], after: [] })
const through = (p: Person): boolean => p.said && p.after.every(through)
const everybody = (p: Person): Person[] => [p, ...p.before.flatMap(everybody), ...p.after.flatMap(everybody)]

/** Whose word is wanted now, of one person and those around him. */
function wanted(p: Person): Person[] {
  const first = p.before.filter((b) => !through(b))
  if (first.length) return first.flatMap(wanted)
  return p.said ? p.after.flatMap(wanted) : [p]
}

export class Model {
  readonly plans: Plan[]
  readonly submitter: string
  state: 'running' | 'executed' | 'executionFailed' | 'rejected' | 'returned' | 'withdrawn' | 'voided' = 'running'
  /** Something keeps it from being carried out (the submitter has lost the right). */
  obstructed = false
  /** The document was changed behind the doors after it had failed. */
  edited = false
  /** Who gave the last approval. */
  last = ''
  step = 0
  readonly visited = new Set<number>()
  #wood: Person[] = []

  constructor(plans: Plan[], submitter: string) {
    this.plans = plans
    this.submitter = submitter
    this.#enter(0)
  }

  #enter(step: number): void {
    this.step = step
    if (step === this.plans.length) {
      this.#end()
      return
    }
    this.visited.add(step)
    this.#wood = this.plans[step]!.people.map(asked)
  }

  #end(): void {
    this.state = this.obstructed ? 'executionFailed' : 'executed'
  }

  /** May be carried out once more by this person? What comes of it is another matter. */
  mayRetry(who: string): boolean {
    return this.state === 'executionFailed' && who === this.last
  }

  retry(): void {
    if (this.edited) this.state = 'voided'
    else this.#end()
  }

  /** May the submitter submit again? */
  get mayResubmit(): boolean {
    return ['returned', 'executionFailed', 'voided'].includes(this.state) && !this.obstructed
  }

  get #now(): Person[] {
    if (this.state !== 'running') return []
    const { mode } = this.plans[this.step]!
    if (mode === 'sequence')
      return this.#wood
        .filter((p) => !through(p))
        .slice(0, 1)
        .flatMap(wanted)
    const taken = mode === 'any' ? this.#wood.filter((p) => p.said) : []
    return (taken.length ? taken : this.#wood).flatMap(wanted)
  }

  /** Who has to decide now, sorted. */
  get pending(): string[] {
    return this.#now.map((p) => p.who).sort()
  }

  /** People who may still be brought in: everybody who is not at this step, the submitter never. */
  mayBringIn(who: string): boolean {
    return who !== this.submitter && !this.#wood.flatMap(everybody).some((p) => p.who === who)
  }

  approve(who: string): void {
    this.#mine(who).said = true
    this.last = who
    const { mode } = this.plans[this.step]!
    const done = mode === 'any' ? this.#wood.some(through) : this.#wood.every(through)
    if (done) this.#enter(this.step + 1)
  }

  reject(): void {
    this.state = 'rejected'
  }

  withdraw(): void {
    this.state = 'withdrawn'
  }

  transfer(who: string, to: string): void {
    this.#mine(who).who = to
  }

  addSign(who: string, others: string[], place: 'before' | 'after'): void {
    this.#mine(who)[place].push(...others.map(asked))
  }

  sendBack(to: number | 'submitter'): void {
    if (to === 'submitter') this.state = 'returned'
    else this.#enter(to)
  }

  resubmit(): void {
    this.state = 'running'
    this.edited = false
    this.#enter(0)
  }

  #mine(who: string): Person {
    return this.#now.find((p) => p.who === who)!
  }
}
