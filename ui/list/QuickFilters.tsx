import { Button } from 'antd'
import { useState } from 'react'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { FilterEditor } from '#ui/fields/FilterEditor.tsx'
import { useText } from '#ui/fields/text.ts'
import { type FilterRow, isComplete, operatorsOf } from '#ui/fields/where.ts'

export interface QuickFiltersProps {
  fields: FieldMeta[]
  value: Record<string, FilterRow>
  onChange: (value: Record<string, FilterRow>) => void
}

/** As many as fit beside the search box. */
const FEW = 4
const WIDTH: Partial<Record<FieldMeta['type'], number>> = { date: 230, instant: 230, region: 150 }

/** The filters that the object offers before anybody opens the advanced ones. */
export function QuickFilters({ fields, value, onChange }: QuickFiltersProps) {
  const { t, say } = useText()
  const [open, setOpen] = useState(false)
  // A filter that is set must be seen, wherever it stands in the order.
  const shown = fields.filter((f, i) => open || i < FEW || value[f.name] !== undefined)
  const set = (field: FieldMeta, next: unknown) => {
    const row: FilterRow = { field: field.name, op: operatorsOf(field.type)[0] ?? 'eq', value: next }
    const rest = Object.fromEntries(Object.entries(value).filter(([k]) => k !== field.name))
    onChange(isComplete(row) ? { ...rest, [field.name]: row } : rest)
  }
  return (
    <>
      {shown.map((field) => (
        <div key={field.name} className="xl-quick" style={{ width: WIDTH[field.type] ?? 132 }}>
          <FilterEditor
            field={field}
            op={operatorsOf(field.type)[0] ?? 'eq'}
            value={value[field.name]?.value}
            onChange={(v) => set(field, v)}
            placeholder={t(field.label)}
          />
        </div>
      ))}
      {fields.length > FEW && (
        <Button type="text" size="small" onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? say('收起', 'Less') : say('展开', 'More')}
        </Button>
      )}
    </>
  )
}
