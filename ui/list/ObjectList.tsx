import { ReloadOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Input, Tooltip } from 'antd'
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { may } from '#ui/core/meta.ts'
import { href, useGo } from '#ui/core/nav.tsx'
import { Failure, Nothing } from '#ui/core/Page.tsx'
import { useMe } from '#ui/core/session.tsx'
import type { Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { allFields, filterFields } from '#ui/fields/system.ts'
import { useText } from '#ui/fields/text.ts'
import { type FilterSet, setFromWhere, setToWhere, type Where } from '#ui/fields/where.ts'
import { batchCommands } from '#ui/form/commands.ts'
import { BatchBar } from './BatchBar.tsx'
import { Cards } from './Cards.tsx'
import { ColumnChooser } from './ColumnChooser.tsx'
import { type Column, columnsOf, readColumns, writeColumns } from './columns.ts'
import { ExportDialog } from './ExportDialog.tsx'
import { FilterChips } from './FilterChips.tsx'
import { FilterPanel } from './FilterPanel.tsx'
import { ListTable } from './ListTable.tsx'
import './list.css'
import { Pager } from './Pager.tsx'
import { QuickFilters } from './QuickFilters.tsx'
import { RecordDrawer } from './RecordDrawer.tsx'
import { SceneBar } from './SceneBar.tsx'
import { type Scene, useScenes } from './scenes.ts'
import { queryOf, useListQuery } from './useListQuery.ts'
import type { ListState, Patch } from './useListState.ts'
import { useStars } from './useStars.ts'

export interface ObjectListProps {
  object: ObjectMeta
  state: ListState
  patch: Patch
  /** Inside another row's page: only rows that pass, no scenes, these columns left out. */
  base?: Where
  hide?: string[]
  embedded?: boolean
  /** Buttons at the right of the toolbar of an embedded list. */
  actions?: ReactNode
  exporting: boolean
  onExporting: (on: boolean) => void
}

/** A link may carry a filter that the builder has no lines for. */
const OPAQUE: FilterSet = { join: 'and', rows: [] }
const NONE: string[] = []
const NO_SCENE: Scene = { key: 'all', label: { zh: '全部', en: 'All' }, system: true }

/** The columns of this view, and how they are remembered: in the browser at once, in the scene when it is saved. */
function useColumns(
  object: ObjectMeta,
  scene: Scene,
  hide: string[] | undefined,
): [Column[], (c: Column[] | null) => void] {
  const me = useMe()
  const slot = `${object.name}${scene.system ? '' : `.${scene.key}`}${hide ? '.in' : ''}`
  const [version, setVersion] = useState(0)
  const columns = useMemo(
    () => (version >= 0 ? columnsOf(object, readColumns(me.user.id, slot) ?? scene.columns, hide) : []),
    [object, me.user.id, slot, scene.columns, hide, version],
  )
  const set = useCallback(
    (next: Column[] | null) => {
      writeColumns(me.user.id, slot, next)
      setVersion((v) => v + 1)
    },
    [me.user.id, slot],
  )
  return [columns, set]
}

/** The list of an object with everything that belongs to it; a page of its own or part of another row's page. */
export function ObjectList(props: ObjectListProps) {
  const { object, state, patch, base, hide, embedded } = props
  const { t, say } = useText()
  const { failed, done } = useFeedback()
  const phone = usePhone()
  const go = useGo()
  const fields = useMemo(() => allFields(object), [object])
  const tests = useMemo(() => filterFields(object), [object])
  const scenes = useScenes(object)
  const scene = embedded
    ? NO_SCENE
    : (scenes.all.find((s) => (state.scene ? s.key === state.scene : s.isDefault)) ?? scenes.all[0] ?? NO_SCENE)
  const [columns, setColumns] = useColumns(object, scene, hide)
  const [selected, setSelected] = useState<Map<string, Row>>(new Map())
  const query = useMemo(() => queryOf(object, tests, scene, state, base), [object, tests, scene, state, base])
  const list = useListQuery(object, query, state.size, !phone && (embedded || scenes.ready))
  const ids = useMemo(() => list.rows.map((r) => r.id), [list.rows])
  const stars = useStars(object, embedded || scene.deleted ? NONE : ids)
  const asked = JSON.stringify(query)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view is another selection
  useEffect(() => setSelected(new Map()), [asked])

  const filterable = useMemo(
    () => [...tests.values()].filter((f) => f.filterable !== false && f.type !== 'json' && !hide?.includes(f.name)),
    [tests, hide],
  )
  const quick = object.filters.flatMap((n) => (hide?.includes(n) ? [] : (fields.get(n) ?? [])))
  const choose = (s: Scene) => patch({ scene: s.key, set: null, where: null, quick: {}, sort: '', open: '' }, true)
  const saveScene = async (name: string, into: Scene | null, set: FilterSet | null = state.set): Promise<void> => {
    const built = set ? setToWhere(set, tests) : undefined
    const where =
      queryOf(
        object,
        tests,
        { ...scene, where: scene.system || !into ? scene.where : into.where },
        { ...state, set },
        undefined,
      ).where ?? built
    try {
      const saved = await scenes.save({ key: into?.key, label: name, where, columns, sort: state.sort || scene.sort })
      patch({ scene: saved.key, set: null, where: null, quick: {}, sort: '' })
      done(say('场景已保存', 'Scene saved'))
    } catch (error) {
      failed(error)
    }
  }
  const openRow = useCallback(
    (row: Row) => (phone || embedded ? go(href.record(object.path, row.id)) : patch({ open: row.id }, !state.open)),
    [phone, embedded, go, object.path, patch, state.open],
  )
  const close = useCallback(() => patch({ open: '' }), [patch])
  const move = useCallback((id: string) => patch({ open: id }), [patch])
  const changed = Boolean(state.set || state.where || state.sort || Object.keys(state.quick).length)
  const filtered = changed || state.q !== '' || scene.where !== undefined
  const empty = (
    <Empty
      object={object}
      filtered={filtered}
      deleted={Boolean(scene.deleted)}
      onClear={() => patch({ q: '', set: null, where: null, quick: {} })}
    />
  )
  const linked = state.where ? setFromWhere(state.where, tests) : undefined
  const selectable = !embedded && (may(object, 'export') || batchCommands(object, Boolean(scene.deleted)).length > 0)
  const chips = state.set ?? null
  return (
    <div className={`xl-list ${embedded ? 'xl-list-plain' : 'xl-list-fill'}`}>
      {!embedded && (
        <SceneBar
          fields={tests}
          scenes={scenes}
          current={scene}
          onChoose={choose}
          changed={changed}
          onSave={(name, into) => saveScene(name, into)}
        />
      )}
      {selected.size > 0 ? (
        <BatchBar
          object={object}
          selected={selected}
          onSelected={setSelected}
          deleted={Boolean(scene.deleted)}
          onExport={() => props.onExporting(true)}
        />
      ) : (
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
              onSave={embedded ? undefined : (name, set) => saveScene(name, null, set)}
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
                <ColumnChooser fields={fields} columns={columns} onChange={setColumns} />
              </>
            )}
          </div>
        </div>
      )}
      {state.where && <FilterChips fields={tests} set={linked ?? OPAQUE} onChange={() => patch({ where: null })} />}
      {chips && <FilterChips fields={tests} set={chips} onChange={(set) => patch({ set })} />}
      {phone ? (
        <Cards object={object} query={query} columns={columns} onOpen={openRow} empty={empty} />
      ) : list.error && list.rows.length === 0 ? (
        <Failure error={list.error} onRetry={list.refetch} />
      ) : (
        <>
          <ListTable
            object={object}
            rows={list.rows}
            columns={columns}
            onColumns={setColumns}
            sort={query.sort ?? ''}
            onSort={(sort) => patch({ sort: sort ?? '' })}
            selected={selected}
            onSelected={setSelected}
            onOpen={openRow}
            open={state.open}
            stars={embedded || scene.deleted ? null : stars}
            loading={list.pending}
            empty={list.pending ? <span /> : empty}
            fill={!embedded}
            selectable={selectable}
          />
          {(!embedded || list.hasNext || list.page > 0) && (
            <Pager
              total={list.total}
              onExact={list.countExactly}
              counting={list.counting}
              page={list.page}
              hasNext={list.hasNext}
              onPage={list.turn}
              size={state.size}
              onSize={(size) => patch({ size })}
              selected={selected.size}
            />
          )}
        </>
      )}
      {state.open && !embedded && !phone && (
        <RecordDrawer object={object} id={state.open} ids={ids} onMove={move} onClose={close} />
      )}
      {props.exporting && (
        <ExportDialog
          object={object}
          where={selected.size > 0 ? { id: { in: [...selected.keys()] } } : query.where}
          q={selected.size > 0 ? undefined : query.q}
          sort={query.sort}
          columns={columns.map((c) => c.name)}
          about={
            selected.size > 0
              ? say(`导出选中的 ${selected.size} 条。`, `${selected.size} selected rows.`)
              : say('导出当前筛选下的全部记录；导出会记入日志。', 'All rows of the current view; the export is logged.')
          }
          onClose={() => props.onExporting(false)}
        />
      )}
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

function Empty(props: { object: ObjectMeta; filtered: boolean; deleted: boolean; onClear: () => void }) {
  const { object, filtered, deleted, onClear } = props
  const { t, say } = useText()
  if (deleted && !filtered) return <Nothing what={say('回收站是空的', 'The recycle bin is empty')} />
  if (!filtered) return <Nothing what={say(`还没有${t(object.label)}`, `No ${t(object.label)} yet`)} />
  return (
    <Nothing
      what={say('没有符合条件的记录', 'Nothing matches')}
      action={
        <Button size="small" onClick={onClear}>
          {say('清除筛选', 'Clear filters')}
        </Button>
      }
    />
  )
}
