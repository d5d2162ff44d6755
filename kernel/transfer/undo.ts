import { bumpEpoch } from '../access/caller.ts'
import type { LiveObject } from '../access/model.ts'
import { visibleSql } from '../access/predicate.ts'
import { flowsBefore } from '../approvals/act.ts'
import { Problem } from '../errors.ts'
import { lockRow, update } from '../records/change.ts'
import type { Values } from '../records/input.ts'
import type { Unit } from '../records/unit.ts'
import { raw, sql } from '../store/sql.ts'
import type { Counts, Job } from './jobs.ts'
import { reasonsOf } from './judge.ts'

const BATCH = 500

interface Done {
  n: number
  result: 'created' | 'updated'
  record_id: string
  version: number
  before: Values | null
}

const needsApproval = (): Problem =>
  new Problem(422, 'approval.needed', {
    zh: '删除须经审批，未撤销；请在记录上单独删除',
    en: 'Its deletion has to be approved; left as it is, to be deleted on its own page',
  })

const changedSince = (): Problem =>
  new Problem(409, 'import.changedSince', {
    zh: '导入后已被修改、删除或正在审批，未撤销',
    en: 'Changed, removed or under approval since the import; left as it is',
  })

/**
 * Puts created rows that nobody touched since into the recycle bin; returns their ids. Rows under approval
 * stay.
 */
async function removeCreated(unit: Unit, live: LiveObject, rows: Done[]): Promise<Set<string>> {
  const { name, table } = live.def
  const free = unit.caller.model.approvals.guarded.has(name)
    ? sql`not exists (select 1 from ${unit.table('approval_request')} r where r.lock_key = ${`${name}:`} || t.id)`
    : raw('true')
  const locked = await unit.tx.query<{ id: string; version: number; audit_hash: string | null }>(sql`
    select t.id, t.version, t.audit_hash from ${unit.table(table)} t join unnest(${rows.map((r) => r.record_id)}::uuid[],
      ${rows.map((r) => r.version)}::bigint[]) d(id, version) on t.id = d.id and t.version = d.version
    where t.deleted_at is null and ${free} and ${visibleSql(unit.caller, live.def, 'read', 't')} order by t.id for update of t`)
  const next = locked.map((r) => ({
    id: r.id,
    hash: unit.audit(name, r.id, 'undoImport', { deletedAt: [null, unit.stamp] }, r.audit_hash ?? ''),
  }))
  await unit.tx.query(sql`
    update ${unit.table(table)} t set deleted_at = ${unit.stamp}, version = t.version + 1, updated_at = ${unit.stamp},
      updated_by = ${unit.caller.actor.id}, audit_hash = d.hash
    from jsonb_to_recordset(${JSON.stringify(next)}::jsonb) as d(id uuid, hash text) where t.id = d.id`)
  if (live.def.spec.shapesAccess) await bumpEpoch(unit.caller.tenant, unit.tx)
  return new Set(locked.map((r) => r.id))
}

/** Gives an updated row its former values back, unless somebody changed it since. Notes the version it has then. */
async function restoreUpdated(
  unit: Unit,
  live: LiveObject,
  job: Job,
  row: Done,
  versions: Map<string, number>,
): Promise<Problem | undefined> {
  const id = row.record_id
  try {
    const now = await lockRow(unit, live.def.name, id, 'update')
    if (now.version !== (versions.get(id) ?? row.version)) return changedSince()
    const after = await update(unit, live.def.name, id, row.before ?? {}, {
      acceptDuplicates: true,
      verb: 'undoImport',
    })
    // Earlier rows of the file may mean the same record: for them this is not a change by somebody else.
    versions.set(id, after.version as number)
    await unit.tx.query(sql`update ${unit.table('import_row')} set version = ${after.version}
      where record_id = ${id} and job_id = ${job.id} and n < ${row.n}`)
    return undefined
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return error.status === 404 ? changedSince() : error
  }
}

/** Takes back one batch, last rows first. Returns whether there may be more. */
export async function undoBatch(unit: Unit, job: Job, before: Counts): Promise<boolean> {
  const live = unit.caller.model.objects.get(job.object)!
  const rows = await unit.tx.query<Done>(sql`
    select n, result, record_id, version, before from ${unit.table('import_row')}
    where job_id = ${job.id} and result in ('created', 'updated') order by n desc limit ${BATCH}`)
  if (!rows.length) return false
  const verdicts: { n: number; result: 'undone' | 'kept'; reasons?: unknown }[] = []
  const versions = new Map<string, number>()
  // What the same file created and then updated is taken back the other way round: updates first.
  for (const row of rows.filter((r) => r.result === 'updated')) {
    const problem = await restoreUpdated(unit, live, job, row, versions)
    verdicts.push({ n: row.n, result: problem ? 'kept' : 'undone', reasons: problem && reasonsOf(problem) })
  }
  const created = rows
    .filter((r) => r.result === 'created')
    .map((r) => ({ ...r, version: versions.get(r.record_id) ?? r.version }))
  // Nor are requests opened: where a deletion is a matter of approval, all of them stay.
  const asks = Boolean(flowsBefore(unit, `${live.def.name}.delete`, null))
  const removed = asks ? new Set() : await removeCreated(unit, live, created)
  for (const row of created)
    verdicts.push(
      removed.has(row.record_id)
        ? { n: row.n, result: 'undone' }
        : { n: row.n, result: 'kept', reasons: reasonsOf(asks ? needsApproval() : changedSince()) },
    )
  const counts = { ...before }
  for (const { result } of verdicts) counts[result] = (counts[result] ?? 0) + 1
  await unit.tx.query(sql`with d as (select * from jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) as d(n bigint, result text, reasons jsonb)),
      r as (update ${unit.table('import_row')} r set result = d.result, reasons = d.reasons from d where r.job_id = ${job.id} and r.n = d.n)
    update ${unit.table('import_job')} set counts = ${JSON.stringify(counts)}::jsonb where id = ${job.id}`)
  unit.emit(`${job.object}.importUndone`, { count: removed.size })
  return true
}
