import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import type { Readable } from 'node:stream'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import { requireVerb } from '../commands/run.ts'
import type { Label } from '../declare/index.ts'
import { notFound, Problem } from '../errors.ts'
import type { Values } from '../records/input.ts'
import { isUuid, newId } from '../store/ids.ts'
import { and, raw, type Sql, sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'
import { LIMITS, tooLarge } from './limits.ts'
import { checkReading, guessMapping, type Mapping, rememberedMapping, rememberMapping } from './mapping.ts'
import { type Source, type SourceOptions, scan } from './source.ts'

export type ImportMode = 'skip' | 'update' | 'create'
export type ImportState = 'draft' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled' | 'undoing' | 'undone'

/** Rows by what became of them; `undone` and `kept` are those of an undo. */
export interface Counts {
  created?: number
  updated?: number
  skipped?: number
  failed?: number
  undone?: number
  kept?: number
}

/** An import as it is stored. */
export interface Job {
  id: string
  object: string
  file_name: string
  source: Source
  columns: string[]
  sample: string[][]
  mapping: Mapping
  defaults: Values
  mode: ImportMode
  state: ImportState
  /** Data rows; null until a large file is counted. */
  total: number | null
  next_row: number
  counts: Counts
  error: { code: string; message: Label } | null
  failures: number
  created_by: string
  created_at: string
  finished_at: string | null
}

type Shown = 'id' | 'object' | 'columns' | 'sample' | 'mapping' | 'defaults' | 'mode' | 'state' | 'total' | 'error'

/** An import as its starter sees it. */
export interface ImportStatus extends Pick<Job, Shown>, Required<Counts> {
  /** What the person calls the file. */
  name: string
  encoding: string | null
  sheet: string | null
  sheets: string[] | null
  rows: number | null
  done: number
  createdAt: string
  finishedAt: string | null
}

export const filePath = (tenant: Tenant, id: string): string => joinPath(tenant.folder, 'imports', id)

function shown(job: Job): ImportStatus {
  const { created = 0, updated = 0, skipped = 0, failed = 0, undone = 0, kept = 0 } = job.counts
  const { id, object, columns, sample, mapping, defaults, mode, state, total, error } = job
  return {
    ...{ id, object, columns, sample, mapping, defaults, mode, state, total, error },
    name: job.file_name,
    encoding: job.source.encoding ?? null,
    sheet: job.source.sheet ?? null,
    sheets: job.source.sheets ?? null,
    rows: total,
    done: created + updated + skipped + failed,
    ...{ created, updated, skipped, failed, undone, kept },
    createdAt: job.created_at,
    finishedAt: job.finished_at,
  }
}

/** Jobs that the caller may know of: his own; an administrator all. */
const mine = (caller: Caller): Sql => (caller.actor.admin ? raw('true') : sql`created_by = ${caller.actor.id}`)

/** A job of the caller's, or 404. */
export async function loadJob(caller: Caller, id: string): Promise<Job> {
  const [job] = isUuid(id)
    ? await caller.tenant.db.query<Job>(
        sql`select * from ${at(caller.tenant, 'import_job')} where id = ${id} and ${mine(caller)}`,
      )
    : []
  if (!job) throw notFound()
  return job
}

/** The object to import into, for callers who may. */
export function importable(caller: Caller, object: string): LiveObject {
  const live = caller.model.objects.get(object)
  if (!live || live.def.spec.readOnly || live.def.spec.personal) throw notFound()
  requireVerb(caller, object, 'import')
  requireVerb(caller, object, 'create')
  return live
}

/** Stores an upload under a name of our own, and gives up when it grows too large. */
async function keepFile(path: string, from: Readable): Promise<void> {
  let size = 0
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      done(size > LIMITS.file ? tooLarge('文件超过 500 MB', 'The file exceeds 500 MB') : null, chunk)
    },
  })
  await mkdir(joinPath(path, '..'), { recursive: true })
  await pipeline(from, limit, createWriteStream(`${path}.part`))
  await rename(`${path}.part`, path)
}

export interface Upload extends SourceOptions {
  /** What the person calls the file. */
  name: string
  /** The bytes, or where they are on this machine. */
  stream?: Readable
  path?: string
}

/** Takes a file in: keeps it, finds out how to read it, and proposes which column is which field. */
export async function createImport(caller: Caller, object: string, upload: Upload): Promise<ImportStatus> {
  const live = importable(caller, object)
  const id = newId()
  const path = filePath(caller.tenant, id)
  try {
    await keepFile(path, upload.stream ?? createReadStream(upload.path!))
    const found = await scan(path, upload)
    const { mapping, defaults } = (await rememberedMapping(caller, live, found.columns)) ?? {
      mapping: guessMapping(caller, live, found.columns),
      defaults: {},
    }
    await caller.tenant.db.query(sql`
      insert into ${at(caller.tenant, 'import_job')} (id, object, file_name, source, columns, sample, mapping, defaults, state, total, created_by, created_at)
      values (${id}, ${object}, ${upload.name.slice(-200)}, ${JSON.stringify(found.source)}::jsonb, ${JSON.stringify(found.columns)}::jsonb,
        ${JSON.stringify(found.sample)}::jsonb, ${JSON.stringify(mapping)}::jsonb, ${JSON.stringify(defaults)}::jsonb, 'draft', ${found.total}, ${caller.actor.id}, ${caller.tenant.clock().toISOString()})`)
  } catch (error) {
    await rm(path, { force: true })
    await rm(`${path}.part`, { force: true })
    throw error
  }
  return importStatus(caller, id)
}

