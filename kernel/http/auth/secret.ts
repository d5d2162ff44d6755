import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The installation's secret is missing its point: too short, a known default, or too regular. */
export class WeakSecret extends Error {
  override name = 'WeakSecret'
}

/** Words that only ever stand in examples and defaults. */
const DEFAULTS = /better-?auth|change.?me|your.?secret|default|example|insecure|placeholder|password|xinglin|12345678/i
const MIN_BYTES = 32
const MIN_DISTINCT = 12

/** Returns `secret` when it may sign cookies. @throws WeakSecret */
export function assertStrongSecret(secret: string): string {
  if (Buffer.byteLength(secret) < MIN_BYTES) throw new WeakSecret(`the secret needs at least ${MIN_BYTES} bytes`)
  if (DEFAULTS.test(secret)) throw new WeakSecret('the secret looks like an example or a default')
  if (new Set(secret).size < MIN_DISTINCT) throw new WeakSecret('the secret has too few different characters')
  return secret
}

/**
 * The installation's secret: `XINGLIN_SECRET`, else `<dataDir>/secret` (mode 600), made at random on first start.
 *
 * @throws WeakSecret when either is a default, short or regular: the server must not start with it.
 */
export function loadSecret(dataDir: string, env: NodeJS.ProcessEnv = process.env): string {
  if (env.XINGLIN_SECRET !== undefined) return assertStrongSecret(env.XINGLIN_SECRET)
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'secret')
  try {
    writeFileSync(file, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    chmodSync(file, 0o600)
  }
  return assertStrongSecret(readFileSync(file, 'utf8').trim())
}
