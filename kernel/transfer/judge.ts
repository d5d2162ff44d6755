import type { LiveObject } from '../access/model.ts'
import type { FieldProblem, Problem } from '../errors.ts'
import { Problem as Refused } from '../errors.ts'
import { diff, lockRow, update } from '../records/change.ts'
import { createMany, type Outcome } from '../records/create.ts'
import type { Match } from '../records/duplicates.ts'
import type { Values } from '../records/input.ts'
import type { Unit } from '../records/unit.ts'
import type { Incoming } from './convert.ts'
import type { ImportMode } from './jobs.ts'
import { resolveRefs, resolveSelf } from './resolve.ts'

/** What became of one row of the file. */
export interface Verdict {
  n: number
  result: 'created' | 'updated' | 'skipped' | 'failed'
  record_id?: string
  version?: number
  before?: Values
  cells?: string[]
  reasons?: FieldProblem[]
}

/** Why a row stayed out, in the words of the form. */
export const reasonsOf = (problem: Problem): FieldProblem[] =>
  problem.fields.length ? problem.fields : [{ field: '', code: problem.code, message: problem.label }]

const isDouble = (problem: Problem): boolean => problem.code.startsWith('duplicate.')

const reason = (code: string, zh: string, en: string): FieldProblem => ({ field: '', code, message: { zh, en } })

export const turnedAway = (row: Incoming, result: 'skipped' | 'failed', reasons: FieldProblem[]): Verdict => ({
  n: row.n,
  result,
  cells: row.cells,
  reasons,
})

/** The one stored row that a double means; undefined when there are several or it is not the caller's to see. */
function meant(matches: Match[]): string | undefined {
  const stored = matches.filter((m) => !m.twin)
  const sure = stored.filter((m) => m.level === 'block')
  const ids = new Set((sure.length ? sure : stored).map((m) => m.id))
  const [id] = ids
  return ids.size === 1 && id ? id : undefined
}

/** Writes what a row says onto the record it means. Cells that are empty change nothing; nor does the owner's name. */
async function renew(unit: Unit, live: LiveObject, row: Incoming, id: string): Promise<Verdict> {
  try {
    const before = await lockRow(unit, live.def.name, id, 'update')
    const patch = Object.fromEntries(
      Object.entries(row.values).filter(
        ([k]) => k !== 'owner' && !live.fields[k]?.createOnly && k !== live.def.spec.within,
      ),
    )
    const after = await update(unit, live.def.name, id, patch, { acceptDuplicates: true })
    const changed = Object.keys(diff(before, after)).filter((k) => live.fields[k])
    const old = Object.fromEntries(changed.map((k) => [k, before[k] ?? null]))
    return { n: row.n, result: 'updated', record_id: id, version: after.version as number, before: old }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return turnedAway(row, 'failed', reasonsOf(error))
  }
}

async function afterDouble(
  unit: Unit,
  live: LiveObject,
  row: Incoming,
  mode: ImportMode,
  problem: Problem,
  matches: Match[],
): Promise<Verdict> {
  if (mode === 'skip') return turnedAway(row, 'skipped', reasonsOf(problem))
  if (mode === 'create') return turnedAway(row, 'failed', reasonsOf(problem))
  const id = meant(matches)
  if (id) return renew(unit, live, row, id)
  const several = reason(
    'import.whichOne',
    `${problem.label.zh}；有多条相同的记录，或该记录您无权查看，无法确定更新哪一条`,
    `${problem.label.en}; several records are alike, or it is not yours to see, so it is not known which to update`,
  )
  return turnedAway(row, 'failed', [several])
}

/** Rows that are not known to be stored already: created, or treated as doubles. */
async function enter(unit: Unit, live: LiveObject, rows: Incoming[], mode: ImportMode): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  let left = rows
  while (left.length) {
    const accept = mode === 'create' ? 'suspected' : 'none'
    const outcomes: Outcome[] = await createMany(
      unit,
      live.def.name,
      left.map((r) => ({ ...r.defaults, ...r.values })),
      { accept, quiet: true },
    )
    const again: Incoming[] = []
    for (const [i, outcome] of outcomes.entries()) {
      const row = left[i]!
      if ('id' in outcome) verdicts.push({ n: row.n, result: 'created', record_id: outcome.id, version: 1 })
      else if (!isDouble(outcome.problem)) verdicts.push(turnedAway(row, 'failed', reasonsOf(outcome.problem)))
      // The row before it has just been stored: now it is a double of that one, and can renew it.
      else if (mode === 'update' && outcome.matches?.every((m) => m.twin)) again.push(row)
      else verdicts.push(await afterDouble(unit, live, row, mode, outcome.problem, outcome.matches ?? []))
    }
    left = again.length < left.length ? again : []
  }
  return verdicts
}

/** Brings a batch of rows in. Every row ends in exactly one verdict; none stops the others. */
export async function takeIn(unit: Unit, live: LiveObject, rows: Incoming[], mode: ImportMode): Promise<Verdict[]> {
  await resolveRefs(unit, live, rows)
  const verdicts = rows.filter((r) => r.problems.length).map((r) => turnedAway(r, 'failed', r.problems))
  const sound = rows.filter((r) => !r.problems.length)
  const known = await resolveSelf(unit, live, sound)
  for (const [row, id] of known) {
    const there = reason('duplicate.blocked', '该编号的记录已存在', 'A record with this number exists already')
    if (mode === 'update') verdicts.push(await renew(unit, live, row, id))
    else verdicts.push(turnedAway(row, mode === 'skip' ? 'skipped' : 'failed', [there]))
  }
  verdicts.push(
    ...(await enter(
      unit,
      live,
      sound.filter((r) => !known.has(r)),
      mode,
    )),
  )
  return verdicts
}
