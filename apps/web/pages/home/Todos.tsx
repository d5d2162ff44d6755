import { CheckCircleOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { type CSSProperties, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { api, keys } from '#ui/core/api.ts'
import { useExactCount } from '#ui/core/counts.ts'
import { formatAgo, shanghaiDay } from '#ui/core/format.ts'
import { useLocale, useT } from '#ui/core/i18n.tsx'
import { useMeta } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { AnyTodo, OwnTodoEntry, TodoEntry } from '#ui/core/slots.ts'
import { allTodos } from '#ui/core/slots.ts'
import type { Ref, Row, Where } from '#ui/core/types.ts'

interface Todo extends TodoEntry {
  meta: ObjectMeta
  filter: Where
}

const isOwn = (todo: AnyTodo): todo is OwnTodoEntry => 'list' in todo

function useTodos(mine: boolean): (Todo | OwnTodoEntry)[] {
  const meta = useMeta()
  return allTodos().flatMap((entry): (Todo | OwnTodoEntry)[] => {
    const object = meta.byName.get(entry.object)
    if (isOwn(entry)) return object ? [entry] : []
    const where = object && entry.where(object)
    if (!object || !where) return []
    const { owner: _owner, employee: _employee, ...everybody } = where
    return [{ ...entry, meta: object, filter: mine ? where : everybody }]
  })
}

/** Most cards side by side; more than these stand in rows of the same length. */
const ABREAST = 6

function columnsFor(cards: number): CSSProperties {
  const rows = Math.ceil(cards / ABREAST)
  return { '--xl-todo-columns': Math.ceil(cards / rows) } as CSSProperties
}

/** What waits for me: one card per kind with its number; the chosen one lists its first rows. */
export function Todos({ mine }: { mine: boolean }) {
  const t = useT()
  const todos = useTodos(mine)
  const [chosen, setChosen] = useState('')
  const current = todos.find((x) => x.key === chosen) ?? todos[0]
  if (!current) return null
  return (
    <section className="xl-todos" aria-label={t({ zh: '我的待办', en: 'My to-dos' })}>
      <div className="xl-todo-cards" role="tablist" style={columnsFor(todos.length)}>
        {todos.map((x) => {
          const props = { active: x.key === current.key, onPick: () => setChosen(x.key) }
          return isOwn(x) ? <OwnCard key={x.key} todo={x} {...props} /> : <TodoCard key={x.key} todo={x} {...props} />
        })}
      </div>
      {isOwn(current) ? <current.list key={current.key} /> : <TodoList todo={current} />}
    </section>
  )
}

interface CardProps<T> {
  todo: T
  active: boolean
  onPick: () => void
}

function TodoCard(props: CardProps<Todo>) {
  const count = useExactCount(props.todo.meta, props.todo.filter)
  return <Card {...props} count={count.data} failed={count.isError} />
}

function OwnCard(props: CardProps<OwnTodoEntry>) {
  return <Card {...props} count={props.todo.useCount()} />
}

function Card({ todo, active, onPick, count, failed }: CardProps<AnyTodo> & { count?: number; failed?: boolean }) {
  const t = useT()
  const tone = count ? (todo.tone ?? 'calm') : 'calm'
  return (
    <button type="button" role="tab" aria-selected={active} className={`xl-todo-card is-${tone}`} onClick={onPick}>
      <span>{t(todo.label)}</span>
      <strong className="xl-num">{count ?? (failed ? '!' : '–')}</strong>
    </button>
  )
}

const SHOWN = 5

function TodoList({ todo }: { todo: Todo }) {
  const t = useT()
  const query = { where: todo.filter, sort: todo.sort ?? todo.meta.sort, limit: SHOWN }
  const list = useQuery({
    queryKey: keys.list(todo.object, query),
    queryFn: ({ signal }) => api.list(todo.meta.path, query, signal),
  })
  if (list.isPending) return <Loading rows={3} />
  if (list.isError) return <Failure error={list.error} onRetry={list.refetch} />
  const rows = list.data.data
  if (!rows.length)
    return (
      <p className="xl-todo-none">
        <CheckCircleOutlined /> {t(todo.empty ?? 'noData')}
      </p>
    )
  const all = `${href.list(todo.meta.path)}?where=${encodeURIComponent(JSON.stringify(todo.filter))}`
  return (
    <>
      <ul className="xl-todo-list" role="tabpanel">
        {rows.map((row) => (
          <TodoRow key={row.id} row={row} object={todo.meta} />
        ))}
      </ul>
      <AppLink href={all} className="xl-todo-all">
        {t(list.data.nextCursor ? { zh: '查看全部', en: 'See all' } : { zh: '在列表中查看', en: 'Open in the list' })} →
      </AppLink>
    </>
  )
}

/** A row within an account shows the account; what is due shows its day, red once it has passed. */
function TodoRow({ row, object }: { row: Row; object: ObjectMeta }) {
  const t = useT()
  const { locale } = useLocale()
  const parent = object.within ? (row[object.within] as Ref | null) : null
  const parentPath = useMeta().byName.get(object.fields.find((f) => f.name === object.within)?.to ?? '')?.path
  const title = String(row[object.title] ?? row.number ?? '')
  const due = typeof row.nextContactAt === 'string' ? row.nextContactAt : ''
  const last = typeof row.lastContactAt === 'string' ? row.lastContactAt : ''
  const said = [row.managerComment, row.description].find((x) => typeof x === 'string' && x !== '') as
    | string
    | undefined
  const what =
    said ?? (last ? t({ zh: '上次联系 {ago}', en: 'last contact {ago}' }, { ago: formatAgo(last, locale) }) : '')
  const late = due !== '' && due < shanghaiDay()
  const target = parent && parentPath ? href.record(parentPath, parent.id) : href.record(object.path, row.id)
  return (
    <li>
      <AppLink href={target}>
        <strong className="xl-ellipsis">{parent?.label ?? title}</strong>
        <span className="xl-ellipsis xl-todo-what">{what}</span>
        {row.owner?.label && <span className="xl-todo-owner">{row.owner.label}</span>}
        <time className={late ? 'is-late' : ''}>{due || formatAgo(row.updatedAt, locale)}</time>
      </AppLink>
    </li>
  )
}
