import type { FlowNode } from './flow.ts'

/** What the rules of a node need to know of a task. */
export interface Step {
  id: string
  state: string
  position: number
  /** The task to which this one was added (加签), and on which side. */
  parent: string | null
  place: 'before' | 'after' | null
}

/** States in which somebody else has taken the task's place. */
const REPLACED = new Set(['transferred', 'expired'])
const OPEN = new Set(['waiting', 'pending'])
export const isOpen = (step: Step): boolean => OPEN.has(step.state)

/** The tasks of one node in one pass, as a wood: a tree for each approver, with those he added below him. */
export class Wood<T extends Step> {
  readonly roots: T[]
  readonly mode: FlowNode['mode']
  readonly #below = new Map<string, T[]>()

  constructor(steps: T[], mode: FlowNode['mode']) {
    this.mode = mode
    const living = steps.filter((s) => !REPLACED.has(s.state)).sort((a, b) => a.position - b.position)
    this.roots = living.filter((s) => !s.parent)
    for (const s of living) if (s.parent) this.#below.set(s.parent, [...(this.#below.get(s.parent) ?? []), s])
  }

  #added(step: T, place: 'before' | 'after'): T[] {
    return (this.#below.get(step.id) ?? []).filter((s) => s.place === place)
  }

  /** Approved, and so have those who were added after. */
  done(step: T): boolean {
    return step.state === 'approved' && this.#added(step, 'after').every((s) => this.done(s))
  }

  /** A tree with everything below it. */
  tree(step: T): T[] {
    return [step, ...(this.#below.get(step.id) ?? []).flatMap((s) => this.tree(s))]
  }

  get complete(): boolean {
    const passed = this.roots.filter((r) => this.done(r)).length
    return this.mode === 'any' ? passed > 0 : passed === this.roots.length
  }

  /** Open tasks that nobody needs any more: of one approval that is enough, all others. */
  get idle(): T[] {
    if (this.complete) return this.roots.flatMap((r) => this.tree(r)).filter(isOpen)
    const taken = this.mode === 'any' && this.roots.find((r) => r.state === 'approved')
    return taken ? this.roots.filter((r) => r !== taken).flatMap((r) => this.tree(r).filter(isOpen)) : []
  }

  /** Waiting tasks whose turn has come. */
  get ready(): T[] {
    const found: T[] = []
    const visit = (step: T, parent: T | undefined, turn: boolean): void => {
      const mine = turn && (step.place !== 'after' || parent?.state === 'approved')
      const before = this.#added(step, 'before')
      if (step.state === 'waiting' && mine && before.every((s) => this.done(s))) found.push(step)
      for (const s of before) visit(s, step, mine)
      for (const s of this.#added(step, 'after')) visit(s, step, mine)
    }
    for (const [i, root] of this.roots.entries()) {
      const turn = this.mode !== 'sequence' || this.roots.slice(0, i).every((r) => this.done(r))
      visit(root, undefined, turn)
    }
    return found
  }
}
