import type { ComponentType } from 'react'
import type { Label } from '#kernel/declare/label.ts'
import type { FieldMeta, ObjectMeta } from '#kernel/declare/meta.ts'
import type { Row, Where } from './types.ts'

/** Places of the generic pages that a module fills from its `*.ui.tsx`; nobody forks a page. */
export interface SlotProps {
  /** Above the tabs of one object's detail page. */
  'detail.header': { object: ObjectMeta; row: Row }
  /** Buttons of the detail page, beside the row's own verbs. */
  'detail.actions': { object: ObjectMeta; row: Row }
  /** One more tab of the detail page. */
  'detail.tab': { object: ObjectMeta; row: Row }
  /** Beside the form: hints and checks that need more than the declaration says; `set` fills fields that follow. */
  'form.aside': {
    object: ObjectMeta
    values: Record<string, unknown>
    id?: string
    set?: (name: string, value: unknown) => void
  }
  /** Another way to end a form than saving: `save` saves and gives the row, or null when something is wrong with it. */
  'form.action': { object: ObjectMeta; row?: Row; save: () => Promise<Row | null>; onDone: (row: Row) => void }
  /** In place of the generic editor of one kind of lines (`field` names the kind): prices filled in, totals below. */
  'form.lines': {
    object: ObjectMeta
    lines: ObjectMeta['lines'][number]
    /** The whole form. */
    values: Record<string, unknown>
    onChange: (value: Record<string, unknown>[]) => void
    errors: Record<string, string>
  }
  /** How one field looks in the list. */
  'list.cell': { object: ObjectMeta; field: FieldMeta; row: Row; value: unknown }
  /** Buttons above the list. */
  'list.toolbar': { object: ObjectMeta }
  /** A card of the home page. */
  'home.card': Record<never, never>
}

export interface SlotEntry<K extends keyof SlotProps> {
  /** Absent: for every object (or not about an object at all). */
  object?: string
  /** Field name for `list.cell`, kind of lines for `form.lines`. */
  field?: string
  /** Distinguishes tabs and cards. */
  key?: string
  label?: Label
  order?: number
  /** Shown only when it says so. */
  when?: (props: SlotProps[K]) => boolean
  component: ComponentType<SlotProps[K]>
}

/** A whole page of a module. `path` is absolute (`/pool`); pass a lazy component so that it loads when opened. */
export interface PageEntry {
  path: string
  label: Label
  /** In the left menu under this group; absent: reachable by link only. */
  menu?: { group: string; icon?: string; order?: number }
  /** Shown to those who have this verb on this object. */
  needs?: { object: string; verb: string }
  component: ComponentType
}

/** One page more among the settings: of the house (administrators) or of oneself. */
export interface SectionEntry {
  /** Below `/admin` or `/me`. */
  path: string
  label: Label
  icon: string
  order?: number
  /** A lazy component. */
  page: ComponentType
}

const sections: Record<'admin' | 'me', SectionEntry[]> = { admin: [], me: [] }

/** Adds a page to 系统管理 or 个人中心. */
export function addSection(where: 'admin' | 'me', section: SectionEntry): void {
  sections[where].push(section)
  sections[where].sort((a, b) => (a.order ?? 100) - (b.order ?? 100))
}

export const sectionsOf = (where: 'admin' | 'me'): readonly SectionEntry[] => sections[where]

const slots = new Map<keyof SlotProps, SlotEntry<keyof SlotProps>[]>()
const pages: PageEntry[] = []

/** Fills a slot. Call it at the top level of a `*.ui.tsx`. */
export function fill<K extends keyof SlotProps>(slot: K, entry: SlotEntry<K>): void {
  const list = slots.get(slot) ?? []
  list.push(entry as unknown as SlotEntry<keyof SlotProps>)
  list.sort((a, b) => (a.order ?? 100) - (b.order ?? 100))
  slots.set(slot, list)
}

/** All entries of a slot for an object (and field), in order. */
export function filled<K extends keyof SlotProps>(slot: K, object?: string, field?: string): SlotEntry<K>[] {
  const list = (slots.get(slot) ?? []) as unknown as SlotEntry<K>[]
  return list.filter((e) => (!e.object || e.object === object) && (!e.field || e.field === field))
}

/**
 * Adds a page of a module's own to the menu and the router.
 * @public
 */
export function addPage(page: PageEntry): void {
  pages.push(page)
}

export const allPages = (): readonly PageEntry[] => pages

/** Something a person has to do, shown on the home page as a number and a list: rows of one object that match. */
export interface TodoEntry {
  key: string
  object: string
  label: Label
  /** The filter, or undefined when this object has not what it takes (then the to-do is not shown). */
  where: (object: ObjectMeta) => Where | undefined
  sort?: string
  tone?: 'accent' | 'danger' | 'calm'
  /** Said when nothing is left to do. */
  empty?: Label
  order?: number
}

/** A to-do whose rows are no plain list of one object: it counts and draws itself. */
export interface OwnTodoEntry extends Omit<TodoEntry, 'where' | 'sort' | 'empty'> {
  /** How many there are; undefined while that is being asked. A hook. */
  useCount: () => number | undefined
  list: ComponentType
}

export type AnyTodo = TodoEntry | OwnTodoEntry

const todos: AnyTodo[] = []

/** Adds a to-do to the home page. */
export function addTodo(todo: AnyTodo): void {
  todos.push(todo)
  todos.sort((a, b) => (a.order ?? 100) - (b.order ?? 100))
}

export const allTodos = (): readonly AnyTodo[] => todos
