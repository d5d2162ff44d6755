import type { Condition, Guard } from './condition.ts'
import type { Field } from './fields.ts'
import type { Label } from './label.ts'

/** How far a grant reaches. `none` is an explicit denial that other roles can widen. */
export type Scope = 'none' | 'own' | 'ownAndSubordinates' | 'department' | 'departmentBelow' | 'all'

/** What every object can do besides its own commands. */
export const BASE_VERBS = [
  'read',
  'create',
  'update',
  'delete',
  'export',
  'import',
  'assign',
  'reveal',
  'merge',
] as const

export interface State {
  label: Label
  color?: string
}

/**
 * A rule that the database itself keeps, so that no code path and no two people at once can break it, and what to say
 * to whoever tried. `sql` is a table constraint (`check (shipped_qty <= qty)`, `exclude using gist (…)`, `unique (…)`).
 */
export interface Constraint {
  sql: string
  message: Label
}

/** Child rows that live and die with their parent and are edited with it (an order's lines). */
export interface Lines {
  label: Label
  fields: Record<string, Field>
  constraints?: Record<string, Constraint>
}

/** A rule by which two rows may be the same thing. Values are compared after derivation. */
export interface DuplicateRule {
  name: string
  label: Label
  /** All these fields equal (and none empty). */
  fields: string[]
  level: 'block' | 'warn'
}

/** Names of the fields by which a paper says what it hangs on and which version of which title it is. */
export interface HangsOn {
  object: string
  record: string
  /** The same title on the same row again is its next version; the one before stays, no longer the latest. */
  version?: { title: string; number: string; replaces: string; latest: string }
}

export interface FormGroup {
  label: Label
  rows: string[][]
  visibleWhen?: Condition
}

/** Grants by role name: verb (base verb or command name) → scope. */
export type DefaultGrants = Record<string, Partial<Record<string, Scope>>>

export interface ObjectSpec {
  name: string
  /** Path in the API; default: kebab-case plural of the name. */
  path?: string
  label: Label
  /** Automatic number, e.g. `KH{yyyy}{MM}-{seq:5}`; counted per rendered prefix. */
  number?: string
  fields: Record<string, Field>
  lines?: Record<string, Lines>
  states?: Record<string, State>
  /** First state; default the first one named. */
  initial?: string
  /** Name of the ref field to the parent whose owner, department and team decide who sees this. */
  within?: string
  /** Hangs on a row of whichever object its text field `object` names: seen by whoever sees that row. */
  hangsOn?: HangsOn
  /** Rows belong to an employee and a department. */
  owned?: boolean
  /** Belongs to one person and is nobody else's business (scenes, notifications). */
  personal?: boolean
  /** Field shown where the row is named. Default: `name`, `title`, else the number. */
  title?: string
  duplicates?: DuplicateRule[]
  /** Columns of the list page; default: the first six fields. */
  list?: string[]
  /** A nearer look for doubles than the exact rules, for the moment before creating; bound by the object's module. */
  similar?(caller: unknown, object: ObjectDef, values: Record<string, unknown>, self?: string): Promise<unknown[]>
  form?: FormGroup[] | string[][]
  /** Filters offered above the list before the user opens the advanced ones. */
  filters?: string[]
  sort?: string
  access?: DefaultGrants
  /** What must hold of a row for people to update or delete it; as the guards of a command. */
  guards?: { update?: Guard[]; delete?: Guard[] }
  /** Field rights by role: role → field → right; a field of lines is named `lines.floor` (hidden or not). */
  fieldAccess?: Record<string, Record<string, FieldRight>>
  /** Writes derived columns and refuses impossible combinations; runs at every create and update. */
  derive?: (row: Record<string, unknown>, ctx: DeriveContext) => Record<string, unknown> | undefined
  /** What follows from the lines (amounts, totals); made by `deriveLines` of kernel/records/lines.ts. */
  deriveLines?: (unit: never, documents: never) => Promise<void>
  /** More words by which the row is found, beyond its `search` fields (aliases). */
  searchWords?: (row: Record<string, unknown>) => string[]
  /** Tags field that keeps the names of rows merged into this one. */
  aliasField?: string
  /** Menu group on the left; absent = no page of its own. */
  menu?: { group: string; icon?: string; order?: number }
  /** May an administrator add fields? Default true. */
  customizable?: boolean
  /** Indexes over living rows beyond those that fields declare: lists of columns. */
  indexes?: string[][]
  /** Rows decide who may do what (people, roles, fields): every write renews all actors. */
  shapesAccess?: boolean
  /** Rows are never changed by people: no create/update/delete routes. */
  readOnly?: boolean
  /** A ledger: the application's role may add rows and never change or remove one. Implies `readOnly`. */
  appendOnly?: boolean
  /** Rules that the database keeps, by name. */
  constraints?: Record<string, Constraint>
}

export interface DeriveContext {
  now: Date
  /** Employee who writes; null for the system. */
  actorId: string | null
  /** What was stored before, absent on create. */
  before?: Record<string, unknown>
}

export type FieldRight = 'hidden' | 'masked' | 'read' | 'edit'

