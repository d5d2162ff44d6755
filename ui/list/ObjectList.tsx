import { Button } from 'antd'
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { may } from '#ui/core/meta.ts'
import { href, useGo } from '#ui/core/nav.tsx'
import { Failure, Nothing } from '#ui/core/Page.tsx'
import { useMe } from '#ui/core/session.tsx'
import type { ListQuery, Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { filterFields } from '#ui/fields/system.ts'
import { useText } from '#ui/fields/text.ts'
import { type FilterSet, setFromWhere, setToWhere, type Where } from '#ui/fields/where.ts'
import { batchCommands } from '#ui/form/commands.ts'
import { BatchBar } from './BatchBar.tsx'
import { Cards } from './Cards.tsx'
import { type Column, columnsOf, readColumns, writeColumns } from './columns.ts'
import { ExportDialog } from './ExportDialog.tsx'
import { FilterChips } from './FilterChips.tsx'
import { ListBar } from './ListBar.tsx'
import { ListTable } from './ListTable.tsx'
import './list.css'
import { Pager } from './Pager.tsx'
import { RecordDrawer } from './RecordDrawer.tsx'
import { SceneBar } from './SceneBar.tsx'
import { type Scene, type Scenes, useScenes } from './scenes.ts'
import { type ListResult, queryOf, useListQuery } from './useListQuery.ts'
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

interface View {
  /** The fields that a filter may test. */
  tests: Map<string, FieldMeta>
  scenes: Scenes
  scene: Scene
  columns: Column[]
  setColumns: (columns: Column[] | null) => void
  query: ListQuery
}

/** What the list shows: the scene, its columns, and what is asked of the server for it. */
function useView({ object, state, base, hide, embedded }: ObjectListProps): View {
  const tests = useMemo(() => filterFields(object), [object])
  const scenes = useScenes(object)
  const scene = embedded
    ? NO_SCENE
    : (scenes.all.find((s) => (state.scene ? s.key === state.scene : s.isDefault)) ?? scenes.all[0] ?? NO_SCENE)
  const [columns, setColumns] = useColumns(object, scene, hide)
  const query = useMemo(() => queryOf(object, tests, scene, state, base), [object, tests, scene, state, base])
  return { tests, scenes, scene, columns, setColumns, query }
}

/** The rows ticked; another view is another selection. */
function useSelection(query: ListQuery): [Map<string, Row>, (selected: Map<string, Row>) => void] {
  const [selected, setSelected] = useState<Map<string, Row>>(new Map())
  const asked = JSON.stringify(query)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view is another selection
  useEffect(() => setSelected(new Map()), [asked])
  return [selected, setSelected]
}

type SaveScene = (name: string, into: Scene | null, set?: FilterSet | null) => Promise<void>

/** Keeps what the list shows as a scene. */
function useSaveScene({ object, state, patch }: ObjectListProps, view: View): SaveScene {
  const { say } = useText()
  const { failed, done } = useFeedback()
  const { tests, scenes, scene, columns } = view
  return async (name, into, set = state.set) => {
    const from = { ...scene, where: scene.system || !into ? scene.where : into.where }
    const built = set ? setToWhere(set, tests) : undefined
    const where = queryOf(object, tests, from, { ...state, set }, undefined).where ?? built
    try {
      const saved = await scenes.save({ key: into?.key, label: name, where, columns, sort: state.sort || scene.sort })
      patch({ scene: saved.key, set: null, where: null, quick: {}, sort: '' })
      done(say('场景已保存', 'Scene saved'))
    } catch (error) {
      failed(error)
    }
  }
}

/** The list of an object with everything that belongs to it; a page of its own or part of another row's page. */
export function ObjectList(props: ObjectListProps) {
  const { object, state, patch, embedded } = props
  const phone = usePhone()
  const view = useView(props)
  const { tests, scene, query } = view
  const [selected, setSelected] = useSelection(query)
  const list = useListQuery(object, query, state.size, !phone && (embedded || view.scenes.ready))
  const ids = useMemo(() => list.rows.map((r) => r.id), [list.rows])
  const close = useCallback(() => patch({ open: '' }), [patch])
  const move = useCallback((id: string) => patch({ open: id }), [patch])
  const saveScene = useSaveScene(props, view)
  const linked = state.where ? setFromWhere(state.where, tests) : undefined
  return (
    <div className={`xl-list ${embedded ? 'xl-list-plain' : 'xl-list-fill'}`}>
      {!embedded && (
        <SceneBar
          fields={tests}
          scenes={view.scenes}
          current={scene}
          onChoose={(s) => patch({ scene: s.key, set: null, where: null, quick: {}, sort: '', open: '' }, true)}
          changed={isChanged(state)}
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
        <ListBar
          {...props}
          tests={tests}
          columns={view.columns}
          onColumns={view.setColumns}
          list={list}
          onSave={(name, set) => saveScene(name, null, set)}
        />
      )}
      {state.where && <FilterChips fields={tests} set={linked ?? OPAQUE} onChange={() => patch({ where: null })} />}
      {state.set && <FilterChips fields={tests} set={state.set} onChange={(set) => patch({ set })} />}
      <Rows {...props} view={view} list={list} ids={ids} selected={selected} onSelected={setSelected} />
      {state.open && !embedded && !phone && (
        <RecordDrawer object={object} id={state.open} ids={ids} onMove={move} onClose={close} />
      )}
      {props.exporting && <Export {...props} view={view} selected={selected} />}
    </div>
  )
}

/** The view differs from its scene. */
const isChanged = (state: ListState): boolean =>
  Boolean(state.set || state.where || state.sort || Object.keys(state.quick).length)

interface RowsProps extends ObjectListProps {
  view: View
  list: ListResult
  ids: string[]
  selected: Map<string, Row>
  onSelected: (selected: Map<string, Row>) => void
}

/** The rows found: cards on a phone, else a page of the table. */
function Rows(props: RowsProps) {
  const { object, state, patch, embedded, view, list, ids, selected, onSelected } = props
  const { scene, columns, query } = view
  const phone = usePhone()
  const go = useGo()
  const stars = useStars(object, embedded || scene.deleted ? NONE : ids)
  const openRow = useCallback(
    (row: Row) => (phone || embedded ? go(href.record(object.path, row.id)) : patch({ open: row.id }, !state.open)),
    [phone, embedded, go, object.path, patch, state.open],
  )
  const empty = (
    <Empty
      object={object}
      filtered={isChanged(state) || state.q !== '' || scene.where !== undefined}
      deleted={Boolean(scene.deleted)}
      onClear={() => patch({ q: '', set: null, where: null, quick: {} })}
    />
  )
  if (phone) return <Cards object={object} query={query} columns={columns} onOpen={openRow} empty={empty} />
  if (list.error && list.rows.length === 0) return <Failure error={list.error} onRetry={list.refetch} />
  return (
    <>
      <ListTable
        object={object}
        rows={list.rows}
        columns={columns}
        onColumns={view.setColumns}
        sort={query.sort ?? ''}
        onSort={(sort) => patch({ sort: sort ?? '' })}
        selected={selected}
        onSelected={onSelected}
        onOpen={openRow}
        open={state.open}
        stars={embedded || scene.deleted ? null : stars}
        loading={list.pending}
        empty={list.pending ? <span /> : empty}
        fill={!embedded}
        selectable={!embedded && (may(object, 'export') || batchCommands(object, Boolean(scene.deleted)).length > 0)}
      />
      {(!embedded || list.hasNext || list.page > 0) && (
        <Pager list={list} size={state.size} onSize={(size) => patch({ size })} selected={selected.size} />
      )}
    </>
  )
}

/** Exports the rows ticked, or else the whole view. */
function Export({
  object,
  view,
  selected,
  onExporting,
}: Pick<RowsProps, 'object' | 'view' | 'selected' | 'onExporting'>) {
  const { say } = useText()
  const { query, columns } = view
  const some = selected.size > 0
  return (
    <ExportDialog
      object={object}
      where={some ? { id: { in: [...selected.keys()] } } : query.where}
      q={some ? undefined : query.q}
      sort={query.sort}
      columns={columns.map((c) => c.name)}
      about={
        some
          ? say(`导出选中的 ${selected.size} 条。`, `${selected.size} selected rows.`)
          : say('导出当前筛选下的全部记录；导出会记入日志。', 'All rows of the current view; the export is logged.')
      }
      onClose={() => onExporting(false)}
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
