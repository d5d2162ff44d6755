import type { ReactNode } from 'react'
import { DecimalInput } from '#ui/core/DecimalInput.tsx'
import { compare, plus } from './decimals.ui.ts'
import './orders.css'

export interface LineColumn<Line> {
  title: string
  /** Figures under each other, at the right. */
  num?: boolean
  className?: string
  cell: (line: Line) => ReactNode
}

/** The lines of a document; on a phone each is a card under its first column. A column that is `false` is left out. */
export function LineTable<Line extends { id?: string }>({
  lines,
  columns,
  top,
}: {
  lines: Line[]
  columns: (LineColumn<Line> | false)[]
  /** The space above, in pixels. */
  top?: number
}) {
  const shown = columns.filter((c) => c !== false)
  return (
    <div className="xl-otable is-cards" style={{ marginTop: top }}>
      <table>
        <thead>
          <tr>
            {shown.map((c) => (
              <th key={c.title} className={c.num ? 'is-num' : undefined}>
                {c.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, i) => (
            <tr key={line.id ?? i}>
              {shown.map((c, at) => (
                <td
                  key={c.title}
                  className={[c.num && 'is-num', c.className].filter(Boolean).join(' ') || undefined}
                  data-label={at > 0 ? c.title : undefined}
                >
                  {c.cell(line)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** How many of a line: whole packages, red above `most`. */
export function QtyInput({
  value,
  most,
  label,
  onChange,
}: {
  value: string
  most: string
  label: string
  onChange: (qty: string) => void
}) {
  return (
    <div style={{ display: 'inline-block', width: 96 }}>
      <DecimalInput
        value={plus(value, '0')}
        scale={0}
        status={compare(value, most) > 0 ? 'error' : ''}
        aria-label={label}
        onChange={(v) => onChange(v ?? '0')}
      />
    </div>
  )
}
