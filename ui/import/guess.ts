import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { systemFields } from '#ui/fields/system.ts'

/** Fields that a file can fill. */
export function importable(object: ObjectMeta): FieldMeta[] {
  const own = object.fields.filter((f) => f.right === 'edit' && !f.readOnly && f.type !== 'json' && f.type !== 'files')
  // The owner is not a field of the form, but a customer list without its owners is half a list.
  const owner = systemFields(object).filter((f) => f.name === 'owner' || f.name === 'number')
  return [...own, ...owner.map((f) => ({ ...f, required: false }))]
}

const fold = (text: string): string => text.toLowerCase().replace(/[\s*:：（）()_\-/]/g, '')

/** Field of a header by its label, without stars, brackets and spaces; nothing when unsure. */
export function guessField(header: string, fields: FieldMeta[]): string | undefined {
  const folded = fold(header)
  if (!folded) return undefined
  const names = (f: FieldMeta) => [f.label.zh, f.label.en, f.name].map(fold)
  const exact = fields.find((f) => names(f).includes(folded))
  if (exact) return exact.name
  const near = fields.filter((f) => names(f).some((n) => n.length >= 2 && (folded.includes(n) || n.includes(folded))))
  return folded.length >= 2 && near.length === 1 ? near[0]?.name : undefined
}

/** Column by field → field by column, each column feeding at most one field. */
export function invert(mapping: Record<string, number> | undefined): Map<number, string> {
  const out = new Map<number, string>()
  for (const [field, column] of Object.entries(mapping ?? {})) if (!out.has(column)) out.set(column, field)
  return out
}

/** The server's mapping (remembered or guessed), with the columns that it left open guessed by label. */
export function completeMapping(
  columns: string[],
  mapping: Record<string, number> | undefined,
  fields: FieldMeta[],
): Record<string, number> {
  const known = new Set(fields.map((f) => f.name))
  const out = Object.fromEntries(Object.entries(mapping ?? {}).filter(([name]) => known.has(name)))
  const taken = new Set(Object.values(out))
  columns.forEach((header, at) => {
    if (taken.has(at)) return
    const field = guessField(
      header,
      fields.filter((f) => !(f.name in out)),
    )
    if (field) out[field] = at
  })
  return out
}

/** Required fields that no column fills. */
export const unmapped = (mapping: Record<string, number>, fields: FieldMeta[]): FieldMeta[] =>
  fields.filter((f) => f.required && f.default === undefined && !(f.name in mapping))
