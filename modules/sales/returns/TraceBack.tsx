import { Select } from 'antd'
import { type KeyboardEvent, useState } from 'react'
import type { Label } from '#kernel/declare/label.ts'
import { useText } from '#ui/fields/text.ts'
import { scanBack } from './scanBack.ui.ts'

/** Trace codes of a line that are back, or that QA accepts: scanned one after the other, out of those that left with it. */
export function TraceBack({
  known,
  value,
  label,
  most,
  onChange,
}: {
  known: string[]
  value: string[]
  label: string
  /** How many there are to be scanned, where each piece has a code of its own. */
  most: string | undefined
  onChange: (codes: string[]) => void
}) {
  const { t, say } = useText()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<Label>()
  const change = (codes: string[]) => {
    setProblem(undefined)
    onChange(codes)
  }
  // A scanner ends each code with Enter, by which the list would choose what is marked in it, or unchoose it.
  const entered = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !typed.trim()) return
    event.preventDefault()
    event.stopPropagation()
    const scanned = scanBack(known, value, typed)
    setTyped('')
    if (scanned.value !== value) change(scanned.value)
    else setProblem(scanned.problem)
  }
  const count = most === undefined ? String(value.length) : `${value.length} / ${most}`
  return (
    <div className="xl-trace-back" onKeyDownCapture={entered}>
      <span className="xl-hint">
        {label}
        {(value.length > 0 || most !== undefined) && say(`（已扫 ${count}）`, ` (${count} scanned)`)}
      </span>
      <Select
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        style={{ width: '100%' }}
        showSearch={{ searchValue: typed, onSearch: setTyped }}
        status={problem ? 'error' : ''}
        value={value}
        aria-label={label}
        placeholder={say('扫描或选择追溯码', 'Scan or choose trace codes')}
        options={known.map((code) => ({ value: code, label: code }))}
        notFoundContent={<span className="xl-hint">{say('该批货没有这个追溯码', 'Not a code of these goods')}</span>}
        onChange={change}
      />
      {problem && (
        <div className="xl-trace-wrong" role="alert">
          {t(problem)}
        </div>
      )}
    </div>
  )
}
