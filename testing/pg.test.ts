import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { testServer } from './pg.ts'

test('testing: testServer() gives a superuser on a real PostgreSQL', async () => {
  const client = new pg.Client({ connectionString: await testServer() })
  await client.connect()
  const { rows } = await client.query(
    "select current_setting('is_superuser') s, current_setting('server_version_num')::int v",
  )
  await client.end()
  assert.equal(rows[0].s, 'on')
  assert.ok(rows[0].v >= 150000)
})

test('testing: a file run by hand gets a server of its own, which ends with it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'xinglin-byhand-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755) // as root, PostgreSQL runs as somebody else
  const file = join(folder, 'byhand.test.ts')
  const module = JSON.stringify(new URL('./pg.ts', import.meta.url).href)
  writeFileSync(
    file,
    `import { test } from 'node:test'
     import { testServer } from ${module}
     test('a', async () => console.log(await testServer(), await testServer() === await testServer()))`,
  )
  const env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: folder }
  delete env.XINGLIN_TEST_PG
  delete env.NODE_TEST_CONTEXT
  const run = spawnSync(process.execPath, ['--test', file], { encoding: 'utf8', env })
  assert.equal(run.status, 0, run.stdout + run.stderr)
  assert.match(run.stdout, /postgres:\/\/postgres:\w+@127\.0\.0\.1:\d+\/postgres\S* true/)
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('xinglin-test-pg-')),
    [],
    'its data folder is gone',
  )
})
