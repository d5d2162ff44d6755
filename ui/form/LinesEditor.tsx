import { DeleteOutlined, DownOutlined, PlusOutlined, UpOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { FieldEditor } from '#ui/fields/FieldEditor.tsx'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { useText } from '#ui/fields/text.ts'
import './lines.css'
import { defaultsOf, isRequired, isVisible, type Values } from './values.ts'

export interface LinesEditorProps {
  lines: ObjectMeta['lines'][number]
  value: unknown
  onChange?: (value: Values[]) => void
  /** By `<lines>.<index>.<field>`. */
  errors?: Record<string, string>
  /** Fields in the row itself, in this order; the others are one click below it. Absent: all are in the row. */
  columns?: string[]
  /** Shown over the stored values, line by line: amounts that are being worked out. */
  computed?: (Values | undefined)[]
  /** Under the lines: totals. */
  footer?: ReactNode
}

/** Least width of a cell in px, so that an editor never shrinks to its arrow. */
const WIDTH: Partial<Record<FieldMeta['type'], number>> = {
  region: 200,
  longText: 200,
  ref: 200,
  date: 130,
  instant: 170,
  select: 84,
}
const NUMERIC = new Set<FieldMeta['type']>(['integer', 'decimal', 'money'])

const asLines = (value: unknown): Values[] => (Array.isArray(value) ? (value as Values[]) : [])
const editable = (field: FieldMeta): boolean => !field.readOnly && field.right === 'edit'

interface Shape {
  main: FieldMeta[]
  more: FieldMeta[]
}

/** What stands in the row and what below it. While filling in, what only commands write is left out unless it is asked for. */
function shapeOf({ lines, onChange, columns, computed }: LinesEditorProps, rows: Values[]): Shape {
  const said = (f: FieldMeta) => rows.some((r, i) => (computed?.[i]?.[f.name] ?? r[f.name] ?? null) !== null)
  const shown = lines.fields.filter(
    (f) => !f.hiddenInForm && (onChange ? editable(f) || said(f) : said(f) || f.required),
  )
  if (!columns) return { main: shown, more: [] }
  const main = columns.flatMap((name) => lines.fields.find((f) => f.name === name) ?? [])
  return { main, more: shown.filter((f) => !columns.includes(f.name)) }
}

/** Enter goes on to the next field; from the last one to a new line. Selects and long texts keep their own Enter. */
function onward(event: KeyboardEvent<HTMLElement>, add: () => void): void {
  const target = event.target as HTMLElement
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return
  if (target.tagName !== 'INPUT' || target.closest('.ant-select')) return
  event.preventDefault()
  const inputs = [...event.currentTarget.querySelectorAll<HTMLInputElement>('[data-line] input:not([disabled])')]
  const next = inputs[inputs.indexOf(target as HTMLInputElement) + 1]
  if (next) next.focus()
  else add()
}

/** Child rows as a table, or as cards on a phone; read-only without `onChange`. */
export function LinesEditor(props: LinesEditorProps) {
  const { lines, value, onChange, footer } = props
  const { say } = useText()
  const phone = usePhone()
  const box = useRef<HTMLDivElement>(null)
  const [entering, setEntering] = useState(-1)
  const rows = asLines(value)
  const shape = shapeOf(props, rows)
  useEffect(() => {
    if (entering < 0) return
    box.current?.querySelector<HTMLInputElement>(`[data-line="${entering}"] input`)?.focus()
    setEntering(-1)
  }, [entering])
  const add = () => {
    onChange?.([...rows, defaultsOf(lines.fields)])
    setEntering(rows.length)
  }
  const Layout = phone ? Cards : Table
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keyboard entry of the inputs inside
    <div ref={box} className="xl-lines-box" onKeyDown={(e) => onChange && onward(e, add)}>
      <Layout {...props} rows={rows} shape={shape} />
      {rows.length === 0 && !onChange && <div className="xl-lines-none">{say('还没有明细', 'No lines yet')}</div>}
      {onChange && (
        <Button type="dashed" block icon={<PlusOutlined />} onClick={add} className="xl-lines-add">
          {say('添加一行', 'Add a line')}
        </Button>
      )}
      {footer}
    </div>
  )
}

type LayoutProps = LinesEditorProps & { rows: Values[]; shape: Shape }

function Cell({ props, at, field }: { props: LayoutProps; at: number; field: FieldMeta }) {
  const { lines, rows, computed, onChange, errors = {} } = props
  const row = rows[at] ?? {}
  if (!isVisible(field, row)) return null
  if (!onChange || !editable(field))
    return <FieldView field={field} value={computed?.[at]?.[field.name] ?? row[field.name]} dense />
  const error = errors[`${lines.name}.${at}.${field.name}`]
  return (
    <>
      <FieldEditor
        field={field}
        value={row[field.name]}
        onChange={(v) => onChange(rows.map((r, i) => (i === at ? { ...r, [field.name]: v } : r)))}
        status={error ? 'error' : ''}
      />
      {error && <div className="xl-lines-error">{error}</div>}
    </>
  )
}

