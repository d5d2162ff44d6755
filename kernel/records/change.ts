import { bumpEpoch } from '../access/caller.ts'
import type { LiveObject } from '../access/model.ts'
import { visibleSql } from '../access/predicate.ts'
import { isNothing, reachOf } from '../access/reach.ts'
import { fieldRight, isClear } from '../access/rights.ts'
import { passFlows } from '../approvals/act.ts'
import { refuseWhileApproving } from '../approvals/guard.ts'
import { type Guard, passes } from '../declare/index.ts'
import { denied, invalid, notFound, Problem, Refusal, stale } from '../errors.ts'
import { isUuid, newId } from '../store/ids.ts'
import { raw, sql } from '../store/sql.ts'
import { duplicateProblem, findDuplicates } from './duplicates.ts'
import { attachFiles } from './fileLinks.ts'
import { runHooks } from './hooks.ts'
import { checkWhole, readInput, type Values } from './input.ts'
import { allLines, type Document, overlayLines, settleLines, storeLines } from './lines.ts'
import { refuseMerged } from './merged.ts'
import { checkRefs } from './refs.ts'
import { decodeRow, storeRow } from './storage.ts'
import type { Changes, Unit } from './unit.ts'

/**
 * Locks a row through the rule: a row the caller may not see is not there (404); one he sees but may not use the verb
 * on is refused (403). Returns it decoded.
 */
export async function lockRow(
  unit: Unit,
  object: string,
  id: string,
  verb: string,
  deleted: 'no' | 'only' | 'any' = 'no',
): Promise<Values> {
  const live = unit.caller.model.objects.get(object)!
  if (!isUuid(id)) throw notFound()
  const state = raw({ no: 'and t.deleted_at is null', only: 'and t.deleted_at is not null', any: '' }[deleted])
  const mine = visibleSql(unit.caller, live.def, verb, 't')
  const seen = visibleSql(unit.caller, live.def, 'read', 't')
  const [row] = await unit.tx.query<Record<string, unknown>>(
    sql`select t.*, ${mine} as _may from ${unit.table(live.def.table)} t where t.id = ${id} and (${seen} or ${mine}) ${state} for update of t`,
  )
  if (!row) throw notFound()
  if (!row._may) throw denied(verb)
  await refuseWhileApproving(unit, object, id, verb)
  return decodeRow(live, row)
}

