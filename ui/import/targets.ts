import type { FieldMeta, Label, ObjectMeta } from '#kernel/declare/index.ts'
import { isEmpty, type Values } from '#ui/form/values.ts'

/** Something that a column of a file can fill: a field, a part of a region in words, or the row's own number or id. */
export interface Target {
  key: string
  label: Label
  required: boolean
  /** The field itself; absent for parts and for what the kernel keeps. */
  field?: FieldMeta
}

/** Field or part → index of its column. One column may fill several (an address that also names the county). */
export type Mapping = Record<string, number>

const PARTS: [key: string, zh: string, en: string][] = [
  ['province', '省份', 'Province'],
  ['city', '城市', 'City'],
  ['county', '区县', 'County'],
  ['address', '从地址识别', 'Found in the address'],
]

const system = (key: string, zh: string, en: string): Target => ({ key, label: { zh, en }, required: false })

/** All that a file can fill, in the order of the declaration; the same names as the server uses. */
export function importTargets(object: ObjectMeta): Target[] {
  const targets: Target[] = []
  for (const field of object.fields) {
    if (field.readOnly || field.right === 'read' || field.type === 'json' || field.type === 'files') continue
    targets.push({ key: field.name, label: field.label, required: field.required === true, field })
    if (field.type !== 'region') continue
    for (const [part, zh, en] of PARTS)
      targets.push(system(`${field.name}.${part}`, `${field.label.zh}·${zh}`, `${field.label.en}: ${en}`))
  }
  if (object.owned && !object.within) targets.push(system('owner', '负责人', 'Owner'))
  if (object.numbered) targets.push(system('number', '编号', 'Number'))
  targets.push(system('id', '系统标识', 'Record id'))
  return targets
}

/** Targets by column. */
export function byColumn(mapping: Mapping): Map<number, string[]> {
  const out = new Map<number, string[]>()
  for (const [key, column] of Object.entries(mapping)) out.set(column, [...(out.get(column) ?? []), key])
  return out
}

/** Gives a column these targets; a target that another column had moves here. */
export function assign(mapping: Mapping, column: number, keys: string[]): Mapping {
  const kept = Object.entries(mapping).filter(([key, at]) => at !== column && !keys.includes(key))
  return Object.fromEntries([...kept, ...keys.map((key) => [key, column] as const)])
}

/** Required fields that neither a column (nor, for a region, a part of one) nor a fixed value fills. */
export function unfilled(targets: Target[], mapping: Mapping, defaults: Values): FieldMeta[] {
  const mapped = new Set(Object.keys(mapping).map((key) => key.split('.')[0]))
  return targets.flatMap((t) =>
    t.required && t.field && !mapped.has(t.key) && isEmpty(defaults[t.key]) && t.field.default === undefined
      ? [t.field]
      : [],
  )
}
