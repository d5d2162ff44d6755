import { Button, Tag } from 'antd'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { useText } from '#ui/fields/text.ts'
import { type FilterRow, type FilterSet, operatorLabel } from '#ui/fields/where.ts'

export interface FilterChipsProps {
  fields: Map<string, FieldMeta>
  set: FilterSet
  onChange: (set: FilterSet | null) => void
}

/** What a line of a filter compares with, as its field is always shown. */
export function FilterValue({ field, row }: { field: FieldMeta; row: FilterRow }) {
  const values = Array.isArray(row.value) ? row.value : [row.value]
  if (row.op === 'isNull' || row.op === 'notNull') return null
  const one =
    field.type === 'multiSelect'
      ? 'select'
      : field.type === 'refs'
        ? 'ref'
        : field.type === 'tags'
          ? 'text'
          : field.type
  const shownAs = {
    ...field,
    type: row.op === 'between' && one === 'instant' ? ('date' as const) : one,
    right: 'read' as const,
  }
  return values
    .filter((v) => v !== null && v !== undefined && v !== '')
    .map((v, i) => (
      <span key={JSON.stringify(v)}>
        {i > 0 && (row.op === 'between' ? ' ~ ' : '、')}
        <FieldView field={shownAs} value={v} dense />
      </span>
    ))
}

/** The built filter in words under the toolbar, each line with its own cross. */
export function FilterChips({ fields, set, onChange }: FilterChipsProps) {
  const { t, say } = useText()
  const drop = (at: number) => {
    const rows = set.rows.filter((_, i) => i !== at)
    onChange(rows.length ? { ...set, rows } : null)
  }
  return (
    <div className="xl-chips">
      <span style={{ color: 'var(--xl-ink-3)' }}>
        {set.rows.length === 0
          ? say('来自链接的筛选', 'Filter of a link')
          : set.join === 'and'
            ? say('全部满足：', 'All of:')
            : say('任一满足：', 'Any of:')}
      </span>
      {set.rows.map((row, at) => {
        const field = fields.get(row.field)
        if (!field) return null
        return (
          <Tag
            key={`${row.field}-${row.op}-${JSON.stringify(row.value)}`}
            closable
            onClose={() => drop(at)}
            variant="filled"
          >
            {t(field.label)} {t(operatorLabel(field.type, row.op))} <FilterValue field={field} row={row} />
          </Tag>
        )
      })}
      <Button type="link" size="small" onClick={() => onChange(null)}>
        {say('清空', 'Clear')}
      </Button>
    </div>
  )
}
