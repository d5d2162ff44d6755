import { Input, Select, Space, Switch } from 'antd'
import type { FieldMeta, Option } from '#kernel/declare/index.ts'
import { DecimalInput } from '#ui/core/DecimalInput.tsx'
import { optionsOf, useMeta } from '#ui/core/meta.ts'
import { FilesPicker } from '#ui/files/FilesPicker.tsx'
import { DayEditor, InstantEditor } from './DatePickers.tsx'
import { FieldView } from './FieldView.tsx'
import type { Near } from './near.ts'
import { RefPicker } from './RefPicker.tsx'
import { RegionPicker, RegionsPicker } from './RegionPicker.tsx'
import { useText } from './text.ts'
import { asRefs, asStrings, isRef } from './values.ts'

export interface FieldEditorProps {
  field: FieldMeta
  value: unknown
  onChange: (value: unknown) => void
  id?: string
  status?: '' | 'error' | 'warning'
  disabled?: boolean
  autoFocus?: boolean
  /** For references: rows that are most likely meant. */
  near?: Near
}

const COUNTED_FROM = 100
const SWITCH_TO_SEARCH = 7

const dot = (color: string | undefined) =>
  color ? (
    <i
      className={`ant-tag ant-tag-${color}`}
      style={{ width: 8, height: 8, padding: 0, borderRadius: 4, display: 'inline-block', background: color }}
    />
  ) : null

function SelectEditor({ field, value, onChange, multiple, ...rest }: FieldEditorProps & { multiple?: boolean }) {
  const { t } = useText()
  const meta = useMeta()
  const chosen = multiple ? asStrings(value) : [value]
  const options = optionsOf(field, meta, true).filter(
    (o: Option & { retired?: boolean }) => !o.retired || chosen.includes(o.value),
  )
  return (
    <Select
      {...rest}
      status={rest.status || undefined}
      style={{ width: '100%' }}
      allowClear={!field.required || multiple}
      mode={multiple ? 'multiple' : undefined}
      maxTagCount="responsive"
      value={multiple ? asStrings(value) : (value ?? undefined)}
      onChange={(next) => onChange(next ?? null)}
      showSearch={options.length >= SWITCH_TO_SEARCH ? { optionFilterProp: 'words' } : false}
      options={options.map((o) => ({
        value: o.value,
        label: t(o.label),
        words: `${o.label.zh} ${o.label.en} ${o.value}`,
        color: o.color,
      }))}
      optionRender={(o) => (
        <Space size={8}>
          {dot((o.data as { color?: string }).color)}
          {o.label}
        </Space>
      )}
    />
  )
}

function TagsEditor({ value, onChange, ...rest }: Omit<FieldEditorProps, 'field'>) {
  const { say } = useText()
  return (
    <Select
      {...rest}
      status={rest.status || undefined}
      mode="tags"
      style={{ width: '100%' }}
      tokenSeparators={[',', '，', ';', '；', '、']}
      value={asStrings(value)}
      onChange={(next: string[]) => onChange([...new Set(next.map((w) => w.trim().normalize('NFC')).filter(Boolean))])}
      placeholder={say('输入后回车', 'Type, then Enter')}
      suffixIcon={null}
      notFoundContent={null}
    />
  )
}

function TextEditor({ field, value, onChange, ...rest }: FieldEditorProps) {
  const max = field.max ?? (field.type === 'longText' ? 10_000 : 200)
  const text = typeof value === 'string' ? value : ''
  const common = { ...rest, status: rest.status || undefined, maxLength: max, value: text, autoComplete: 'off' }
  if (field.type === 'longText')
    return (
      <Input.TextArea
        {...common}
        autoSize={{ minRows: 3, maxRows: 12 }}
        showCount={text.length > max * 0.8}
        onChange={(e) => onChange(e.target.value)}
      />
    )
  return (
    <Input
      {...common}
      showCount={max >= COUNTED_FROM && text.length > max * 0.8}
      onChange={(e) => onChange(e.target.value)}
    />
  )
}

function scaleOf(field: FieldMeta): number {
  if (field.type === 'integer') return 0
  return field.scale ?? (field.type === 'money' ? 2 : 4)
}

function NumberEditor({ field, value, onChange, ...rest }: FieldEditorProps) {
  const { t } = useText()
  const take = (next: string | null) => onChange(next !== null && field.type === 'integer' ? Number(next) : next)
  return (
    <DecimalInput
      {...rest}
      scale={scaleOf(field)}
      least={field.type === 'money' ? 2 : 0}
      prefix={field.type === 'money' ? '¥' : undefined}
      suffix={field.unit ? t(field.unit) : undefined}
      value={typeof value === 'number' || typeof value === 'string' ? String(value) : null}
      onChange={take}
    />
  )
}

/** The editor of any field. Values come and go in the shapes of the API. */
export function FieldEditor(props: FieldEditorProps) {
  const { field, value, onChange, id, status, disabled, autoFocus } = props
  const common = { id, status, disabled, autoFocus }
  switch (field.type) {
    case 'integer':
    case 'decimal':
    case 'money':
      return <NumberEditor {...props} />
    case 'date':
      return <DayEditor {...common} value={value} onChange={onChange} />
    case 'instant':
      return <InstantEditor {...common} value={value} onChange={onChange} />
    case 'bool':
      return <Switch id={id} disabled={disabled} checked={value === true} onChange={onChange} />
    case 'select':
      return <SelectEditor {...common} field={field} value={value} onChange={onChange} />
    case 'multiSelect':
      return <SelectEditor {...common} field={field} value={value} onChange={onChange} multiple />
    case 'ref':
      return (
        <RefPicker
          {...common}
          object={field.to ?? ''}
          near={props.near}
          value={isRef(value) ? [value] : []}
          onChange={(next) => onChange(next[0] ?? null)}
        />
      )
    case 'refs':
      return <RefPicker {...common} object={field.to ?? ''} multiple value={asRefs(value)} onChange={onChange} />
    case 'region':
      return <RegionPicker id={id} status={status} disabled={disabled} value={value} onChange={onChange} />
    case 'files':
      return <FilesPicker id={id} disabled={disabled} single={field.single} value={value} onChange={onChange} />
    case 'tags':
      if (field.regions)
        return <RegionsPicker id={id} status={status} disabled={disabled} value={value} onChange={onChange} />
      return <TagsEditor {...common} value={value} onChange={onChange} />
    case 'json':
      return <FieldView field={field} value={value} />
    default:
      return <TextEditor {...props} />
  }
}
