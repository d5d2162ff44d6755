import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import type { ListQuery, Row } from '#ui/core/types.ts'
import { allOf, isComplete, rowToWhere, setToWhere, type Where } from '#ui/fields/where.ts'
import type { Scene } from './scenes.ts'
import type { ListState } from './useListState.ts'

/** What is asked of the server for a view: the scene, the quick filters, the built ones, the search box, the order. */
export function queryOf(
  object: ObjectMeta,
  fields: Map<string, FieldMeta>,
  scene: Scene,
  state: ListState,
  base?: Where,
): ListQuery {
  const quick = Object.values(state.quick)
    .filter(isComplete)
    .map((row) => rowToWhere(row, fields.get(row.field)))
  const built = state.set ? setToWhere(state.set, fields) : undefined
  return {
    where: allOf(base, scene.where, state.where ?? undefined, ...quick, built),
    q: state.q || undefined,
    sort: state.sort || scene.sort || object.sort,
    deleted: scene.deleted,
  }
}

export interface ListResult {
  rows: Row[]
  total: { value: number; exact: boolean } | undefined
  page: number
  hasNext: boolean
  /** Turns the page; rejects nothing, shows the old rows until the new ones are there. */
  turn: (by: 1 | -1) => void
  pending: boolean
  fetching: boolean
  error: unknown
  refetch: () => void
  countExactly: () => void
  counting: boolean
}

/** One page of rows by keyset: the cursors of the pages before are remembered for going back. */
export function useListQuery(object: ObjectMeta, query: ListQuery, size: number, enabled: boolean): ListResult {
  const asked = JSON.stringify([query, size])
  const [place, setPlace] = useState<{ asked: string; cursors: (string | null)[] }>({ asked, cursors: [null] })
  const cursors = useMemo(() => (place.asked === asked ? place.cursors : [null]), [place, asked])
  const cursor = cursors[cursors.length - 1] ?? null
  const [exactFor, setExactFor] = useState('')
  const list = useQuery({
    queryKey: keys.list(object.name, [query, size, cursor]),
    queryFn: ({ signal }) => api.list(object.path, { ...query, limit: size, cursor }, signal),
    placeholderData: keepPreviousData,
    enabled,
  })
  const exact = useQuery({
    queryKey: [...keys.list(object.name, query), 'exact'],
    queryFn: ({ signal }) => api.list(object.path, { ...query, limit: 1, count: 'exact' }, signal),
    enabled: exactFor === asked,
  })
  const next = list.data?.nextCursor ?? null
  // Only the first page is counted; the count holds for the pages after it.
  const counted = useRef<{ asked: string; total: ListResult['total'] }>({ asked: '', total: undefined })
  if (list.data?.total && !list.isPlaceholderData) counted.current = { asked, total: list.data.total }
  const total = counted.current.asked === asked ? counted.current.total : (list.data?.total ?? undefined)
  return {
    rows: list.data?.data ?? [],
    total: exactFor === asked && exact.data ? exact.data.total : total,
    page: cursors.length - 1,
    hasNext: next !== null && !list.isPlaceholderData,
    turn: (by) => {
      if (by < 0) setPlace({ asked, cursors: cursors.slice(0, -1) })
      else if (next) setPlace({ asked, cursors: [...cursors, next] })
    },
    pending: list.isPending,
    fetching: list.isFetching,
    error: list.error,
    refetch: () => list.refetch(),
    countExactly: () => setExactFor(asked),
    counting: exact.isFetching,
  }
}
