/** What a route planner is given and gives back. Times are numbers in one unit (minutes of the day suit a rep). */

export interface Stop {
  /** How long the visit takes. */
  service: number
  /** Opening times; the visit must begin inside one of them. Always open when absent. In time order, not overlapping. */
  windows?: readonly (readonly [number, number])[]
  /** What the visit is worth; more is better. 1 when absent. Only the sum counts. */
  priority?: number
  /** Must be visited before any optional stop counts. */
  required?: boolean
  /** Load taken (samples, kilograms); only with a capacity. */
  demand?: number
}

export interface RouteProblem {
  stops: readonly Stop[]
  /** Travel times between places: row and column 0 are the start, i + 1 is stop i. Need not be symmetric. */
  travel: readonly (readonly number[])[]
  /** When the day begins at place 0, and when it must be over. */
  start: number
  end: number
  /** Whether the day ends at place 0 again; `end` then is the latest return. True when absent. */
  returns?: boolean
}

export interface Visit {
  stop: number
  arrive: number
  /** When the visit begins; later than `arrive` where the rep has to wait. */
  begin: number
  leave: number
}

export interface Route {
  visits: Visit[]
  /** Travel time in all, the way back included. */
  travel: number
  /** When the last visit, or the way back, is over. */
  finish: number
}

export interface RoutePlan extends Route {
  /** Stops that could not be fitted in. */
  skipped: number[]
  /** Sum of priorities of the stops visited. */
  priority: number
  /** Whether this is proven best: required stops first, then priority, then least travel. */
  exact: boolean
}

/** Weight of a required stop in sums of priorities: more than all the others together. */
export function worth(stops: readonly Stop[]): number[] {
  const sum = stops.reduce((s, v) => s + (v.priority ?? 1), 0)
  return stops.map((s) => (s.priority ?? 1) + (s.required ? sum + 1 : 0))
}

/** Beginning of a visit for an arrival, or Infinity when every window is over. */
export function beginAt(stop: Stop, arrive: number): number {
  if (!stop.windows) return arrive
  for (const [open, close] of stop.windows) if (arrive <= close) return Math.max(arrive, open)
  return Number.POSITIVE_INFINITY
}

/** Latest beginning of a visit not after `limit`; −Infinity when there is none. */
export function latestBegin(stop: Stop, limit: number): number {
  if (!stop.windows) return limit
  let best = Number.NEGATIVE_INFINITY
  for (const [open, close] of stop.windows) if (open <= limit) best = Math.min(close, limit)
  return best
}

/** Throws RangeError naming what is wrong. */
export function checkProblem(p: Pick<RouteProblem, 'stops' | 'travel'>): void {
  const n = p.stops.length + 1
  if (p.travel.length !== n) throw new RangeError(`route: the travel matrix needs ${n} rows`)
  p.travel.forEach((row, i) => {
    if (row.length !== n || row.some((v) => !(v >= 0) || v === Number.POSITIVE_INFINITY))
      throw new RangeError(`route: row ${i} of the travel matrix is not ${n} numbers ≥ 0`)
  })
  p.stops.forEach((s, i) => {
    if (!(s.service >= 0)) throw new RangeError(`route: stop ${i}: service must be ≥ 0`)
    if (!((s.priority ?? 1) >= 0)) throw new RangeError(`route: stop ${i}: priority must be ≥ 0`)
    if (!((s.demand ?? 0) >= 0)) throw new RangeError(`route: stop ${i}: demand must be ≥ 0`)
    let before = Number.NEGATIVE_INFINITY
    for (const [open, close] of s.windows ?? []) {
      if (!(open <= close) || !(open >= before))
        throw new RangeError(`route: stop ${i}: windows must be in order and not overlap`)
      before = close
    }
  })
}

/** Times of a given order, or null when it breaks a window or the end of the day. */
export function timetable(p: RouteProblem, order: readonly number[]): Route | null {
  const visits: Visit[] = []
  let time = p.start
  let place = 0
  let travel = 0
  for (const stop of order) {
    const way = p.travel[place]![stop + 1]!
    const arrive = time + way
    const begin = beginAt(p.stops[stop]!, arrive)
    const leave = begin + p.stops[stop]!.service
    if (!(leave <= p.end)) return null
    visits.push({ stop, arrive, begin, leave })
    travel += way
    time = leave
    place = stop + 1
  }
  if (p.returns !== false) {
    travel += p.travel[place]![0]!
    time += p.travel[place]![0]!
  }
  return time <= p.end ? { visits, travel, finish: time } : null
}

/** Straight-line travel times from coordinates, place 0 first: metres or kilometres ÷ speed. */
export function euclideanTravel(points: readonly (readonly [number, number])[], speed = 1): number[][] {
  if (!(speed > 0)) throw new RangeError('euclideanTravel: speed must be positive')
  return points.map(([x, y]) => points.map(([u, v]) => Math.hypot(x - u, y - v) / speed))
}
