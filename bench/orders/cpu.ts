import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Linux counts in hundredths of a second, whatever its own tick. */
const TICK_MS = 10

/** Parent and processor time of a process, in milliseconds; undefined once it is gone. */
function statOf(pid: number): { parent: number; ms: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(fields[1]), ms: (Number(fields[11]) + Number(fields[12])) * TICK_MS }
  } catch {
    return undefined
  }
}

/**
 * Milliseconds of processor that a server's process and all processes of its PostgreSQL have used so far: what a request
 * costs, however many others want the machine. 0 where there is no /proc.
 */
export function cpuTime(dataDir: string, pid: number): number {
  const [postmaster] = readFileSync(join(dataDir, 'pg', 'cluster', 'postmaster.pid'), 'utf8').split('\n')
  const pids = process.platform === 'linux' ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : []
  const backends = pids.map((p) => statOf(Number(p))).filter((s) => s?.parent === Number(postmaster))
  return [statOf(pid), ...backends].reduce((sum, s) => sum + (s?.ms ?? 0), 0)
}
