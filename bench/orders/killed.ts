import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type OrdersHouse, ordersHouse, signIn } from './build.ts'

/** What a run with kills came to. Everything but `orders` and `kills` is to be nothing. */
export interface Findings {
  orders: number
  kills: { server: number; postgres: number }
  /** Acknowledged orders that are not there, or not as far as was acknowledged. */
  lost: number
  /** Orders or shipments beyond one for each that was asked for. */
  doubled: number
  /** Sums that do not add up: stock, receivables, lines, running balances. */
  broken: string[]
}

const PATIENCE_MS = 120_000

/** The real server in a process of its own, started again whenever it is gone. */
class Server {
  readonly dataDir: string
  url = ''
  pg = ''
  #process: ChildProcess | undefined

  constructor(dataDir: string) {
    this.dataDir = dataDir
  }

  async start(): Promise<void> {
    const made = fork(join(import.meta.dirname, '../house/serve.ts'), [this.dataDir], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const said = await Promise.race([once(made, 'message'), once(made, 'exit').then(() => undefined)])
    if (!said) return this.start()
    this.#process = made
    const { url, pg: database } = said[0] as { url: string; pg: string }
    this.url = url.replace('localhost', '127.0.0.1')
    this.pg = database
  }

  async killServer(): Promise<void> {
    const old = this.#process!
    old.kill('SIGKILL')
    if (old.exitCode === null && old.signalCode === null) await once(old, 'exit')
    await this.start()
  }

  /** The server's own supervisor is to notice and start it again. */
  killPostgres(): void {
    const [pid] = readFileSync(join(this.dataDir, 'pg', 'cluster', 'postmaster.pid'), 'utf8').split('\n')
    process.kill(Number(pid), 'SIGKILL')
  }

  async stop(): Promise<void> {
    this.#process!.kill('SIGTERM')
    await once(this.#process!, 'exit')
  }
}

/** Sends a command until it is answered, always under the same key: an answer that was lost is asked for again. */
async function ask(server: Server, cookie: string, path: string, body: unknown): Promise<Record<string, unknown>> {
  const key = randomUUID()
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      const answer = await fetch(`${server.url}/api/v1${path}`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', 'idempotency-key': key, origin: server.url },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      })
      const text = await answer.text()
      if (answer.ok) return (JSON.parse(text) as { result: Record<string, unknown> }).result
      if (answer.status < 500) throw new Refused(`${path}: ${answer.status} ${text}`)
    } catch (error) {
      if (error instanceof Refused) throw error
    }
    if (Date.now() > until) throw new Error(`${path}: no answer in ${PATIENCE_MS / 1000} s`)
    await sleep(100)
  }
}

class Refused extends Error {}

type Cookies = Record<keyof OrdersHouse['logins'], string>

/** One order from placing to the lorry, each step acknowledged; says how far it came. */
async function walk(
  server: Server,
  house: OrdersHouse,
  cookies: Cookies,
  n: number,
  acked: Map<string, string>,
): Promise<void> {
  const lines = [0, 1, 2].map((i) => ({ package: house.packages[(n + i) % house.packages.length], qty: '2' }))
  const values = {
    soldTo: house.accounts[n % house.accounts.length],
    paymentTerm: 'credit',
    creditDays: 30,
    customerPo: `PO-${n}`,
    lines,
  }
  const { id } = (await ask(server, cookies.director, '/sales-orders/place', { values })) as { id: string }
  acked.set(id, 'submitted')
  const order = `/sales-orders/${id}`
  await ask(server, cookies.commerce, `${order}/approveBusiness`, { notDuplicate: true })
  acked.set(id, 'businessApproved')
  await ask(server, cookies.finance, `${order}/approveFinance`, {})
  acked.set(id, 'financeApproved')
  const picked = (await ask(server, cookies.picker, `${order}/pick`, {})) as {
    shipment: string
    lines: { package: string; batchNo: string; qty: string }[]
  }
  const scans = picked.lines.map((l) => ({ code: l.package, batchNo: l.batchNo, qty: l.qty }))
  await ask(server, cookies.checker, `/shipments/${picked.shipment}/check`, { scans })
  await ask(server, cookies.shipper, `/shipments/${picked.shipment}/ship`, { carrier: '顺丰', logisticsNo: `SF-${n}` })
  acked.set(id, 'shipped')
}

const CHECKS: Record<string, string> = {
  'stock ledger': `select 1 from s.batch b join (select batch_id, sum(on_hand_delta) h, sum(reserved_delta) r from s.stock_entry group by 1) e
    on e.batch_id = b.id where b.on_hand <> e.h or b.reserved <> e.r`,
  'stock shipped': `select 1 from (select coalesce(sum(-on_hand_delta), 0) q from s.stock_entry where kind = 'ship') a,
    (select coalesce(sum(shipped_qty), 0) q from s.sales_order_lines) b where a.q <> b.q`,
  'running balance': `select 1 from s.account_balance b join (select account_id, sum(amount) a from s.receivable_entry group by 1) e
    on e.account_id = b.account_id where b.balance <> e.a`,
  receivables: `select 1 from s.sales_order o join (select order_id, sum(amount) a from s.receivable_entry group by 1) e
    on e.order_id = o.id where o.shipped_amount <> e.a`,
  'lines and shipments': `select 1 from s.sales_order_lines l left join (select order_line, sum(qty) q from s.shipment_lines x join s.shipment h on h.id = x.parent_id
    where h.state = 'shipped' group by 1) p on p.order_line = l.id::text where l.shipped_qty <> coalesce(p.q, 0)`,
  audits: `select 1 from s.order_audit group by order_id, revision, step having count(*) > 1`,
}

async function examine(url: string, acked: Map<string, string>, asked: number): Promise<Omit<Findings, 'kills'>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const rows = async <T>(text: string): Promise<T[]> =>
    (await client.query(text.replaceAll(' s.', ' t_main.'))).rows as T[]
  try {
    const orders = await rows<{ id: string; state: string; shipment_status: string; shipments: number }>(
      `select o.id, o.state, o.shipment_status, (select count(*)::int from s.shipment x where x.order_id = o.id) as shipments from s.sales_order o`,
    )
    const there = new Map(orders.map((o) => [o.id, o]))
    let lost = 0
    for (const [id, how] of acked) {
      const row = there.get(id)
      const far = how === 'shipped' ? row?.shipment_status === 'full' : row?.state === how
      if (!far) lost++
    }
    const doubled = Math.max(0, orders.length - asked) + orders.filter((o) => o.shipments > 1).length
    const broken: string[] = []
    for (const [name, text] of Object.entries(CHECKS)) if ((await rows(text)).length) broken.push(name)
    return { orders: orders.length, lost, doubled, broken }
  } finally {
    await client.end()
  }
}

