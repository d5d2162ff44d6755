import { type FieldMeta, holds, type Label, type ObjectMeta } from '#kernel/declare/index.ts'
import { plainRow, type Values } from './values.ts'

export type Cell = { kind: 'field'; field: FieldMeta; wide: boolean } | { kind: 'lines'; name: string }

export interface Group {
  key: string
  label: Label
  rows: Cell[][]
}

const WIDE = new Set(['longText', 'files', 'json'])
const MORE: Label = { zh: '更多信息', en: 'More' }

/**
 * The form of an object: its declared groups, then fields that an administrator added and nobody placed, then child
 * lines that no row names. `show` decides which fields of a row appear (a detail page shows more than a form).
 */
export function layoutOf(object: ObjectMeta, values: Values, show: (field: FieldMeta) => boolean): Group[] {
  const fields = new Map(object.fields.map((f) => [f.name, f]))
  const lines = new Set(object.lines.map((l) => l.name))
  const placed = new Set(object.form.flatMap((g) => g.rows.flat()))
  const cellsOf = (row: string[]): Cell[] =>
    row.flatMap((name): Cell[] => {
      const field = fields.get(name)
      if (lines.has(name)) return [{ kind: 'lines', name }]
      return field && show(field) ? [{ kind: 'field', field, wide: WIDE.has(field.type) }] : []
    })
  const groups: Group[] = object.form
    .filter((g) => holds(g.visibleWhen, plainRow(values)))
    .map((g, i) => ({ key: `g${i}`, label: g.label, rows: g.rows.map(cellsOf).filter((r) => r.length > 0) }))
  const rest = object.fields.filter((f) => f.custom && !placed.has(f.name) && show(f))
  if (rest.length > 0) groups.push({ key: 'more', label: MORE, rows: pairs(rest.flatMap((f) => cellsOf([f.name]))) })
  for (const line of object.lines)
    if (!placed.has(line.name))
      groups.push({ key: line.name, label: line.label, rows: [[{ kind: 'lines', name: line.name }]] })
  return groups.filter((g) => g.rows.length > 0)
}

function pairs(cells: Cell[]): Cell[][] {
  const rows: Cell[][] = []
  for (let i = 0; i < cells.length; i += 2) rows.push(cells.slice(i, i + 2))
  return rows
}
