import { HolderOutlined, PushpinFilled, PushpinOutlined, SettingOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Popover, Tooltip } from 'antd'
import { useState } from 'react'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { useText } from '#ui/fields/text.ts'
import { type Column, moveColumn } from './columns.ts'

export interface ColumnChooserProps {
  fields: Map<string, FieldMeta>
  columns: Column[]
  onChange: (columns: Column[] | null) => void
}

/** Which columns, in which order, and which of them stay in sight. */
export function ColumnChooser(props: ColumnChooserProps) {
  const { say } = useText()
  // Kept here: the list is taken down whenever it closes.
  const [find, setFind] = useState('')
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      content={<Chooser {...props} find={find} onFind={setFind} />}
      destroyOnHidden
    >
      <Tooltip title={say('列设置', 'Columns')}>
        <Button icon={<SettingOutlined />} aria-label={say('列设置', 'Columns')} />
      </Tooltip>
    </Popover>
  )
}

interface ChooserProps extends ColumnChooserProps {
  find: string
  onFind: (find: string) => void
}

function Chooser({ fields, columns, onChange, find, onFind }: ChooserProps) {
  const { t, say } = useText()
  const [dragged, setDragged] = useState('')
  const shown = new Set(columns.map((c) => c.name))
  const label = (name: string) => t(fields.get(name)?.label ?? { zh: name, en: name })
  const fits = (name: string) => !find || label(name).includes(find)
  const rest = [...fields.values()].filter((f) => !shown.has(f.name) && f.type !== 'json' && fits(f.name))
  return (
    <div className="xl-columns">
      <Input.Search
        size="small"
        allowClear
        placeholder={say('查找字段', 'Find')}
        value={find}
        onChange={(e) => onFind(e.target.value)}
      />
      <div className="xl-columns-list">
        {columns
          .filter((c) => fits(c.name))
          .map((c) => (
            <Shown
              key={c.name}
              column={c}
              label={label(c.name)}
              columns={columns}
              onChange={onChange}
              dragged={dragged}
              onDragged={setDragged}
            />
          ))}
        {rest.length > 0 && <div className="xl-columns-head">{say('未显示', 'Not shown')}</div>}
        {rest.map((f) => (
          <div key={f.name} className="xl-columns-item">
            <span className="xl-columns-handle" />
            <Checkbox checked={false} onChange={() => onChange([...columns, { name: f.name }])}>
              {t(f.label)}
            </Checkbox>
          </div>
        ))}
      </div>
      <Button type="link" size="small" onClick={() => onChange(null)}>
        {say('恢复默认', 'Reset')}
      </Button>
    </div>
  )
}

interface ShownProps extends Omit<ColumnChooserProps, 'fields'> {
  column: Column
  label: string
  /** Name of the column that is being dragged. */
  dragged: string
  onDragged: (name: string) => void
}

/** A column that is shown: dragged or stepped to its place, frozen, taken away. */
function Shown({ column: { name, fixed }, label, columns, onChange, dragged, onDragged }: ShownProps) {
  const { say } = useText()
  const step = (by: number) => {
    const to = columns[columns.findIndex((c) => c.name === name) + by]
    if (to) onChange(moveColumn(columns, name, to.name))
  }
  const pin = () => onChange(columns.map((c) => (c.name === name ? { ...c, fixed: c.fixed ? undefined : 'left' } : c)))
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the handle inside moves by keyboard too
    <div
      className="xl-columns-item"
      draggable
      data-dragged={dragged === name}
      onDragStart={() => onDragged(name)}
      onDragEnd={() => onDragged('')}
      onDragOver={(e) => {
        e.preventDefault()
        if (dragged && dragged !== name) onChange(moveColumn(columns, dragged, name))
      }}
    >
      <button
        type="button"
        className="xl-columns-handle"
        aria-label={say(`移动${label}，用上下键`, `Move ${label} with the arrow keys`)}
        onKeyDown={(e) => {
          if (e.key === 'ArrowUp') step(-1)
          if (e.key === 'ArrowDown') step(1)
        }}
      >
        <HolderOutlined />
      </button>
      <Checkbox
        checked
        disabled={columns.length === 1}
        onChange={() => onChange(columns.filter((x) => x.name !== name))}
      >
        {label}
      </Checkbox>
      <Tooltip title={fixed ? say('取消冻结', 'Unfreeze') : say('冻结在左侧', 'Freeze')}>
        <Button
          type="text"
          size="small"
          icon={fixed ? <PushpinFilled style={{ color: 'var(--xl-primary)' }} /> : <PushpinOutlined />}
          aria-label={say('冻结', 'Freeze')}
          aria-pressed={Boolean(fixed)}
          onClick={pin}
        />
      </Tooltip>
    </div>
  )
}
