import { randomBytes } from 'node:crypto'
import { chmodSync } from 'node:fs'
import pg from 'pg'
import { startEmbedded } from '#kernel/store/embedded/index.ts'
import { removeFolder, tempFolder } from './folder.ts'

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

function onDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** Runs one statement on the test server as its superuser. */
export async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: await testServer() })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** An empty database for one test; its address. */
export async function newDatabase(prefix: string, as = ''): Promise<string> {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`
  await onServer(`create database ${name} ${as}`)
  return onDatabase(await testServer(), name)
}

/** What is made once for all tests, of which each takes a copy. */
export type Template = 'world' | 'house'

const nameOf = (url: string): string => new URL(url).pathname.slice(1)

export const templateUrl = async (template: Template): Promise<string> =>
  onDatabase(await testServer(), `template_${template}`)

/**
 * A database of its own as a copy of one that `npm test` has prepared: files are copied in a quarter of a second,
 * tables are made in two. Undefined in a file run by hand, which makes its own.
 */
export async function copyOf(template: Template): Promise<string | undefined> {
  if (!process.env.XINGLIN_TEST_TEMPLATES) return undefined
  return newDatabase(template, `template ${nameOf(await templateUrl(template))} strategy file_copy`)
}

/** Makes a database to copy; `fill` leaves no connection behind. */
export async function prepare(template: Template, fill: (url: string) => Promise<void>): Promise<void> {
  const url = await templateUrl(template)
  await onServer(`create database ${nameOf(url)}`)
  await fill(url)
}

/** Drops a database that a test made. */
export const dropDatabase = (url: string): Promise<void> =>
  onServer(`drop database if exists ${nameOf(url)} with (force)`)

/** Nothing here outlives the run: no log that a restart would read, nobody who tidies up beside the tests. */
const THROWAWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  wal_compression: 'off',
  max_wal_size: '8GB',
  checkpoint_timeout: '1h',
  autovacuum: 'off',
}

/** PostgreSQL in a temporary folder, without durability, removed with this process. */
export async function startThrowaway(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = tempFolder('test-pg')
  chmodSync(dataDir, 0o755)
  const server = await startEmbedded({ dataDir, settings: THROWAWAY })
  const killAndRemove = () => {
    if (server.pid) process.kill(server.pid, 'SIGQUIT')
    removeFolder(dataDir)
  }
  const stop = async () => {
    process.off('exit', killAndRemove)
    process.off('beforeExit', stop)
    await server.stop()
    removeFolder(dataDir)
  }
  process.prependOnceListener('exit', killAndRemove) // before its folder goes
  process.once('beforeExit', stop)
  return { url: server.url, stop }
}