export interface ObjectDef<S extends ObjectSpec = ObjectSpec> {
  readonly spec: S
  readonly name: string
  readonly path: string
  readonly table: string
  readonly label: Label
  readonly fields: Record<string, Field>
  readonly title: string
}

type Value<F> = F extends Field<infer T, infer R> ? (R extends true ? T : T | null) : never

/** The row type that a declaration promises: system columns plus each field, null unless required. */
export type RowOf<O extends ObjectDef> = {
  id: string
  version: number
  createdAt: string
  updatedAt: string
  owner?: string | null
  dept?: string | null
  state?: string
  number?: string
} & { [K in keyof O['spec']['fields']]: Value<O['spec']['fields'][K]> }

/** Is this a field of the object, a kind of its lines, or a field of those (`lines.floor`)? */
export function hasField(object: ObjectDef, fields: Record<string, unknown>, name: string): boolean {
  const lines: Record<string, Lines> = object.spec.lines ?? {}
  const [kind, inner] = name.split('.') as [string, string?]
  if (inner === undefined) return Object.hasOwn(fields, name) || Object.hasOwn(lines, name)
  return Object.hasOwn(lines, kind) && Object.hasOwn(lines[kind]!.fields, inner)
}

/** Does a row carry the id of the record whose team decides about it? */
export const hasRoot = (spec: ObjectSpec): boolean => Boolean(spec.within || spec.hangsOn)

const snaked = new Map<string, string>()

/** Declared names are few and each is asked for with every row. */
export function snake(name: string): string {
  const known = snaked.get(name) ?? name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)
  snaked.set(name, known)
  return known
}
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)

function pluralPath(name: string): string {
  const base = kebab(name)
  if (/[^aeiou]y$/.test(base)) return `${base.slice(0, -1)}ies`
  if (/(s|x|ch|sh)$/.test(base)) return `${base}es`
  return `${base}s`
}

function titleOf(spec: ObjectSpec): string {
  if (spec.title) return spec.title
  for (const name of ['name', 'title']) if (spec.fields[name]) return name
  if (spec.number) return 'number'
  return 'id'
}

const RESERVED = new Set(
  'id version createdAt createdBy updatedAt updatedBy deletedAt deletedBy owner dept state number custom scope'.split(
    ' ',
  ),
)

/**
 * Declares a business object. Throws at start-up when the declaration contradicts itself, so that a mistake is found
 * by whoever makes it and not by whoever opens the page.
 */
export function defineObject<const S extends ObjectSpec>(spec: S): ObjectDef<S> {
  const fail = (why: string): never => {
    throw new Error(`object ${spec.name}: ${why}`)
  }
  if (!/^[a-z][A-Za-z0-9]*$/.test(spec.name)) fail('name must be camelCase')
  for (const [name, field] of Object.entries(spec.fields)) {
    if (RESERVED.has(name)) fail(`field name ${name} is the kernel's`)
    if (!/^[a-z][A-Za-z0-9]*$/.test(name)) fail(`field name ${name} must be camelCase`)
    if (!field.label.zh || !field.label.en) fail(`field ${name} needs both labels`)
  }
  if (spec.within && spec.fields[spec.within]?.type !== 'ref') fail(`within names no ref field: ${spec.within}`)
  if (spec.hangsOn && (!spec.owned || spec.within)) fail('what hangs on records is owned and lies within nothing')
  for (const name of [spec.hangsOn?.object, spec.hangsOn?.record, ...Object.values(spec.hangsOn?.version ?? {})])
    if (name && !spec.fields[name]) fail(`hangsOn names an unknown field: ${name}`)
  const known = (name: string): boolean => name in spec.fields || RESERVED.has(name) || name in (spec.lines ?? {})
  for (const name of spec.list ?? []) if (!known(name)) fail(`list names an unknown field: ${name}`)
  for (const name of formFields(spec.form)) if (!known(name)) fail(`form names an unknown field: ${name}`)
  if (spec.appendOnly && !spec.readOnly) fail('a ledger is readOnly: people write it through commands')
  return {
    spec,
    name: spec.name,
    path: spec.path ?? pluralPath(spec.name),
    table: snake(spec.name),
    label: spec.label,
    fields: spec.fields,
    title: titleOf(spec),
  }
}

function isGroups(form: NonNullable<ObjectSpec['form']>): form is FormGroup[] {
  return form.length > 0 && !Array.isArray(form[0])
}

/** All field names a form shows. */
export function formFields(form: ObjectSpec['form']): string[] {
  if (!form) return []
  return isGroups(form) ? form.flatMap((g) => g.rows.flat()) : form.flat()
}

/** The form as groups, whichever short way it was declared. */
export function formGroups(spec: ObjectSpec): FormGroup[] {
  const basic: Label = { zh: '基本信息', en: 'Basics' }
  if (!spec.form) {
    const names = Object.entries(spec.fields).filter(([, f]) => !f.readOnly && !f.hiddenInForm)
    const rows: string[][] = []
    for (let i = 0; i < names.length; i += 2) rows.push(names.slice(i, i + 2).map(([n]) => n))
    return [{ label: basic, rows }]
  }
  return isGroups(spec.form) ? spec.form : [{ label: basic, rows: spec.form }]
}
