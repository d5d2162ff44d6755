import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Segmented, Select } from 'antd'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { FilterEditor } from '#ui/fields/FilterEditor.tsx'
import { useText } from '#ui/fields/text.ts'
import { type FilterRow, type FilterSet, operatorLabel, operatorsFor } from '#ui/fields/where.ts'

export interface FilterBuilderProps {
  fields: FieldMeta[]
  value: FilterSet
  onChange: (value: FilterSet) => void
}

const firstRow = (field: FieldMeta): FilterRow => ({ field: field.name, op: operatorsFor(field)[0] ?? 'eq' })

/** The lines of 高级筛选: field, operator, value; all of them or any of them. */
export function FilterBuilder({ fields, value, onChange }: FilterBuilderProps) {
  const { t, say } = useText()
  const byName = new Map(fields.map((f) => [f.name, f]))
  const change = (at: number, row: FilterRow) =>
    onChange({ ...value, rows: value.rows.map((r, i) => (i === at ? row : r)) })
  const add = () => {
    const next = fields.find((f) => !value.rows.some((r) => r.field === f.name)) ?? fields[0]
    if (next) onChange({ ...value, rows: [...value.rows, firstRow(next)] })
  }
  return (
    <div className="xl-filter">
      {value.rows.length > 1 && (
        <div className="xl-filter-join">
          {say('满足以下', 'Match')}
          <Segmented
            size="small"
            value={value.join}
            onChange={(join) => onChange({ ...value, join: join as FilterSet['join'] })}
            options={[
              { value: 'and', label: say('全部', 'all') },
              { value: 'or', label: say('任一', 'any') },
            ]}
          />
          {say('条件', 'of these')}
        </div>
      )}
      {value.rows.map((row, at) => {
        const field = byName.get(row.field)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own
          <div className="xl-filter-row" key={`${row.field}-${at}`}>
            <Select
              className="xl-filter-field"
              aria-label={say('字段', 'Field')}
              value={row.field}
              showSearch={{ optionFilterProp: 'label' }}
              popupMatchSelectWidth={200}
              options={fields.map((f) => ({ value: f.name, label: t(f.label) }))}
              onChange={(name) => {
                const next = byName.get(name)
                if (next) change(at, firstRow(next))
              }}
            />
            <Select
              className="xl-filter-op"
              aria-label={say('条件', 'Operator')}
              value={row.op}
              popupMatchSelectWidth={false}
              options={
                field ? operatorsFor(field).map((op) => ({ value: op, label: t(operatorLabel(field.type, op)) })) : []
              }
              onChange={(op) => change(at, sameShape(row.op, op) ? { ...row, op } : { field: row.field, op })}
            />
            <div className="xl-filter-value">
              {field && (
                <FilterEditor
                  field={field}
                  op={row.op}
                  value={row.value}
                  onChange={(v) => change(at, { ...row, value: v })}
                />
              )}
            </div>
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={say('删除条件', 'Remove')}
              onClick={() => onChange({ ...value, rows: value.rows.filter((_, i) => i !== at) })}
            />
          </div>
        )
      })}
      <Button type="dashed" block icon={<PlusOutlined />} onClick={add}>
        {say('添加条件', 'Add a condition')}
      </Button>
    </div>
  )
}

const MANY = new Set(['in', 'has', 'between'])
const sameShape = (a: string, b: string): boolean => !MANY.has(a) && !MANY.has(b)
