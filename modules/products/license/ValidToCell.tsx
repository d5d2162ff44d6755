import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'

const DEAD = new Set(['superseded', 'revoked', 'draft'])

/** The last day of a paper as a traffic light: red when over, apricot within 90 days, green otherwise. */
export function ValidToCell({ row, value }: { object: ObjectMeta; field: FieldMeta; row: Row; value: unknown }) {
  const { say } = useText()
  if (row.longTerm === true) return <Dot color="var(--xl-success)" text={say('长期', 'No end')} />
  if (typeof value !== 'string') return null
  if (DEAD.has(row.state ?? '')) return <Dot color="var(--xl-line)" text={value} />
  const color =
    value < shanghaiDay()
      ? 'var(--xl-danger)'
      : value <= shanghaiDay(new Date(), 90)
        ? 'var(--xl-accent)'
        : 'var(--xl-success)'
  return <Dot color={color} text={value} />
}

function Dot({ color, text }: { color: string; text: string }) {
  return (
    <span className="xl-number" style={{ whiteSpace: 'nowrap' }}>
      <i
        aria-hidden
        style={{
          display: 'inline-block',
          width: 8,
          height: 8,
          borderRadius: 4,
          background: color,
          marginInlineEnd: 6,
        }}
      />
      {text}
    </span>
  )
}
