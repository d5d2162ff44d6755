import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { FieldEditor } from '#ui/fields/FieldEditor.tsx'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { useText } from '#ui/fields/text.ts'
import { defaultsOf, isRequired, isVisible, type Values } from './values.ts'

export interface LinesEditorProps {
  lines: ObjectMeta['lines'][number]
  value: unknown
  onChange?: (value: Values[]) => void
  /** By `<lines>.<index>.<field>`. */
  errors?: Record<string, string>
}

/** Least width of a cell in px, so that an editor never shrinks to its arrow. */
const WIDTH: Partial<Record<FieldMeta['type'], number>> = {
  region: 200,
  longText: 200,
  ref: 180,
  date: 130,
  instant: 170,
}

const asLines = (value: unknown): Values[] => (Array.isArray(value) ? (value as Values[]) : [])

/** Child rows as a table: read-only without `onChange`. Enter in the last line adds another. */
export function LinesEditor({ lines, value, onChange, errors = {} }: LinesEditorProps) {
  const { t, say } = useText()
  const rows = asLines(value)
  const fields = lines.fields.filter((f) => onChange === undefined || !f.hiddenInForm)
  const change = (at: number, name: string, next: unknown) =>
    onChange?.(rows.map((row, i) => (i === at ? { ...row, [name]: next } : row)))
  const cell = (row: Values, at: number, field: FieldMeta) => {
    if (!isVisible(field, row)) return null
    if (!onChange || field.readOnly || field.right !== 'edit')
      return <FieldView field={field} value={row[field.name]} dense />
    const error = errors[`${lines.name}.${at}.${field.name}`]
    return (
      <>
        <FieldEditor
          field={field}
          value={row[field.name]}
          onChange={(v) => change(at, field.name, v)}
          status={error ? 'error' : ''}
        />
        {error && <div className="xl-lines-error">{error}</div>}
      </>
    )
  }
  return (
    <div className={onChange ? 'xl-lines xl-lines-editing' : 'xl-lines'}>
      <table>
        <thead>
          <tr>
            <th className="xl-lines-n">#</th>
            {fields.map((f) => (
              <th key={f.name}>
                {t(f.label)}
                {onChange && isRequired(f, {}) ? <span style={{ color: 'var(--xl-danger)' }}> *</span> : null}
              </th>
            ))}
            {onChange && <th className="xl-lines-n" />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={typeof row.id === 'string' ? row.id : `new-${at}`}>
              <td className="xl-lines-n">{at + 1}</td>
              {fields.map((f) => (
                <td key={f.name}>
                  <div style={{ minWidth: WIDTH[f.type] ?? 120 }}>{cell(row, at, f)}</div>
                </td>
              ))}
              {onChange && (
                <td className="xl-lines-n">
                  <Button
                    type="text"
                    size="small"
                    icon={<DeleteOutlined />}
                    aria-label={say(`删除第 ${at + 1} 行`, `Remove line ${at + 1}`)}
                    onClick={() => onChange(rows.filter((_, i) => i !== at))}
                  />
                </td>
              )}
            </tr>
          ))}
          {rows.length === 0 && (
            <tr>
              <td colSpan={fields.length + 2} style={{ color: 'var(--xl-ink-3)', textAlign: 'center' }}>
                {say('还没有明细', 'No lines yet')}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {onChange && (
        <Button type="link" icon={<PlusOutlined />} onClick={() => onChange([...rows, defaultsOf(lines.fields)])}>
          {say('添加一行', 'Add a line')}
        </Button>
      )}
    </div>
  )
}
