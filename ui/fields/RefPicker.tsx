import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Divider, Empty, Select, Spin } from 'antd'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { may, useObject } from '#ui/core/meta.ts'
import type { Row } from '#ui/core/types.ts'
import type { Near } from './near.ts'
import { rowsOf } from './rows.ts'
import { useText } from './text.ts'
import type { RefValue } from './values.ts'
import type { Where } from './where.ts'

const FormModal = lazy(() => import('../form/FormModal.tsx'))
const PAUSE_MS = 200

interface Suggestion {
  id: string
  label: string
  sub?: string | null
}

export interface RefPickerProps {
  object: string
  value: RefValue[]
  onChange: (value: RefValue[]) => void
  multiple?: boolean
  /** Offered before anything is typed, and what a new row starts with. */
  near?: Near
  /** Only rows that pass are offered. */
  where?: Where
  /** More choices before the found ones, e.g. "me". */
  extra?: Suggestion[]
  id?: string
  placeholder?: string
  disabled?: boolean
  status?: '' | 'error' | 'warning'
  autoFocus?: boolean
  /** Offer to make a new row where this person may. */
  creatable?: boolean
  size?: 'small' | 'middle' | 'large'
}

function useDebounced<T>(value: T, ms: number): T {
  const [held, setHeld] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setHeld(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return held
}

/** Ids that came from a stored filter carry no name yet. */
function useLabels(path: string | undefined, values: RefValue[]): Map<string, string> {
  const ids = values.filter((v) => v.label === undefined && !v.id.startsWith('@')).map((v) => v.id)
  const query = useQuery({
    queryKey: ['labels', path, ids],
    queryFn: ({ signal }) =>
      api.get<Suggestion[] | { data: Suggestion[] }>(
        `/${path}/suggest`,
        { limit: ids.length, where: { id: { in: ids } } },
        signal,
      ),
    enabled: Boolean(path) && ids.length > 0,
    staleTime: 60_000,
  })
  return useMemo(() => new Map(rowsOf(query.data).map((s) => [s.id, s.label])), [query.data])
}

function Choice({ label, sub }: { label: string; sub?: string | null }) {
  return (
    <div style={{ display: 'flex', gap: 8, justifyContent: 'space-between' }}>
      <span style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>{label}</span>
      {sub ? <span style={{ color: 'var(--xl-ink-3)', flexShrink: 0, fontSize: 12 }}>{sub}</span> : null}
    </div>
  )
}

/** What is offered for what was typed, asked once the list is open. */
function useFound(props: RefPickerProps, path: string | undefined, q: string, open: boolean) {
  const where = props.where ?? (q ? undefined : props.near?.where)
  return useQuery({
    queryKey: [...keys.object(props.object), 'suggest', q, where],
    queryFn: ({ signal }) =>
      api.get<Suggestion[] | { data: Suggestion[] }>(`/${path}/suggest`, { q, limit: 12, where }, signal),
    enabled: open && Boolean(path),
    placeholderData: (before) => before,
    staleTime: 10_000,
  })
}

/**
 * Picks rows of another object by name, number, phone or the initials of its pinyin; the server does the finding.
 * Where the reader may create such a row, the last line of the list does so without leaving the page.
 */
export function RefPicker(props: RefPickerProps) {
  const { object, value, onChange, multiple, near, extra = [], creatable = true } = props
  const target = useObject(object)
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const [creating, setCreating] = useState(false)
  const q = useDebounced(typed.trim(), PAUSE_MS)
  const labels = useLabels(target?.path, value)
  const found = useFound(props, target?.path, q, open)
  const choices = [...(q ? [] : extra), ...rowsOf(found.data)]
  const known = new Map(
    [...extra, ...choices, ...value.map((v) => ({ id: v.id, label: v.label ?? labels.get(v.id) ?? '…' }))].map((c) => [
      c.id,
      c,
    ]),
  )
  const pickIds = (ids: string[]): void => {
    onChange(ids.map((id) => ({ id, label: known.get(id)?.label ?? null })))
    setTyped('')
  }
  const created = (row: Row): void => {
    setCreating(false)
    const made = { id: row.id, label: String(row[target?.title ?? 'id'] ?? row.number ?? '') }
    onChange(multiple ? [...value, made] : [made])
  }
  return (
    <>
      <Chooser
        {...props}
        target={target}
        typed={typed}
        onTyped={setTyped}
        onOpen={setOpen}
        onCreate={creatable && may(target, 'create') && !props.where ? () => setCreating(true) : undefined}
        labels={labels}
        choices={choices}
        searching={found.isFetching}
        onPick={pickIds}
      />
      {creating && target && (
        <Suspense fallback={null}>
          <FormModal
            object={target}
            initial={{ ...near?.initial, ...(typed ? { [target.title]: typed } : {}) }}
            onDone={created}
            onClose={() => setCreating(false)}
          />
        </Suspense>
      )}
    </>
  )
}

interface ChooserProps extends RefPickerProps {
  target: ObjectMeta | undefined
  typed: string
  onTyped: (typed: string) => void
  onOpen: (open: boolean) => void
  /** None where no row can be made here. */
  onCreate: (() => void) | undefined
  labels: Map<string, string>
  choices: Suggestion[]
  searching: boolean
  onPick: (ids: string[]) => void
}

/** The box with its list. */
function Chooser(props: ChooserProps) {
  const { value, multiple, extra = [], disabled, target, labels, typed, onCreate } = props
  const { t, say } = useText()
  const shown = value.map((v) => ({
    value: v.id,
    label:
      v.label === null
        ? t('hiddenRecord')
        : (v.label ?? labels.get(v.id) ?? extra.find((e) => e.id === v.id)?.label ?? '…'),
  }))
  const hint = target ? say(`搜索${t(target.label)}（支持拼音首字母）`, `Search ${t(target.label)}`) : ''
  return (
    <Select
      id={props.id}
      style={{ width: '100%' }}
      mode={multiple ? 'multiple' : undefined}
      labelInValue
      allowClear
      disabled={disabled || !target}
      status={props.status || undefined}
      size={props.size}
      autoFocus={props.autoFocus}
      placeholder={props.placeholder ?? hint}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: props.onTyped }}
      onOpenChange={props.onOpen}
      value={multiple ? shown : (shown[0] ?? null)}
      onChange={(next: unknown) => {
        const list = Array.isArray(next) ? next : next ? [next] : []
        props.onPick(list.map((o) => (o as { value: string }).value))
      }}
      notFoundContent={
        props.searching ? (
          <Spin size="small" />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say('没有找到', 'Nothing found')} />
        )
      }
      options={props.choices.map((c) => ({ value: c.id, label: c.label, sub: c.sub }))}
      optionRender={(o) => <Choice label={String(o.label)} sub={(o.data as { sub?: string | null }).sub} />}
      popupRender={(menu) => (
        <>
          {menu}
          {onCreate && <Create what={target ? t(target.label) : ''} typed={typed} onClick={onCreate} />}
        </>
      )}
    />
  )
}

/** The last line of the list: a new row, named as typed. */
function Create({ what, typed, onClick }: { what: string; typed: string; onClick: () => void }) {
  const { say } = useText()
  return (
    <>
      <Divider style={{ margin: '4px 0' }} />
      <Button
        type="text"
        block
        icon={<PlusOutlined />}
        style={{ textAlign: 'left' }}
        onMouseDown={(e) => e.preventDefault()}
        onClick={onClick}
      >
        {say('新建', 'New ')}
        {what}
        {typed ? `「${typed}」` : ''}
      </Button>
    </>
  )
}
