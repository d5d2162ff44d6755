import { useEffect, useRef } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'

/** The states as arrows in their declared order. What lies off the main way (a red end) shows only when it is reached. */
export function StageBar({ object, row }: { object: ObjectMeta; row: Row }) {
  const { t } = useText()
  const states = Object.entries(object.states ?? {}).filter(
    ([name, s]) => name === row.state || (s.color !== 'red' && s.color !== 'volcano'),
  )
  const now = states.findIndex(([name]) => name === row.state)
  const bar = useRef<HTMLOListElement>(null)
  // On a phone the bar is longer than the screen: where the row stands must be in sight.
  useEffect(() => {
    const step = bar.current?.children[now] as HTMLElement | undefined
    if (bar.current && step) bar.current.scrollLeft = step.offsetLeft - bar.current.offsetLeft - 24
  }, [now])
  if (states.length < 3) return null
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
