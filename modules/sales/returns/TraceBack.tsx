import { Select } from 'antd'
import { useText } from '#ui/fields/text.ts'

/** Trace codes of a line that are back, or that QA accepts: scanned one after the other, out of those that left with it. */
export function TraceBack({
  known,
  value,
  label,
  onChange,
}: {
  known: string[]
  value: string[]
  label: string
  onChange: (codes: string[]) => void
}) {
  const { say } = useText()
  return (
    <div className="xl-trace-back">
      <span className="xl-hint">
        {label}
        {value.length > 0 && say(`（已扫 ${value.length}）`, ` (${value.length} scanned)`)}
      </span>
      <Select
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        style={{ width: '100%' }}
        value={value}
        aria-label={label}
        placeholder={say('扫描或选择追溯码', 'Scan or choose trace codes')}
        options={known.map((code) => ({ value: code, label: code }))}
        onChange={onChange}
      />
    </div>
  )
}
