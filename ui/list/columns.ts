import type { ObjectMeta } from '#kernel/declare/index.ts'
import { allFields } from '#ui/fields/system.ts'

/** One column as a user arranged it. Width in pixels; absent: by the type of the field. */
export interface Column {
  name: string
  width?: number
  /** Stays in sight when the table scrolls sideways. */
  fixed?: 'left'
}

/** Columns of a list: the stored arrangement where there is one, cleaned of fields that this person may not see. */
export function columnsOf(object: ObjectMeta, stored: unknown, hide: string[] = []): Column[] {
  const known = allFields(object)
  const wanted = isColumns(stored) ? stored : defaultColumns(object)
  const seen = new Set<string>(hide)
  const columns = wanted.filter((c) => known.has(c.name) && !seen.has(c.name) && Boolean(seen.add(c.name)))
  // Frozen columns come first, or the table would jump.
  return [...columns.filter((c) => c.fixed), ...columns.filter((c) => !c.fixed)]
}

function defaultColumns(object: ObjectMeta): Column[] {
  return object.list.map((name) => (name === object.title ? { name, fixed: 'left' } : { name }))
}

function isColumns(value: unknown): value is Column[] {
  return Array.isArray(value) && value.length > 0 && value.every((c) => c && typeof c.name === 'string')
}

/** Moves one column to the place of another. */
export function moveColumn(columns: Column[], from: string, to: string): Column[] {
  const moving = columns.find((c) => c.name === from)
  const place = columns.findIndex((c) => c.name === to)
  if (!moving || place < 0 || from === to) return columns
  const rest = columns.filter((c) => c.name !== from)
  return [...rest.slice(0, place), moving, ...rest.slice(place)]
}

/** The next sort when a header is clicked: ascending, descending, then the object's own. */
export function nextSort(current: string, name: string): string | undefined {
  if (current === name) return `-${name}`
  if (current === `-${name}`) return undefined
  return name
}

const memory = (user: string, object: string): string => `xinglin.columns.${user}.${object}`

/** Where a user's arrangement is kept while no scene of theirs holds it. */
export function readColumns(user: string, object: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(memory(user, object)) ?? 'null')
  } catch {
    return null
  }
}

export function writeColumns(user: string, object: string, columns: Column[] | null): void {
  try {
    if (columns) localStorage.setItem(memory(user, object), JSON.stringify(columns))
    else localStorage.removeItem(memory(user, object))
  } catch {
    // A browser that forbids storage only forgets the arrangement.
  }
}
