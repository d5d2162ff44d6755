import type { InputRef } from 'antd'
import { Input } from 'antd'
import type { ReactNode, Ref } from 'react'
import { useEffect, useRef, useState } from 'react'
import { parseDecimal, toScale } from './decimalText.ts'
import { formatDecimal, withoutZeros } from './format.ts'

export interface DecimalInputProps {
  value?: string | number | null
  onChange?: (value: string | null) => void
  /** Digits after the point; 0 for whole numbers. */
  scale?: number
  /** Zeros at the end are not shown beyond so many digits after the point (while nobody types). Absent: all are. */
  least?: number
  prefix?: ReactNode
  suffix?: ReactNode
  id?: string
  placeholder?: string
  disabled?: boolean
  readOnly?: boolean
  status?: '' | 'warning' | 'error'
  className?: string
  size?: 'small' | 'middle' | 'large'
  autoFocus?: boolean
  'aria-label'?: string
  ref?: Ref<InputRef>
}

const same = (a: string | null, b: string | null): boolean => (a === null ? b === null : b !== null && a === b)

/**
 * A number field that keeps decimals as strings and never fights the keyboard: while a Chinese input method is
 * composing, nothing is parsed and nothing is rewritten (the complaint in espocrm#2921 was erased amounts). Only on
 * leaving the field is the text tidied; what is no number stays there, marked, until the person mends it.
 */
export function DecimalInput({ value, onChange, scale = 2, least, status, className, ...rest }: DecimalInputProps) {
  const stored = value === null || value === undefined || value === '' ? null : String(value)
  const [draft, setDraft] = useState<string | null>(null)
  const composing = useRef(false)
  const sent = useRef(stored)
  const bad = draft !== null && draft.trim() !== '' && parseDecimal(draft) === null

  useEffect(() => {
    // a value that came from outside (reset, another row) replaces the draft; our own echo does not
    if (same(stored, sent.current)) return
    sent.current = stored
    setDraft(null)
  }, [stored])

  const emit = (next: string | null): void => {
    if (same(next, sent.current)) return
    sent.current = next
    onChange?.(next)
  }
  const take = (typed: string): void => {
    setDraft(typed)
    if (composing.current) return
    if (typed.trim() === '') emit(null)
    else {
      const parsed = parseDecimal(typed)
      if (parsed !== null) emit(parsed)
    }
  }
  const leave = (): void => {
    composing.current = false
    if (draft === null) return
    const parsed = parseDecimal(draft)
    if (parsed === null && draft.trim() !== '') return
    emit(parsed === null ? null : toScale(parsed, scale))
    setDraft(null)
  }
  return (
    <Input
      {...rest}
      inputMode="decimal"
      autoComplete="off"
      className={`xl-number ${className ?? ''}`}
      status={bad ? 'error' : (status ?? '')}
      aria-invalid={bad || status === 'error'}
      value={draft ?? formatDecimal(stored && least !== undefined ? withoutZeros(stored, least) : stored)}
      onChange={(event) => take(event.target.value)}
      onCompositionStart={() => {
        composing.current = true
      }}
      onCompositionEnd={(event) => {
        composing.current = false
        take(event.currentTarget.value)
      }}
      onBlur={leave}
    />
  )
}