/**
 * Walks orders from placing to the lorry while the server and its PostgreSQL are killed with -9 at random moments, then
 * looks whether anything acknowledged is lost and anything is there twice.
 */
export async function ordersWithKills(plan: {
  kills: number
  workers?: number
  progress?: (line: string) => void
}): Promise<Findings> {
  const house = await ordersHouse({ accounts: 5, packages: 6 })
  const server = new Server(house.dataDir)
  const kills = { server: 0, postgres: 0 }
  const acked = new Map<string, string>()
  let asked = 0
  let over = false
  try {
    await server.start()
    const cookies = {} as Cookies
    for (const login of Object.values(house.logins))
      cookies[login as keyof Cookies] = await signIn(server.url, login, house.password)
    const worker = async () => {
      while (!over) await walk(server, house, cookies, asked++, acked)
    }
    const workers = Array.from({ length: plan.workers ?? 4 }, worker)
    const failed = Promise.all(workers).then(() => undefined)
    failed.catch(() => {})
    for (let k = 0; k < plan.kills; k++) {
      await Promise.race([sleep(300 + Math.random() * 2500), failed])
      if (Math.random() < 0.5) {
        server.killPostgres()
        kills.postgres++
      } else {
        await server.killServer()
        kills.server++
      }
      plan.progress?.(`kill ${k + 1}: ${acked.size} orders acknowledged`)
      // Something is to happen between two kills.
      const before = acked.size
      for (let i = 0; i < 300 && acked.size === before; i++) await Promise.race([sleep(100), failed])
    }
    over = true
    await failed
    return { ...(await examine(server.pg, acked, asked)), kills }
  } finally {
    over = true
    await server.stop().catch(() => {})
    rmSync(house.dataDir, { recursive: true, force: true })
  }
}

if (process.argv[1] === import.meta.filename) {
  const findings = await ordersWithKills({
    kills: Number(process.argv[2] ?? 50),
    progress: (line) => console.error(line),
  })
  console.log(JSON.stringify(findings))
  process.exitCode = findings.lost || findings.doubled || findings.broken.length ? 1 : 0
}
