import type { FieldMeta } from '#kernel/declare/index.ts'
import { type FilterRow, type FilterSet, isComplete, regionPrefix } from './where.ts'

/**
 * Lines of the filter builder as an expression of CEL (Common Expression Language) and back. A line's field is the
 * path of a value, e.g. `row.class`; texts, days, ids and codes are quoted, figures are not.
 */

const FIGURES = new Set<string>(['integer', 'decimal', 'money'])
const SIGNS: Partial<Record<FilterRow['op'], string>> = { eq: '==', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' }

const idOf = (value: unknown): unknown => (value && typeof value === 'object' && 'id' in value ? value.id : value)

function literal(value: unknown, field: FieldMeta): string {
  const plain = idOf(value)
  if (typeof plain === 'boolean') return String(plain)
  const text = String(plain ?? '')
  if (field.type === 'bool') return text
  if (FIGURES.has(field.type)) return text
  return JSON.stringify(text)
}

const listOf = (value: unknown, field: FieldMeta): string =>
  `[${(Array.isArray(value) ? value : [value]).map((v) => literal(v, field)).join(', ')}]`

function rangeOf(row: FilterRow, field: FieldMeta): string {
  const [from, to] = Array.isArray(row.value) ? row.value : [row.value, row.value]
  const parts = [
    ...(from === null || from === undefined || from === '' ? [] : [`${row.field} >= ${literal(from, field)}`]),
    ...(to === null || to === undefined || to === '' ? [] : [`${row.field} <= ${literal(to, field)}`]),
  ]
  return parts.length > 1 ? `(${parts.join(' && ')})` : (parts[0] ?? 'true')
}

function rowToCel(row: FilterRow, field: FieldMeta): string {
  const { field: path, op, value } = row
  if (op === 'isNull') return `${path} == null`
  if (op === 'notNull') return `${path} != null`
  if (op === 'between') return rangeOf(row, field)
  if (op === 'in') return `${path} in ${listOf(value, field)}`
  if (op === 'has') return `${path}.exists(x, x in ${listOf(value, field)})`
  if (op === 'startsWith') {
    const text = field.type === 'region' ? JSON.stringify(regionPrefix(String(value))) : literal(value, field)
    return `${path}.startsWith(${text})`
  }
  if (op === 'contains') return `${path}.contains(${literal(value, field)})`
  return `${path} ${SIGNS[op] ?? '=='} ${literal(value, field)}`
}

/** The builder as CEL; '' (always) when no line is complete. */
export function setToCel(set: FilterSet, fields: Map<string, FieldMeta>): string {
  const parts = set.rows.filter(isComplete).flatMap((row) => {
    const field = fields.get(row.field)
    return field ? [rowToCel(row, field)] : []
  })
  return parts.join(set.join === 'or' ? ' || ' : ' && ')
}

/** Splits at an operator that stands outside of quotes and brackets. */
function split(text: string, at: '&&' | '||'): string[] {
  const parts: string[] = []
  let depth = 0
  let quoted = false
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '\\' && quoted) i++
    else if (c === '"') quoted = !quoted
    else if (!quoted && (c === '(' || c === '[')) depth++
    else if (!quoted && (c === ')' || c === ']')) depth--
    else if (!quoted && depth === 0 && text.startsWith(at, i)) {
      parts.push(text.slice(from, i).trim())
      i += 1
      from = i + 1
    }
  }
  return [...parts, text.slice(from).trim()]
}

const PATH = '([A-Za-z_][\\w.]*)'
const COMPARE = new RegExp(`^${PATH}\\s*(==|!=|>=|<=|>|<)\\s*(.+)$`)
const IN = new RegExp(`^${PATH} in (\\[.*\\])$`)
const HAS = new RegExp(`^${PATH}\\.exists\\(x, x in (\\[.*\\])\\)$`)
const CALL = new RegExp(`^${PATH}\\.(startsWith|contains)\\(("(?:[^"\\\\]|\\\\.)*")\\)$`)

/** A literal of CEL that is one of JSON too: text, figure, true or false; or a list of such. Undefined otherwise. */
function read(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Amounts are decimals as text everywhere; a number type would lose some of their digits. */
const fromFigure = (value: unknown, field: FieldMeta, text: string): unknown =>
  FIGURES.has(field.type) && typeof value === 'number' ? text : value

const asRef = (value: unknown, field: FieldMeta): unknown =>
  field.type === 'ref' || field.type === 'refs'
    ? Array.isArray(value)
      ? value.map((id) => ({ id }))
      : { id: value }
    : value

function compareFrom(match: RegExpExecArray, fields: Map<string, FieldMeta>): FilterRow | undefined {
  const [, path = '', sign, text = ''] = match
  const field = fields.get(path)
  if (!field) return undefined
  if (text === 'null') return { field: path, op: sign === '==' ? 'isNull' : 'notNull' }
  const op = (Object.keys(SIGNS) as FilterRow['op'][]).find((o) => SIGNS[o] === sign)
  const value = read(text)
  if (!op || value === undefined || typeof value === 'object') return undefined
  return { field: path, op, value: asRef(fromFigure(value, field, text), field) }
}

function rangeFrom(text: string, fields: Map<string, FieldMeta>): FilterRow | undefined {
  const rows = split(text.slice(1, -1), '&&').map((part) => rowFromCel(part, fields))
  const [from, to] = rows
  if (rows.length !== 2 || !from || !to || from.op !== 'gte' || to.op !== 'lte' || from.field !== to.field)
    return undefined
  return { field: from.field, op: 'between', value: [from.value, to.value] }
}

function rowFromCel(text: string, fields: Map<string, FieldMeta>): FilterRow | undefined {
  if (text.startsWith('(') && text.endsWith(')')) return rangeFrom(text, fields)
  const list = IN.exec(text) ?? HAS.exec(text)
  if (list) {
    const field = fields.get(list[1] ?? '')
    const value = read(list[2] ?? '')
    if (!field || !Array.isArray(value)) return undefined
    return { field: field.name, op: IN.test(text) ? 'in' : 'has', value: asRef(value, field) }
  }
  const call = CALL.exec(text)
  if (call) {
    const field = fields.get(call[1] ?? '')
    const value = read(call[3] ?? '')
    if (!field || typeof value !== 'string') return undefined
    const op = call[2] === 'contains' ? 'contains' : 'startsWith'
    return { field: field.name, op, value: field.type === 'region' ? value.padEnd(6, '0') : value }
  }
  const compare = COMPARE.exec(text)
  return compare ? compareFrom(compare, fields) : undefined
}

/** Reads what {@link setToCel} wrote back into lines; undefined when the expression says more than lines can. */
export function setFromCel(text: string, fields: Map<string, FieldMeta>): FilterSet | undefined {
  const trimmed = text.trim()
  if (!trimmed) return { join: 'and', rows: [] }
  const ors = split(trimmed, '||')
  const join = ors.length > 1 ? 'or' : 'and'
  const parts = join === 'or' ? ors : split(trimmed, '&&')
  const rows = parts.map((part) => rowFromCel(part, fields))
  return rows.every((r): r is FilterRow => r !== undefined) ? { join, rows } : undefined
}
