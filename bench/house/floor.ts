// Child process of a bench: the floor. The same rows by a named statement on a bare node:http server, no rule, no
// session, no total; rows are turned into JSON by JSON.stringify.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

const [, , url, schema] = process.argv
const pool = new pg.Pool({ connectionString: url, max: 20 })
pg.types.setTypeParser(pg.types.builtins.DATE, (v) => v)

const from = `from ${schema}.account a left join ${schema}.employee e on e.id = a.owner_id left join ${schema}.department d on d.id = a.dept_id`
let columns = ''

async function readColumns(): Promise<void> {
  const { rows } = await pool.query(
    `select column_name from information_schema.columns where table_schema = $1 and table_name = 'account'
     and column_name not in ('custom','search_text','search_private','audit_hash','deleted_at','deleted_by','created_by','updated_by')`,
    [schema],
  )
  columns = `${rows.map((r) => `a.${r.column_name}`).join(', ')}, e.name as owner_name, d.name as dept_name`
}

const statements: Record<string, (value: string) => pg.QueryConfig> = {
  all: () => ({
    name: 'all',
    text: `select ${columns} ${from} where a.deleted_at is null order by a.updated_at desc, a.id desc limit 50`,
  }),
  owner: (id) => ({
    name: 'owner',
    text: `select ${columns} ${from} where a.owner_id = $1 and a.deleted_at is null order by a.updated_at desc, a.id desc limit 50`,
    values: [id],
  }),
  dept: (id) => ({
    name: 'dept',
    text: `select ${columns} ${from} where a.dept_id = $1 and a.deleted_at is null order by a.updated_at desc, a.id desc limit 50`,
    values: [id],
  }),
  one: (id) => ({ name: 'one', text: `select ${columns} ${from} where a.id = $1`, values: [id] }),
}

let n = 0
let template: { text: string; names: string[]; row: Record<string, unknown> } | undefined

/** The INSERT of a row as the product has written it: every column that it filled, its words for the search as well. */
async function templateOf(id: string): Promise<NonNullable<typeof template>> {
  const { rows } = await pool.query(`select * from ${schema}.account where id = $1`, [id])
  const row = rows[0] as Record<string, unknown>
  const names = Object.keys(row).filter((name) => row[name] !== null)
  const text = `insert into ${schema}.account (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`
  return { text, names, row }
}

async function insert(id: string): Promise<pg.QueryConfig> {
  template ??= await templateOf(id)
  const { text, names, row } = template
  n++
  const own: Record<string, unknown> = { id: randomUUID(), number: `FL${process.pid}-${n}` }
  for (const name of ['name', 'name_key', 'search_text']) own[name] = `${row[name]}${n}`
  return { name: 'insert', text, values: names.map((name) => own[name] ?? row[name]) }
}

/** Takes out what benches have created, so that the next one finds the house as it was built. */
async function forget(): Promise<pg.QueryResult> {
  const client = await pool.connect()
  // Nothing refers to these rows: to look for each of them through forty foreign keys would take minutes.
  await client.query('set session_replication_role = replica')
  await client.query(`delete from ${schema}.account where name like '新客户医院%'`)
  await client.query('reset session_replication_role')
  client.release()
  return pool.query(`vacuum analyze ${schema}.account`)
}

await readColumns()
const server = createServer((request, response) => {
  const [, kind = '', id = ''] = (request.url ?? '').split('/')
  const asked = { insert: async () => pool.query(await insert(id)), forget }[kind]
  const query = asked ? asked() : pool.query(statements[kind]!(id))
  query.then(
    (result) => {
      const body = JSON.stringify({ data: result.rows })
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
        .end(body)
    },
    (error) => response.writeHead(500).end(String(error)),
  )
})
server.listen(0, '127.0.0.1', () =>
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
)
process.on('SIGTERM', () => process.exit(0))
process.on('disconnect', () => process.exit(0))
