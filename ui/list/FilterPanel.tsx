import { FilterOutlined } from '@ant-design/icons'
import { Badge, Button, Drawer, Input, Popover, Space } from 'antd'
import { useState } from 'react'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import { type FilterSet, isComplete } from '#ui/fields/where.ts'
import { FilterBuilder } from './FilterBuilder.tsx'

export interface FilterPanelProps {
  fields: FieldMeta[]
  value: FilterSet | null
  onApply: (value: FilterSet | null) => void
  /** Saves what is built as a personal scene; absent: not offered. */
  onSave?: (name: string, value: FilterSet) => Promise<void>
}

const EMPTY: FilterSet = { join: 'and', rows: [] }

/** The button 高级筛选 with its builder; a popover on a desk, the whole screen on a phone. */
export function FilterPanel({ fields, value, onApply, onSave }: FilterPanelProps) {
  const { say } = useText()
  const phone = usePhone()
  const [open, setOpen] = useState(false)
  const [set, setSet] = useState<FilterSet>(EMPTY)
  const count = value?.rows.filter(isComplete).length ?? 0
  const show = (next: boolean) => {
    if (next) setSet(value?.rows.length ? value : starting(fields))
    setOpen(next)
  }
  const apply = () => {
    const rows = set.rows.filter(isComplete)
    onApply(rows.length ? { ...set, rows } : null)
    setOpen(false)
  }
  const clear = () => {
    onApply(null)
    setOpen(false)
  }
  const body = (
    <div className="xl-filter-panel">
      <FilterBuilder fields={fields} value={set} onChange={setSet} />
      <div className="xl-filter-foot">
        {onSave && (
          <SaveScene
            disabled={!set.rows.some(isComplete)}
            onSave={async (name) => {
              await onSave(name, { ...set, rows: set.rows.filter(isComplete) })
              setOpen(false)
            }}
          />
        )}
        <span style={{ flex: 1 }} />
        <Button onClick={clear}>{say('清空', 'Clear')}</Button>
        <Button type="primary" onClick={apply}>
          {say('筛选', 'Apply')}
        </Button>
      </div>
    </div>
  )
  const button = (
    <Badge count={count} size="small" color="var(--xl-primary)">
      <Button icon={<FilterOutlined />} onClick={() => phone && show(true)}>
        {say('高级筛选', 'Filter')}
      </Button>
    </Badge>
  )
  if (phone)
    return (
      <>
        {button}
        <Drawer
          open={open}
          placement="bottom"
          size="85%"
          title={say('高级筛选', 'Filter')}
          onClose={() => setOpen(false)}
        >
          {body}
        </Drawer>
      </>
    )
  return (
    <Popover
      open={open}
      onOpenChange={show}
      trigger="click"
      placement="bottom"
      arrow={false}
      content={body}
      destroyOnHidden
    >
      {button}
    </Popover>
  )
}

function starting(fields: FieldMeta[]): FilterSet {
  const first = fields[0]
  return first ? { join: 'and', rows: [{ field: first.name, op: first.type === 'select' ? 'in' : 'contains' }] } : EMPTY
}

function SaveScene({ onSave, disabled }: { onSave: (name: string) => Promise<void>; disabled: boolean }) {
  const { say } = useText()
  const [naming, setNaming] = useState(false)
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  if (!naming)
    return (
      <Button type="link" disabled={disabled} onClick={() => setNaming(true)}>
        {say('存为场景', 'Save as scene')}
      </Button>
    )
  const save = async () => {
    if (!name.trim() || busy) return
    setBusy(true)
    try {
      await onSave(name.trim())
    } finally {
      setBusy(false)
    }
  }
  return (
    <Space.Compact>
      <Input
        autoFocus
        maxLength={30}
        placeholder={say('场景名称', 'Name')}
        value={name}
        onChange={(e) => setName(e.target.value)}
        onPressEnter={save}
      />
      <Button type="primary" loading={busy} disabled={!name.trim()} onClick={save}>
        {say('保存', 'Save')}
      </Button>
    </Space.Compact>
  )
}
