import { shanghaiDay } from '#ui/core/format.ts'
import type { SlotProps } from '#ui/core/slots.ts'
import { Nothing } from '#ui/fields/FieldView.tsx'

/** Days before the end at which a last day turns apricot. */
const SOON = 30

/** The last day of an authorisation in force: red once it has passed, apricot in its last month. */
export function ValidToCell({ value, row }: SlotProps['list.cell']) {
  if (typeof value !== 'string') return <Nothing />
  const running = row.state === 'active' || row.state === 'suspended'
  const late = value < shanghaiDay()
  const soon = value <= shanghaiDay(new Date(), SOON)
  const color = !running ? undefined : late ? 'var(--xl-danger)' : soon ? 'var(--xl-accent-text)' : undefined
  return (
    <span className="xl-number" style={{ color }}>
      {value}
    </span>
  )
}
