import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, globSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CLUSTER } from './cluster.ts'
import { clearLeftovers, readPostmasterPid } from './lock.ts'
import type { Native } from './native.ts'
import type { Runner } from './owner.ts'
import { EmbeddedProblem } from './problem.ts'
import { type Settings, settingArguments } from './settings.ts'

/** All that a start of the server process needs. */
export interface Launch {
  dataDir: string
  port: number
  native: Native
  runner: Runner
  settings: Settings
  log: (line: string) => void
}

const LOG_LIMIT = 10 * 1024 * 1024
const START_ATTEMPTS = 5

/** A port that nobody listens on at 127.0.0.1 now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/**
 * The folder of PostgreSQL's socket: the cluster itself, which nobody else may enter. A socket costs about half of what
 * the loopback network does. Empty where there are none (Windows) or where the path is longer than a socket's may be.
 */
export function socketFolder(dataDir: string): string {
  const folder = join(dataDir, CLUSTER)
  return process.platform !== 'win32' && Buffer.byteLength(join(folder, '.s.PGSQL.65535')) < 104 ? folder : ''
}

/** Starts PostgreSQL and waits until it takes connections (crash recovery included, however long that takes). */
export async function launch(how: Launch): Promise<ChildProcess> {
  const pgdata = join(how.dataDir, CLUSTER)
  for (let attempt = 1; ; attempt++) {
    await clearLeftovers(pgdata, how.log)
    // Nobody works in the folder now: a killed server's socket and its lock would only stand in the way.
    for (const left of globSync('.s.PGSQL.*', { cwd: pgdata })) rmSync(join(pgdata, left), { force: true })
    const child = spawnPostgres(how, pgdata)
    if (await becomesReady(child, pgdata)) return child
    const said = logTail(how.dataDir)
    // After kill -9 the first start may meet the old lock file or shared memory for a moment.
    if (attempt < START_ATTEMPTS && /lock file|shared memory block|is still in use/i.test(said)) {
      how.log(`PostgreSQL found the lock of a killed server; trying again (${attempt})`)
      await sleep(200 * attempt)
      continue
    }
    throw new EmbeddedProblem(
      /Address already in use/i.test(said) ? 'embedded.portInUse' : 'embedded.start',
      { zh: '内置 PostgreSQL 启动失败。', en: 'The built-in PostgreSQL did not start.' },
      said,
    )
  }
}

function spawnPostgres(how: Launch, pgdata: string): ChildProcess {
  const logFile = join(how.dataDir, 'postgres.log')
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT) renameSync(logFile, `${logFile}.1`)
  // A file, not a pipe: PostgreSQL must be able to write after this process has been killed.
  const output = openSync(logFile, 'a', 0o640)
  const place = ['-D', pgdata, '-p', String(how.port), '-h', '127.0.0.1', '-k', socketFolder(how.dataDir)]
  // Its own process group: Ctrl-C must reach the server first, which drains its requests and then stops PostgreSQL.
  const child = spawn(how.native.postgres, [...place, ...settingArguments(how.settings)], {
    ...how.runner.spawn,
    cwd: pgdata,
    stdio: ['ignore', output, output],
    detached: true,
  })
  closeSync(output)
  return child
}

async function becomesReady(child: ChildProcess, pgdata: string): Promise<boolean> {
  let failed = false
  child.once('error', () => {
    failed = true
  })
  while (child.exitCode === null && child.signalCode === null && !failed) {
    const now = readPostmasterPid(pgdata)
    if (now?.pid === child.pid && now?.status === 'ready') return true
    await sleep(10)
  }
  return false
}

function logTail(dataDir: string): string {
  try {
    return readFileSync(join(dataDir, 'postgres.log'), 'utf8').trimEnd().split('\n').slice(-8).join('\n')
  } catch {
    return ''
  }
}

/** Stops PostgreSQL: fast shutdown (open transactions are rolled back), and harder if it does not obey. */
export async function halt(child: ChildProcess, how: Launch): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit').then(() => true)
  interrupt(child, how)
  for (const [patience, next] of [[30_000, 'SIGQUIT'] as const, [10_000, 'SIGKILL'] as const]) {
    const cancel = new AbortController()
    const late = sleep(patience, false, { signal: cancel.signal }).catch(() => false)
    const done = await Promise.race([gone, late])
    cancel.abort()
    if (done) return
    child.kill(next)
  }
  await gone
}

/** Asks for a fast shutdown and does not wait. Windows has no signals: there pg_ctl asks. */
export function interrupt(child: ChildProcess, how: Launch): void {
  if (process.platform === 'win32') {
    spawnSync(how.native.pgCtl, ['stop', '-m', 'fast', '-W', '-D', join(how.dataDir, CLUSTER)])
  } else child.kill('SIGINT')
}
