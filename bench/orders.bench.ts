// Placing an order of 20 lines with every check, against the bare INSERT of the same rows, with few and with a million
// orders in the database; the order board with 100,000 open orders.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type LoadRequest, load } from './lib/load.ts'
import { measure } from './lib/measure.ts'
import { ordersHouse, signIn } from './orders/build.ts'
import { growOrders } from './orders/grow.ts'

const SECONDS = Number(process.env.XINGLIN_BENCH_SECONDS ?? 8)
const ORDERS = Number(process.env.XINGLIN_BENCH_ORDERS ?? 1_000_000)
const ROUNDS = 3

const house = await ordersHouse({ accounts: 200, packages: 60 })
const started: ChildProcess[] = []

async function child(file: string, args: string[]): Promise<{ url: string; pg?: string }> {
  const made = fork(join(import.meta.dirname, file), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  started.push(made)
  const [said] = (await once(made, 'message')) as [{ url: string; pg?: string }]
  return said
}

async function stop(): Promise<void> {
  for (const p of started.reverse()) {
    p.kill('SIGTERM')
    await once(p, 'exit')
  }
  rmSync(house.dataDir, { recursive: true, force: true })
}

const real = await child('house/serve.ts', [house.dataDir])
const floor = await child('orders/floor.ts', [real.pg!, 't_main', JSON.stringify(house)])
const url = real.url.replace('localhost', '127.0.0.1')

const cookie = await signIn(real.url, house.logins.director, house.password)
const place = (n: number): LoadRequest => ({
  method: 'POST',
  path: '/api/v1/sales-orders/place',
  headers: { cookie, 'idempotency-key': `bench-${process.pid}-${Date.now()}-${n}` },
  body: JSON.stringify({
    values: {
      soldTo: house.accounts[n % house.accounts.length],
      lines: Array.from({ length: 20 }, (_, i) => ({
        package: house.packages[(n + i) % house.packages.length],
        qty: '10',
      })),
    },
  }),
})

async function placing(): Promise<{ ours: number; floor: number }> {
  const totals = { ours: 0, floor: 0 }
  // By turns, so that a noisy neighbour hits both.
  for (let round = 0; round < ROUNDS; round++) {
    const a = await load({
      url: floor.url,
      connections: 16,
      seconds: SECONDS / ROUNDS,
      request: { method: 'POST', path: '/', body: '{}' },
    })
    const b = await load({ url, connections: 16, seconds: SECONDS / ROUNDS, request: place })
    if (a.errors || b.errors) throw new Error(`placing: ${a.firstError ?? b.firstError}`)
    totals.floor += a.rps / ROUNDS
    totals.ours += b.rps / ROUNDS
  }
  return totals
}

try {
  const few = await placing()
  measure({ name: 'place an order of 20 lines', value: few.ours, unit: 'rps', floor: few.floor, ratioAtLeast: 0.2 })
  await growOrders(real.pg!, 't_main', house.accounts, house.packages, ORDERS)
  const many = await placing()
  measure({
    name: `place an order, ${ORDERS} orders there`,
    value: many.ours,
    unit: 'rps',
    floor: many.floor,
    ratioAtLeast: 0.2,
  })
  // The machine's own mood is in the floor of the same minute.
  const slower = 1 - many.ours / many.floor / (few.ours / few.floor)
  const rawSlower = 1 - many.ours / few.ours
  measure({ name: `slower by ${ORDERS} orders`, value: Math.max(0, rawSlower) * 100, unit: '%', atMost: 20 })
  console.error(JSON.stringify({ slowerAgainstFloor: slower }))
  const board = await load({
    url,
    connections: 1,
    seconds: SECONDS,
    request: { path: '/api/v1/sales-orders/board', headers: { cookie } },
  })
  if (board.errors) throw new Error(`board: ${board.firstError}`)
  measure({ name: `board, ${ORDERS / 10} open orders p95`, value: board.p95, unit: 'ms', atMost: 500 })
} finally {
  await stop()
}
