import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** True while a process of that number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * What tells one process from a later one that got the same number: boot and start time. Empty string when the process
 * does not exist or the platform does not tell.
 */
export function processIdentity(pid: number): string {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // proc(5): field 22 is the start time in ticks since boot; the name (field 2) may hold spaces and brackets.
      const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${started}`
    }
    if (process.platform === 'win32') return ''
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
  } catch {
    return ''
  }
}

/** Is `pid` a PostgreSQL server that works in `pgdata`? A postmaster's working directory is its data directory. */
export function isPostgresOf(pid: number, pgdata: string): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'linux') return workingDirectory(pid) === pgdata
  if (process.platform === 'win32') return false
  const args = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout
  return args.includes('postgres') && args.includes(pgdata)
}

function workingDirectory(pid: number | string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}

/** Processes whose working directory is `pgdata`: postmaster and its backends. Linux only; elsewhere empty. */
export function processesIn(pgdata: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && workingDirectory(name) === pgdata)
    .map(Number)
}
