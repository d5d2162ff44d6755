// Placing an order of 20 lines with every check, against the bare INSERT of the same rows, with few and with a million
// orders in the database; the order board with 100,000 open orders, for who sees all, a department's and his own.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type LoadOptions, type LoadRequest, load } from './lib/load.ts'
import { measure, percentile } from './lib/measure.ts'
import { type OrdersHouse, ordersHouse, signIn } from './orders/build.ts'
import { cpuTime } from './orders/cpu.ts'
import { growOrders } from './orders/grow.ts'

const SECONDS = Number(process.env.XINGLIN_BENCH_SECONDS ?? 16)
const ORDERS = Number(process.env.XINGLIN_BENCH_ORDERS ?? 1_000_000)
/** Short and many: a neighbour's burst spoils a round or two, and the median does not hear of it. */
const ROUNDS = 9
const CONNECTIONS = 16

const running: ChildProcess[] = []
const folders: string[] = []

async function child(file: string, args: string[]): Promise<{ url: string; pg?: string; pid: number }> {
  const made = fork(join(import.meta.dirname, file), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  running.push(made)
  const [said] = (await once(made, 'message')) as [{ url: string; pg?: string }]
  return { ...said, url: said.url.replace('localhost', '127.0.0.1'), pid: made.pid! }
}

async function stop(): Promise<void> {
  for (const p of running.reverse()) {
    p.kill('SIGTERM')
    await once(p, 'exit')
  }
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}

/** One company with its server, and the floor on the same PostgreSQL. */
interface Stand {
  house: OrdersHouse
  url: string
  pg: string
  ours: Contender
  floor: Contender
}

interface Contender {
  pid: number
  load: Omit<LoadOptions, 'seconds' | 'warmup'>
  /** What each round gave: orders a second, and milliseconds of processor an order (process and PostgreSQL). */
  rps: number[]
  cpu: number[]
}

const contender = (pid: number, options: Contender['load']): Contender => ({ pid, load: options, rps: [], cpu: [] })
const median = (values: number[]): number =>
  percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  )

async function stand(orders: number): Promise<Stand> {
  const house = await ordersHouse({ accounts: 200, packages: 60 })
  folders.push(house.dataDir)
  const real = await child('house/serve.ts', [house.dataDir])
  if (orders) await growOrders(real.pg!, 't_main', house.accounts, house.packages, orders)
  const floor = await child('orders/floor.ts', [real.pg!, 't_main', JSON.stringify(house)])
  const cookie = await signIn(real.url, house.logins.director, house.password)
  let asked = 0
  const request = (n: number): LoadRequest => ({
    method: 'POST',
    path: '/api/v1/sales-orders/place',
    headers: { cookie, 'idempotency-key': `bench-${process.pid}-${++asked}` },
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
  const insert: LoadRequest = { method: 'POST', path: '/', body: '{}' }
  return {
    house,
    url: real.url,
    pg: real.pg!,
    ours: contender(real.pid, { url: real.url, connections: CONNECTIONS, request }),
    floor: contender(floor.pid, { url: floor.url, connections: CONNECTIONS, request: insert }),
  }
}

/** Orders after which JavaScript runs as fast as it will. */
const WARM = 1500

/**
 * Both are warm, and the statistics are as autovacuum leaves them a minute after the first orders: on a company's first
 * day each foreign key is checked by reading the whole order table, which is quick while it is empty and is what the
 * connection then keeps doing.
 */
async function warm(s: Stand): Promise<void> {
  for (const c of [s.ours, s.floor])
    for (let placed = 0; placed < WARM; ) {
      const { requests, errors, firstError } = await load({ ...c.load, seconds: 2, warmup: 0 })
      if (errors) throw new Error(`placing: ${firstError}`)
      placed += requests
    }
  const client = new pg.Client({ connectionString: s.pg })
  await client.connect()
  await client.query('analyze t_main.sales_order, t_main.sales_order_lines, t_main.order_audit')
  await client.end()
  for (const c of [s.ours, s.floor]) await load({ ...c.load, seconds: 1, warmup: 0 })
}

async function round(s: Stand, c: Contender): Promise<void> {
  const before = cpuTime(s.house.dataDir, c.pid)
  const result = await load({ ...c.load, seconds: SECONDS / ROUNDS, warmup: 0 })
  if (result.errors) throw new Error(`placing: ${result.firstError}`)
  c.rps.push(result.rps)
  c.cpu.push((cpuTime(s.house.dataDir, c.pid) - before) / result.requests)
}

async function boards({ house, url }: Stand): Promise<void> {
  for (const who of ['director', 'manager', 'rep'] as const) {
    const cookie = await signIn(url, house.logins[who], house.password)
    const request = { path: '/api/v1/sales-orders/board', headers: { cookie } }
    const board = await load({ url, connections: 1, seconds: SECONDS / 4, request })
    if (board.errors) throw new Error(`board: ${board.firstError}`)
    measure({ name: `board, ${ORDERS / 10} open orders, ${who}, p95`, value: board.p95, unit: 'ms', atMost: 500 })
  }
}

try {
  const few = await stand(0)
  const many = await stand(ORDERS)
  for (const s of [few, many]) await warm(s)
  // All four by turns, so that a noisy neighbour hits all.
  for (let n = 0; n < ROUNDS; n++) for (const s of [few, many]) for (const c of [s.floor, s.ours]) await round(s, c)
  for (const [name, s] of [
    ['place an order of 20 lines', few],
    [`place an order, ${ORDERS} orders there`, many],
  ] as const) {
    measure({ name, value: median(s.ours.rps), unit: 'rps', floor: median(s.floor.rps), ratioAtLeast: 0.2 })
    const [value, floor] = [median(s.ours.cpu), median(s.floor.cpu)]
    measure({ name: `${name}: processor time`, value, unit: 'ms', floor, better: 'lower' })
  }
  const slower = (a: Contender, b: Contender) => median(a.rps.map((rps, n) => 1 - b.rps[n]! / rps)) * 100
  measure({ name: `slower by ${ORDERS} orders`, value: slower(few.ours, many.ours), unit: '%', atMost: 20 })
  measure({ name: `bare INSERT slower by ${ORDERS} orders`, value: slower(few.floor, many.floor), unit: '%' })
  await boards(many)
} finally {
  await stop()
}
