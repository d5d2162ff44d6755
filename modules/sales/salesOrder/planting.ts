import type { Values } from '#kernel/records/input.ts'
import { putLines } from '#kernel/records/lines.ts'
import { nextNumbers } from '#kernel/records/number.ts'
import { insertRows } from '#kernel/records/storage.ts'
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
  const kept = Object.entries(values).filter(
    ([, v]) => v !== null && v !== undefined && !(Array.isArray(v) && !v.length),
  )
  return Object.fromEntries(kept.map(([k, v]) => [k, Array.isArray(v) ? v.map((x) => (isPlain(x) ? said(x) : x)) : v]))
}

const isPlain = (v: unknown): v is Values => typeof v === 'object' && v !== null && !Array.isArray(v)

/**
 * Stores documents that a command makes (shipments, ledger rows) beside the one in hand, which is locked and was judged:
 * nothing is looked up again. Audit, event and number as for every row (`silent`: rows that are a record of their own,
 * written by a command whose audit and event say the same; `along`: what else may be written beside the lines). Returns the rows, lines with their ids under `lines`.
 */
export async function plant(
  unit: Unit,
  object: string,
  home: Home,
  seeds: Seed[],
  options: { silent?: boolean; along?: (rows: Values[]) => Promise<unknown> } = {},
): Promise<Values[]> {
  if (!seeds.length) return []
  const live = unit.caller.model.objects.get(object)!
  const { spec } = live.def
  const numbers = spec.number ? await nextNumbers(unit.caller.tenant, live.def, seeds.length) : []
  const rows = seeds.map(({ values }, i): Values => {
    const row: Values = {
      ...Object.fromEntries(Object.entries(live.fields).map(([name, f]) => [name, f.default ?? null])),
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
  await insertRows(unit, live, rows)
  const writing: (Promise<unknown> | undefined)[] = []
  for (const name of Object.keys(spec.lines ?? {})) {
    const defaults = Object.fromEntries(
      Object.entries(spec.lines![name]!.fields).map(([field, f]) => [field, f.default ?? null]),
    )
    const lines = seeds.flatMap((seed, i) =>
      (seed.lines?.[name] ?? []).map((line, position) => ({
        ...defaults,
        ...line,
        id: newId(),
        parent: rows[i]!.id,
        position,
      })),
    )
    writing.push(putLines(unit, live, name, lines))
    rows.forEach((row) => {
      row[name] = lines.filter((line) => line.parent === row.id)
    })
  }
  await Promise.all([...writing, options.along?.(rows)])
  return rows
}
