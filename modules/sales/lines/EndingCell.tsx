import { Tag } from 'antd'
import { shanghaiDay } from '#ui/core/format.ts'
import type { SlotProps } from '#ui/core/slots.ts'
import { useText } from '#ui/fields/text.ts'

/** States in which the end of an offer or a contract still matters. */
const LIVING: Record<string, string[]> = { quotation: ['draft', 'pending', 'approved', 'sent'], contract: ['signed'] }
const SOON = 30

/** The last day of an offer or contract: red once it has passed, orange when it is near. */
export function EndingCell({ object, row, value }: SlotProps['list.cell']) {
  const { say } = useText()
  if (typeof value !== 'string') return null
  const living = LIVING[object.name]?.includes(row.state ?? '') ?? false
  const ended = living && value < shanghaiDay()
  const soon = living && !ended && object.name === 'contract' && value <= shanghaiDay(new Date(), SOON)
  return (
    <span
      className="xl-number"
      style={{ color: ended ? 'var(--xl-danger)' : soon ? 'var(--xl-accent-text)' : undefined }}
    >
      {value} {ended && <Tag color="red">{say('已过期', 'ended')}</Tag>}
    </span>
  )
}
