import type { Label } from '#kernel/declare/label.ts'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { fieldOf } from '#ui/core/meta.ts'

/** What a value of a select field of an object is called; the value itself where nobody named it. */
export function optionLabel(object: ObjectMeta | undefined, field: string, value: string): Label {
  const option = object && fieldOf(object, field)?.options?.find((o) => o.value === value)
  return option?.label ?? { zh: value, en: value }
}

/** The department that holds an order. */
export const stageLabel = (order: ObjectMeta | undefined, stage: string): Label => optionLabel(order, 'stage', stage)
