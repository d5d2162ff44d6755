import type { Condition } from './condition.ts'
import type { Label } from './label.ts'

/** How a value is hidden from a reader whose right is `masked`. */
export type MaskKind = 'phone' | 'idNo' | 'name' | 'email' | 'bank' | 'middle'

export type FieldType =
  | 'text'
  | 'longText'
  | 'integer'
  | 'decimal'
  | 'money'
  | 'date'
  | 'instant'
  | 'bool'
  | 'select'
  | 'multiSelect'
  | 'ref'
  | 'refs'
  | 'region'
  | 'files'
  | 'tags'
  | 'json'

export type Option = { value: string; label: Label; color?: string }

export interface FieldOptions {
  required?: boolean
  /** Required only while the condition holds on the row being written. */
  requiredWhen?: Condition
  /** Shown (and accepted) only while the condition holds. */
  visibleWhen?: Condition
  /** Longest text in characters; default 200 for text, 10,000 for longText. */
  max?: number
  min?: number
  /** Largest number; decimals as strings. */
  atMost?: string | number
  /** Digits after the point for decimal and money. */
  scale?: number
  /** A format the text must have, and what to say when it has not. */
  pattern?: { test: RegExp; message: Label }
  /** Part of the one-box search. */
  search?: boolean
  /** Filterable and sortable at a million rows. */
  index?: boolean
  /** No two living rows share it. */
  unique?: boolean
  /** Written by commands and derivation only, never by create/update input. */
  readOnly?: boolean
  /** Set at creation, then only by commands. */
  createOnly?: boolean
  /** Personal or secret: masked this way unless a role's field right says otherwise. */
  sensitive?: MaskKind
  default?: unknown
  help?: Label
  /** A `files` field of at most one file: its value is that file rather than a list. */
  single?: boolean
  /** Of tags: each is a division code, chosen from the tree and shown by its name. */
  regions?: boolean
  /** Unit shown after the value, e.g. 张, 元. */
  unit?: Label
  /** Shown in list and detail, hidden in forms. */
  hiddenInForm?: boolean
}

export interface Field<T = unknown, Required extends boolean = boolean> extends FieldOptions {
  type: FieldType
  label: Label
  options?: Option[]
  /** Name of a dictionary whose items an administrator edits. */
  dictionary?: string
  /** Target object of a ref. */
  to?: string
  /** Made by an administrator: lives in the `custom` column under this same name. */
  custom?: boolean
  /** Compile-time only: the row type of the value. */
  readonly __type?: T
  readonly __required?: Required
}

type Opt = FieldOptions
type Req<O> = O extends { required: true } ? true : false
const make =
  <T>(type: FieldType) =>
  <O extends Opt = Record<string, never>>(label: Label, options?: O): Field<T, Req<O>> => ({ type, label, ...options })

/** One line of text. */
export const text = make<string>('text')
/** Several lines of text. */
export const longText = make<string>('longText')
/** Whole number. */
export const integer = make<number>('integer')
/** Exact decimal, a string in JSON; `scale` digits after the point (default 4). */
export const decimal = make<string>('decimal')
/** Money in yuan, a string in JSON, 2 digits after the point unless `scale` says otherwise. */
export const money = make<string>('money')
/** Calendar day, `YYYY-MM-DD`. */
export const date = make<string>('date')
/** Point in time, ISO 8601 UTC. */
export const instant = make<string>('instant')
/** Yes or no. */
export const bool = make<boolean>('bool')
/** Six-digit GB/T 2260 division code. */
export const region = make<string>('region')
/** Attached files (ids of the file object). */
export const files = make<string[]>('files')
/** Free words shared by all users of the object. */
export const tags = make<string[]>('tags')
/** Structured data that no person types. */
export const json = make<unknown>('json')

/** One of several; pass items, or the name of a dictionary. */
export function select<O extends Opt = Record<string, never>>(
  label: Label,
  from: Option[] | string,
  options?: O,
): Field<string, Req<O>> {
  const source = typeof from === 'string' ? { dictionary: from } : { options: from }
  return { type: 'select', label, ...source, ...options }
}

/** Any number of several. */
export function multiSelect<O extends Opt = Record<string, never>>(
  label: Label,
  from: Option[] | string,
  options?: O,
): Field<string[], Req<O>> {
  const source = typeof from === 'string' ? { dictionary: from } : { options: from }
  return { type: 'multiSelect', label, ...source, ...options }
}

/** A row of another object. */
export function ref<O extends Opt = Record<string, never>>(
  to: string,
  label: Label,
  options?: O,
): Field<string, Req<O>> {
  return { type: 'ref', to, label, ...options }
}

/** Several rows of another object, unordered (e.g. people mentioned). */
export function refs<O extends Opt = Record<string, never>>(
  to: string,
  label: Label,
  options?: O,
): Field<string[], Req<O>> {
  return { type: 'refs', to, label, ...options }
}

/** Shorthand for select items: `items({ a: ['甲', 'A'], b: ['乙', 'B', 'green'] })`. */
export function items(source: Record<string, [zh: string, en: string, color?: string]>): Option[] {
  return Object.entries(source).map(([value, [zh, en, color]]) => ({
    value,
    label: { zh, en },
    ...(color ? { color } : {}),
  }))
}
