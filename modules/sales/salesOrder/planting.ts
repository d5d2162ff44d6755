import type { Field } from '#kernel/declare/index.ts'
import type { Values } from '#kernel/records/input.ts'
import { putLines } from '#kernel/records/lines.ts'
import { nextNumbers } from '#kernel/records/number.ts'
import { insertRow, insertRows } from '#kernel/records/storage.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { newId } from '#kernel/store/ids.ts'

/** Whose a document is: it takes owner, department and root from what it lies within. */
export interface Home {
  owner?: string | null
  dept?: string | null
  root: string | null
}

export interface Seed {
  values: Values
  lines?: Record<string, Values[]>
}

/** A row's own home for what lies within it. */
export const homeOf = (row: Values): Home => ({
  owner: row.owner as string | null,
  dept: row.dept as string | null,
  root: row.root as string,
})

/** Employee who acts; null for the system, who is none. */
export const actorOf = (unit: Unit): string | null => (unit.caller.actor.system ? null : unit.caller.actor.id)

/** What of a new document says something: empty fields are left out of the audit, of its lines too. */
function said(values: Values): Values {
  const kept: Values = {}
  for (const name in values) {
    const v = values[name]
    if (v === null || v === undefined) continue
    if (!Array.isArray(v)) kept[name] = v
    else if (v.length) kept[name] = v.map((x) => (isPlain(x) ? said(x) : x))
  }
  return kept
}

const isPlain = (v: unknown): v is Values => typeof v === 'object' && v !== null && !Array.isArray(v)

const empties = new WeakMap<object, Values>()

/** A row, or a line, of which nothing has been said yet. */
function emptyOf(fields: Record<string, Field>): Values {
  const known = empties.get(fields)
  if (known) return known
  const empty = Object.fromEntries(Object.entries(fields).map(([name, f]) => [name, f.default ?? null]))
  empties.set(fields, empty)
  return empty
}

export interface Planting {
  /** Rows that are a record of their own, written by a command whose audit and event say the same. */
  silent?: boolean
  /** What else may be written beside the lines. */
  along?: (rows: Values[]) => Promise<unknown>
  /** Nothing waits for it to be written: it travels with the commit, which then says what it violates. */
  last?: boolean
}

/**
 * Stores documents that a command makes (shipments, ledger rows) beside the one in hand, which is locked and was judged:
 * nothing is looked up again. Audit, event and number as for every row; a row, its lines and what goes along are one
 * journey. Returns the rows, lines with their ids under `lines`.
 */
export async function plant(
  unit: Unit,
  object: string,
  home: Home,
  seeds: Seed[],
  options: Planting = {},
): Promise<Values[]> {
  if (!seeds.length) return []
  const live = unit.caller.model.objects.get(object)!
  const { spec } = live.def
  const numbers = spec.number ? await nextNumbers(unit.caller.tenant, live.def, seeds.length) : []
  const rows = seeds.map(({ values }, i): Values => {
    const row: Values = {
      ...emptyOf(live.fields),
      ...values,
      ...home,
      id: newId(),
      version: 1,
      createdAt: unit.stamp,
      createdBy: unit.caller.actor.id,
      updatedAt: unit.stamp,
      updatedBy: unit.caller.actor.id,
    }
    if (spec.number) row.number = numbers[i]
    if (spec.states) row.state ??= spec.initial ?? Object.keys(spec.states)[0]
    if (options.silent) return row
    row.auditHash = unit.audit(object, row.id as string, 'create', said({ ...values, ...seeds[i]!.lines }))
    unit.emit(`${object}.created`, {}, { object, id: row.id as string })
    return row
  })
  const writing: (Promise<unknown> | undefined)[] = []
  // One connection runs its statements in the order in which they are said: lines find their parent there.
  if (rows.length === 1) writing.push(insertRow(unit, live, rows[0]!))
  else await insertRows(unit, live, rows)
  for (const name of Object.keys(spec.lines ?? {})) {
    const empty = emptyOf(spec.lines![name]!.fields)
    const lines = seeds.map((seed, i) =>
      (seed.lines?.[name] ?? []).map(
        (line, position): Values => ({ ...empty, ...line, id: newId(), parent: rows[i]!.id, position }),
      ),
    )
    writing.push(putLines(unit, live, name, lines.flat(), true))
    rows.forEach((row, i) => {
      row[name] = lines[i]
    })
  }
  const written = Promise.all([...writing, options.along?.(rows)])
  if (options.last) written.catch(() => {})
  else await written
  return rows
}
