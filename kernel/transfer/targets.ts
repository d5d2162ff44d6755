import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import { fieldRight } from '../access/rights.ts'
import { type Field, type Label, text } from '../declare/index.ts'

/** Something that a column of a file can be mapped to. */
export interface ImportTarget {
  /** Field name; `owner`, `number`, `id`; or `<region field>.province|city|county|address`. */
  key: string
  label: Label
  field: Field
  required: boolean
}

export const REGION_PARTS = ['province', 'city', 'county', 'address'] as const

const PART_LABELS: Record<(typeof REGION_PARTS)[number], Label> = {
  province: { zh: '省份', en: 'Province' },
  city: { zh: '城市', en: 'City' },
  county: { zh: '区县', en: 'County' },
  address: { zh: '从地址识别', en: 'Found in the address' },
}

const UNWRITABLE = new Set<Field['type']>(['json', 'files'])

export const OWNER = text({ zh: '负责人', en: 'Owner' })
export const NUMBER = text({ zh: '编号', en: 'Number' })
export const ID = text({ zh: '系统标识', en: 'Record id' })

/** All that the caller may fill by import, in the order of the declaration. */
export function importTargets(caller: Caller, live: LiveObject): ImportTarget[] {
  const targets: ImportTarget[] = []
  const add = (key: string, field: Field, label = field.label, required = Boolean(field.required)) =>
    targets.push({ key, label, field, required })
  for (const [name, field] of Object.entries(live.fields)) {
    const right = fieldRight(caller.actor, live.def, name, field)
    if (field.readOnly || UNWRITABLE.has(field.type) || (right !== 'edit' && right !== 'masked')) continue
    add(name, field)
    if (field.type !== 'region') continue
    for (const part of REGION_PARTS) {
      const words = PART_LABELS[part]
      add(
        `${name}.${part}`,
        field,
        { zh: `${field.label.zh}·${words.zh}`, en: `${field.label.en}: ${words.en}` },
        false,
      )
    }
  }
  if (live.def.spec.owned && !live.def.spec.within && !live.def.spec.hangsOn) add('owner', OWNER)
  if (live.def.spec.number) add('number', NUMBER)
  add('id', ID)
  return targets
}
