import type { Label } from './label.ts'

/**
 * A condition over one row, as plain data, so that the browser (show this field), the server (require this field)
 * and a saved scene say it the same way.
 */
export type Condition = { and: Condition[] } | { or: Condition[] } | { not: Condition } | { [field: string]: FieldTest }

export interface FieldTest {
  eq?: unknown
  ne?: unknown
  in?: unknown[]
  /** For multi-valued fields: holds at least one of these. */
  has?: unknown
  isNull?: boolean
  /** A number above zero. */
  positive?: boolean
}

/** What must hold of a row before something is done to it, and what is said to whoever tries all the same. */
export interface Guard {
  holds: Condition
  /** Of which lines each must hold it, rather than the row itself. */
  every?: string
  code: string
  message: Label
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

function testField(value: unknown, test: FieldTest): boolean {
  if ('eq' in test && value !== test.eq) return false
  if ('ne' in test && value === test.ne) return false
  if (test.in && !test.in.includes(value)) return false
  if ('has' in test) {
    const wanted = Array.isArray(test.has) ? test.has : [test.has]
    const held = Array.isArray(value) ? value : [value]
    if (!wanted.some((w) => held.includes(w))) return false
  }
  if (test.isNull !== undefined && isEmpty(value) !== test.isNull) return false
  return test.positive === undefined || /^[^-]*[1-9]/.test(String(value ?? '')) === test.positive
}

/** Does a row, its lines with it, pass? */
export const passes = ({ holds: condition, every }: Guard, row: Record<string, unknown>): boolean =>
  every ? ((row[every] ?? []) as (typeof row)[]).every((line) => holds(condition, line)) : holds(condition, row)

/** The fields that a guard asks about: `amount`, `lines.qty`. */
export function fieldsIn({ holds: condition, every }: Pick<Guard, 'holds' | 'every'>): string[] {
  const inner = (of: Condition) => fieldsIn({ holds: of, every })
  return Object.entries(condition).flatMap(([key, value]) =>
    ['and', 'or', 'not'].includes(key) ? [value as Condition[]].flat().flatMap(inner) : every ? `${every}.${key}` : key,
  )
}

/** Evaluates a condition against a row given by field names. An empty condition holds. */
export function holds(condition: Condition | undefined, row: Record<string, unknown>): boolean {
  if (!condition) return true
  return Object.entries(condition).every(([key, value]) => {
    if (key === 'and') return (value as Condition[]).every((c) => holds(c, row))
    if (key === 'or') return (value as Condition[]).some((c) => holds(c, row))
    if (key === 'not') return !holds(value as Condition, row)
    return testField(row[key], value as FieldTest)
  })
}
