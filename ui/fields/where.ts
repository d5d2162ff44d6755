import type { FieldMeta, FieldType, Label } from '#kernel/declare/index.ts'

/** The `where` parameter of a list: `{field: {op: value}}`, joined by and/or/not. */
export type Where = { [key: string]: unknown }

export type Op =
  | 'eq'
  | 'ne'
  | 'in'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'contains'
  | 'startsWith'
  | 'between'
  | 'isNull'
  | 'has'

/** One line of the filter builder: a field, an operator of its type, and what it is compared with. */
export interface FilterRow {
  field: string
  op: Op | 'notNull'
  value?: unknown
}

/** What the filter builder edits: lines joined one way. */
export interface FilterSet {
  join: 'and' | 'or'
  rows: FilterRow[]
}

export const OP_LABELS: Record<FilterRow['op'], Label> = {
  eq: { zh: '等于', en: 'is' },
  ne: { zh: '不等于', en: 'is not' },
  in: { zh: '属于', en: 'is one of' },
  gt: { zh: '大于', en: 'greater than' },
  gte: { zh: '大于等于', en: 'at least' },
  lt: { zh: '小于', en: 'less than' },
  lte: { zh: '小于等于', en: 'at most' },
  contains: { zh: '包含', en: 'contains' },
  startsWith: { zh: '开头是', en: 'starts with' },
  between: { zh: '介于', en: 'between' },
  has: { zh: '含有任一', en: 'has any of' },
  isNull: { zh: '为空', en: 'is empty' },
  notNull: { zh: '不为空', en: 'is not empty' },
}

const NUMBER: FilterRow['op'][] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'isNull', 'notNull']
const OPS: Record<FieldType, FilterRow['op'][]> = {
  text: ['contains', 'eq', 'ne', 'startsWith', 'isNull', 'notNull'],
  longText: ['contains', 'isNull', 'notNull'],
  integer: NUMBER,
  decimal: NUMBER,
  money: NUMBER,
  date: ['between', 'eq', 'gte', 'lte', 'isNull', 'notNull'],
  instant: ['between', 'gte', 'lte', 'isNull', 'notNull'],
  bool: ['eq'],
  select: ['in', 'ne', 'isNull', 'notNull'],
  multiSelect: ['has', 'isNull', 'notNull'],
  ref: ['in', 'ne', 'isNull', 'notNull'],
  refs: ['has', 'isNull', 'notNull'],
  region: ['startsWith', 'eq', 'isNull', 'notNull'],
  files: ['isNull', 'notNull'],
  tags: ['has', 'isNull', 'notNull'],
  json: ['isNull', 'notNull'],
}

const OP_NAMES: Partial<Record<FieldType, Partial<Record<FilterRow['op'], Label>>>> = {
  region: { startsWith: { zh: '位于', en: 'is in' } },
  date: { gte: { zh: '不早于', en: 'on or after' }, lte: { zh: '不晚于', en: 'on or before' } },
  instant: { gte: { zh: '不早于', en: 'not before' }, lte: { zh: '不晚于', en: 'not after' } },
}

/** Operators that make sense for a type, the most used first. */
export const operatorsOf = (type: FieldType): FilterRow['op'][] => OPS[type]

/** The same for one field: a scope is never empty. */
export const operatorsFor = (field: Pick<FieldMeta, 'name' | 'type'>): FilterRow['op'][] =>
  field.name === 'scope' ? ['in', 'ne'] : operatorsOf(field.type)

/** What an operator is called for a type (a region "is in" rather than "starts with"). */
export const operatorLabel = (type: FieldType, op: FilterRow['op']): Label => OP_NAMES[type]?.[op] ?? OP_LABELS[op]

const needsValue = (op: FilterRow['op']): boolean => op !== 'isNull' && op !== 'notNull'

const isBlank = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && (value.length === 0 || value.every((v) => v === null || v === undefined || v === '')))

/** A line that is still being typed filters nothing. */
export const isComplete = (row: FilterRow): boolean => row.field !== '' && (!needsValue(row.op) || !isBlank(row.value))

/** Ids of references, whatever shape the picker left them in. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value && typeof value === 'object' && 'id' in value) return value.id
  return value
}

/** A province code 110000 covers 11…, a city code 110100 covers 1101…: what the code starts with, without its zeros. */
export const regionPrefix = (code: string): string => code.replace(/(00){1,2}$/, '')

const CHINA_OFFSET = '+08:00'

