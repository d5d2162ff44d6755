import type { SlotProps } from '#ui/core/slots.ts'
import { Nothing } from '#ui/fields/FieldView.tsx'
import { daysTo, toneOf } from './steps.ui.ts'
import './tendering.css'

const PREPARING = new Set(['announced', 'assessed', 'registered', 'drafting', 'reviewed'])

/** A deadline in the list: red once it is missed, apricot when it is near, quiet when the bid is out. */
export function DeadlineCell({ value, row }: SlotProps['list.cell']) {
  if (typeof value !== 'string') return <Nothing />
  const tone = PREPARING.has(row.state ?? '') ? toneOf(daysTo(value)) : 'calm'
  return (
    <span className="xl-number xl-tender-by" data-tone={tone}>
      {value}
    </span>
  )
}
