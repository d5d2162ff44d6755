import pg from 'pg'

/** Orders of earlier years, written straight into the tables: one in ten is open, spread over the stages of the board. */
export async function growOrders(
  url: string,
  schema: string,
  accounts: string[],
  packages: string[],
  orders: number,
): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const table of ['sales_order', 'sales_order_lines'])
      await withoutIndexes(client, schema, table, () => fill(client, schema, table, accounts, packages, orders))
    await client.query(`vacuum analyze ${schema}.sales_order`)
    await client.query(`vacuum analyze ${schema}.sales_order_lines`)
  } finally {
    await client.end()
  }
}

const id = (of: string, offset: string) => `('00000000-0000-${of}-8000-' || lpad(to_hex(${offset}), 12, '0'))::uuid`
const STAGES = "array['sales','commerce','finance','cashier','warehouse','receipt','invoicing','collection']"
const STATES =
  "array['draft','submitted','businessApproved','financeApproved','financeApproved','financeApproved','financeApproved','financeApproved']"
const LINES = 2

async function fill(
  client: pg.Client,
  schema: string,
  table: string,
  accounts: string[],
  packages: string[],
  orders: number,
): Promise<void> {
  if (table === 'sales_order')
    await client.query(
      `insert into ${schema}.sales_order (id, version, created_at, created_by, updated_at, updated_by, number, state, sold_to_id, ship_to_id, owner_id, dept_id, root_id,
        order_type, payment_term, revision, goods_amount, amount, tax_amount, shipped_amount, paid_amount, invoiced_amount, credited_amount,
        payment_status, shipment_status, receipt_status, invoice_status, stage, stage_since, late_after, submitted_at, search_text)
      select ${id('7000', 'n')}, 3, t, s, t, s, 'OLD' || n, case when n % 10 = 0 then (${STATES})[1 + (n / 10) % 8] else 'closed' end,
        a, a, o.owner_id, o.dept_id, a, 'normal', 'prepaid', 1, 200, 200, 23.01, case when n % 10 = 0 then 0 else 200 end, case when n % 10 = 0 then 0 else 200 end,
        0, 0, 'none', 'none', 'none', 'none', case when n % 10 = 0 then (${STAGES})[1 + (n / 10) % 8] else 'done' end, t,
        case when n % 10 = 0 then now() + make_interval(hours => n % 200 - 50) end, t, 'old' || n
      from (select n, now() - make_interval(mins => n) as t, ($1::uuid[])[1 + (n * 7 + n / 10) % array_length($1::uuid[], 1)] as a,
          '00000000-0000-7000-8000-000000000001'::uuid as s from generate_series(1, $2::int) n) g join ${schema}.account o on o.id = g.a`,
      [accounts, orders],
    )
  else
    await client.query(
      `insert into ${schema}.sales_order_lines (id, parent_id, position, package_id, qty, unit_price, amount, tax_amount, tax_rate,
        picked_qty, shipped_qty, received_qty, invoiced_qty, returned_qty, shipped_amount)
      select ${id('7100', `n * ${LINES} + p`)}, ${id('7000', 'n')}, p, ($1::uuid[])[1 + (n + p) % array_length($1::uuid[], 1)], 10, 10, 100, 11.5, 0.13,
        0, case when n % 10 = 0 then 0 else 10 end, 0, 0, 0, case when n % 10 = 0 then 0 else 100 end
      from generate_series(1, $2::int) n, generate_series(0, ${LINES - 1}) p`,
      [packages, orders],
    )
}

async function withoutIndexes(
  client: pg.Client,
  schema: string,
  table: string,
  work: () => Promise<void>,
): Promise<void> {
  const { rows } = await client.query<{ name: string; def: string }>(
    `select indexname as name, indexdef as def from pg_indexes where schemaname = $1 and tablename = $2 and indexname not like '%_pkey'`,
    [schema, table],
  )
  const { rows: keys } = await client.query<{ name: string; def: string }>(
    `select conname as name, pg_get_constraintdef(c.oid) as def from pg_constraint c where conrelid = ($1 || '.' || $2)::regclass and contype in ('f', 'x')`,
    [schema, table],
  )
  for (const k of keys) await client.query(`alter table ${schema}.${table} drop constraint ${k.name}`)
  for (const i of rows) await client.query(`drop index if exists "${schema}"."${i.name}"`)
  await work()
  await client.query(`set maintenance_work_mem = '512MB'`)
  for (const i of rows) await client.query(i.def)
  for (const k of keys) await client.query(`alter table ${schema}.${table} add constraint ${k.name} ${k.def} not valid`)
}