function Remove({ props, at }: { props: LayoutProps; at: number }) {
  const { say } = useText()
  return (
    <Button
      type="text"
      size="small"
      icon={<DeleteOutlined />}
      aria-label={say(`删除第 ${at + 1} 行`, `Remove line ${at + 1}`)}
      onClick={() => props.onChange?.(props.rows.filter((_, i) => i !== at))}
    />
  )
}

/** The fields that do not stand in the row, opened by a click; open at once where one of them is wrong. */
function More({ props, at, open }: { props: LayoutProps; at: number; open: boolean }) {
  const { t } = useText()
  if (!open) return null
  return (
    <div className="xl-lines-more">
      {props.shape.more.map((f) => (
        <div key={f.name} className="xl-lines-field">
          <span>{t(f.label)}</span>
          <Cell props={props} at={at} field={f} />
        </div>
      ))}
    </div>
  )
}

function useOpened(props: LayoutProps): [open: (at: number) => boolean, toggle: (at: number) => void] {
  const [opened, setOpened] = useState<number[]>([])
  const wrong = (at: number) =>
    props.shape.more.some((f) => props.errors?.[`${props.lines.name}.${at}.${f.name}`] !== undefined)
  return [
    (at) => opened.includes(at) || wrong(at),
    (at) => setOpened((o) => (o.includes(at) ? o.filter((i) => i !== at) : [...o, at])),
  ]
}

function Toggle({ open, onClick }: { open: boolean; onClick: () => void }) {
  const { say } = useText()
  return (
    <Button
      type="text"
      size="small"
      icon={open ? <UpOutlined /> : <DownOutlined />}
      aria-expanded={open}
      aria-label={say('更多字段', 'More fields')}
      onClick={onClick}
    />
  )
}

const keyOf = (row: Values, at: number): string => (typeof row.id === 'string' ? row.id : `new-${at}`)

function Table(props: LayoutProps) {
  const { rows, shape, onChange } = props
  const { t } = useText()
  const [open, toggle] = useOpened(props)
  if (rows.length === 0) return null
  const tools = onChange !== undefined || shape.more.length > 0
  return (
    <div className={onChange ? 'xl-lines xl-lines-editing' : 'xl-lines'}>
      <table>
        <thead>
          <tr>
            <th className="xl-lines-n">#</th>
            {shape.main.map((f) => (
              <th key={f.name} className={NUMERIC.has(f.type) ? 'xl-lines-right' : ''}>
                {t(f.label)}
                {onChange && editable(f) && isRequired(f, {}) ? <i className="xl-lines-star"> *</i> : null}
              </th>
            ))}
            {tools && <th className="xl-lines-n" />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => [
            <tr key={keyOf(row, at)} data-line={at}>
              <td className="xl-lines-n">{at + 1}</td>
              {shape.main.map((f) => (
                <td key={f.name} className={NUMERIC.has(f.type) ? 'xl-lines-right' : ''}>
                  <div style={{ minWidth: onChange && editable(f) ? (WIDTH[f.type] ?? 108) : 56 }}>
                    <Cell props={props} at={at} field={f} />
                  </div>
                </td>
              ))}
              {tools && (
                <td className="xl-lines-n xl-lines-tools">
                  {shape.more.length > 0 && <Toggle open={open(at)} onClick={() => toggle(at)} />}
                  {onChange && <Remove props={props} at={at} />}
                </td>
              )}
            </tr>,
            open(at) && (
              <tr key={`${keyOf(row, at)}-more`}>
                <td className="xl-lines-n" />
                <td colSpan={shape.main.length + 1}>
                  <More props={props} at={at} open />
                </td>
              </tr>
            ),
          ])}
        </tbody>
      </table>
    </div>
  )
}

/** A card per line: what names it across, the rest two by two. */
function Cards(props: LayoutProps) {
  const { rows, shape, onChange } = props
  const { t } = useText()
  const [open, toggle] = useOpened(props)
  return rows.map((row, at) => (
    <div key={keyOf(row, at)} data-line={at} className="xl-lines-card">
      <div className="xl-lines-card-head">
        <span>{at + 1}</span>
        <span>
          {shape.more.length > 0 && <Toggle open={open(at)} onClick={() => toggle(at)} />}
          {onChange && <Remove props={props} at={at} />}
        </span>
      </div>
      <div className="xl-lines-grid">
        {shape.main.map((f) => (
          <div key={f.name} className={`xl-lines-field ${f.type === 'ref' || f.type === 'longText' ? 'xl-wide' : ''}`}>
            <span>
              {t(f.label)}
              {onChange && editable(f) && isRequired(f, {}) ? <i className="xl-lines-star"> *</i> : null}
            </span>
            <Cell props={props} at={at} field={f} />
          </div>
        ))}
      </div>
      <More props={props} at={at} open={open(at)} />
    </div>
  ))
}
