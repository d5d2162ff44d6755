import type { ReactNode } from 'react'
import { DecimalInput } from '#ui/core/DecimalInput.tsx'
import { compare } from './decimals.ui.ts'

/** One line of a list of goods, fit for a phone: what it is, a hint below, and on the right how many. */
export function GoodsLine({
  what,
  hint,
  full,
  className = '',
  children,
}: {
  what: ReactNode
  hint: ReactNode
  /** Nothing of it is missing. */
  full?: boolean
  className?: string
  children: ReactNode
}) {
  return (
    <li className={`xl-scan-line ${className}`.trim()} data-full={full ? 'true' : undefined}>
      <span>
        <b>{what}</b>
        <span className="xl-hint xl-num">{hint}</span>
      </span>
      {children}
    </li>
  )
}

/** How many of such a line: whole packages, red above `most`. */
export function GoodsQty({
  value,
  most,
  label,
  placeholder,
  onChange,
}: {
  value: string | null
  most: string
  label: string
  placeholder?: string
  onChange: (qty: string) => void
}) {
  return (
    <span style={{ width: 104, flex: 'none' }}>
      <DecimalInput
        value={value}
        scale={0}
        placeholder={placeholder}
        status={compare(value ?? '0', most) > 0 ? 'error' : ''}
        aria-label={label}
        onChange={(v) => onChange(v ?? '0')}
      />
    </span>
  )
}
