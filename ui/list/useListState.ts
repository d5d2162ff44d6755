import { useCallback, useMemo, useState } from 'react'
import { useQueryState } from '#ui/core/nav.tsx'
import type { FilterRow, FilterSet, Where } from '#ui/fields/where.ts'

/** What a list shows, as its address (or, embedded in another page, its memory) holds it. */
export interface ListState {
  scene: string
  q: string
  quick: Record<string, FilterRow>
  set: FilterSet | null
  /** A filter that came with a link (`?where=`), as the API takes it. */
  where: Where | null
  sort: string
  size: number
  /** Id of the row in the side drawer. */
  open: string
  creating: boolean
}

export const SIZES = [20, 50, 100, 200]
const DEFAULT_SIZE = 50

const EMPTY: ListState = {
  scene: '',
  q: '',
  quick: {},
  set: null,
  where: null,
  sort: '',
  size: DEFAULT_SIZE,
  open: '',
  creating: false,
}

function parse<T>(text: string | null, otherwise: T): T {
  try {
    return text ? (JSON.parse(text) as T) : otherwise
  } catch {
    return otherwise
  }
}

function toQuery(change: Partial<ListState>): Record<string, string | null> {
  const out: Record<string, string | null> = {}
  if (change.scene !== undefined) out.scene = change.scene || null
  if (change.q !== undefined) out.q = change.q || null
  if (change.quick !== undefined) out.f = Object.keys(change.quick).length ? JSON.stringify(change.quick) : null
  if (change.set !== undefined) out.a = change.set?.rows.length ? JSON.stringify(change.set) : null
  if (change.where !== undefined) out.where = change.where ? JSON.stringify(change.where) : null
  if (change.sort !== undefined) out.sort = change.sort || null
  if (change.size !== undefined) out.size = change.size === DEFAULT_SIZE ? null : String(change.size)
  if (change.open !== undefined) out.open = change.open || null
  if (change.creating !== undefined) out.new = change.creating ? '1' : null
  return out
}

function fromQuery(query: URLSearchParams): ListState {
  const size = Number(query.get('size'))
  return {
    scene: query.get('scene') ?? '',
    q: query.get('q') ?? '',
    quick: parse(query.get('f'), {}),
    set: parse<FilterSet | null>(query.get('a'), null),
    where: parse<Where | null>(query.get('where'), null),
    sort: query.get('sort') ?? '',
    size: SIZES.includes(size) ? size : DEFAULT_SIZE,
    open: query.get('open') ?? '',
    creating: query.get('new') === '1',
  }
}

export type Patch = (change: Partial<ListState>, push?: boolean) => void

/** State of a list that is a page: in the address, so that "back" and a sent link lead to the same view. */
export function useUrlListState(): [ListState, Patch] {
  const [query, setQuery] = useQueryState()
  const state = useMemo(() => fromQuery(query), [query])
  const patch = useCallback<Patch>((change, push) => setQuery(toQuery(change), push), [setQuery])
  return [state, patch]
}

/** State of a list inside another page. */
export function useLocalListState(): [ListState, Patch] {
  const [state, setState] = useState(EMPTY)
  const patch = useCallback<Patch>((change) => setState((s) => ({ ...s, ...change })), [])
  return [state, patch]
}
