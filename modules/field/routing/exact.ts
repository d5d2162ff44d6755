/**
 * The best route for up to 15 stops, proven: dynamic programming over (stops visited, last stop) after Held & Karp
 * (1962), with every non-dominated pair of (time, travel) kept, because waiting at a window can make the shorter way
 * the later one.
 */
import { beginAt, type RouteProblem, worth } from './problem.ts'

interface Label {
  time: number
  travel: number
  /** Label before this one, and the stop it ends at. */
  before: Label | null
  stop: number
}

/** Best order: most worth, then least travel, then earliest finish. Empty when nothing fits. */
export function exactOrder(p: RouteProblem): number[] {
  const n = p.stops.length
  if (n > 15) throw new RangeError('exactOrder: at most 15 stops')
  const value = worth(p.stops)
  const back = p.returns === false ? () => 0 : (stop: number) => p.travel[stop + 1]![0]!
  let best: { worth: number; travel: number; finish: number; label: Label | null } = {
    worth: 0,
    travel: 0,
    finish: p.start,
    label: null,
  }
  const labels: (Label[] | undefined)[] = new Array(n << n)
  const extend = (from: Label | null, place: number, set: number, time: number, travel: number) => {
    for (let k = 0; k < n; k++) {
      if (set & (1 << k)) continue
      const way = p.travel[place]![k + 1]!
      const leave = beginAt(p.stops[k]!, time + way) + p.stops[k]!.service
      if (!(leave + back(k) <= p.end)) continue
      const at = (set | (1 << k)) * n + k
      const list = labels[at] ?? []
      labels[at] = list
      insert(list, { time: leave, travel: travel + way, before: from, stop: k })
    }
  }
  extend(null, 0, 0, p.start, 0)
  for (let set = 1; set < 1 << n; set++) {
    let sum = 0
    for (let k = 0; k < n; k++) if (set & (1 << k)) sum += value[k]!
    for (let last = 0; last < n; last++) {
      for (const label of labels[set * n + last] ?? []) {
        const travel = label.travel + back(last)
        const finish = label.time + back(last)
        if (better({ worth: sum, travel, finish }, best)) best = { worth: sum, travel, finish, label }
        extend(label, last + 1, set, label.time, label.travel)
      }
    }
  }
  const order: number[] = []
  for (let l = best.label; l; l = l.before) order.push(l.stop)
  return order.reverse()
}

const CLOSE = 1e-9

/** Is plan a better than plan b? Differences by rounding do not count. */
export function better(
  a: { worth: number; travel: number; finish: number },
  b: { worth: number; travel: number; finish: number },
): boolean {
  if (Math.abs(a.worth - b.worth) > CLOSE * (1 + Math.abs(b.worth))) return a.worth > b.worth
  if (Math.abs(a.travel - b.travel) > CLOSE * (1 + b.travel)) return a.travel < b.travel
  return a.finish < b.finish - CLOSE
}

/** Add a label unless an old one is as early and as short; drop the old ones that it beats. */
function insert(list: Label[], label: Label): void {
  for (const old of list) if (old.time <= label.time && old.travel <= label.travel) return
  let keep = 0
  for (const old of list) if (!(label.time <= old.time && label.travel <= old.travel)) list[keep++] = old
  list.length = keep
  list.push(label)
}
