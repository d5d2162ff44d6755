import { bumpEpoch } from '../access/caller.ts'
import type { LiveObject } from '../access/model.ts'
import { hasVerb } from '../access/reach.ts'
import { createNeeds } from '../approvals/act.ts'
import { denied, type FieldProblem, invalid, invalidField, Problem } from '../errors.ts'
import { isUuid, newId } from '../store/ids.ts'
import { sql } from '../store/sql.ts'
import { duplicateProblem, findDuplicates, type Match, twinsWithin } from './duplicates.ts'
import { attachFiles } from './fileLinks.ts'
import { settleHanging } from './hanging.ts'
import { runHooks } from './hooks.ts'
import { checkWhole, readInput, type Values } from './input.ts'
import { type Document, putLines, settleLines } from './lines.ts'
import { nextNumbers } from './number.ts'
import { checkRefs, homesOf, nowhere } from './refs.ts'
import { beforeBulk } from './statistics.ts'
import { insertRow, insertRows } from './storage.ts'
import type { Unit } from './unit.ts'

export interface CreateOptions {
  /** Which doubles are accepted: none, those that only look alike, or whatever there is (an import that says so). */
  accept?: 'none' | 'suspected' | 'all'
  /** Instants to write instead of now: the demo generator and imports of old records. */
  at?: (values: Values) => string | undefined
  /** One event for the whole batch instead of one a row. */
  quiet?: boolean
  /**
   * The values are a command's own: it was the caller's right to run it, so he needs none to create (a shipment, a ledger
   * row), and it may fill what no person may type: read-only fields, the state, ids of the
   * row and its lines, amounts (`deriveLines` is passed over).
   */
  trusted?: boolean
  /** Nothing that the unit still does depends on the row: see {@link insertRow}. */
  last?: boolean
  /** Keys of earlier batches, which a dry run remembers because it writes nothing. */
  twins?: Set<string>
}

/** What became of one given row: its id, or why not. */
export type Outcome = { id: string; row: Values } | { problem: Problem; matches?: Match[] }

interface Draft extends Document {
  n: number
  touched: Set<string>
}

const emptyRows = new WeakMap<LiveObject, Values>()

/** Every field with its default, or nothing. */
function emptyRow(live: LiveObject): Values {
  const known =
    emptyRows.get(live) ?? Object.fromEntries(live.each.map(([name, field]) => [name, field.default ?? null]))
  emptyRows.set(live, known)
  return known
}

function draft(unit: Unit, live: LiveObject, given: Values, n: number, trusted = false): Draft | Problem {
  const { id, state, ...rest } = given
  const input = readInput(unit.caller, live, trusted ? rest : given, true, trusted)
  const row: Values = { ...emptyRow(live), ...input.values }
  if (trusted && isUuid(id)) row.id = id
  if (trusted && live.def.spec.states?.[state as string]) row.state = state
  const problems: FieldProblem[] = [...input.problems]
  try {
    Object.assign(row, live.def.spec.derive?.(row, unit.deriving) ?? {})
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    problems.push(...error.fields)
    if (!error.fields.length) return error
  }
  const bad = new Set(problems.map((p) => p.field))
  problems.push(...checkWhole(live, row, new Set(Object.keys(input.values)), true).filter((p) => !bad.has(p.field)))
  for (const [name, spec] of Object.entries(live.def.spec.lines ?? {}))
    if (!input.lines[name] && Object.values(spec.fields).length) input.lines[name] = []
  if (problems.length) return invalid(problems)
  return { n, row, lines: input.lines, touched: new Set(Object.keys(input.values)) }
}

/** Departments of the owners whom the caller names, if he may assign at all; only people who work here. */
async function ownerDepts(unit: Unit, live: LiveObject, owners: string[]): Promise<Map<string, string | null>> {
  if (!owners.length || !hasVerb(unit.caller.actor, live.def, 'assign')) return new Map()
  const rows = await unit.tx.query<{ id: string; department_id: string | null }>(
    sql`select id, department_id from ${unit.table('employee')}
      where id = any(${owners.filter(isUuid)}::uuid[]) and state = 'active' and deleted_at is null`,
  )
  return new Map(rows.map((r) => [r.id, r.department_id]))
}

const noOwner = (): Problem =>
  invalidField('owner', 'ref.notFound', '负责人不存在或已离职', 'No such owner, or he has left')

/** The owner that a row names: an id, null for nobody, undefined for the caller himself. */
function ownerOf(given: Values): string | null | undefined {
  const raw = given.owner
  const id = typeof raw === 'object' && raw !== null ? (raw as { id?: string }).id : (raw as string | null | undefined)
  return id === '' ? null : id
}

