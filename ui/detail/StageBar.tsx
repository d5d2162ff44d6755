import { useEffect, useRef } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'

/** Colours of what lies off the main way: a bad end, a halt, a warning. */
const ASIDE = new Set(['red', 'volcano', 'orange'])
const ENDS = new Set(['cancelled', 'voided'])

/** The states as arrows in their declared order. What lies off the main way shows only when it is reached. */
export function StageBar({ object, row }: { object: ObjectMeta; row: Row }) {
  const { t } = useText()
  const bar = useRef<HTMLOListElement>(null)
  // Many stages on a narrow screen: the present one is what one looks for.
  useEffect(() => {
    const now = row.state ? bar.current?.querySelector<HTMLElement>('[data-now="true"]') : null
    if (now && bar.current) bar.current.scrollLeft = now.offsetLeft - bar.current.offsetLeft - 60
  }, [row.state])
  const states = Object.entries(object.states ?? {}).filter(
    ([name, s]) => name === row.state || !(ASIDE.has(s.color ?? '') || ENDS.has(name)),
  )
  if (states.length < 3) return null
  const now = states.findIndex(([name]) => name === row.state)
  return (
    <ol ref={bar} className="xl-stages" style={{ listStyle: 'none', padding: 0, margin: '14px 0 0' }}>
      {states.map(([name, s], i) => (
        <li
          key={name}
          className="xl-stage"
          data-past={i < now}
          data-now={i === now}
          aria-current={i === now ? 'step' : undefined}
        >
          {t(s.label)}
        </li>
      ))}
    </ol>
  )
}
