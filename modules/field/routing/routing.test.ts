import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { planDays, planRoute } from './plan.ts'
import { euclideanTravel, type RouteProblem, type Stop, timetable } from './problem.ts'

/** Small seeded generator of this test's own. */
function generator(seed: number) {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

function randomProblem(n: number, random: () => number): RouteProblem {
  const points = Array.from({ length: n + 1 }, (): [number, number] => [random() * 40, random() * 40])
  const travel = euclideanTravel(points, 0.6)
  if (random() < 0.3) for (const row of travel) for (let j = 0; j < row.length; j++) row[j]! *= 0.8 + 0.4 * random()
  const stops = Array.from({ length: n }, (): Stop => {
    const open = 480 + random() * 400
    const windows: [number, number][] = [[open, open + 30 + random() * 120]]
    if (random() < 0.3) windows.push([open + 200, open + 260])
    return {
      service: 10 + Math.floor(random() * 30),
      windows: random() < 0.7 ? windows : undefined,
      priority: random() < 0.2 ? 0 : Math.ceil(random() * 5),
      required: random() < 0.15,
    }
  })
  return { stops, travel, start: 480, end: 480 + 150 + random() * 450, returns: random() < 0.7 }
}

/**
 * Every order of every subset, tried one by one: nothing is cut off but orders already late, and (from 9 stops on, where
 * plain enumeration takes hours) orders that could not reach the best even with all that is left.
 */
function exhaustive(p: RouteProblem): { worth: number; travel: number } {
  const total = p.stops.reduce((s, v) => s + (v.priority ?? 1), 0)
  const value = p.stops.map((s) => (s.priority ?? 1) + (s.required ? total + 1 : 0))
  const prune = p.stops.length >= 9
  const best = { worth: 0, travel: 0 }
  const used = p.stops.map(() => false)
  const visit = (place: number, time: number, travel: number, worth: number, left: number) => {
    const home = p.returns === false ? 0 : p.travel[place]![0]!
    if (place !== 0 && time + home <= p.end) {
      const all = travel + home
      if (worth > best.worth + 1e-9 || (worth > best.worth - 1e-9 && all < best.travel - 1e-9)) {
        best.worth = worth
        best.travel = all
      }
    }
    if (prune && worth + left < best.worth - 1e-9) return
    if (prune && worth + left < best.worth + 1e-9 && travel >= best.travel) return
    for (let k = 0; k < used.length; k++) {
      if (used[k]) continue
      const s = p.stops[k]!
      const way = p.travel[place]![k + 1]!
      const arrive = time + way
      const window = s.windows?.find(([, close]) => arrive <= close)
      if (s.windows && !window) continue
      const done = Math.max(arrive, window?.[0] ?? arrive) + s.service
      if (done > p.end) continue
      used[k] = true
      visit(k + 1, done, travel + way, worth + value[k]!, left - value[k]!)
      used[k] = false
    }
  }
  visit(
    0,
    p.start,
    0,
    0,
    value.reduce((s, v) => s + v, 0),
  )
  return best
}

function worthOf(p: RouteProblem, order: readonly number[]): number {
  const total = p.stops.reduce((s, v) => s + (v.priority ?? 1), 0)
  return order.reduce((s, k) => s + (p.stops[k]!.priority ?? 1) + (p.stops[k]!.required ? total + 1 : 0), 0)
}

test('F1 up to 12 stops: equal to exhaustive search over 1,000 random cases', () => {
  const seed = 20261121
  console.log(`seed ${seed}`)
  const random = generator(seed)
  let largest = 0
  for (let i = 0; i < 1000; i++) {
    const n = i < 850 ? 1 + (i % 7) : 8 + (i % 5)
    largest = Math.max(largest, n)
    const p = randomProblem(n, random)
    const plan = planRoute(p)
    const order = plan.visits.map((v) => v.stop)
    const truth = exhaustive(p)
    assert.ok(plan.exact)
    assert.ok(
      Math.abs(worthOf(p, order) - truth.worth) < 1e-6,
      `case ${i}: worth ${worthOf(p, order)} ≠ ${truth.worth}`,
    )
    assert.ok(Math.abs(plan.travel - truth.travel) < 1e-6, `case ${i}: travel ${plan.travel} ≠ ${truth.travel}`)
    if (order.length > 0) assert.ok(timetable(p, order), `case ${i}: infeasible`)
  }
  assert.equal(largest, 12)
})

test('F1 13 to 15 stops: the search comes within 5 % of what the exact method proves', () => {
  const random = generator(77)
  let equal = 0
  const cases = 12
  for (let i = 0; i < cases; i++) {
    const p = randomProblem(13 + (i % 3), random)
    const exact = planRoute(p, { exactUpTo: 15 })
    const found = planRoute(p, { exactUpTo: 0, rounds: 2000 })
    const [a, b] = [exact, found].map((r) =>
      worthOf(
        p,
        r.visits.map((v) => v.stop),
      ),
    )
    assert.ok(b! <= a! + 1e-6 && b! >= 0.95 * a!)
    if (Math.abs(a! - b!) < 1e-6 && found.travel <= exact.travel * 1.02 + 1e-9) equal++
  }
  console.log(`13–15 stops: ${equal} of ${cases} as good as proven`)
  assert.ok(equal >= 9)
})

test('F1 100 stops over ten days: a plan hidden in the data is found again, within 2 %', () => {
  // Ten tight clusters; the windows are laid around a known tour through each, so its travel is an upper bound.
  const random = generator(5)
  const points: [number, number][] = [[50, 50]]
  for (let c = 0; c < 10; c++)
    for (let k = 0; k < 10; k++) {
      const angle = (2 * Math.PI * c) / 10
      points.push([50 + 40 * Math.cos(angle) + random() * 6, 50 + 40 * Math.sin(angle) + random() * 6])
    }
  const travel = euclideanTravel(points)
  let known = 0
  const stops: Stop[] = []
  for (let c = 0; c < 10; c++) {
    let time = 0
    let place = 0
    for (let k = 0; k < 10; k++) {
      const next = 1 + c * 10 + k
      time += travel[place]![next]!
      known += travel[place]![next]!
      stops.push({ service: 20, windows: [[time - 15, time + 15]], required: true, demand: 1 })
      time += 20
      place = next
    }
    known += travel[place]![0]!
  }
  const plan = planDays(
    { stops, travel, days: Array.from({ length: 14 }, () => ({ start: 0, end: 480, capacity: 10 })) },
    { rounds: 400 },
  )
  console.log(`100 stops: travel ${plan.travel.toFixed(1)}, known plan ${known.toFixed(1)}`)
  assert.deepEqual(plan.skipped, [])
  assert.ok(plan.travel <= known * 1.02)
  for (const r of plan.routes) assert.ok(r.visits.length <= 10)
})

test('F1 waiting, second windows, priorities and required stops', () => {
  const line = euclideanTravel([
    [0, 0],
    [10, 0],
    [20, 0],
  ])
  const late = planRoute({
    stops: [{ service: 5, windows: [[100, 110]] }, { service: 5 }],
    travel: line,
    start: 0,
    end: 200,
  })
  assert.deepEqual(late.skipped, [])
  assert.ok(late.visits.every((v) => v.begin >= v.arrive))
  const lunch = planRoute({
    stops: [
      {
        service: 1,
        windows: [
          [0, 5],
          [60, 90],
        ],
      },
    ],
    travel: euclideanTravel([
      [0, 0],
      [10, 0],
    ]),
    start: 0,
    end: 200,
  })
  assert.equal(lunch.visits[0]!.begin, 60)
  const one = {
    travel: euclideanTravel([
      [0, 0],
      [50, 0],
      [-50, 0],
    ]),
    start: 0,
    end: 110,
  }
  assert.deepEqual(
    planRoute({
      ...one,
      stops: [
        { service: 5, priority: 1 },
        { service: 5, priority: 3 },
      ],
    }).skipped,
    [0],
  )
  assert.deepEqual(
    planRoute({
      ...one,
      stops: [
        { service: 5, priority: 1, required: true },
        { service: 5, priority: 3 },
      ],
    }).skipped,
    [1],
  )
})

test('F1 edges: no stops, nothing reachable, bad input', () => {
  const none = planRoute({ stops: [], travel: [[0]], start: 0, end: 10 })
  assert.deepEqual([none.visits, none.skipped, none.travel], [[], [], 0])
  const far = planRoute({
    stops: [{ service: 1 }],
    travel: euclideanTravel([
      [0, 0],
      [99, 0],
    ]),
    start: 0,
    end: 10,
  })
  assert.deepEqual(far.skipped, [0])
  assert.deepEqual(
    planDays({
      stops: [{ service: 1 }],
      travel: euclideanTravel([
        [0, 0],
        [1, 0],
      ]),
      days: [],
    }).skipped,
    [0],
  )
  assert.throws(() => planRoute({ stops: [{ service: 1 }], travel: [[0]], start: 0, end: 1 }), /2 rows/)
  assert.throws(
    () =>
      planRoute({
        stops: [{ service: Number.NaN }],
        travel: [
          [0, 1],
          [1, 0],
        ],
        start: 0,
        end: 1,
      }),
    /stop 0/,
  )
  assert.throws(
    () =>
      planRoute({
        stops: [{ service: 1, windows: [[5, 3]] }],
        travel: [
          [0, 1],
          [1, 0],
        ],
        start: 0,
        end: 1,
      }),
    /windows/,
  )
  assert.throws(() => planRoute({ stops: [], travel: [[0]], start: 5, end: 1 }), /ends before/)
})

test('F1 any problem of 16 to 25 stops: the plan keeps every window and accounts for every stop', () => {
  const seed = 9
  console.log(`seed ${seed}`)
  fc.assert(
    fc.property(fc.integer({ min: 16, max: 25 }), fc.integer({ min: 1, max: 1e6 }), (n, s) => {
      const p = randomProblem(n, generator(s))
      const plan = planRoute(p, { rounds: 60 })
      const order = plan.visits.map((v) => v.stop)
      assert.equal(new Set([...order, ...plan.skipped]).size, n)
      assert.equal(order.length + plan.skipped.length, n)
      if (order.length > 0) assert.equal(timetable(p, order)!.travel, plan.travel)
    }),
    { seed, numRuns: 15 },
  )
})
