import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '#kernel/store/embedded/index.ts'

let shared: Promise<string> | undefined

/**
 * Superuser connection string of a real PostgreSQL for tests; make databases of your own on it. `npm test` starts one
 * for all files and names it in `XINGLIN_TEST_PG`; a file run by hand (`node --test file`) gets one for its process.
 */
export function testServer(): Promise<string> {
  const given = process.env.XINGLIN_TEST_PG
  if (given) return Promise.resolve(given)
  shared ??= startThrowaway().then((server) => server.url)
  return shared
}

/** PostgreSQL in a temporary folder, without durability, removed with this process. */
export async function startThrowaway(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xinglin-test-pg-'))
  chmodSync(dataDir, 0o755)
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  const server = await startEmbedded({ dataDir, settings })
  const killAndRemove = () => {
    if (server.pid) process.kill(server.pid, 'SIGQUIT')
    remove()
  }
  const stop = async () => {
    process.off('exit', killAndRemove)
    process.off('beforeExit', stop)
    await server.stop()
    remove()
  }
  process.once('exit', killAndRemove)
  process.once('beforeExit', stop)
  return { url: server.url, stop }
}
