import { shanghaiDay } from '#ui/core/format.ts'
import { Nothing } from '#ui/fields/FieldView.tsx'

/** A day to call somebody: red once it has passed, apricot on the day itself. */
export function NextContactCell({ value }: { value: unknown }) {
  if (typeof value !== 'string') return <Nothing />
  const today = shanghaiDay()
  const color = value < today ? 'var(--xl-danger)' : value === today ? 'var(--xl-accent-text)' : undefined
  return (
    <span className="xl-number" style={{ color }}>
      {value}
    </span>
  )
}
