import { Input, Select, Space } from 'antd'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { DecimalInput } from '#ui/core/DecimalInput.tsx'
import { optionsOf, useMeta } from '#ui/core/meta.ts'
import { DayEditor, DayRange } from './DatePickers.tsx'
import { RefPicker } from './RefPicker.tsx'
import { RegionPicker } from './RegionPicker.tsx'
import { useText } from './text.ts'
import { asRefs, asStrings } from './values.ts'
import type { FilterRow } from './where.ts'

export interface FilterEditorProps {
  field: FieldMeta
  op: FilterRow['op']
  value: unknown
  onChange: (value: unknown) => void
  /** In a toolbar the placeholder says which field it is. */
  placeholder?: string
}

function Choices({
  field,
  value,
  onChange,
  placeholder,
  single,
}: Omit<FilterEditorProps, 'op'> & { single?: boolean }) {
  const { t, say } = useText()
  const options = optionsOf(field, useMeta(), true)
  return (
    <Select
      mode={single ? undefined : 'multiple'}
      style={{ width: '100%' }}
      allowClear
      maxTagCount="responsive"
      placeholder={placeholder ?? say('请选择', 'Choose')}
      value={single ? (value ?? undefined) : asStrings(value)}
      onChange={onChange}
      showSearch={{ optionFilterProp: 'label' }}
      options={options.map((o) => ({ value: o.value, label: t(o.label) }))}
    />
  )
}

function Range({ field, value, onChange }: Omit<FilterEditorProps, 'op'>) {
  const [from, to] = Array.isArray(value) ? value : [null, null]
  const scale = field.type === 'integer' ? 0 : (field.scale ?? 4)
  return (
    <Space.Compact style={{ width: '100%' }}>
      <DecimalInput scale={scale} value={from} onChange={(v) => onChange([v, to])} placeholder="≥" />
      <DecimalInput scale={scale} value={to} onChange={(v) => onChange([from, v])} placeholder="≤" />
    </Space.Compact>
  )
}

function RefChoice({ field, op, value, onChange, placeholder }: FilterEditorProps) {
  const { say } = useText()
  const me = field.to === 'employee' ? [{ id: '@me', label: say('我', 'Me') }] : []
  const multiple = op !== 'ne' && op !== 'eq'
  return (
    <RefPicker
      object={field.to ?? ''}
      placeholder={placeholder}
      creatable={false}
      multiple={multiple}
      extra={me}
      value={multiple ? asRefs(value) : asRefs([value])}
      onChange={(next) => onChange(multiple ? next : (next[0] ?? null))}
    />
  )
}

/** What a filter line compares with, by type and operator. */
export function FilterEditor(props: FilterEditorProps) {
  const { field, op, value, onChange } = props
  const { t, say } = useText()
  if (op === 'isNull' || op === 'notNull') return null
  // "Yes" alone in a toolbar would not say to what.
  const labelled = (word: string) => (props.placeholder ? `${props.placeholder}：${word}` : word)
  switch (field.type) {
    case 'integer':
    case 'decimal':
    case 'money':
      if (op === 'between') return <Range {...props} />
      return (
        <DecimalInput
          scale={field.type === 'integer' ? 0 : (field.scale ?? 4)}
          value={value as string | null}
          onChange={onChange}
        />
      )
    case 'date':
    case 'instant':
      if (op === 'between') return <DayRange value={value} onChange={onChange} placeholder={props.placeholder} />
      return <DayEditor value={value} onChange={onChange} />
    case 'bool':
      return (
        <Select
          style={{ width: '100%' }}
          allowClear
          placeholder={props.placeholder ?? say('请选择', 'Choose')}
          value={value === undefined || value === null ? undefined : String(value)}
          onChange={(v) => onChange(v === undefined ? undefined : v === 'true')}
          options={[
            { value: 'true', label: labelled(t('yes')) },
            { value: 'false', label: labelled(t('no')) },
          ]}
        />
      )
    case 'select':
    case 'multiSelect':
      return <Choices {...props} single={op === 'ne' || op === 'eq'} />
    case 'ref':
    case 'refs':
      return <RefChoice {...props} />
    case 'region':
      return <RegionPicker value={value} onChange={onChange} placeholder={props.placeholder} />
    case 'tags':
      return (
        <Select
          mode="tags"
          style={{ width: '100%' }}
          suffixIcon={null}
          value={asStrings(value)}
          onChange={onChange}
          placeholder={props.placeholder ?? say('输入后回车', 'Type, then Enter')}
        />
      )
    default:
      return (
        <Input allowClear value={typeof value === 'string' ? value : ''} onChange={(e) => onChange(e.target.value)} />
      )
  }
}
