import type { SlotProps } from '#ui/core/slots.ts'
import { Nothing } from '#ui/fields/FieldView.tsx'
import { useText } from '#ui/fields/text.ts'
import { asRefs } from '#ui/fields/values.ts'

/** The first of several, and how many there are: a row of the list is one line high. */
export function SeveralCell({ value }: SlotProps['list.cell']) {
  const { say } = useText()
  const [first, ...others] = asRefs(value)
  if (!first) return <Nothing />
  const names = [first, ...others].map((r) => r.label ?? '')
  return (
    <span title={names.join('、')}>
      {others.length > 0 && <b className="xl-number">{say(`${names.length} 种 · `, `${names.length} · `)}</b>}
      {names[0]}
    </span>
  )
}
