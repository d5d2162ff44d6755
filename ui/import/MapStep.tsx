import { Form, Radio, Select, Space, Tag } from 'antd'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { formatDecimal } from '#ui/core/format.ts'
import { FieldEditor } from '#ui/fields/FieldEditor.tsx'
import { useText } from '#ui/fields/text.ts'
import type { Values } from '#ui/form/values.ts'
import type { ImportJob, Mode } from './importApi.ts'
import { assign, byColumn, type Mapping, type Target } from './targets.ts'

export interface Reading {
  mapping: Mapping
  /** Values of new rows where the file says nothing. */
  defaults: Values
  mode: Mode
}

export interface MapStepProps {
  job: ImportJob
  targets: Target[]
  reading: Reading
  onReading: (reading: Reading) => void
  onSheet: (sheet: string) => void
}

const SAMPLES = 3

/** Which column fills which field, with values of the file beside it, and what happens to rows that exist already. */
export function MapStep(props: MapStepProps) {
  return (
    <div>
      <About {...props} />
      <Columns {...props} />
      <Fixed {...props} />
      <Modes {...props} />
    </div>
  )
}

function About({ job, onSheet }: MapStepProps) {
  const { say } = useText()
  const rows = job.rows ?? job.total
  return (
    <Space size={[12, 4]} wrap style={{ marginBottom: 12, color: 'var(--xl-ink-2)' }}>
      {rows !== null && rows !== undefined && (
        <span className="xl-number">{say(`${formatDecimal(rows)} 行`, `${formatDecimal(rows)} rows`)}</span>
      )}
      {job.encoding && (
        <Tag variant="filled">
          {say(`编码 ${job.encoding.toUpperCase()}`, `Encoding ${job.encoding.toUpperCase()}`)}
        </Tag>
      )}
      {job.sheets && job.sheets.length > 1 ? (
        <Select
          size="small"
          aria-label={say('工作表', 'Sheet')}
          value={job.sheet ?? job.sheets[0]}
          onChange={onSheet}
          options={job.sheets.map((s) => ({ value: s, label: s }))}
        />
      ) : (
        job.sheet && <Tag variant="filled">{job.sheet}</Tag>
      )}
    </Space>
  )
}

function Columns({ job, targets, reading, onReading }: MapStepProps) {
  const { t, say } = useText()
  const held = byColumn(reading.mapping)
  const samples = (at: number) => (job.sample ?? []).flatMap((row) => row[at] || []).slice(0, SAMPLES)
  return (
    <div className="xl-import-map">
      <table>
        <thead>
          <tr>
            <th>{say('文件中的列', 'Column')}</th>
            <th>{say('示例值', 'Values')}</th>
            <th>{say('导入到字段', 'Field')}</th>
          </tr>
        </thead>
        <tbody>
          {(job.columns ?? []).map((header, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns never reorder and two may be called the same
            <tr key={`${at}-${header}`} data-mapped={held.has(at)}>
              <td>{header || <span className="xl-hint">{say(`（第 ${at + 1} 列）`, `(column ${at + 1})`)}</span>}</td>
              <td>
                {samples(at).map((v, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: samples never reorder
                  <span key={i} className="xl-import-sample" title={v}>
                    {v}
                  </span>
                ))}
              </td>
              <td>
                <Select
                  mode="multiple"
                  style={{ width: '100%' }}
                  value={held.get(at) ?? []}
                  placeholder={say('不导入', 'Do not import')}
                  aria-label={say(`${header} 导入到`, `${header} into`)}
                  onChange={(keys: string[]) => onReading({ ...reading, mapping: assign(reading.mapping, at, keys) })}
                  showSearch={{ optionFilterProp: 'words' }}
                  options={targets.map((x) => ({
                    value: x.key,
                    words: `${x.label.zh} ${x.label.en}`,
                    label: `${t(x.label)}${x.required ? ' *' : ''}`,
                  }))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A list of hospitals has no column that says "hospital": what the whole file has in common is chosen once. */
function Fixed({ targets, reading, onReading }: MapStepProps) {
  const { t, say } = useText()
  const mapped = new Set(Object.keys(reading.mapping).map((key) => key.split('.')[0]))
  const open = targets.flatMap((x): FieldMeta[] => (x.field && x.required && !mapped.has(x.key) ? [x.field] : []))
  const set = (name: string, value: unknown) =>
    onReading({ ...reading, defaults: { ...reading.defaults, [name]: value } })
  if (open.length === 0) return null
  return (
    <>
      <h3 className="xl-form-heading" style={{ marginTop: 20 }}>
        {say('文件里没有的必填字段，统一填写', 'Required, but in no column: the same for all rows')}
      </h3>
      <Form layout="vertical" component="div">
        <div className="xl-form-row">
          {open.map((field) => (
            <Form.Item key={field.name} label={t(field.label)} required htmlFor={`fixed-${field.name}`}>
              <FieldEditor
                id={`fixed-${field.name}`}
                field={field}
                value={reading.defaults[field.name] ?? field.default}
                onChange={(v) => set(field.name, v)}
              />
            </Form.Item>
          ))}
        </div>
      </Form>
    </>
  )
}

function Modes({ reading, onReading }: MapStepProps) {
  const { say } = useText()
  const modes: { value: Mode; title: string; hint: string }[] = [
    {
      value: 'skip',
      title: say('跳过', 'Skip'),
      hint: say('已存在的不动，只新增', 'Leave what exists, add what is new'),
    },
    {
      value: 'update',
      title: say('覆盖', 'Update'),
      hint: say('用文件里的值更新已存在的', 'Update what exists from the file'),
    },
    {
      value: 'create',
      title: say('全部新建', 'Create all'),
      hint: say('疑似重复也照样新建', 'Create even what looks like a double'),
    },
  ]
  return (
    <>
      <h3 className="xl-form-heading" style={{ marginTop: 20 }}>
        {say('遇到已存在的记录', 'When a row exists already')}
      </h3>
      <div className="xl-import-modes">
        <Radio.Group value={reading.mode} onChange={(e) => onReading({ ...reading, mode: e.target.value })}>
          {modes.map((m) => (
            <Radio key={m.value} value={m.value}>
              {m.title}
              <div className="xl-hint">{m.hint}</div>
            </Radio>
          ))}
        </Radio.Group>
      </div>
    </>
  )
}
