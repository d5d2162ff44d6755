import { Space, Tag, Tooltip } from 'antd'
import type { FieldMeta, Option } from '#kernel/declare/index.ts'
import { formatDay, formatInstant, formatMoney, formatQuantity } from '#ui/core/format.ts'
import { optionsOf, useMeta } from '#ui/core/meta.ts'
import { FileLinks } from '#ui/files/FileLinks.tsx'
import { RefLink } from './RefLink.tsx'
import { RevealButton } from './RevealButton.tsx'
import { regionText, useRegions } from './regions.ts'
import { useText } from './text.ts'
import { asRefs, asStrings, isRef } from './values.ts'

export interface FieldViewProps {
  field: FieldMeta
  value: unknown
  /** In a table cell: one line, cut with an ellipsis, no reveal button. */
  dense?: boolean
  /** The row it stands in, for the reveal dialog. */
  object?: string
  id?: string
}

/** Nothing there: a dash that is read as such and catches no eye. */
export function Nothing() {
  return <span style={{ color: 'var(--ant-color-text-quaternary, #bbb)' }}>—</span>
}

export function OptionTag({ option, value }: { option: Option | undefined; value: string }) {
  const { t } = useText()
  const text = option ? t(option.label) : value
  if (!option?.color) return <span>{text}</span>
  return (
    <Tag color={option.color} variant="filled" style={{ marginInlineEnd: 0 }}>
      {text}
    </Tag>
  )
}

function Options({ field, values }: { field: FieldMeta; values: string[] }) {
  const options = optionsOf(field, useMeta(), true)
  return (
    <Space size={4} wrap>
      {values.map((v) => (
        <OptionTag key={v} value={v} option={options.find((o) => o.value === v)} />
      ))}
    </Space>
  )
}

function RegionText({ code }: { code: unknown }) {
  const { locale } = useText()
  return <>{regionText(useRegions(), code, locale)}</>
}

function Words({ text, dense }: { text: string; dense?: boolean }) {
  if (!dense) return <span style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text}</span>
  return <span title={text}>{text.replace(/\s+/g, ' ')}</span>
}

/** A phone number is meant to be dialled, a mail address to be written to. */
function Line({ field, text, dense }: { field: FieldMeta; text: string; dense?: boolean }) {
  const masked = text.includes('*')
  if (!dense && !masked && /phone|mobile|tel/i.test(field.name) && /^[\d+()\s-]{7,20}$/.test(text))
    return <a href={`tel:${text.replace(/[^\d+]/g, '')}`}>{text}</a>
  if (!dense && !masked && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return <a href={`mailto:${text}`}>{text}</a>
  return <Words text={text} dense={dense} />
}

/** Shows the value of any field, the same in lists, details, histories and comparisons. */
export function FieldView(props: FieldViewProps) {
  const { field, value } = props
  const shown = <Value {...props} />
  if (field.right !== 'masked' || props.dense || !props.object || !props.id || value === null || value === undefined)
    return shown
  return (
    <Space size={4}>
      {shown}
      <RevealButton object={props.object} id={props.id} field={field} />
    </Space>
  )
}

function Value({ field, value, dense }: FieldViewProps) {
  const { t, say } = useText()
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return <Nothing />
  const unit = field.unit ? <span style={{ opacity: 0.65 }}> {t(field.unit)}</span> : null
  switch (field.type) {
    case 'integer':
    case 'decimal':
      return (
        <span className="xl-number">
          {formatQuantity(String(value))}
          {unit}
        </span>
      )
    case 'money':
      return <span className="xl-number">{formatMoney(String(value), field.scale)}</span>
    case 'date':
      return <span className="xl-number">{formatDay(String(value))}</span>
    case 'instant':
      return <span className="xl-number">{formatInstant(String(value))}</span>
    case 'bool':
      return value ? <span>{say('是', 'Yes')}</span> : <span style={{ opacity: 0.65 }}>{say('否', 'No')}</span>
    case 'select':
      return <Options field={field} values={[String(value)]} />
    case 'multiSelect':
      return <Options field={field} values={asStrings(value)} />
    case 'ref':
      return isRef(value) ? <RefLink object={field.to} value={value} plain={dense} /> : <span>{String(value)}</span>
    case 'refs':
      return (
        <Space size={8} wrap>
          {asRefs(value).map((v) => (
            <RefLink key={v.id} object={field.to} value={v} plain={dense} />
          ))}
        </Space>
      )
    case 'region':
      return <RegionText code={value} />
    case 'files':
      return <FileLinks files={asRefs(Array.isArray(value) ? value : [value])} dense={dense} />
    case 'tags':
      return (
        <Space size={4} wrap={!dense}>
          {asStrings(value).map((v) => (
            <Tag key={v} variant="filled" style={{ marginInlineEnd: 0 }}>
              {field.regions ? <RegionText code={v} /> : v}
            </Tag>
          ))}
        </Space>
      )
    case 'json':
      return dense ? (
        <Tooltip title={JSON.stringify(value)}>{'{…}'}</Tooltip>
      ) : (
        <pre style={{ margin: 0, fontSize: 12, whiteSpace: 'pre-wrap' }}>{JSON.stringify(value, null, 2)}</pre>
      )
    default:
      return <Line field={field} text={String(value)} dense={dense} />
  }
}
