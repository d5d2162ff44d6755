import { fieldRight } from '../../access/rights.ts'
import { invalidField } from '../../errors.ts'
import { lockRow } from '../../records/change.ts'
import type { Unit } from '../../records/unit.ts'
import { cleanLine } from '../../text/clean.ts'
import { auditOn } from './chain.ts'

export interface RevealInput {
  field: string
  /** Why the clear value is needed; kept with who looked and when. */
  purpose: string
}

const MAX_PURPOSE = 200

/** Shows one masked value to somebody who may reveal, and writes down that he looked and why. */
export async function reveal(unit: Unit, object: string, id: string, input: RevealInput): Promise<{ value: unknown }> {
  const live = unit.caller.model.objects.get(object)!
  const row = await lockRow(unit, object, id, 'reveal')
  const field = Object.hasOwn(live.fields, input.field) ? live.fields[input.field] : undefined
  if (!field || fieldRight(unit.caller.actor, live.def, input.field, field) === 'hidden')
    throw invalidField('field', 'field.unknown', '没有此字段，或您无权查看', 'No such field, or you may not see it')
  const purpose = cleanLine(String(input.purpose ?? '')).slice(0, MAX_PURPOSE)
  if (!purpose) throw invalidField('purpose', 'field.required', '请填写查看用途', 'Say what it is needed for')
  await auditOn(unit, object, row, 'reveal', { field: input.field, purpose })
  return { value: row[input.field] ?? null }
}
