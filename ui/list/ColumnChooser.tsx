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
export function ColumnChooser({ fields, columns, onChange }: ColumnChooserProps) {
  const { t, say } = useText()
  const [find, setFind] = useState('')
  const [dragged, setDragged] = useState('')
  const shown = new Set(columns.map((c) => c.name))
  const rest = [...fields.values()].filter((f) => !shown.has(f.name) && f.type !== 'json')
  const fits = (name: string) => !find || t(fields.get(name)?.label ?? { zh: name, en: name }).includes(find)
  const label = (name: string) => t(fields.get(name)?.label ?? { zh: name, en: name })
  const pin = (name: string) =>
    onChange(columns.map((c) => (c.name === name ? { ...c, fixed: c.fixed ? undefined : 'left' } : c)))
  const step = (name: string, by: number) => {
    const to = columns[columns.findIndex((c) => c.name === name) + by]
    if (to) onChange(moveColumn(columns, name, to.name))
  }
  const content = (
    <div className="xl-columns">
      <Input.Search
        size="small"
        allowClear
        placeholder={say('查找字段', 'Find')}
        value={find}
        onChange={(e) => setFind(e.target.value)}
      />
      <div className="xl-columns-list">
        {columns
          .filter((c) => fits(c.name))
          .map((c) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: the handle inside moves by keyboard too
            <div
              key={c.name}
              className="xl-columns-item"
              draggable
              data-dragged={dragged === c.name}
              onDragStart={() => setDragged(c.name)}
              onDragEnd={() => setDragged('')}
              onDragOver={(e) => {
                e.preventDefault()
                if (dragged && dragged !== c.name) onChange(moveColumn(columns, dragged, c.name))
              }}
            >
              <button
                type="button"
                className="xl-columns-handle"
                aria-label={say(`移动${label(c.name)}，用上下键`, `Move ${label(c.name)} with the arrow keys`)}
                onKeyDown={(e) => {
                  if (e.key === 'ArrowUp') step(c.name, -1)
                  if (e.key === 'ArrowDown') step(c.name, 1)
                }}
              >
                <HolderOutlined />
              </button>
              <Checkbox
                checked
                disabled={columns.length === 1}
                onChange={() => onChange(columns.filter((x) => x.name !== c.name))}
              >
                {label(c.name)}
              </Checkbox>
              <Tooltip title={c.fixed ? say('取消冻结', 'Unfreeze') : say('冻结在左侧', 'Freeze')}>
                <Button
                  type="text"
                  size="small"
                  icon={c.fixed ? <PushpinFilled style={{ color: 'var(--xl-primary)' }} /> : <PushpinOutlined />}
                  aria-label={say('冻结', 'Freeze')}
                  aria-pressed={Boolean(c.fixed)}
                  onClick={() => pin(c.name)}
                />
              </Tooltip>
            </div>
          ))}
        {rest.filter((f) => fits(f.name)).length > 0 && (
          <div className="xl-columns-head">{say('未显示', 'Not shown')}</div>
        )}
        {rest
          .filter((f) => fits(f.name))
          .map((f) => (
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
  return (
    <Popover trigger="click" placement="bottomRight" arrow={false} content={content} destroyOnHidden>
      <Tooltip title={say('列设置', 'Columns')}>
        <Button icon={<SettingOutlined />} aria-label={say('列设置', 'Columns')} />
      </Tooltip>
    </Popover>
  )
}
