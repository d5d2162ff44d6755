import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { PoolClient } from 'pg'
import { newDatabase } from '#testing/pg.ts'
import { objectTexts } from '../text/jsonText.ts'
import { Database } from './database.ts'
import { raw, sql } from './sql.ts'
import type { TextTable } from './wire/asked.ts'

let url: string
let db: Database

before(async () => {
  url = await newDatabase('transactions')
  db = new Database({ url, max: 2 })
  await db.fresh(raw('create table thing (id int primary key, name text)'))
})
after(() => db.close())

const count = async (): Promise<number> => (await db.query<{ n: number }>(sql`select count(*) as n from thing`))[0]!.n
const add = (id: number, name: string | null = null) => sql`insert into thing (id, name) values (${id}, ${name})`

test('a transaction keeps the order in which it was told, awaited or not', async () => {
  const seen = await db.transaction(async (tx) => {
    tx.send(add(1, 'one'))
    const asked = tx.query<{ name: string }>(sql`select name from thing where id = ${1}`)
    tx.send(sql`update thing set name = ${'uno'} where id = ${1}`)
    return [await asked, await tx.query<{ name: string }>(sql`select name from thing where id = ${1}`)]
  })
  assert.deepEqual(seen, [[{ name: 'one' }], [{ name: 'uno' }]])
  assert.equal(await count(), 1)
})

test('a statement that nobody waits for fails the commit, with its own words', async () => {
  const twice = db.transaction(async (tx) => {
    tx.send(add(2))
    tx.send(add(1))
    tx.send(add(3))
  })
  await assert.rejects(twice, { code: '23505', constraint: 'thing_pkey' })
  const late = db.transaction(async (tx) => {
    tx.send(add(2))
    await tx.query(sql`select 1 as one`)
    tx.send(add(1))
    await tx.query(sql`select 2 as two`)
  })
  await assert.rejects(late, { code: '23505' })
  assert.equal(await count(), 1)
})

test('what a failed batch was to prepare is prepared when it is next asked for', async () => {
  const question = sql`select name as never_asked_before from thing where id = ${1}`
  const small = new Database({ url, max: 1 })
  await assert.rejects(
    small.transaction(async (tx) => {
      tx.send(add(1))
      tx.send(question)
    }),
    { code: '23505' },
  )
  assert.deepEqual(await small.query(question), [{ never_asked_before: 'uno' }])
  assert.deepEqual(await small.transaction((tx) => tx.query(question)), [{ never_asked_before: 'uno' }])
  await small.close()
})

test('a failure taken back to a savepoint is no failure of the commit', async () => {
  await db.transaction(async (tx) => {
    await tx.fresh(raw('savepoint here'))
    await assert.rejects(tx.query(add(1)), { code: '23505' })
    await tx.fresh(raw('rollback to savepoint here'))
    tx.send(add(4))
  })
  assert.equal(await count(), 2)
})

test('what is said to the driver itself comes after what was said before', async () => {
  await db.transaction(async (tx) => {
    tx.send(add(5))
    const client = tx.client as PoolClient
    const { rows } = await client.query('select id from thing where id = 5')
    assert.deepEqual(rows, [{ id: 5 }])
  })
})

test('store: values come as JSON texts, alone and in a transaction, each as to_json would write it', async () => {
  const values = `true as a, false as b, 7::bigint as c, 1.50::numeric as l, 'say "天\n"'::text as d, null::text as e, '{"x":[1]}'::jsonb as f,
    '2026-01-02'::date as g, '2026-01-02 03:04:05.678901+08'::timestamptz as h, array['甲','"']::text[] as i,
    '00000000-0000-7000-8000-000000000001'::uuid as j, json_build_object('k', 1.50) as k`
  const statement = {
    text: `select ${values}, '员工' as "m", null::text as "m.label", 'u1' as "n>employee"`,
    values: [],
  }
  const named = new Map([['employee', new Map([['u1', '{"id":"u1","label":"王五"}']])]])
  const [wanted] = await db.query<{ r: object }>({
    text: `select row_to_json(x) as r from (select ${values}) x`,
    values: [],
  })
  const shown = async (table: TextTable) => objectTexts(table, named).map((text) => JSON.parse(text) as object)
  const all = { ...wanted!.r, m: { id: '员工', label: null }, n: { id: 'u1', label: '王五' } }
  // Twice each: the second time nobody asks for the columns again.
  for (const how of ['named', 'named', 'fresh', 'quick', 'quick'] as const) {
    assert.deepEqual(await shown(await db.table(statement, how)), [all], how)
    assert.deepEqual(await db.transaction(async (tx) => shown(await tx.table(statement, how))), [all], `${how}, inside`)
  }
})
