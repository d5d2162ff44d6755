// Child process of a bench: the floor of placing an order. The bare INSERT of one order and its 20 lines in one
// transaction on a bare node:http server: no rule, no session, no reply beyond the id. The same keys as ours (rising ones),
// or the floor alone would pay for pages all over its indexes.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { newId } from '#kernel/store/ids.ts'

const [, , url, schema, given] = process.argv
const { accounts, packages } = JSON.parse(given!) as { accounts: string[]; packages: string[] }
const pool = new pg.Pool({ connectionString: url, max: 16 })
const SYSTEM = '00000000-0000-7000-8000-000000000001'
let n = 0

const head = {
  name: 'head',
  text: `insert into ${schema}.sales_order (id, version, created_at, created_by, updated_at, updated_by, number, state, sold_to_id, ship_to_id,
      order_type, payment_term, revision, goods_amount, amount, tax_amount, shipped_amount, paid_amount, invoiced_amount, credited_amount, stage, search_text)
    values ($1, 1, now(), $2, now(), $2, $3, 'submitted', $4, $4, 'normal', 'prepaid', 1, 2000, 2000, 230, 0, 0, 0, 0, 'commerce', $3)`,
}
const lines = {
  name: 'lines',
  text: `insert into ${schema}.sales_order_lines (id, parent_id, position, package_id, qty, unit_price, amount, tax_amount, tax_rate,
      picked_qty, shipped_qty, received_qty, invoiced_qty, returned_qty, shipped_amount)
    select id, $1, position, package_id, 10, 10, 100, 11.5, 0.13, 0, 0, 0, 0, 0, 0
    from jsonb_to_recordset($2::jsonb) as r(id uuid, position integer, package_id uuid)`,
}

async function insert(): Promise<string> {
  const id = newId()
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query({ ...head, values: [id, SYSTEM, `FL${process.pid}-${++n}`, accounts[n % accounts.length]] })
    const twenty = Array.from({ length: 20 }, (_, position) => ({
      id: newId(),
      position,
      package_id: packages[(n + position) % packages.length],
    }))
    await client.query({ ...lines, values: [id, JSON.stringify(twenty)] })
    await client.query('commit')
  } finally {
    client.release()
  }
  return id
}

const server = createServer((_request, response) => {
  insert().then(
    (id) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': 45 })
        .end(`{"id":"${id}"}`.padEnd(45)),
    (error) => response.writeHead(500).end(String(error)),
  )
})
server.listen(0, '127.0.0.1', () =>
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
)
process.on('SIGTERM', () => process.exit(0))
process.on('disconnect', () => process.exit(0))
