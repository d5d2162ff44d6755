import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import pg from 'pg'
import { newDatabase } from '#testing/pg.ts'
import { CONTROL_STEPS, createTenant, findTenant, listTenants, migrateControl, sweepControl } from './index.ts'

async function emptyDatabase(): Promise<pg.Pool> {
  const pool = new pg.Pool({ connectionString: await newDatabase('control'), max: 4 })
  after(() => pool.end())
  return pool
}

test('control schema: migrates once, whoever comes first', async () => {
  const pool = await emptyDatabase()
  const applied = await Promise.all([migrateControl(pool), migrateControl(pool), migrateControl(pool)])
  assert.deepEqual(
    applied.sort((a, b) => a - b),
    [0, 0, CONTROL_STEPS.length],
  )
  assert.equal(await migrateControl(pool), 0)
})

test('control schema: forward only; an edited or unknown step stops it, a failing one leaves nothing', async () => {
  const pool = await emptyDatabase()
  await migrateControl(pool)
  const edited = CONTROL_STEPS.map((step, n) => (n === 3 ? { ...step, sql: `${step.sql} ` } : step))
  await assert.rejects(migrateControl(pool, edited), /migration 4 differs/)
  await assert.rejects(migrateControl(pool, CONTROL_STEPS.slice(0, -1)), /use a newer one/)
  const failing = [
    ...CONTROL_STEPS,
    { name: 'good', sql: 'create table control.good (id uuid primary key)' },
    { name: 'bad', sql: 'create table control.bad (id nonsense)' },
  ]
  await assert.rejects(migrateControl(pool, failing))
  const { rows } = await pool.query(
    `select to_regclass('control.good') as good, count(*)::int as n from control.migration`,
  )
  assert.deepEqual(rows[0], { good: null, n: CONTROL_STEPS.length })
})

test('control schema: no triggers, no sequences, one statement per step', async () => {
  const pool = await emptyDatabase()
  await migrateControl(pool)
  const { rows } = await pool.query(`select
    (select count(*)::int from pg_trigger where not tgisinternal) as triggers,
    (select count(*)::int from pg_class where relkind = 'S' and relnamespace = 'control'::regnamespace) as sequences`)
  assert.deepEqual(rows[0], { triggers: 0, sequences: 0 })
  for (const { name, sql } of CONTROL_STEPS) assert.ok(!sql.includes(';'), name)
})

test('control schema: tenants by name, one schema each', async () => {
  const pool = await emptyDatabase()
  await migrateControl(pool)
  const made = await createTenant(pool, { schema: 't_one', name: 'one', label: '一号医药' })
  assert.deepEqual(await findTenant(pool, 'one'), made)
  assert.equal(await findTenant(pool, 'two'), null)
  assert.deepEqual(await listTenants(pool), [made])
  await assert.rejects(createTenant(pool, { schema: 't_one', name: 'two', label: '二' }), { code: '23505' })
  await assert.rejects(createTenant(pool, { schema: 'x"; drop', name: 'three', label: '三' }), { code: '23514' })
})

test('control schema: the sweep takes what has expired and nothing else', async () => {
  const pool = await emptyDatabase()
  await migrateControl(pool)
  await pool.query(`insert into control.login_attempt (bucket, hits, allowed, updated_at)
    values ('old', '{}', true, now() - interval '2 days'), ('new', '{}', true, now())`)
  await pool.query(`insert into control.verification (id, identifier, value, expires_at)
    values (gen_random_uuid(), 'old', '', now() - interval '1 second'), (gen_random_uuid(), 'new', '', now() + interval '1 hour')`)
  await sweepControl(pool)
  const left = await pool.query(`select bucket as one from control.login_attempt union all
    select identifier from control.verification`)
  assert.deepEqual(left.rows, [{ one: 'new' }, { one: 'new' }])
})
