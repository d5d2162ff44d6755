import type { Caller } from '../access/actor.ts'
import type { Label } from '../declare/index.ts'
import type { FieldProblem } from '../errors.ts'
import { judgeMany } from '../records/create.ts'
import { Unit } from '../records/unit.ts'
import { convertRow, type Incoming } from './convert.ts'
import { filePath, importable, type Job, loadJob } from './jobs.ts'
import { reasonsOf } from './judge.ts'
import type { FileRow } from './limits.ts'
import { resolveRefs, resolveSelf } from './resolve.ts'
import { dataRows } from './source.ts'

export interface DryRun {
  /** Rows looked at; `complete` when that is all of them. */
  total: number
  complete: boolean
  /** New records. */
  valid: number
  /** Rows that are there already; the mode says whether they would be left, renewed or refused. */
  duplicates: number
  failed: number
  errors: { row: number; field: string; message: Label; cells: string[]; reasons: FieldProblem[] }[]
}

const BATCH = 500
const MAX_ERRORS = 100
const MAX_ROWS = 20_000

async function judgeBatch(caller: Caller, job: Job, rows: FileRow[], twins: Set<string>, out: DryRun): Promise<void> {
  const live = importable(caller, job.object)
  const fail = (row: Incoming, reasons: FieldProblem[]) => {
    out.failed++
    if (out.errors.length < MAX_ERRORS) out.errors.push({ row: row.n, ...reasons[0]!, cells: row.cells, reasons })
  }
  await caller.tenant.db.transaction(async (tx) => {
    const unit = new Unit(caller, tx)
    const incoming = rows.map((row) => convertRow(live, job, row))
    await resolveRefs(unit, live, incoming)
    for (const row of incoming) if (row.problems.length) fail(row, row.problems)
    const sound = incoming.filter((r) => !r.problems.length)
    const known = await resolveSelf(unit, live, sound)
    const fresh = sound.filter((r) => !known.has(r))
    const accept = job.mode === 'create' ? 'suspected' : 'none'
    const values = fresh.map((r) => ({ ...r.defaults, ...r.values }))
    const { drafts, bad } = await judgeMany(unit, job.object, values, { accept, twins })
    out.valid += drafts.length
    out.duplicates += known.size
    for (const [i, problem] of bad)
      if (problem.code.startsWith('duplicate.')) out.duplicates++
      else fail(fresh[i]!, reasonsOf(problem))
  })
}

/**
 * What an import would do, without doing it: counts, and the first rows that would fail with their reasons. Looks at
 * the first 20,000 rows; of a larger file the import itself reports the rest, and can be undone.
 */
export async function validateImport(caller: Caller, id: string, maxRows = MAX_ROWS): Promise<DryRun> {
  const job = await loadJob(caller, id)
  const out: DryRun = { total: 0, complete: true, valid: 0, duplicates: 0, failed: 0, errors: [] }
  const twins = new Set<string>()
  let batch: FileRow[] = []
  const flush = async () => {
    await judgeBatch(caller, job, batch, twins, out)
    out.total += batch.length
    batch = []
  }
  for await (const row of dataRows(filePath(caller.tenant, id), job.source, 0)) {
    if (out.total + batch.length >= maxRows) {
      out.complete = false
      break
    }
    if (batch.push(row) === BATCH) await flush()
  }
  if (batch.length) await flush()
  return out
}
