import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'

const read = (
  name: string,
  type: FieldMeta['type'],
  zh: string,
  en: string,
  more: Partial<FieldMeta> = {},
): FieldMeta => ({
  name,
  type,
  label: { zh, en },
  right: 'read',
  readOnly: true,
  sortable: true,
  filterable: true,
  ...more,
})

/** The columns that the kernel itself keeps on a row of this object, described like declared fields. */
export function systemFields(object: ObjectMeta): FieldMeta[] {
  const fields: FieldMeta[] = []
  if (object.numbered) fields.push(read('number', 'text', '编号', 'Number'))
  if (object.states) {
    const options = Object.entries(object.states).map(([value, s]) => ({ value, label: s.label, color: s.color }))
    fields.push(read('state', 'select', '状态', 'State', { options }))
  }
  if (object.owned) {
    fields.push(read('owner', 'ref', '负责人', 'Owner', { to: 'employee' }))
    fields.push(read('dept', 'ref', '所属部门', 'Department', { to: 'department' }))
  }
  fields.push(read('createdBy', 'ref', '创建人', 'Created by', { to: 'employee', sortable: false }))
  fields.push(read('createdAt', 'instant', '创建时间', 'Created'))
  fields.push(read('updatedAt', 'instant', '更新时间', 'Updated'))
  return fields
}

const tie = (value: string, zh: string, en: string) => ({ value, label: { zh, en } })

/** What ties a row to the reader. No column and no order, only a filter; null where nothing can. */
function scopeField(object: ObjectMeta): FieldMeta | null {
  if (object.personal) return null
  const owned = [
    tie('mine', '我负责的', 'Mine'),
    tie('subordinates', '我下属的', "My people's"),
    tie('team', '我参与的', 'I am in the team'),
  ]
  const options = [...(object.owned ? owned : []), tie('starred', '我的星标', 'Starred by me')]
  return read('scope', 'select', '与我的关系', 'Tie to me', { options, sortable: false, required: true })
}

/** Derived for the machine (comparison keys): no person reads it unless the object lists it. */
export const isInternal = (object: ObjectMeta, field: FieldMeta): boolean =>
  field.readOnly === true && field.hiddenInForm === true && !object.list.includes(field.name)

/** Declared and system fields by name, without those made for the machine; a declared field wins. */
export function allFields(object: ObjectMeta): Map<string, FieldMeta> {
  const declared = object.fields.filter((f) => !isInternal(object, f))
  const own = new Set(declared.map((f) => f.name))
  const system = systemFields(object).filter((f) => !own.has(f.name))
  // The name first, then the number, as everywhere else on the page.
  const rank = (f: FieldMeta) => (f.name === object.title ? 0 : f.name === 'number' ? 1 : 2)
  const all = [...declared, ...system].sort((a, b) => rank(a) - rank(b))
  return new Map(all.map((f) => [f.name, f]))
}

/** What a filter may ask of: the columns, and what ties a row to the reader. */
export function filterFields(object: ObjectMeta): Map<string, FieldMeta> {
  const scope = scopeField(object)
  return new Map([...allFields(object), ...(scope ? [[scope.name, scope] as const] : [])])
}
