import { ReloadOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Input, Tooltip } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { allFields } from '#ui/fields/system.ts'
import { useText } from '#ui/fields/text.ts'
import type { FilterSet } from '#ui/fields/where.ts'
import { ColumnChooser } from './ColumnChooser.tsx'
import type { Column } from './columns.ts'
import { FilterPanel } from './FilterPanel.tsx'
import type { ObjectListProps } from './ObjectList.tsx'
import { QuickFilters } from './QuickFilters.tsx'
import type { ListResult } from './useListQuery.ts'

export interface ListBarProps extends ObjectListProps {
  /** The fields that a filter may test. */
  tests: Map<string, FieldMeta>
  columns: Column[]
  onColumns: (columns: Column[] | null) => void
  list: ListResult
  onSave: (name: string, set: FilterSet) => Promise<void>
}

/** Above the rows: what narrows the view on the left, what else can be done with it on the right. */
export function ListBar(props: ListBarProps) {
  const { object, state, patch, hide, embedded, tests, columns, onColumns, list } = props
  const { t } = useText()
  const phone = usePhone()
  const fields = useMemo(() => allFields(object), [object])
  const filterable = useMemo(
    () => [...tests.values()].filter((f) => f.filterable !== false && f.type !== 'json' && !hide?.includes(f.name)),
    [tests, hide],
  )
  const quick = object.filters.flatMap((n) => (hide?.includes(n) ? [] : (fields.get(n) ?? [])))
  return (
    <div className="xl-list-bar">
      <div className="xl-list-filters">
        <SearchBox value={state.q} onChange={(q) => patch({ q })} />
        {!phone && !embedded && (
          <QuickFilters fields={quick} value={state.quick} onChange={(next) => patch({ quick: next })} />
        )}
        <FilterPanel
          fields={filterable}
          value={state.set}
          onApply={(set) => patch({ set })}
          onSave={embedded ? undefined : props.onSave}
        />
      </div>
      <div className="xl-list-tools">
        {props.actions}
        {!phone && (
          <>
            <Tooltip title={t('refresh')}>
              <Button
                icon={<ReloadOutlined spin={list.fetching && !list.pending} />}
                aria-label={t('refresh')}
                onClick={list.refetch}
              />
            </Tooltip>
            <ColumnChooser fields={fields} columns={columns} onChange={onColumns} />
          </>
        )}
      </div>
    </div>
  )
}

/** Searches while one types, but not at every key, and never in the middle of an input method's word. */
function SearchBox({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const { say } = useText()
  const [typed, setTyped] = useState(value)
  const [composing, setComposing] = useState(false)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (composing || typed.trim() === value) return
    const timer = setTimeout(() => onChange(typed.trim()), 300)
    return () => clearTimeout(timer)
  }, [typed, composing, value, onChange])
  return (
    <Input
      className="xl-list-search"
      allowClear
      type="search"
      prefix={<SearchOutlined style={{ color: 'var(--xl-ink-3)' }} />}
      value={typed}
      placeholder={say('名称、编号、电话、拼音首字母', 'Name, number, phone')}
      onChange={(e) => setTyped(e.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      onPressEnter={() => !composing && onChange(typed.trim())}
    />
  )
}
