import { type FieldMeta, type FieldType, holds, type ObjectMeta } from '#kernel/declare/index.ts'

/** Values by field name, in the shapes of the API (a ref as `{id, label}`, decimals as strings). */
export type Values = Record<string, unknown>

/** A field that this person may fill in now, on a new row or an existing one. */
export const isEditable = (field: FieldMeta, creating: boolean): boolean =>
  field.right === 'edit' && !field.readOnly && !field.hiddenInForm && (creating || !field.createOnly)

export const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0)

/** Conditions compare plain values: a ref stands for its id. */
export function plainRow(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([k, v]) => [k, idOf(v)]))
}

function idOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(idOf)
  if (value && typeof value === 'object' && 'id' in value) return value.id
  return value
}

export const isVisible = (field: FieldMeta, values: Values): boolean => holds(field.visibleWhen, plainRow(values))

export const isRequired = (field: FieldMeta, values: Values): boolean =>
  Boolean(field.required) || (field.requiredWhen !== undefined && holds(field.requiredWhen, plainRow(values)))

/** What a new row starts with. */
export function defaultsOf(fields: FieldMeta[]): Values {
  const values: Values = {}
  for (const field of fields) if (field.default !== undefined) values[field.name] = field.default
  return values
}

/** One value as the server takes it: ids for references, `null` for nothing, text without its outer spaces. */
export function toWire(type: FieldType, value: unknown): unknown {
  if (type === 'text' || type === 'longText') {
    if (typeof value !== 'string') return value ?? null
    return value.trim().normalize('NFC') || null
  }
  if (type === 'ref') return value ? idOf(value) : null
  // A field of one file comes as that file.
  if (type === 'refs' || type === 'files') return value ? [value].flat().map(idOf) : []
  if (type === 'multiSelect' || type === 'tags') return Array.isArray(value) ? value : []
  if (type === 'bool') return value === undefined ? null : value
  if (value === undefined || value === '') return null
  return value
}

/** What was once sent, as a form holds it. */
function fromWire(fields: FieldMeta[], sent: Values): Values {
  const named = (id: unknown) => (typeof id === 'string' ? { id } : id)
  const values = { ...sent }
  for (const { name, type } of fields) {
    if (type === 'ref' && values[name]) values[name] = named(values[name])
    if ((type === 'refs' || type === 'files') && Array.isArray(values[name])) values[name] = values[name].map(named)
  }
  return values
}

/** The body of an earlier create or update, as a form holds it. */
export function formValues(fields: FieldMeta[], lines: Lines, body: Values): Values {
  const values = fromWire(fields, body)
  for (const { name, fields: inner } of lines)
    if (Array.isArray(values[name])) values[name] = values[name].map((line) => fromWire(inner, line as Values))
  return values
}

export const sameValue = (type: FieldType, a: unknown, b: unknown): boolean =>
  JSON.stringify(toWire(type, a)) === JSON.stringify(toWire(type, b))

type Lines = ObjectMeta['lines']

function lineToWire(fields: FieldMeta[], line: Values): Values {
  const out: Values = typeof line.id === 'string' ? { id: line.id } : {}
  for (const f of fields) if (f.name in line && !f.readOnly) out[f.name] = toWire(f.type, line[f.name])
  return out
}

const linesToWire = (fields: FieldMeta[], value: unknown): Values[] =>
  Array.isArray(value) ? value.map((line) => lineToWire(fields, line as Values)) : []

/** The body of a create: everything filled in and visible; what is hidden by a condition is not sent. */
export function createBody(fields: FieldMeta[], lines: Lines, values: Values): Values {
  const body: Values = {}
  for (const field of fields) {
    if (!isEditable(field, true) || !isVisible(field, values) || isEmpty(values[field.name])) continue
    body[field.name] = toWire(field.type, values[field.name])
  }
  for (const line of lines) if (line.name in values) body[line.name] = linesToWire(line.fields, values[line.name])
  return body
}

/** The body of an update: only what differs from the row as it was opened. */
export function updateBody(fields: FieldMeta[], lines: Lines, before: Values, values: Values): Values {
  const body: Values = {}
  for (const field of fields) {
    if (!isEditable(field, false) || !(field.name in values)) continue
    const next = isVisible(field, values) ? values[field.name] : null
    if (!sameValue(field.type, before[field.name], next)) body[field.name] = toWire(field.type, next)
  }
  for (const line of lines) {
    const was = linesToWire(line.fields, before[line.name])
    const is = linesToWire(line.fields, values[line.name])
    if (line.name in values && JSON.stringify(was) !== JSON.stringify(is)) body[line.name] = is
  }
  return body
}

export interface Clash {
  field: FieldMeta
  mine: unknown
  theirs: unknown
}

/**
 * After a stale version: fields that I changed and that somebody else set to something different meanwhile.
 * What only one of us changed is no clash.
 */
export function clashes(fields: FieldMeta[], opened: Values, mine: Values, current: Values): Clash[] {
  return fields
    .filter((f) => f.name in mine && f.name in current)
    .filter((f) => !sameValue(f.type, opened[f.name], mine[f.name]))
    .filter((f) => !sameValue(f.type, opened[f.name], current[f.name]))
    .filter((f) => !sameValue(f.type, mine[f.name], current[f.name]))
    .map((field) => ({ field, mine: mine[field.name], theirs: current[field.name] }))
}

/** After a stale version: the current row with my own changes on top, except where `keepTheirs` says otherwise. */
export function rebase(
  fields: FieldMeta[],
  opened: Values,
  mine: Values,
  current: Values,
  keepTheirs: Set<string>,
): Values {
  const out: Values = { ...current }
  for (const f of fields)
    if (f.name in mine && !keepTheirs.has(f.name) && !sameValue(f.type, opened[f.name], mine[f.name]))
      out[f.name] = mine[f.name]
  return out
}
