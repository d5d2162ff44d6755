/**
 * Large neighbourhood search (Shaw 1998; Ropke & Pisinger 2006, small): take some visits out, put them back with
 * regret insertion, keep what is better or nearly so. Seeded, so the same problem gives the same plan.
 */
import { seeded } from '#kernel/values/seeded.ts'
import { better } from './exact.ts'
import { worth } from './problem.ts'
import { type DaysProblem, Schedule } from './schedule.ts'

export interface SearchOptions {
  /** Rounds of taking out and putting back; 2,000 when absent. */
  rounds?: number
  seed?: number
}

interface Plan {
  orders: number[][]
  worth: number
  travel: number
}

/** Orders per day, by index of `days`. */
export function searchOrders(p: DaysProblem, { rounds = 2000, seed = 1 }: SearchOptions = {}): number[][] {
  const random = seeded(seed)
  const value = worth(p.stops)
  const all = p.stops.map((_, i) => i)
  const routes = p.days.map((d) => new Schedule(p, d))
  const load = (orders: readonly number[][]) => {
    for (const [i, r] of routes.entries()) r.set([...(orders[i] ?? [])])
  }
  const current = (): Plan => {
    const orders = routes.map((r) => r.order)
    return {
      orders,
      worth: orders.flat().reduce((s, k) => s + value[k]!, 0),
      travel: routes.reduce((s, r) => s + r.travel, 0),
    }
  }
  insertByRegret(routes, all, value, random, { noise: 0, hunger: 1e-3 })
  for (const r of routes) r.improve()
  let kept = current()
  let best = kept
  const priorities = p.stops.filter((s) => !s.required).map((s) => s.priority ?? 1)
  const dearest = Math.max(1e-9, ...priorities)
  const far = Math.max(...p.travel.map((row) => Math.max(...row)), 1e-9)
  const hunger = (2 * far) / dearest
  for (let round = 0; round < rounds; round++) {
    load(kept.orders)
    const placed = kept.orders.flat()
    const missing = all.filter((k) => !placed.includes(k))
    const most = Math.min(placed.length, Math.max(15, Math.min(30, placed.length * 0.3)))
    const count = 1 + Math.floor(random() * most)
    const out = new Set(pickRemoved(p, kept.orders, count, far, random))
    const touched = new Set<Schedule>()
    for (const r of routes)
      if (r.order.some((k) => out.has(k))) {
        r.set(r.order.filter((k) => !out.has(k)))
        touched.add(r)
      }
    for (const r of insertByRegret(routes, [...out, ...missing], value, random, {
      noise: 0.3,
      hunger: missing.length > 0 ? hunger * random() : 1e-3,
    }))
      touched.add(r)
    // Polishing is the dear part: only what could become the best, and now and then anything.
    const rough = current()
    const close = rough.worth >= best.worth - 1e-9 && rough.travel <= best.travel * 1.03
    if (close || round % 25 === 0) for (const r of touched) r.improve()
    const next = current()
    if (better({ ...next, finish: 0 }, { ...best, finish: 0 })) best = next
    // Record-to-record travel (Dueck 1993): a little worse is fine while rounds remain.
    const left = 1 - round / rounds
    const richer = next.worth >= kept.worth - 1e-9
    if (
      richer
        ? next.travel <= best.travel * (1 + 0.03 * left) || better({ ...next, finish: 0 }, { ...kept, finish: 0 })
        : next.worth >= best.worth - dearest * 1.5 * left * random()
    )
      kept = next
    if (round % 200 === 199) kept = best
  }
  return best.orders
}

/** Which visits to take out: random ones, one and its neighbours, or whole days. */
function pickRemoved(
  p: DaysProblem,
  orders: readonly (readonly number[])[],
  count: number,
  far: number,
  random: () => number,
): number[] {
  const placed = orders.flat()
  if (placed.length === 0) return []
  const kind = random()
  if (kind < 0.2) return shuffled(placed, random).slice(0, count)
  if (kind < 0.35 && orders.length > 1) {
    const used = shuffled(
      orders.filter((o) => o.length > 0),
      random,
    )
    return used.slice(0, 1 + Math.floor(random() * 3)).flat()
  }
  const centre = placed[Math.floor(random() * placed.length)]!
  const open = (k: number) => p.stops[k]!.windows?.[0]?.[0] ?? 0
  const span = Math.max(1e-9, ...p.days.map((d) => d.end - d.start))
  const nearness = (k: number) =>
    (p.travel[centre + 1]![k + 1]! / far + (0.3 * Math.abs(open(k) - open(centre))) / span) * (0.7 + 0.6 * random())
  return placed
    .map((k) => ({ k, d: k === centre ? -1 : nearness(k) }))
    .sort((a, b) => a.d - b.d)
    .slice(0, count)
    .map((x) => x.k)
}

/**
 * Put stops in where they fit, the one first that would lose most by waiting (regret-2), weighted by what it is worth.
 * @param hunger travel that a unit of worth may cost: matters where not everything fits
 * @returns the routes that changed; stops that fit nowhere stay out
 */
function insertByRegret(
  routes: readonly Schedule[],
  stops: readonly number[],
  value: readonly number[],
  random: () => number,
  { noise, hunger }: { noise: number; hunger: number },
): Set<Schedule> {
  const touched = new Set<Schedule>()
  // Near stops first builds round routes, far ones first opens a route where one is needed; each has its cases.
  const taste = noise === 0 ? -1 : 0.5 - 1.5 * random()
  const open = new Map(stops.map((s) => [s, routes.map((r) => r.cheapest(s))]))
  while (open.size > 0) {
    let pick: { stop: number; route: number; at: number; urgency: number } | null = null
    for (const [stop, costs] of open) {
      let [first, second, route] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1]
      costs.forEach((c, i) => {
        if (c.cost < first) [second, first, route] = [first, c.cost, i]
        else if (c.cost < second) second = c.cost
      })
      if (route < 0) {
        open.delete(stop)
        continue
      }
      const regret = Number.isFinite(second) ? second - first : routes.length === 1 ? first : 1e6
      const urgency = (regret - first * 1e-3) * (1 + noise * random()) + value[stop]! * hunger + taste * first
      if (!pick || urgency > pick.urgency) pick = { stop, route, at: costs[route]!.at, urgency }
    }
    if (!pick) break
    const { stop, route, at } = pick
    routes[route]!.insert(stop, at)
    touched.add(routes[route]!)
    open.delete(stop)
    for (const [s, costs] of open) costs[route] = routes[route]!.cheapest(s)
  }
  return touched
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const out = [...list]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[out[i], out[j]] = [out[j]!, out[i]!]
  }
  return out
}
