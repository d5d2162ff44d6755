import {
  type CronItem,
  type Logger,
  Logger as MakeLogger,
  parseCronItems,
  type Runner,
  run,
  runMigrations,
} from 'graphile-worker'
import type { Caller } from '../access/actor.ts'
import { callerFor, systemCaller, withCaller } from '../access/caller.ts'
import { write } from '../commands/run.ts'
import { Problem } from '../errors.ts'
import type { Unit } from '../records/unit.ts'
import { Database } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import { appRoleOf } from '../store/migrate.ts'
import { ident, raw, sql } from '../store/sql.ts'
import type { Log, Tenant } from '../tenant.ts'
import { Holders } from './holders.ts'

/** Where graphile-worker keeps its tables: outside of every tenant. */
export const JOBS_SCHEMA = 'graphile_worker'

export interface Job {
  tenant: Tenant
  payload: Record<string, unknown>
  /** The same at every attempt: whatever leaves the house (a text message) carries it, so that it arrives once. */
  key: string
  attempt: number
  /** Fires when the server is about to stop. */
  signal: AbortSignal
  /** Makes the caller the job runs as: the person who ordered it, else the system. */
  caller: () => Promise<Caller>
  /**
   * Does its work in one transaction, and only once, however often the job is tried: a later attempt finds that it was
   * done. `part` tells several such steps of one job apart.
   */
  once<T>(work: (unit: Unit) => Promise<T>, part?: string): Promise<T>
}

export interface Task {
  name: string
  /** Five cron fields (UTC): runs then for every tenant. */
  every?: string
  run(job: Job): Promise<void>
}

export interface JobsOptions {
  /** Owner's connection string: graphile-worker lays down and uses its own schema by it. */
  url: string
  tenants: () => Tenant[]
  tasks: Task[]
  log: Log
  /** Jobs at once in this process; default 4. */
  concurrency?: number
  schema?: string
  /** Seconds after which a worker that shows no sign of life is taken for dead; default 30. */
  lease?: number
}

export interface Jobs {
  stop(): Promise<void>
}

export interface AddJobOptions {
  runAt?: Date
  /** While a job of this key waits, another replaces it. */
  key?: string
  /** Employee in whose name it runs; default the system. */
  as?: string
}

interface Envelope {
  tenant: string
  key: string
  as?: string | null
  payload: Record<string, unknown>
}

const MAX_ATTEMPTS = 12
const schemas = new WeakMap<Tenant, string>()

/** Orders a job in the unit's transaction: it is there exactly if the unit commits. */
export async function addJob(
  unit: Unit,
  task: string,
  payload: Record<string, unknown> = {},
  options: AddJobOptions = {},
): Promise<void> {
  const { tenant } = unit.caller
  const envelope: Envelope = { tenant: tenant.id, key: newId(), as: options.as, payload }
  const key = options.key ? `${tenant.id}:${task}:${options.key}` : null
  await unit.tx.query(sql`select ${ident(schemas.get(tenant) ?? JOBS_SCHEMA)}.add_job(${task}, payload => ${JSON.stringify(envelope)}::json,
    run_at => ${options.runAt?.toISOString() ?? null}::timestamptz, max_attempts => ${MAX_ATTEMPTS}, job_key => ${key})`)
}

function jobOf(tenant: Tenant, envelope: Envelope, task: string, attempt: number, signal: AbortSignal): Job {
  const requestId = `job:${envelope.key}`
  const caller = () =>
    envelope.as ? callerFor(tenant, { employeeId: envelope.as }, { requestId }) : systemCaller(tenant, { requestId })
  return {
    tenant,
    payload: envelope.payload,
    key: envelope.key,
    attempt,
    signal,
    caller,
    once: (work, part = '') =>
      withCaller(caller, (c) =>
        write(c, { command: `job.${task}`, key: `job:${envelope.key}:${part}`, body: envelope.payload }, work),
      ),
  }
}

interface Helpers {
  job: { attempts: number }
  abortSignal?: AbortSignal
}

