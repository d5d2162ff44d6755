import { rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from '../access/actor.ts'
import { callerFor, systemCaller, withCaller } from '../access/caller.ts'
import { write } from '../commands/run.ts'
import { Problem } from '../errors.ts'
import type { Unit } from '../records/unit.ts'
import { SYSTEM_ID } from '../store/ids.ts'
import { raw, sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'
import { convertRow } from './convert.ts'
import { type Counts, filePath, type ImportState, importable, type Job } from './jobs.ts'
import { takeIn, type Verdict } from './judge.ts'
import type { FileRow } from './limits.ts'
import { countRows, dataRows } from './source.ts'
import { undoBatch } from './undo.ts'

/** Rows of one transaction. Larger ones are not faster, and hold locks longer. */
const BATCH = 1000
/** How long a silent worker keeps its job. A batch at work is safe beyond it: its transaction holds the row of the job. */
const LEASE = raw(`interval '10 seconds'`)
const MAX_FAILURES = 5
/** How long an uploaded file is kept. */
const KEPT_DAYS = 30

/** Another worker has the job, or its state was changed by a person. */
class Taken extends Error {}

const callerOf = (tenant: Tenant, job: Job): Promise<Caller> => {
  const options = { requestId: `import:${job.id}` }
  return job.created_by === SYSTEM_ID
    ? systemCaller(tenant, options)
    : callerFor(tenant, { employeeId: job.created_by }, options)
}

/** One transaction of a job, as the person who started it. */
const asStarter = <T>(tenant: Tenant, job: Job, work: (unit: Unit) => Promise<T>): Promise<T> =>
  withCaller(
    () => callerOf(tenant, job),
    (caller) => write(caller, { command: 'import', body: null }, work),
  )

/** Takes the oldest job that nobody works on. */
async function claim(tenant: Tenant, holder: string, only: string | undefined): Promise<Job | undefined> {
  const table = at(tenant, 'import_job')
  const which = only ? sql`id = ${only}` : raw('true')
  const [job] = await tenant.db.query<Job>(sql`
    update ${table} set holder = ${holder}, lease_until = now() + ${LEASE} where id = (
      select id from ${table} where state in ('running', 'undoing') and ${which} and (lease_until is null or lease_until < now())
      order by created_at limit 1 for update skip locked) returning *`)
  return job
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

/**
 * Frees jobs whose worker on this machine is dead, so that nobody waits for their leases. Should it be alive after all
 * (in a container that shares the name), it finds its job taken at its next batch, and stops.
 */
async function freeDead(tenant: Tenant): Promise<void> {
  const table = at(tenant, 'import_job')
  const held = await tenant.db.query<{ id: string; holder: string }>(
    sql`select id, holder from ${table} where state in ('running', 'undoing') and lease_until > now() and holder is not null`,
  )
  for (const { id, holder } of held) {
    const [host, pid] = holder.split(':')
    if (host !== hostname() || isAlive(Number(pid))) continue
    await tenant.db.query(sql`update ${table} set lease_until = null where id = ${id} and holder = ${holder}`)
  }
}

/** Renews the lease in a batch's transaction; from here to the commit nobody else can touch the job. */
async function fence(unit: Unit, job: Job, holder: string, state: ImportState, nextRow: number): Promise<Counts> {
  const [row] = await unit.tx.query<{ counts: Counts }>(sql`
    update ${unit.table('import_job')} set lease_until = now() + ${LEASE}, next_row = ${nextRow}, failures = 0
    where id = ${job.id} and holder = ${holder} and state = ${state} and next_row = ${job.next_row} returning counts`)
  if (!row) throw new Taken()
  return row.counts
}

async function settle(tenant: Tenant, job: Job, holder: string, state: ImportState, error: Problem | null = null) {
  const said = error && JSON.stringify({ code: error.code, message: error.label })
  await tenant.db.query(sql`
    update ${at(tenant, 'import_job')} set state = ${state}, lease_until = null, holder = null, error = ${said}::jsonb, finished_at = now()
    where id = ${job.id} and holder = ${holder} and state in ('running', 'undoing')`)
}

async function record(unit: Unit, job: Job, before: Counts, verdicts: Verdict[]): Promise<Counts> {
  const counts = { ...before }
  for (const { result } of verdicts) counts[result] = (counts[result] ?? 0) + 1
  await unit.tx.query(sql`with r as (
      insert into ${unit.table('import_row')} (job_id, n, result, record_id, version, before, cells, reasons)
      select ${job.id}::uuid, n, result, record_id, version, before, cells, reasons
      from jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) as r(n bigint, result text, record_id uuid, version bigint,
        before jsonb, cells text[], reasons jsonb))
    update ${unit.table('import_job')} set counts = ${JSON.stringify(counts)}::jsonb where id = ${job.id}`)
  return counts
}

/** A fault of the data that only the database notices (a number out of range, a unique value taken meanwhile). */
const isDataFault = (error: unknown): boolean => /^2[23]...$/.test((error as { code?: string }).code ?? '')

const unstorable = (code: string): Problem =>
  new Problem(422, 'import.unstorable', {
    zh: code === '23505' ? '与已有记录的唯一值重复' : '数据无法保存',
    en: code === '23505' ? 'A value that must be unique is taken' : 'The data cannot be stored',
  })

/**
 * One batch in one transaction: the rows, their verdicts and the place to go on from are there together or not at all.
 * A batch that the database refuses is halved until the row at fault stands alone.
 */
async function importBatch(tenant: Tenant, job: Job, holder: string, rows: FileRow[], fault?: Problem): Promise<void> {
  const next = rows.at(-1)!.n + 1
  try {
    await asStarter(tenant, job, async (unit) => {
      const counts = await fence(unit, job, holder, 'running', next)
      const live = importable(unit.caller, job.object)
      const incoming = rows.map((row) => convertRow(live, job, row))
      if (fault) for (const row of incoming) row.problems.push({ field: '', code: fault.code, message: fault.label })
      await record(unit, job, counts, await takeIn(unit, live, incoming, job.mode))
    })
    job.next_row = next
  } catch (error) {
    if (fault || !isDataFault(error)) throw error
    const code = (error as { code: string }).code
    if (rows.length === 1) return importBatch(tenant, job, holder, rows, unstorable(code))
    const half = rows.length >> 1
    await importBatch(tenant, job, holder, rows.slice(0, half))
    await importBatch(tenant, job, holder, rows.slice(half))
  }
}

async function* inBatches(rows: AsyncIterable<FileRow>, size: number): AsyncGenerator<FileRow[]> {
  let batch: FileRow[] = []
  for await (const row of rows) {
    if (batch.push(row) < size) continue
    yield batch
    batch = []
  }
  if (batch.length) yield batch
}

async function beat(tenant: Tenant, job: Job, holder: string, total?: number): Promise<void> {
  const rows = await tenant.db.query(sql`
    update ${at(tenant, 'import_job')} set lease_until = now() + ${LEASE}, total = coalesce(${total ?? null}::bigint, total)
    where id = ${job.id} and holder = ${holder} and state = 'running' returning 1`)
  if (!rows.length) throw new Taken()
}

async function runFile(
  tenant: Tenant,
  job: Job,
  holder: string,
  { signal, batch = BATCH }: WorkerOptions,
): Promise<void> {
  const path = filePath(tenant, job.id)
  if (job.total === null) {
    job.total = await countRows(path, job.source, () => beat(tenant, job, holder))
    await beat(tenant, job, holder, job.total)
  }
  const batches = inBatches(dataRows(path, job.source, job.next_row), batch)
  try {
    // The next batch is read while the database works on this one.
    let coming = batches.next()
    for (;;) {
      const { value: rows, done } = await coming
      if (done) break
      coming = batches.next()
      coming.catch(() => {})
      signal?.throwIfAborted()
      await importBatch(tenant, job, holder, rows)
    }
  } finally {
    await batches.return(undefined)
  }
  await settle(tenant, job, holder, 'done')
}

async function runUndo(tenant: Tenant, job: Job, holder: string, { signal }: WorkerOptions): Promise<void> {
  for (;;) {
    signal?.throwIfAborted()
    const left = await asStarter(tenant, job, async (unit) => {
      const counts = await fence(unit, job, holder, 'undoing', job.next_row)
      return undoBatch(unit, job, counts)
    })
    if (!left) break
  }
  await settle(tenant, job, holder, 'undone')
}

async function work(tenant: Tenant, job: Job, holder: string, options: WorkerOptions): Promise<void> {
  const { signal } = options
  try {
    await (job.state === 'undoing' ? runUndo : runFile)(tenant, job, holder, options)
  } catch (error) {
    if (error instanceof Taken) return
    if (error instanceof Problem) return settle(tenant, job, holder, 'failed', error)
    const free = (wait: number, failures: number) => sql`
      update ${at(tenant, 'import_job')} set lease_until = now() + make_interval(secs => ${wait}), failures = ${failures}
      where id = ${job.id} and holder = ${holder}`
    if (signal?.aborted) return void (await tenant.db.query(free(0, job.failures)))
    tenant.log.error('import failed, will be tried again', { import: job.id, error: String(error) })
    if (job.failures + 1 >= MAX_FAILURES) return settle(tenant, job, holder, 'failed', broken())
    await tenant.db.query(free(5, job.failures + 1))
  }
}

const broken = (): Problem =>
  new Problem(500, 'import.broken', { zh: '导入出错，请联系管理员', en: 'The import broke; ask an administrator' })

export interface WorkerOptions {
  /** Ends the worker after the batch at hand; the job is free for the next worker at once. */
  signal?: AbortSignal
  /** Return when there is nothing to do, instead of waiting for more. */
  once?: boolean
  /** This import only. */
  only?: string
  /** Rows of one transaction. */
  batch?: number
  /** Milliseconds between looks for work. */
  idle?: number
}

let workers = 0

/**
 * The worker: takes imports one after the other, as long as the signal lets it. Any number may run, on any machine
 * that reaches the tenant's folder; one job is worked on by one of them, and a dead worker's job is taken over when
 * its lease runs out.
 */
export async function runImports(tenant: Tenant, options: WorkerOptions = {}): Promise<void> {
  const { signal, once, only, idle = 1000 } = options
  const holder = `${hostname()}:${process.pid}:${++workers}`
  while (!signal?.aborted) {
    try {
      const job = await claim(tenant, holder, only)
      if (job) await work(tenant, job, holder, options)
      else if (once) return
      else await freeDead(tenant).then(() => sleep(idle, undefined, { signal }))
    } catch (error) {
      if (signal?.aborted) return
      // The database is away: the pool reconnects, the worker waits.
      tenant.log.warn('import worker waits', { error: String(error) })
      await sleep(idle, undefined, { signal }).catch(() => {})
    }
  }
}

/** Removes the files of imports that ended long ago; what they did stays on record. */
export async function sweepImports(tenant: Tenant, days = KEPT_DAYS): Promise<number> {
  const old = await tenant.db.query<{ id: string }>(sql`
    select id from ${at(tenant, 'import_job')} where state in ('done', 'cancelled', 'undone', 'failed', 'draft')
      and created_at < now() - make_interval(days => ${days}::int)`)
  for (const { id } of old) await rm(filePath(tenant, id), { force: true })
  return old.length
}
