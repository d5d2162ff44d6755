import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { isRef } from './values.ts'
import type { Where } from './where.ts'

/** Rows that are most likely meant: offered before anything is typed, and what a new one starts with. */
export interface Near {
  where: Where
  initial: Record<string, unknown>
}

/**
 * When a form has a customer filled in and asks for a person, the people of that customer are meant first: the target
 * lies within an object that another field of the same form points at. Undefined where there is no such field.
 */
export function nearOf(
  field: FieldMeta,
  form: FieldMeta[],
  values: Record<string, unknown>,
  byName: Map<string, ObjectMeta>,
): Near | undefined {
  const target = field.to ? byName.get(field.to) : undefined
  const within = target?.within
  const parent = target?.fields.find((f) => f.name === within)?.to
  if (!within || !parent) return undefined
  const peer = form.find((f) => f.type === 'ref' && f.to === parent && f.name !== field.name && isRef(values[f.name]))
  const value = peer ? values[peer.name] : undefined
  if (!isRef(value)) return undefined
  return { where: { [within]: { eq: value.id } }, initial: { [within]: value } }
}
