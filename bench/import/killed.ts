import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from '#kernel/access/actor.ts'
import { callerFor, withCaller } from '#kernel/access/caller.ts'
import { sql } from '#kernel/store/sql.ts'
import { at, type Tenant } from '#kernel/tenant.ts'
import {
  badRows,
  configureImport,
  createImport,
  type ImportStatus,
  importStatus,
  startImport,
} from '#kernel/transfer/index.ts'
import { badness } from './table.ts'

/** Largest memory a process has held, MB; 0 where the system does not say. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

export interface Result {
  status: ImportStatus
  seconds: number
  peakMb: number
  kills: number
}

export interface Plan {
  tenant: Tenant
  employeeId: string
  path: string
  rows: number
  /** How many workers are killed with -9 on the way. */
  kills: number
  /** Rows of a transaction; default the worker's own. */
  batch?: number
  progress?: (line: string) => void
}

const as = <T>(plan: Plan, work: (caller: Caller) => Promise<T>): Promise<T> =>
  withCaller(() => callerFor(plan.tenant, { employeeId: plan.employeeId }), work)

/** Imports a table by workers in processes of their own, killing them on the way, until the import has ended. */
export async function importWithKills(plan: Plan): Promise<Result> {
  const { tenant, rows } = plan
  const made = await as(plan, (c) => createImport(c, 'account', { name: 'bench.csv', path: plan.path }))
  await as(plan, (c) => configureImport(c, made.id, { mapping: made.mapping }))
  const { url } = tenant.db
  const given = JSON.stringify({
    url,
    id: tenant.id,
    schema: tenant.schema,
    folder: tenant.folder,
    only: made.id,
    batch: plan.batch,
  })
  const start = (): ChildProcess =>
    spawn(process.execPath, [join(import.meta.dirname, 'worker.ts'), given], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  await as(plan, (c) => startImport(c, made.id))
  const began = performance.now()
  let [worker, kills, peakMb] = [start(), 0, 0]
  try {
    for (;;) {
      await sleep(Math.min(500, rows / 40))
      peakMb = Math.max(peakMb, peakOf(worker.pid))
      const status = await as(plan, (c) => importStatus(c, made.id))
      const seconds = (performance.now() - began) / 1000
      if (status.state !== 'running') return { status, seconds, peakMb, kills }
      plan.progress?.(`${status.done} of ${status.total ?? '?'} in ${seconds.toFixed(0)} s, ${peakMb.toFixed(0)} MB`)
      if (kills >= plan.kills || status.done < (rows * (kills + 1)) / (plan.kills + 1)) continue
      worker.kill('SIGKILL')
      await once(worker, 'exit')
      kills++
      worker = start()
    }
  } finally {
    worker.kill('SIGKILL')
  }
}

export interface Findings {
  accounts: number
  twice: number
  reported: number
  /** Bad rows that are not reported, or with another reason; good rows that are. */
  wrong: number
  lines: number
}

/** Looks at what is there after an import, against what the table was made of. */
export async function examine(plan: Plan, id: string): Promise<Findings> {
  const { tenant, rows } = plan
  const account = at(tenant, 'account')
  const [counted] = await tenant.db.fresh<{ accounts: number; twice: number; lines: number }>(sql`select
    (select count(*) from ${account} where deleted_at is null) as accounts,
    (select count(*) from (select phone from ${account} where deleted_at is null group by phone having count(*) > 1) x) as twice,
    (select count(*) from ${at(tenant, 'import_row')} where job_id = ${id}) as lines`)
  const said = new Map<number, string>()
  for (let after = 0; ; ) {
    const page = await as(plan, (c) => badRows(c, id, after))
    // Row 1 of the file is the header.
    for (const row of page)
      said.set(row.n - 2, row.reasons?.[0] ? `${row.reasons[0].field} ${row.reasons[0].code}` : '')
    if (page.length < 1000) break
    after = page.at(-1)!.n
  }
  let wrong = 0
  for (let i = 0; i < rows; i++) {
    const bad = badness(i)
    if ((said.get(i) ?? '') !== (bad ? `${bad.field} ${bad.code}` : '')) wrong++
  }
  return { ...counted!, reported: said.size, wrong }
}