async function settleOwned(
  unit: Unit,
  live: LiveObject,
  drafts: Draft[],
  given: Values[],
  bad: Map<number, Problem>,
): Promise<Draft[]> {
  const { actor } = unit.caller
  const named = drafts.map((d) => ownerOf(given[d.n]!))
  const others = [...new Set(named.filter((o) => typeof o === 'string' && o !== actor.id))] as string[]
  const depts = await ownerDepts(unit, live, others)
  const mayAssign = hasVerb(actor, live.def, 'assign')
  return drafts.filter((d, i) => {
    const owner = named[i]
    if (owner === undefined || owner === actor.id)
      Object.assign(d.row, { owner: actor.system ? null : actor.id, dept: actor.deptId })
    else if (!mayAssign) bad.set(d.n, denied('assign'))
    else if (owner === null) Object.assign(d.row, { owner: null, dept: null })
    else if (!depts.has(owner)) bad.set(d.n, noOwner())
    else Object.assign(d.row, { owner, dept: depts.get(owner) })
    return !bad.has(d.n)
  })
}

type Homes = Awaited<ReturnType<typeof homesOf>>

async function homesWithin(unit: Unit, live: LiveObject, drafts: Draft[], trusted = false): Promise<Homes | undefined> {
  const field = live.def.spec.within
  if (!field) return undefined
  const parents = [...new Set(drafts.map((d) => d.row[field] as string).filter(Boolean))]
  return homesOf(unit, live, unit.caller.model.objects.get(live.fields[field]!.to!)!.def, parents, { trusted })
}

function settleWithin(
  unit: Unit,
  live: LiveObject,
  drafts: Draft[],
  homes: Homes,
  outcomes: Map<number, Problem>,
): Draft[] {
  const field = live.def.spec.within!
  return drafts.filter((d) => {
    const home = homes.get(d.row[field] as string)
    if (d.row[field] && !home) {
      outcomes.set(d.n, nowhere(live, field))
      return false
    }
    // Without a parent the row is its author's own.
    Object.assign(d.row, home ?? { owner: unit.caller.actor.id, dept: unit.caller.actor.deptId, root: null })
    return true
  })
}

async function dropDuplicates(
  unit: Unit,
  live: LiveObject,
  drafts: Draft[],
  { accept = 'none', twins: earlier }: CreateOptions,
  bad: Map<number, Problem>,
): Promise<Draft[]> {
  if (accept === 'all' || !live.def.spec.duplicates?.length) return drafts
  const rows = drafts.map((d) => d.row)
  const matches = await findDuplicates(unit.caller, live, rows, unit.tx)
  const twins = drafts.length > 1 || earlier ? twinsWithin(live, rows, earlier) : new Map()
  return drafts.filter((d, i) => {
    const mine = matches.filter((m) => m.n === i && (accept !== 'suspected' || m.level === 'block'))
    const twin = twins.get(i)
    if (twin && (accept !== 'suspected' || twin.level === 'block'))
      mine.push({
        n: i,
        id: null,
        label: String(d.row[live.def.title] ?? ''),
        number: null,
        rule: twin.name,
        reason: twin.label,
        level: twin.level,
        owner: null,
        mine: true,
        twin: true,
      })
    if (mine.length) bad.set(d.n, duplicateProblem(mine))
    return !mine.length
  })
}

function stampRows(unit: Unit, live: LiveObject, drafts: Draft[], numbers: string[], options: CreateOptions): void {
  const { spec } = live.def
  drafts.forEach((d, i) => {
    const id = (d.row.id as string | undefined) ?? newId()
    const at = options.at?.(d.row) ?? unit.stamp
    Object.assign(d.row, {
      id,
      version: 1,
      createdAt: at,
      createdBy: unit.caller.actor.id,
      updatedAt: at,
      updatedBy: unit.caller.actor.id,
    })
    if (spec.number) d.row.number = numbers[i]
    if (spec.states) d.row.state ??= spec.initial ?? Object.keys(spec.states)[0]
    if (spec.personal) Object.assign(d.row, { owner: d.row.owner ?? unit.caller.actor.id })
    const said = Object.fromEntries(
      Object.entries({ ...d.row, ...d.lines }).filter(
        ([k, v]) =>
          v !== null &&
          (live.fields[k] || live.def.spec.lines?.[k] || k === 'owner' || k === 'number') &&
          !(Array.isArray(v) && !v.length),
      ),
    )
    d.row.auditHash = unit.audit(live.def.name, id, 'create', said)
    if (!options.quiet) unit.emit(`${live.def.name}.created`, {}, { object: live.def.name, id })
  })
}