function handlerOf(task: Task, options: JobsOptions): (given: unknown, helpers: Helpers) => Promise<void> {
  const never = new AbortController().signal
  return async (given, helpers) => {
    const envelope = given as Envelope
    const tenant = options.tenants().find((t) => t.id === envelope.tenant)
    if (!tenant) throw new Error(`job ${task.name}: no tenant ${envelope.tenant} here`)
    try {
      await task.run(jobOf(tenant, envelope, task.name, helpers.job.attempts, helpers.abortSignal ?? never))
    } catch (error) {
      // He for whom it was has left: no attempt will ever succeed.
      if (envelope.as && error instanceof Problem && error.status === 401) {
        options.log.warn('job dropped: its person has left', { task: task.name, employee: envelope.as })
        return
      }
      throw error
    }
  }
}

/** A schedule's tick: one job for each tenant, so that a company with much work holds up no other. */
function tickOf(task: Task, options: JobsOptions, db: Database, schema: string) {
  return async (given: unknown): Promise<void> => {
    const { ts } = (given as { _cron: { ts: string } })._cron
    for (const tenant of options.tenants()) {
      const envelope: Envelope = { tenant: tenant.id, key: `${task.name}:${ts}`, payload: {} }
      await db.query(sql`select ${ident(schema)}.add_job(${task.name}, payload => ${JSON.stringify(envelope)}::json,
        max_attempts => ${MAX_ATTEMPTS}, job_key => ${`${tenant.id}:${task.name}`})`)
    }
  }
}

function loggerTo(log: Log): Logger {
  return new MakeLogger(() => (level, message, meta) => {
    if (level === 'error') log.error(message, meta as Record<string, unknown>)
    else if (level === 'warning') log.warn(message, meta as Record<string, unknown>)
  })
}

/** A connection that breaks is replaced by the pool; without a listener its error would end the process. */
function quiet(db: Database): Database {
  if (!db.pool.listenerCount('connect')) db.pool.on('connect', (client) => client.on('error', () => {}))
  return db
}

/** Lays down graphile-worker's own schema and opens it to the application's role, where there is one. */
export async function prepareJobs(db: Database, log: Log, schema: string = JOBS_SCHEMA): Promise<void> {
  await runMigrations({ pgPool: quiet(db).pool, schema, logger: loggerTo(log) })
  const name = appRoleOf(db.url)
  const [role] = await db.query(sql`select 1 from pg_roles where rolname = ${name}`)
  if (!role) return
  for (const what of ['usage on schema', 'all on all tables in schema', 'all on all sequences in schema'])
    await db.fresh(raw(`grant ${what} "${schema}" to ${name}`))
}

/**
 * Runs jobs and schedules of all tenants in this process. A job that fails is tried again with growing pauses; one
 * whose worker died is taken over once that worker's lease has run out.
 */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const schema = options.schema ?? JOBS_SCHEMA
  const db = new Database({ url: options.url, max: (options.concurrency ?? 4) + 4 })
  await prepareJobs(db, options.log, schema)
  for (const tenant of options.tenants()) schemas.set(tenant, schema)
  const holders = await Holders.open(db, schema, options.lease ?? 30, options.log)
  const taskList: Record<string, (given: unknown, helpers: Helpers) => Promise<void>> = {}
  const cron: CronItem[] = []
  for (const task of options.tasks) {
    taskList[task.name] = handlerOf(task, options)
    if (!task.every) continue
    taskList[`every ${task.name}`] = tickOf(task, options, db, schema)
    cron.push({ task: `every ${task.name}`, match: task.every, identifier: task.name, options: { maxAttempts: 3 } })
  }
  const runner: Runner = await run({
    pgPool: db.pool,
    schema,
    taskList,
    parsedCronItems: parseCronItems(cron),
    logger: loggerTo(options.log),
    noHandleSignals: true,
    concurrency: options.concurrency ?? 4,
    pollInterval: 1000,
    events: holders.events,
  })
  holders.start()
  return {
    async stop() {
      await runner.stop()
      await holders.stop()
      await db.close()
    },
  }
}
