import type { ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CLUSTER, prepareCluster } from './cluster.ts'
import { takeDataDir } from './lock.ts'
import { locateNative, reachableNative } from './native.ts'
import { chooseRunner, prepareDataDir } from './owner.ts'
import { freePort, halt, interrupt, type Launch, launch, socketFolder } from './postmaster.ts'
import type { Settings } from './settings.ts'

/** PostgreSQL that ended without being told to. `restarting` is false once it has been given up. */
export interface UnexpectedExit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A running PostgreSQL that belongs to this process. */
export interface EmbeddedPostgres {
  /** Superuser connection string (127.0.0.1, by socket where there is one), database `postgres`. Stays the same across supervised restarts. */
  readonly url: string
  readonly port: number
  /** Process number of the server now running; undefined while it is being restarted. */
  readonly pid: number | undefined
  /** Calls `listener` each time PostgreSQL dies unexpectedly (it is being restarted). Returns the way to unsubscribe. */
  onExit(listener: (exit: UnexpectedExit) => void): () => void
  /** Fast shutdown; resolves when the process is gone. May be called twice. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** Folder for the cluster, its password and its log. Made if absent; given to an unprivileged user when root. */
  dataDir: string
  /** TCP port on 127.0.0.1; a free one when absent. */
  port?: number
  log?: (line: string) => void
  /** postgresql.conf settings over the defaults and over `XINGLIN_PG_SETTINGS`. */
  settings?: Settings
}

/**
 * Starts PostgreSQL 18 from the npm package under `dataDir`, supervised until `stop()`.
 *
 * @throws EmbeddedProblem with a Chinese and English reason: folder in use, unreachable or not writable, no binaries.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => {})
  const wanted = resolve(options.dataDir)
  const runner = chooseRunner(resolve(wanted, CLUSTER))
  const dataDir = prepareDataDir(wanted, runner)
  const release = takeDataDir(dataDir)
  try {
    const native = reachableNative(await locateNative(), runner, log)
    const password = prepareCluster(dataDir, native, runner)
    const how = { dataDir, native, runner, settings: options.settings ?? {}, log }
    const { child, port } = await firstLaunch(how, options.port)
    return supervise(child, { ...how, port }, password, release)
  } catch (error) {
    release()
    throw error
  }
}

/** A free port may be taken between asking and starting: ask again. A port that was named is not negotiable. */
async function firstLaunch(how: Omit<Launch, 'port'>, named: number | undefined) {
  for (let attempt = 1; ; attempt++) {
    const port = named ?? (await freePort())
    try {
      return { port, child: await launch({ ...how, port }) }
    } catch (error) {
      if (named || attempt >= 5 || (error as { code?: string }).code !== 'embedded.portInUse') throw error
    }
  }
}

function supervise(first: ChildProcess, how: Launch, password: string, release: () => void): EmbeddedPostgres {
  const listeners = new Set<(exit: UnexpectedExit) => void>()
  let child: ChildProcess | undefined = first
  let stopping: Promise<void> | undefined
  let restart: Promise<void> | undefined

  const watch = (running: ChildProcess) => {
    running.once('exit', (code, signal) => {
      if (stopping) return
      child = undefined
      how.log(`PostgreSQL ended unexpectedly (${signal ?? `code ${code}`}); restarting`)
      for (const listener of listeners) listener({ code, signal })
      restart = revive()
    })
    running.unref()
  }
  /** Back-off 0.1, 0.2 … 5 s: a full disk must not turn into a busy loop, a crash must not cost more than a moment. */
  const revive = async () => {
    for (let wait = 100; !stopping; wait = Math.min(wait * 2, 5_000)) {
      await sleep(wait)
      if (stopping) return
      try {
        child = await launch(how)
        watch(child)
        how.log('PostgreSQL is back')
        return
      } catch (error) {
        how.log(`PostgreSQL does not start: ${(error as Error).message}`)
      }
    }
  }
  const socket = socketFolder(how.dataDir)
  const kept: Kept = {
    interrupt: () => child && interrupt(child, how),
    stop: () => {
      stopping ??= (async () => {
        await restart
        if (child) await halt(child, how)
        child = undefined
        release()
        forget(kept)
      })()
      return stopping
    },
    release,
  }
  watch(first)
  keep(kept)
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${how.port}/postgres${socket && `?host=${encodeURIComponent(socket)}`}`,
    port: how.port,
    get pid() {
      return child?.pid
    },
    onExit(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: kept.stop,
  }
}

interface Kept {
  interrupt(): void
  stop(): Promise<void>
  release(): void
}

const running = new Set<Kept>()

/** PostgreSQL must not outlive its server: process exit interrupts it; SIGTERM and SIGINT stop it, unless the
 * application listens to those itself (then it drains first and calls `stop`). */
function keep(kept: Kept): void {
  if (running.size === 0) {
    process.on('exit', interruptAll)
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
  }
  running.add(kept)
}

function forget(kept: Kept): void {
  running.delete(kept)
  if (running.size > 0) return
  process.off('exit', interruptAll)
  process.off('SIGTERM', onSignal)
  process.off('SIGINT', onSignal)
}

function interruptAll(): void {
  for (const kept of running) {
    kept.interrupt()
    kept.release()
  }
}

function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return
  const code = signal === 'SIGTERM' ? 143 : 130
  Promise.all([...running].map((kept) => kept.stop())).finally(() => process.exit(code))
}
