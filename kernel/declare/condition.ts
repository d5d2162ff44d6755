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
  return true
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