export async function importStatus(caller: Caller, id: string): Promise<ImportStatus> {
  return shown(await loadJob(caller, id))
}

/** The caller's imports, newest first (an administrator sees everybody's). */
export async function listImports(caller: Caller, object?: string): Promise<ImportStatus[]> {
  const which = and([mine(caller), ...(object ? [sql`object = ${object}`] : [])])
  const jobs = await caller.tenant.db.query<Job>(
    sql`select * from ${at(caller.tenant, 'import_job')} where ${which} order by created_at desc, id desc limit 100`,
  )
  return jobs.map(shown)
}

const wrongState = (state: string): Problem =>
  new Problem(409, 'import.state', {
    zh: `导入处于“${state}”状态，不能这样操作`,
    en: `The import is ${state}; that cannot be done now`,
  })

/** Moves a job from one of some states to another, or refuses. */
async function move(caller: Caller, id: string, from: ImportState[], to: ImportState, also: Sql = sql``) {
  const job = await loadJob(caller, id)
  const rows = await caller.tenant.db.query(sql`
    update ${at(caller.tenant, 'import_job')} set state = ${to}, failures = 0 ${also}
    where id = ${id} and state = any(${from}) returning 1`)
  if (!rows.length) throw wrongState(job.state)
  return importStatus(caller, id)
}

export interface ImportSettings extends SourceOptions {
  mapping?: Mapping
  /** Values of new records where the file says nothing. */
  defaults?: Values
  mode?: ImportMode
}

/** Changes how a file that waits is to be read and mapped. Another encoding or sheet reads the file anew. */
export async function configureImport(caller: Caller, id: string, settings: ImportSettings): Promise<ImportStatus> {
  const job = await loadJob(caller, id)
  if (job.state !== 'draft') throw wrongState(job.state)
  const live = importable(caller, job.object)
  const anew = settings.encoding !== undefined || settings.sheet !== undefined
  const found = anew ? await scan(filePath(caller.tenant, id), settings) : job
  const guess = anew ? guessMapping(caller, live, found.columns) : job.mapping
  const mapping = settings.mapping ?? guess
  const defaults = settings.defaults ?? job.defaults
  checkReading(caller, live, found.columns, { mapping, defaults })
  if (settings.mode && !['skip', 'update', 'create'].includes(settings.mode)) throw wrongState(settings.mode)
  await caller.tenant.db.query(sql`
    update ${at(caller.tenant, 'import_job')} set mapping = ${JSON.stringify(mapping)}::jsonb,
      defaults = ${JSON.stringify(defaults)}::jsonb, mode = ${settings.mode ?? job.mode},
      source = ${JSON.stringify(found.source)}::jsonb, columns = ${JSON.stringify(found.columns)}::jsonb,
      sample = ${JSON.stringify(found.sample)}::jsonb, total = ${found.total}
    where id = ${id} and state = 'draft'`)
  if (settings.mapping || settings.defaults)
    await rememberMapping(caller, job.object, found.columns, { mapping, defaults })
  return importStatus(caller, id)
}

/** Hands the import to the worker. It will act as this job's starter, with his rights of that moment. */
export async function startImport(caller: Caller, id: string): Promise<ImportStatus> {
  const job = await loadJob(caller, id)
  const live = importable(caller, job.object)
  checkReading(caller, live, job.columns, job)
  if (!Object.keys(job.mapping).length)
    throw new Problem(422, 'import.unmapped', { zh: '请先对应至少一列', en: 'Map at least one column first' })
  if (job.mode === 'update') requireVerb(caller, job.object, 'update')
  await rememberMapping(caller, job.object, job.columns, job)
  return move(caller, id, ['draft'], 'running')
}

/** Stops after the batch at work; everything so far stays. */
export const pauseImport = (caller: Caller, id: string) => move(caller, id, ['running'], 'paused')

/** Goes on where it stopped; also after a failure whose cause is gone. */
export const resumeImport = (caller: Caller, id: string) =>
  move(caller, id, ['paused', 'failed'], 'running', sql`, error = null, lease_until = null, finished_at = null`)

/** Ends an import for good; what came in stays until it is undone. */
export const cancelImport = (caller: Caller, id: string) =>
  move(caller, id, ['draft', 'running', 'paused', 'failed'], 'cancelled', sql`, finished_at = now()`)

/** Takes back what the import did, as far as nobody has worked on it since. */
export const undoImport = (caller: Caller, id: string) =>
  move(caller, id, ['done', 'cancelled', 'failed', 'paused'], 'undoing', sql`, error = null, lease_until = null`)