/** A day picked for a point in time means that whole day in China. */
function instantTest(op: FilterRow['op'], value: unknown): Record<string, unknown> {
  const edge = (day: unknown, end: boolean): unknown =>
    typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day)
      ? new Date(`${day}T${end ? '23:59:59.999' : '00:00:00.000'}${CHINA_OFFSET}`).toISOString()
      : day
  if (op === 'between' && Array.isArray(value)) {
    const [from, to] = value
    return { ...(isBlank(from) ? {} : { gte: edge(from, false) }), ...(isBlank(to) ? {} : { lte: edge(to, true) }) }
  }
  return { [op]: edge(value, op === 'lte') }
}

function rangeTest(value: unknown): Record<string, unknown> {
  const [from, to] = Array.isArray(value) ? value : [value, value]
  if (isBlank(to)) return { gte: from }
  if (isBlank(from)) return { lte: to }
  return { between: [from, to] }
}

/** One line as the server wants it: `{field: {op: value}}`. */
export function rowToWhere(row: FilterRow, field: FieldMeta | undefined): Where {
  const value = plain(row.value)
  if (row.op === 'isNull') return { [row.field]: { isNull: true } }
  if (row.op === 'notNull') return { [row.field]: { isNull: false } }
  if (field?.type === 'instant') return { [row.field]: instantTest(row.op, value) }
  if (row.op === 'between') return { [row.field]: rangeTest(value) }
  if (field?.type === 'region' && row.op === 'startsWith')
    return { [row.field]: { startsWith: regionPrefix(String(value)) } }
  if (row.op === 'in' || row.op === 'has') return { [row.field]: { [row.op]: Array.isArray(value) ? value : [value] } }
  return { [row.field]: { [row.op]: value } }
}

/** The whole builder as one `where`; undefined when no line is complete. */
export function setToWhere(set: FilterSet, fields: Map<string, FieldMeta>): Where | undefined {
  const tests = set.rows.filter(isComplete).map((row) => rowToWhere(row, fields.get(row.field)))
  if (tests.length === 0) return undefined
  if (tests.length === 1) return tests[0]
  return { [set.join]: tests }
}

/** Joins several wheres with and; the empty ones vanish. */
export function allOf(...wheres: (Where | undefined)[]): Where | undefined {
  const held = wheres.filter((w): w is Where => w !== undefined && Object.keys(w).length > 0)
  if (held.length <= 1) return held[0]
  return { and: held }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const fullCode = (prefix: string): string => (/^\d+$/.test(prefix) ? prefix.padEnd(6, '0') : prefix)

/** The Chinese day of an instant, for the day pickers of the builder. */
const chinaDay = (iso: unknown): unknown =>
  typeof iso === 'string' && iso.includes('T')
    ? new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 10)
    : iso

const asIds = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map((id) => (typeof id === 'string' ? { id } : id))
    : typeof value === 'string'
      ? { id: value }
      : value

function rowFrom(name: string, test: Record<string, unknown>, field: FieldMeta): FilterRow | undefined {
  const ops = Object.keys(test)
  const range = 'gte' in test && 'lte' in test && ops.length === 2
  const day = field.type === 'instant' ? chinaDay : (v: unknown) => v
  if (range) return { field: name, op: 'between', value: [day(test.gte), day(test.lte)] }
  if (ops.length !== 1) return undefined
  const op = ops[0] as Op
  const value = test[op]
  if (op === 'isNull') return { field: name, op: value ? 'isNull' : 'notNull' }
  if (op === 'in' && !operatorsOf(field.type).includes('in')) return undefined
  if (field.type === 'ref' || field.type === 'refs')
    return { field: name, op: op === 'eq' ? 'in' : op, value: asIds(op === 'eq' ? [value] : value) }
  if (field.type === 'select' && op === 'eq') return { field: name, op: 'in', value: [value] }
  if (field.type === 'region' && op === 'startsWith') return { field: name, op, value: fullCode(String(value)) }
  return { field: name, op, value: day(value) }
}

/** Reads a stored `where` back into builder lines; undefined when it says more than the builder can. */
export function setFromWhere(where: unknown, fields: Map<string, FieldMeta>): FilterSet | undefined {
  if (!isRecord(where)) return undefined
  const keys = Object.keys(where)
  const join = keys.length === 1 && (keys[0] === 'and' || keys[0] === 'or') ? keys[0] : 'and'
  const tests = Array.isArray(where[join]) ? (where[join] as unknown[]) : keys.map((k) => ({ [k]: where[k] }))
  const rows: FilterRow[] = []
  for (const test of tests) {
    if (!isRecord(test)) return undefined
    for (const [name, value] of Object.entries(test)) {
      const field = fields.get(name)
      const row = field && isRecord(value) ? rowFrom(name, value, field) : undefined
      if (!row) return undefined
      rows.push(row)
    }
  }
  return { join, rows }
}
