import { useMeta } from '#ui/core/meta.ts'
import { setFromCel } from '#ui/fields/cel.ts'
import { useText } from '#ui/fields/text.ts'
import { isRef } from '#ui/fields/values.ts'
import { operatorLabel } from '#ui/fields/where.ts'
import { FilterValue } from '#ui/list/FilterChips.tsx'
import { useConditionFields } from './Condition.tsx'

export interface ConditionTextProps {
  object: string
  command: string
  /** CEL. */
  value: string
}

/** A condition in words where it is made of lines; else as it is written. */
export function ConditionText({ object: name, command, value }: ConditionTextProps) {
  const { t, say } = useText()
  const fields = useConditionFields(useMeta().byName.get(name), command)
  const set = setFromCel(value, fields)
  // An id says nothing to anybody.
  if (!set?.rows.length || set.rows.some((r) => [r.value].flat().some(isRef))) return <code>{value}</code>
  const and = set.join === 'or' ? say(' 或 ', ' or ') : say(' 且 ', ' and ')
  return (
    <span title={value}>
      {set.rows.map((row, at) => {
        const field = fields.get(row.field)!
        return (
          <span key={`${row.field}${row.op}`}>
            {at > 0 && and}
            {t(field.label)} {field.name !== 'changed' && t(operatorLabel(field.type, row.op))}{' '}
            <FilterValue field={field} row={row} />
          </span>
        )
      })}
    </span>
  )
}