async function store(unit: Unit, live: LiveObject, drafts: Draft[], options: CreateOptions): Promise<void> {
  const numbers = live.def.spec.number ? await nextNumbers(unit.caller.tenant, live.def, drafts.length) : []
  stampRows(unit, live, drafts, numbers, options)
  const rows = drafts.map((d) => d.row)
  if (rows.length === 1) await insertRow(unit, live, rows[0]!, options.last)
  else await insertRows(unit, live, rows)
  for (const name of Object.keys(live.def.spec.lines ?? {}))
    await putLines(
      unit,
      live,
      name,
      drafts.flatMap((d) =>
        (d.lines[name] ?? []).map((line, position) => ({
          ...line,
          id: options.trusted && line.id ? line.id : newId(),
          parent: d.row.id as string,
          position,
        })),
      ),
    )
  for (const d of drafts) await attachFiles(unit, live, d.row)
  if (options.quiet) unit.emit(`${live.def.name}.imported`, { count: drafts.length })
  if (live.def.spec.shapesAccess) await bumpEpoch(unit.caller.tenant, unit.tx)
  await runHooks(unit, live.def.name, rows, 'create')
}

/** Judges rows without writing anything: those fit to be stored, and why the others are not, by their index. */
export async function judgeMany(
  unit: Unit,
  object: string,
  given: Values[],
  options: CreateOptions = {},
): Promise<{ drafts: Draft[]; bad: Map<number, Problem> }> {
  const live = unit.caller.model.objects.get(object)!
  if (!options.trusted && !hasVerb(unit.caller.actor, live.def, 'create')) throw denied('create')
  await beforeBulk(unit.caller.tenant, live.def.table, given.length)
  const bad = new Map<number, Problem>()
  let drafts: Draft[] = []
  given.forEach((values, n) => {
    const result = draft(unit, live, values, n, options.trusted)
    if (result instanceof Problem) bad.set(n, result)
    else drafts.push(result)
  })
  const mentioning = (options.trusted ? [] : drafts).map((d) => ({
    values: Object.fromEntries([...d.touched].map((k) => [k, d.row[k]])),
    lines: d.lines,
  }))
  // Asked in one journey.
  const [dangling, homes] = await Promise.all([
    checkRefs(unit, live, mentioning),
    homesWithin(unit, live, drafts, options.trusted),
  ])
  drafts = drafts.filter((d, i) => {
    if (dangling[i]?.length) bad.set(d.n, invalid(dangling[i]))
    return !dangling[i]?.length
  })
  if (homes) drafts = settleWithin(unit, live, drafts, homes, bad)
  else if (live.def.spec.hangsOn) drafts = await settleHanging(unit, live, drafts, bad)
  else if (live.def.spec.owned) drafts = await settleOwned(unit, live, drafts, given, bad)
  drafts = await dropDuplicates(unit, live, drafts, options, bad)
  if (!options.trusted) {
    await settleLines(unit, live, drafts)
    const { accept } = options
    for (const d of drafts) d.problem ??= createNeeds(unit, object, d, { values: given[d.n]!, accept })
  }
  for (const d of drafts) if (d.problem) bad.set(d.n, d.problem)
  return { drafts: drafts.filter((d) => !d.problem), bad }
}

/**
 * Creates any number of rows of one object in the unit's transaction, each judged by itself: a bad row does not stop
 * the good ones (the caller decides whether to commit). One row and ten thousand take the same path.
 */
export async function createMany(
  unit: Unit,
  object: string,
  given: Values[],
  options: CreateOptions = {},
): Promise<Outcome[]> {
  const { drafts, bad } = await judgeMany(unit, object, given, options)
  if (drafts.length) await store(unit, unit.caller.model.objects.get(object)!, drafts, options)
  const made = new Map(drafts.map((d) => [d.n, d.row]))
  return given.map((_, n) => {
    const row = made.get(n)
    if (row) return { id: row.id as string, row }
    const problem = bad.get(n)!
    return { problem, matches: problem.extra.matches as Match[] | undefined }
  })
}

/** Creates one row or throws why not. */
export async function create(unit: Unit, object: string, values: Values, options: CreateOptions = {}): Promise<Values> {
  const [outcome] = await createMany(unit, object, [values], options)
  if ('problem' in outcome!) throw outcome.problem
  return outcome!.row
}
