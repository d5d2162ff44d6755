import type { Registry } from '#kernel/declare/index.ts'
import { type Field, holds, type ObjectDef } from '#kernel/declare/index.ts'
import { compare, toFixed } from '#kernel/values/decimal.ts'

type Values = Record<string, unknown>

/** Makes or finds a row that a reference of this object may point at. */
export type FindRef = (object: string) => Promise<string>

let n = 0

function plain(registry: Registry, field: Field, name: string): unknown {
  n++
  switch (field.type) {
    case 'text':
    case 'longText':
      return patterned(field, name) ?? `${field.label.zh}${n}`.slice(0, field.max ?? 200)
    case 'integer':
      return field.min ?? 1
    case 'decimal':
    case 'money':
      return amount(field)
    case 'date':
      return '2026-01-31'
    case 'instant':
      return '2026-01-31T02:00:00.000Z'
    case 'bool':
      return true
    case 'region':
      return '110101'
    case 'select':
      return itemsOf(registry, field)[0]
    case 'multiSelect':
      return itemsOf(registry, field).slice(0, 1)
    case 'tags':
      return ['词']
    case 'json':
      return { a: 1 }
    default:
      return []
  }
}

/** A number within the field's bounds and digits, in its canonical form. */
function amount(field: Field): string {
  const scale = field.scale ?? (field.type === 'money' ? 2 : 4)
  return toFixed(compare('12.50', String(field.atMost ?? '99')) > 0 ? String(field.atMost) : '12.50', scale)
}

const itemsOf = (registry: Registry, field: Field): string[] =>
  (field.dictionary ? registry.dictionaries.get(field.dictionary)!.items : (field.options ?? [])).map((i) => i.value)

/** Texts with a form of their own, made from nothing but the form. */
function patterned(field: Field, name: string): string | undefined {
  if (!field.pattern) return undefined
  const tries = [
    `x_f${n}`,
    `w${n}`,
    'a1',
    '13812341234',
    `${name}1`,
    '110101',
    'a@example.com',
    'YYYY',
    `国药准字H${String(n).padStart(8, '0')}`,
    String(n).padStart(20, '0'),
  ]
  return tries.find((t) => field.pattern!.test.test(t))
}

/** Valid input for creating one row: what is required, and whatever else needs no other row. */
export async function valid(
  registry: Registry,
  object: ObjectDef,
  ref: FindRef,
  only: 'required' | 'all' = 'required',
): Promise<Values> {
  const values: Values = {}
  for (const [name, field] of Object.entries(object.fields)) {
    if (field.readOnly || !holds(field.visibleWhen, values)) continue
    const needed = field.required || (field.requiredWhen && holds(field.requiredWhen, values))
    if (!needed && only === 'required') continue
    if (field.type === 'ref') {
      if (needed) values[name] = await ref(field.to!)
    } else if (field.type === 'files' || field.type === 'refs') {
      if (needed) values[name] = field.to ? [await ref(field.to)] : []
    } else values[name] = plain(registry, field, name)
  }
  return values
}
