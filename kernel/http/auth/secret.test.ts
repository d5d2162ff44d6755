import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { createAuth, loadSecret, WeakSecret } from './index.ts'

test('bar #26 refuses weak secret: short, known default, regular', () => {
  const weak = [
    '',
    'short',
    'x'.repeat(64),
    'abababababababababababababababababab',
    'better-auth-secret-12345678901234567890',
    'please-change-me-please-change-me-now',
    'XINGLIN-SECRET-jf83hfkwo39fhwkqpzmxn',
  ]
  const pool = new pg.Pool()
  for (const secret of weak) {
    assert.throws(() => loadSecret('/nonexistent', { XINGLIN_SECRET: secret }), WeakSecret, secret)
    assert.throws(() => createAuth({ pool, secret, baseURL: 'http://localhost' }), WeakSecret, secret)
  }
})

test('bar #26 every installation makes its own secret, readable by its owner only', (t) => {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'xinglin-secret-')))
  t.after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true })
  })
  const [one, two] = folders.map((folder) => loadSecret(folder, {}))
  assert.notEqual(one, two)
  assert.ok(Buffer.from(one!, 'base64url').length >= 32)
  const file = join(folders[0]!, 'secret')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.equal(loadSecret(folders[0]!, {}), one, 'kept over restarts')
  chmodSync(file, 0o644)
  loadSecret(folders[0]!, {})
  assert.equal(statSync(file).mode & 0o777, 0o600)
  writeFileSync(file, 'changeme')
  assert.throws(() => loadSecret(folders[0]!, {}), WeakSecret)
  assert.equal(readFileSync(file, 'utf8'), 'changeme', 'and it is not replaced behind anybody’s back')
})
