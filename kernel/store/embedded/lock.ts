import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, isPostgresOf, processesIn, processIdentity } from './identity.ts'
import { EmbeddedProblem } from './problem.ts'

interface Holder {
  pid: number
  identity: string
}

/**
 * Takes the data folder for this process, so that two servers never supervise one database.
 *
 * @returns a function that gives it back.
 * @throws EmbeddedProblem `embedded.inUse` while another living server (or this one) holds it.
 */
export function takeDataDir(dataDir: string): () => void {
  const file = join(dataDir, 'server.lock')
  const mine: Holder = { pid: process.pid, identity: processIdentity(process.pid) }
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx', mode: 0o644 })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = readHolder(file)
      if (holder && isAlive(holder.pid) && processIdentity(holder.pid) === holder.identity)
        throw inUse(dataDir, holder.pid)
      rmSync(file, { force: true })
    }
  }
  throw inUse(dataDir, 0)
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return undefined // written half-way by a killed server
  }
}

function inUse(dataDir: string, pid: number): EmbeddedProblem {
  return new EmbeddedProblem('embedded.inUse', {
    zh: `数据目录 ${dataDir} 正被另一个正在运行的杏林进程（pid ${pid}）使用。请先停止它，或用 XINGLIN_DATA 指定另一个目录。`,
    en: `The data folder ${dataDir} is in use by another running Xinglin process (pid ${pid}). Stop it first, or set XINGLIN_DATA to another folder.`,
  })
}

/** Lines of `postmaster.pid`: pid, data directory, start time, port, socket folder, address, shared memory, status. */
export function readPostmasterPid(pgdata: string): { pid: number; status: string } | undefined {
  try {
    const lines = readFileSync(join(pgdata, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Math.abs(Number(lines[0])), status: (lines[7] ?? '').trim() }
  } catch {
    return undefined
  }
}

/**
 * Clears what a killed server left in `pgdata`: a PostgreSQL that still runs is stopped (it is ours: the data folder's
 * lock is held and the process works in `pgdata`), its last back ends are waited for, a lock file whose number now
 * belongs to a stranger is removed. Nothing acknowledged is lost: PostgreSQL replays its log at the next start.
 */
export async function clearLeftovers(pgdata: string, log: (line: string) => void): Promise<void> {
  const left = readPostmasterPid(pgdata)
  if (!left?.pid) return
  if (isPostgresOf(left.pid, pgdata)) {
    log(`stopping PostgreSQL (pid ${left.pid}) that a killed server left running`)
    await stopLeftover(left.pid, pgdata)
  }
  await waitUntil(() => processesIn(pgdata).length === 0, 10_000)
  const stale = readPostmasterPid(pgdata)
  if (stale && isAlive(stale.pid) && !isPostgresOf(stale.pid, pgdata) && processesIn(pgdata).length === 0) {
    rmSync(join(pgdata, 'postmaster.pid'), { force: true })
  }
}

async function stopLeftover(pid: number, pgdata: string): Promise<void> {
  // SIGINT: fast shutdown; SIGQUIT: at once, with recovery at the next start.
  for (const [signal, patience] of [['SIGINT', 15_000] as const, ['SIGQUIT', 10_000] as const]) {
    if (!isPostgresOf(pid, pgdata)) return
    process.kill(pid, signal)
    if (await waitUntil(() => !isPostgresOf(pid, pgdata), patience)) return
  }
  throw new EmbeddedProblem('embedded.orphan', {
    zh: `上次遗留的 PostgreSQL 进程（pid ${pid}）无法停止，请手动结束后重试。`,
    en: `A PostgreSQL process left by an earlier run (pid ${pid}) does not stop. End it by hand and try again.`,
  })
}

/** Polls `done` every 20 ms for at most `patience` ms; tells whether it came true. */
export async function waitUntil(done: () => boolean, patience: number): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(20)) if (done()) return true
  return done()
}
