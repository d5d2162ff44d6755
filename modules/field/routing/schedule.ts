/** Routes under construction: earliest and latest times kept, so that an insertion is checked in constant time. */
import { beginAt, latestBegin, type Stop } from './problem.ts'

/** One day (or vehicle): the hours, and what it can carry. */
export interface Day {
  start: number
  end: number
  capacity?: number
}

export interface DaysProblem {
  stops: readonly Stop[]
  travel: readonly (readonly number[])[]
  days: readonly Day[]
  /** Whether every day ends at place 0 again. True when absent. */
  returns?: boolean
}

/** One day's route with its times. Position p of `order` has leave[p] (earliest) and latest[p] (latest arrival). */
export class Schedule {
  readonly day: Day
  private readonly p: DaysProblem
  order: number[] = []
  load = 0
  travel = 0
  private leave: number[] = []
  private latest: number[] = []

  constructor(p: DaysProblem, day: Day) {
    this.p = p
    this.day = day
  }

  /** Set the order and its times. The order must be feasible: see `fits`. */
  set(order: number[]): void {
    const { stops, travel } = this.p
    const returns = this.p.returns !== false
    this.order = order
    this.load = 0
    this.travel = 0
    this.leave = []
    let time = this.day.start
    let place = 0
    for (const stop of order) {
      const way = travel[place]![stop + 1]!
      time = beginAt(stops[stop]!, time + way) + stops[stop]!.service
      this.leave.push(time)
      this.travel += way
      this.load += stops[stop]!.demand ?? 0
      place = stop + 1
    }
    if (returns && order.length > 0) this.travel += travel[place]![0]!
    this.latest = new Array<number>(order.length)
    let limit = this.day.end
    for (let i = order.length - 1; i >= 0; i--) {
      const stop = order[i]!
      const next = i + 1 < order.length ? order[i + 1]! + 1 : 0
      const way = i + 1 < order.length || returns ? travel[stop + 1]![next]! : 0
      limit = latestBegin(stops[stop]!, limit - way - stops[stop]!.service)
      this.latest[i] = limit
    }
  }

  /** Extra travel of putting a stop before position `at`, or Infinity when it does not fit. */
  costAt(stop: number, at: number): number {
    const { stops, travel } = this.p
    const s = stops[stop]!
    if (this.load + (s.demand ?? 0) > (this.day.capacity ?? Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY
    const last = at === this.order.length
    const before = at === 0 ? 0 : this.order[at - 1]! + 1
    const way = travel[before]![stop + 1]!
    const left = at === 0 ? this.day.start : this.leave[at - 1]!
    const done = beginAt(s, left + way) + s.service
    if (!(done <= this.day.end)) return Number.POSITIVE_INFINITY
    if (last) {
      if (this.p.returns === false) return way
      const home = travel[stop + 1]![0]!
      const saved = at === 0 ? 0 : travel[before]![0]!
      return done + home <= this.day.end ? way + home - saved : Number.POSITIVE_INFINITY
    }
    const next = this.order[at]! + 1
    const on = travel[stop + 1]![next]!
    return done + on <= this.latest[at]! ? way + on - travel[before]![next]! : Number.POSITIVE_INFINITY
  }

  /** Cheapest place for a stop. */
  cheapest(stop: number): { cost: number; at: number } {
    let best = { cost: Number.POSITIVE_INFINITY, at: -1 }
    for (let at = 0; at <= this.order.length; at++) {
      const cost = this.costAt(stop, at)
      if (cost < best.cost) best = { cost, at }
    }
    return best
  }

  insert(stop: number, at: number): void {
    this.set([...this.order.slice(0, at), stop, ...this.order.slice(at)])
  }

  /** Travel of another order of the same stops, or Infinity when it breaks a window. */
  travelOf(order: readonly number[]): number {
    const { stops, travel } = this.p
    let time = this.day.start
    let place = 0
    let sum = 0
    for (const stop of order) {
      const way = travel[place]![stop + 1]!
      time = beginAt(stops[stop]!, time + way) + stops[stop]!.service
      if (!(time <= this.day.end)) return Number.POSITIVE_INFINITY
      sum += way
      place = stop + 1
    }
    if (this.p.returns === false || order.length === 0) return sum
    const home = travel[place]![0]!
    return time + home <= this.day.end ? sum + home : Number.POSITIVE_INFINITY
  }

  /** Or-opt (move up to three stops) and 2-opt (turn a piece round) until neither helps. */
  improve(): void {
    for (;;) {
      const better = this.orOpt() ?? this.twoOpt()
      if (!better) return
      this.set(better)
    }
  }

  /** Travel between two positions of an order; position −1 and the end are place 0 (the way home may not count). */
  private way(order: readonly number[], from: number, to: number): number {
    if (to === order.length && this.p.returns === false) return 0
    const a = from < 0 ? 0 : order[from]! + 1
    const b = to === order.length ? 0 : order[to]! + 1
    return this.p.travel[a]![b]!
  }

  private orOpt(): number[] | null {
    const n = this.order.length
    for (let length = 1; length <= Math.min(3, n - 1); length++)
      for (let from = 0; from + length <= n; from++) {
        const piece = this.order.slice(from, from + length)
        const rest = [...this.order.slice(0, from), ...this.order.slice(from + length)]
        const gain =
          this.way(this.order, from - 1, from) +
          this.way(this.order, from + length - 1, from + length) -
          this.way(rest, from - 1, from)
        for (let to = 0; to <= rest.length; to++) {
          if (to === from || this.pieceCost(rest, to, piece) >= gain - 1e-9) continue
          const next = [...rest.slice(0, to), ...piece, ...rest.slice(to)]
          if (this.travelOf(next) < this.travel - 1e-9) return next
        }
      }
    return null
  }

  /** Extra travel of a piece put before position `to`. */
  private pieceCost(rest: readonly number[], to: number, piece: readonly number[]): number {
    const { travel } = this.p
    const before = to === 0 ? 0 : rest[to - 1]! + 1
    const first = piece[0]! + 1
    const last = piece[piece.length - 1]! + 1
    const end = to === rest.length
    const on = end && this.p.returns === false ? 0 : travel[last]![end ? 0 : rest[to]! + 1]!
    return travel[before]![first]! + on - this.way(rest, to - 1, to)
  }

  private twoOpt(): number[] | null {
    const { order } = this
    const n = order.length
    for (let i = 0; i < n - 1; i++) {
      let there = 0 // travel inside the piece as it is, and turned round
      let round = 0
      for (let j = i + 1; j < n; j++) {
        there += this.p.travel[order[j - 1]! + 1]![order[j]! + 1]!
        round += this.p.travel[order[j]! + 1]![order[j - 1]! + 1]!
        const before = i === 0 ? 0 : order[i - 1]! + 1
        const open = j === n - 1 && this.p.returns === false
        const after = j === n - 1 ? 0 : order[j + 1]! + 1
        const now = this.way(order, i - 1, i) + there + this.way(order, j, j + 1)
        const turned =
          this.p.travel[before]![order[j]! + 1]! + round + (open ? 0 : this.p.travel[order[i]! + 1]![after]!)
        if (turned >= now - 1e-9) continue
        const next = [...order.slice(0, i), ...order.slice(i, j + 1).reverse(), ...order.slice(j + 1)]
        if (this.travelOf(next) < this.travel - 1e-9) return next
      }
    }
    return null
  }
}
