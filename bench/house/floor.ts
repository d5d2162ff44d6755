// Child process of a bench: the floor. The same rows by a named statement on a bare node:http server, no rule, no
// session, no total; rows are turned into JSON by JSON.stringify.
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
const insert = (): pg.QueryConfig => ({
  name: 'insert',
  text: `insert into ${schema}.account (id, version, created_at, created_by, updated_at, updated_by, number, state, name, owner_id, dept_id, account_roles, source, search_text)
    values (gen_random_uuid(), 1, now(), $1, now(), $1, $2, 'active', $3, $1, null, '{hospital}', 'import', $3)`,
  values: ['00000000-0000-7000-8000-000000000001', `FL${process.pid}-${++n}`, `底线医院${n}`],
})

await readColumns()
const server = createServer((request, response) => {
  const [, kind = '', id = ''] = (request.url ?? '').split('/')
  const query = kind === 'insert' ? insert() : statements[kind]!(id)
  pool.query(query).then(
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
