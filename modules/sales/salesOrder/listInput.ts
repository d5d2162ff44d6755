import { type FieldProblem, invalid } from '#kernel/errors.ts'
import { isUuid } from '#kernel/store/ids.ts'
import { compare, parseDecimal } from '#kernel/values/decimal.ts'

/** What one key of a list's entries holds; a question mark behind it: may be left out. */
export type Kind = 'id' | 'qty' | 'text' | 'texts' | 'id?' | 'qty?' | 'text?' | 'texts?'

type Of<K> = K extends 'texts'
  ? string[]
  : K extends 'texts?'
    ? string[] | undefined
    : K extends `${string}?`
      ? string | undefined
      : string

export type Entry<S extends Record<string, Kind>> = { [K in keyof S]: Of<S[K]> }

const MAX_ENTRIES = 1000
const MAX_TEXT = 300
const MAX_TEXTS = 5000

const wrong = (field: string): FieldProblem => ({
  field,
  code: 'field.type',
  message: { zh: '内容格式不正确', en: 'Not in the expected form' },
})

const isText = (v: unknown): v is string =>
  typeof v === 'string' && v.trim() !== '' && v.length <= MAX_TEXT && !v.includes('\u0000')

function read(kind: string, value: unknown): unknown {
  if (kind === 'id') return isUuid(value) ? (value as string).toLowerCase() : undefined
  if (kind === 'text') return isText(value) ? value.trim() : undefined
  if (kind === 'texts')
    return Array.isArray(value) && value.length <= MAX_TEXTS && value.every(isText)
      ? value.map((v) => (v as string).trim())
      : undefined
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const parsed = parseDecimal(String(value), { precision: 20, scale: 4 })
  return parsed.ok && compare(parsed.value, '0') >= 0 ? parsed.value : undefined
}

/**
 * Reads a list that a command was given (`[{line, qty}]`): only the named keys, each of its kind; quantities are not
 * negative. Undefined or null gives undefined. Throws `input.invalid` naming the entry.
 */
export function readEntries<const S extends Record<string, Kind>>(
  given: unknown,
  field: string,
  shape: S,
): Entry<S>[] | undefined {
  if (given === undefined || given === null) return undefined
  if (!Array.isArray(given) || given.length > MAX_ENTRIES) throw invalid([wrong(field)])
  const problems: FieldProblem[] = []
  const entries = given.map((raw: unknown, i) => {
    const from = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Record<string, unknown>) : {}
    for (const key of Object.keys(from)) if (!Object.hasOwn(shape, key)) problems.push(wrong(`${field}.${i}.${key}`))
    const entry: Record<string, unknown> = {}
    for (const [key, kind] of Object.entries(shape)) {
      const absent = from[key] === undefined || from[key] === null || from[key] === ''
      if (absent && kind.endsWith('?')) continue
      const value = read(kind.replace('?', ''), from[key])
      if (value === undefined) problems.push(wrong(`${field}.${i}.${key}`))
      entry[key] = value
    }
    return entry
  })
  if (problems.length) throw invalid(problems)
  return entries as Entry<S>[]
}
