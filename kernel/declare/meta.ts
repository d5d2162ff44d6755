import type { Condition } from './condition.ts'
import type { FieldType, Option } from './fields.ts'
import type { Label } from './label.ts'
import type { FieldRight, FormGroup } from './object.ts'

/** What `GET /api/v1/meta` tells a browser: everything this reader may know about the objects, and no more. */
export interface Meta {
  /** Changes whenever anything here may have changed (fields added, rights edited, dictionaries edited). */
  stamp: string
  objects: ObjectMeta[]
  dictionaries: Record<string, DictionaryMeta>
  modules: { name: string; label: Label }[]
}

export interface DictionaryMeta {
  label: Label
  items: (Option & { retired?: boolean })[]
}

export interface FieldMeta {
  name: string
  type: FieldType
  label: Label
  right: Exclude<FieldRight, 'hidden'>
  required?: boolean
  requiredWhen?: Condition
  visibleWhen?: Condition
  options?: Option[]
  dictionary?: string
  to?: string
  max?: number
  min?: number
  atMost?: string | number
  scale?: number
  readOnly?: boolean
  createOnly?: boolean
  sensitive?: boolean
  sortable?: boolean
  filterable?: boolean
  search?: boolean
  custom?: boolean
  help?: Label
  unit?: Label
  regions?: boolean
  single?: boolean
  default?: unknown
  hiddenInForm?: boolean
}

export interface CommandMeta {
  name: string
  label: Label
  from?: string[]
  to?: string
  input: FieldMeta[]
  confirm?: Label
  collection?: boolean
  batch?: number
  danger?: boolean
  icon?: string
  hidden?: boolean
  onDeleted?: boolean
}

export interface ObjectMeta {
  name: string
  path: string
  module: string
  label: Label
  /** Field that names a row. */
  title: string
  fields: FieldMeta[]
  lines: { name: string; label: Label; fields: FieldMeta[] }[]
  states?: Record<string, { label: Label; color?: string }>
  /** Base verbs that this reader has at all (in whatever scope). */
  verbs: string[]
  commands: CommandMeta[]
  list: string[]
  filters: string[]
  form: FormGroup[]
  sort: string
  menu?: { group: string; icon?: string; order?: number }
  owned: boolean
  /** One's own alone, like saved views and messages: no team, no stars. */
  personal: boolean
  within?: string
  numbered: boolean
  customizable: boolean
  /** People neither create nor change its rows. */
  readOnly?: boolean
  /** Its rows may be, or have been, under approval. */
  approvals?: boolean
  hasDuplicateRules: boolean
  /** Objects that lie within this one, or refer to it, and which field says so: the tabs of its page. */
  related: { object: string; field: string }[]
}
