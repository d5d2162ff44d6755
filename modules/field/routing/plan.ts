/** Planning one rep's day, or many days at once. */
import { exactOrder } from './exact.ts'
import { type SearchOptions, searchOrders } from './neighbourhood.ts'
import { checkProblem, type Route, type RoutePlan, type RouteProblem, timetable } from './problem.ts'
import type { DaysProblem } from './schedule.ts'

/** Up to this many stops the answer is proven best. */
export const EXACT_UP_TO = 15

export interface PlanOptions extends SearchOptions {
  /** Prove optimality up to so many stops, at most 15 (which takes up to a second or two). */
  exactUpTo?: number
}

/**
 * Order of one rep's visits for one day: required stops before all, then the largest sum of priorities, then the least
 * travel. Windows and the end of the day are never broken; what does not fit is `skipped`.
 * Throws RangeError on impossible input.
 */
export function planRoute(p: RouteProblem, options: PlanOptions = {}): RoutePlan {
  checkProblem(p)
  if (!(p.start <= p.end)) throw new RangeError('route: the day ends before it starts')
  const exact = p.stops.length <= Math.min(15, options.exactUpTo ?? EXACT_UP_TO)
  const order = exact
    ? exactOrder(p)
    : (searchOrders({ ...p, days: [{ start: p.start, end: p.end }] }, options)[0] ?? [])
  const route = order.length > 0 ? timetable(p, order) : null
  const done = route ?? { visits: [], travel: 0, finish: p.start }
  return { ...done, ...remainder(p.stops, [order]), exact }
}

export interface DaysPlan {
  /** One route per day, in the order of `days`; an unused day has no visits. */
  routes: Route[]
  skipped: number[]
  priority: number
  /** Travel of all days. */
  travel: number
}

/**
 * Visits spread over several days (or reps, or vans): about 100 stops in seconds. Required stops, then priority, then
 * total travel; the same hours and windows hold every day. Not proven best: measured gaps are in docs/insight.md.
 */
export function planDays(p: DaysProblem, options: SearchOptions = {}): DaysPlan {
  checkProblem(p)
  p.days.forEach((d, i) => {
    if (!(d.start <= d.end)) throw new RangeError(`route: day ${i} ends before it starts`)
  })
  const orders = p.days.length === 0 ? [] : searchOrders(p, options)
  const routes = orders.map((order, i): Route => {
    const day = p.days[i]!
    const route = order.length > 0 ? timetable({ ...p, start: day.start, end: day.end }, order) : null
    return route ?? { visits: [], travel: 0, finish: day.start }
  })
  return { routes, travel: routes.reduce((s, r) => s + r.travel, 0), ...remainder(p.stops, orders) }
}

function remainder(stops: RouteProblem['stops'], orders: readonly (readonly number[])[]) {
  const visited = new Set(orders.flat())
  return {
    skipped: stops.map((_, i) => i).filter((i) => !visited.has(i)),
    priority: [...visited].reduce((s, i) => s + (stops[i]!.priority ?? 1), 0),
  }
}