/** Refuses what the declared guards forbid on a row in hand. */
export async function checkGuards(unit: Unit, object: string, guards: Guard[] = [], row: Values): Promise<void> {
  const live = unit.caller.model.objects.get(object)!
  const lines = guards.some((g) => g.every) ? await allLines(unit, live, row.id as string) : {}
  const broken = guards.find((g) => !passes(g, { ...row, ...lines }))
  if (broken) throw new Refusal(broken.code, broken.message)
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

const TECHNICAL = new Set(['auditHash', 'version', 'updatedAt', 'updatedBy', 'createdAt', 'createdBy', 'root'])

/** What differs between two versions of a row, old → new. */
export function diff(before: Values, after: Values): Changes {
  const changes: Changes = {}
  for (const name of Object.keys(after))
    if (!TECHNICAL.has(name) && !same(before[name], after[name]))
      changes[name] = [before[name] ?? null, after[name] ?? null]
  return changes
}

/** Stores the new version of a locked row with its audit entry and event. Nothing changed = nothing written. */
export async function applyChange(
  unit: Unit,
  object: string,
  before: Values,
  after: Values,
  verb: string,
  extra: Changes = {},
): Promise<Values> {
  const live = unit.caller.model.objects.get(object)!
  const changes = { ...diff(before, after), ...extra }
  if (!Object.keys(changes).length) return before
  const next: Values = {
    ...after,
    version: (before.version as number) + 1,
    updatedAt: unit.stamp,
    updatedBy: unit.caller.actor.id,
  }
  next.auditHash = unit.audit(object, before.id as string, verb, changes, (before.auditHash as string | null) ?? '')
  await storeRow(unit, live, next)
  unit.emit(`${object}.${verb}`, { fields: Object.keys(changes) }, { object, id: before.id as string })
  if (live.def.spec.shapesAccess) await bumpEpoch(unit.caller.tenant, unit.tx)
  await runHooks(unit, object, [next], 'change')
  return next
}

/** Of a row in hand, the values behind a patch that its writer may read: writing a field is no way to see it. */
async function readableOf(unit: Unit, live: LiveObject, row: Values, names: string[]): Promise<Values> {
  const { caller } = unit
  const [seen] = await unit.tx.query(
    sql`select 1 from ${unit.table(live.def.table)} t where t.id = ${row.id} and ${visibleSql(caller, live.def, 'read', 't')}`,
  )
  if (!seen) return {}
  const clear = names.filter((n) => isClear(fieldRight(caller.actor, live.def, n, live.fields[n])))
  return Object.fromEntries(clear.map((n) => [n, row[n] ?? null]))
}

async function checkVersion(
  unit: Unit,
  live: LiveObject,
  before: Values,
  version: number | undefined,
  patch: Values,
): Promise<void> {
  if (version === undefined || before.version === version) return
  throw stale({ version: before.version, ...(await readableOf(unit, live, before, Object.keys(patch))) }, patch)
}

async function refuseDoubles(
  unit: Unit,
  live: LiveObject,
  before: Values,
  after: Values,
  accept: boolean,
): Promise<void> {
  const rules = live.def.spec.duplicates ?? []
  const touched = rules.some((r) => r.fields.some((f) => !same(before[f], after[f])))
  if (!touched) return
  const matches = await findDuplicates(unit.caller, live, [after], unit.tx)
  const serious = matches.filter((m) => m.level === 'block' || !accept)
  if (serious.length) throw duplicateProblem(serious)
}

export interface UpdateOptions {
  /** Version that the caller has seen; absent only where the kernel itself is the caller. */
  version?: number
  acceptDuplicates?: boolean
  verb?: string
}

function derived(unit: Unit, live: LiveObject, after: Values, before: Values): Values {
  return { ...after, ...(live.def.spec.derive?.(after, { ...unit.deriving, before }) ?? {}) }
}

/** The document as it will stand: what was sent over what is stored, and what follows from it. */
async function overlaid(
  unit: Unit,
  live: LiveObject,
  before: Values,
  row: Values,
  sent: Record<string, Values[]>,
): Promise<Document & { was: Record<string, Values[]> }> {
  if (!Object.keys(sent).length && !live.def.spec.deriveLines) return { row, lines: {}, was: {} }
  const was = await allLines(unit, live, before.id as string)
  const lines = Object.fromEntries(
    Object.entries(was).map(([name, stored]) => [
      name,
      sent[name] ? overlayLines(unit.caller, live, name, stored, sent[name]) : stored.map((line) => ({ ...line })),
    ]),
  )
  const document: Document = { row: { ...row }, lines, before }
  await settleLines(unit, live, [document])
  if (document.problem) throw document.problem
  return { ...document, was }
}

/** Changes fields of one row: rights, version, validation, references, doubles, then {@link applyChange}. */
export async function update(
  unit: Unit,
  object: string,
  id: string,
  patch: Values,
  options: UpdateOptions = {},
): Promise<Values> {
  const live = unit.caller.model.objects.get(object)!
  const before = await lockRow(unit, object, id, 'update')
  const input = readInput(unit.caller, live, patch, false)
  if (input.problems.length) throw invalid(input.problems)
  await checkVersion(unit, live, before, options.version, patch)
  await checkGuards(unit, object, live.def.spec.guards?.update, before)
  const touched = new Set(Object.keys(input.values).filter((k) => !same(before[k], input.values[k])))
  const after = derived(unit, live, { ...before, ...input.values }, before)
  const problems = checkWhole(live, after, touched, false)
  const moved = Object.fromEntries([...touched].map((k) => [k, after[k]]))
  problems.push(...(await checkRefs(unit, live, [{ values: moved, lines: input.lines }]))[0]!)
  if (live.def.spec.within && touched.has(live.def.spec.within))
    throw new Problem(422, 'record.cannotMove', {
      zh: '不能改变所属记录，请新建',
      en: 'A record cannot be moved to another parent; create a new one',
    })
  if (problems.length) throw invalid(problems)
  await refuseDoubles(unit, live, before, after, options.acceptDuplicates ?? false)
  const document = await overlaid(unit, live, before, after, input.lines)
  await passFlows(unit, object, 'update', before, () => ({
    values: patch,
    accept: options.acceptDuplicates ? 'suspected' : 'none',
    after: document,
    changed: Object.keys(diff({ ...before, ...document.was }, { ...document.row, ...document.lines })),
  }))
  const lines = await storeLines(unit, live, id, document.was, document.lines)
  await attachFiles(unit, live, document.row)
  return applyChange(unit, object, before, document.row, options.verb ?? 'update', lines)
}

/** Changes that a command makes on a row it holds: no field rights (the command is the right), same validation of form. */
export async function changeRow(unit: Unit, object: string, row: Values, patch: Values, verb: string): Promise<Values> {
  const live = unit.caller.model.objects.get(object)!
  return applyChange(unit, object, row, derived(unit, live, { ...row, ...patch }, row), verb)
}

/**
 * Changes that a command makes on the lines of a row it holds: `lines` replaces those kinds that it names (lines keep
 * their ids; see {@link allLines}), nothing is derived.
 */
export async function changeLines(
  unit: Unit,
  object: string,
  row: Values,
  lines: Record<string, Values[]>,
  patch: Values,
  verb: string,
): Promise<Values> {
  const live = unit.caller.model.objects.get(object)!
  const was = await allLines(unit, live, row.id as string)
  const next = Object.fromEntries(
    Object.entries(lines).map(([name, list]) => [name, list.map((line) => ({ ...line, id: line.id ?? newId() }))]),
  )
  const changes = await storeLines(unit, live, row.id as string, was, next)
  return applyChange(unit, object, row, derived(unit, live, { ...row, ...patch }, row), verb, changes)
}

/** Puts a row into the recycle bin. Rows that others refer to stay readable there. */
export async function remove(unit: Unit, object: string, id: string, version: number | undefined): Promise<void> {
  const live = unit.caller.model.objects.get(object)!
  const before = await lockRow(unit, object, id, 'delete')
  await checkVersion(unit, live, before, version, {})
  await checkGuards(unit, object, live.def.spec.guards?.delete, before)
  await passFlows(unit, object, 'delete', before)
  await applyChange(unit, object, before, { ...before, deletedAt: unit.stamp }, 'delete')
}

/** Takes a row out of the recycle bin; the same right as putting it there. */
export async function restore(unit: Unit, object: string, id: string): Promise<Values> {
  const live = unit.caller.model.objects.get(object)!
  if (isNothing(reachOf(unit.caller.actor, live.def, 'delete'))) throw denied('delete')
  const before = await lockRow(unit, object, id, 'delete', 'only')
  await refuseMerged(unit, object, id)
  const matches = await findDuplicates(unit.caller, live, [before], unit.tx)
  if (matches.some((m) => m.level === 'block')) throw duplicateProblem(matches)
  return applyChange(unit, object, before, { ...before, deletedAt: null }, 'restore')
}
