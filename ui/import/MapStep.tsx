import { Alert, Radio, Select, Space, Tag } from 'antd'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { formatDecimal } from '#ui/core/format.ts'
import { useText } from '#ui/fields/text.ts'
import { invert, unmapped } from './guess.ts'
import type { ImportJob, Mode } from './importApi.ts'

export interface MapStepProps {
  job: ImportJob
  fields: FieldMeta[]
  mapping: Record<string, number>
  onMapping: (mapping: Record<string, number>) => void
  mode: Mode
  onMode: (mode: Mode) => void
  onSheet: (sheet: string) => void
}

const SAMPLES = 3

/** Which column fills which field, with values of the file beside it, and what happens to rows that exist already. */
export function MapStep({ job, fields, mapping, onMapping, mode, onMode, onSheet }: MapStepProps) {
  const { t, say } = useText()
  const byColumn = invert(mapping)
  const missing = unmapped(mapping, fields)
  const choose = (column: number, field: string | undefined) => {
    const rest = Object.fromEntries(Object.entries(mapping).filter(([name, at]) => at !== column && name !== field))
    onMapping(field ? { ...rest, [field]: column } : rest)
  }
  const samples = (column: number) =>
    (job.sample ?? [])
      .map((r) => r[column])
      .filter((v): v is string => Boolean(v))
      .slice(0, SAMPLES)
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
    <div>
      <Space size={[12, 4]} wrap style={{ marginBottom: 12, color: 'var(--xl-ink-2)' }}>
        <span className="xl-number">
          {say(`${formatDecimal(job.rows ?? job.total ?? 0)} 行`, `${formatDecimal(job.rows ?? job.total ?? 0)} rows`)}
        </span>
        {job.encoding && <Tag variant="filled">{say(`编码 ${job.encoding}`, `Encoding ${job.encoding}`)}</Tag>}
        {job.sheets && job.sheets.length > 1 ? (
          <Select
            size="small"
            value={job.sheet ?? job.sheets[0]}
            onChange={onSheet}
            options={job.sheets.map((s) => ({ value: s, label: s }))}
          />
        ) : (
          job.sheet && <Tag variant="filled">{job.sheet}</Tag>
        )}
      </Space>
      {missing.length > 0 && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 12 }}
          title={say(
            `还有必填字段没有对应的列：${missing.map((f) => t(f.label)).join('、')}`,
            `Required fields without a column: ${missing.map((f) => t(f.label)).join(', ')}`,
          )}
        />
      )}
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
              <tr key={`${at}-${header}`}>
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
                    style={{ width: '100%' }}
                    allowClear
                    value={byColumn.get(at)}
                    placeholder={say('不导入', 'Do not import')}
                    aria-label={say(`${header} 导入到`, `${header} into`)}
                    onChange={(name) => choose(at, name)}
                    showSearch={{ optionFilterProp: 'words' }}
                    options={fields.map((f) => ({
                      value: f.name,
                      words: `${f.label.zh} ${f.label.en}`,
                      label: `${t(f.label)}${f.required ? ' *' : ''}`,
                      disabled: f.name in mapping && mapping[f.name] !== at,
                    }))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3 className="xl-form-heading" style={{ marginTop: 20 }}>
        {say('遇到已存在的记录', 'When a row exists already')}
      </h3>
      <div className="xl-import-modes">
        <Radio.Group value={mode} onChange={(e) => onMode(e.target.value)}>
          {modes.map((m) => (
            <Radio key={m.value} value={m.value}>
              {m.title}
              <div className="xl-hint">{m.hint}</div>
            </Radio>
          ))}
        </Radio.Group>
      </div>
    </div>
  )
}
