import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import { hasVerb } from '../access/reach.ts'
import { fieldRight, isClear, lineRight } from '../access/rights.ts'
import type { Field, Label } from '../declare/index.ts'
import { isUuid, SYSTEM_ID } from '../store/ids.ts'
import { sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { MASKS } from '../text/mask.ts'
import { rows } from './list.ts'

/** An entry of the audit log as it is stored, with the people in it already named. */
export interface StoredEntry {
  id: string
  at: string
  actor: { id: string; label: string | null }
  onBehalfOf: { id: string; label: string | null } | null
  verb: string
  changes: Record<string, unknown>
  requestId: string
}

export interface ShownChange {
  field: string
  label?: Label
  old: unknown
  new: unknown
}

export interface ShownEntry extends Omit<StoredEntry, 'changes'> {
  changes: ShownChange[]
}

/** System values that stand in the log beside fields. */
const SYSTEM: Record<string, { label: Label; to?: string }> = {
  owner: { label: { zh: '负责人', en: 'Owner' }, to: 'employee' },
  dept: { label: { zh: '部门', en: 'Department' }, to: 'department' },
  state: { label: { zh: '状态', en: 'State' } },
  number: { label: { zh: '编号', en: 'Number' } },
  deletedAt: { label: { zh: '删除时间', en: 'Deleted at' } },
}

const isPair = (value: unknown): value is [unknown, unknown] => Array.isArray(value) && value.length === 2

function masked(field: Field | undefined, value: unknown): unknown {
  if (value === null || value === undefined || value === '') return value ?? null
  // Only texts keep a shape; the ends of a number, a date or a choice of two would tell it all.
  const isText = field?.type === 'text' || field?.type === 'longText'
  return isText && typeof value === 'string' ? MASKS[field.sensitive ?? 'middle'](value) : '***'
}

/** Child lines as they are shown beside their row: hidden cells left out, masked ones masked. */
function shownLines(caller: Caller, live: LiveObject, name: string, value: unknown): unknown {
  if (!Array.isArray(value)) return value
  const { fields } = live.def.spec.lines![name]!
  const rights = Object.keys(fields).map((key) => [key, lineRight(caller.actor, live.def, name, key)] as const)
  const shown = rights.filter(([, right]) => right !== 'hidden')
  return value.map((line: Record<string, unknown>) =>
    Object.fromEntries(
      shown.map(([key, right]) => [key, isClear(right) ? (line[key] ?? null) : masked(fields[key], line[key])]),
    ),
  )
}

interface Draft extends ShownChange {
  to?: string
  files?: boolean
}

/** One noted value as this caller may see it, or nothing. */
function shownChange(caller: Caller, live: LiveObject, verb: string, name: string, noted: unknown): Draft | undefined {
  const [old, now] = verb !== 'create' && isPair(noted) ? noted : [null, noted]
  const field = live.fields[name]
  const lines = live.def.spec.lines?.[name]
  if (field || lines) {
    const right = fieldRight(caller.actor, live.def, name, field)
    if (right === 'hidden') return undefined
    const label = (field ?? lines!).label
    if (!isClear(right)) return { field: name, label, old: masked(field, old), new: masked(field, now) }
    if (lines && !caller.actor.system)
      return { field: name, label, old: shownLines(caller, live, name, old), new: shownLines(caller, live, name, now) }
    return { field: name, label, old, new: now, to: field?.to, files: field?.type === 'files' }
  }
  if (SYSTEM[name]) return { field: name, label: SYSTEM[name].label, old, new: now, to: SYSTEM[name].to }
  // What was once a field (administrators remove some, releases too) has no right by which to judge it: not shown.
  if (verb === 'create' || isPair(noted) || name.startsWith('x_')) return undefined
  return { field: name, old: null, new: noted }
}

const idsIn = (value: unknown): string[] => [value].flat().filter(isUuid)

/** Names of rows of one object, as far as the caller may see them. */
async function labelsOf(caller: Caller, to: string, ids: string[]): Promise<Map<string, unknown>> {
  const live = caller.model.objects.get(to)
  const labels = new Map<string, unknown>()
  if (!live || !hasVerb(caller.actor, live.def, 'read')) return labels
  const { title } = live.def
  for (let i = 0; i < ids.length; i += 200) {
    const some = await rows(caller, to, { where: { id: { in: ids.slice(i, i + 200) } }, fields: [title], limit: 200 })
    for (const row of some) labels.set(row.id as string, row[title] ?? null)
  }
  return labels
}

async function fileNames(caller: Caller, recordId: string, ids: string[]): Promise<Map<string, unknown>> {
  const found = await caller.tenant.db.query<{ id: string; name: string }>(
    sql`select id, name from ${at(caller.tenant, 'file')} where id = any(${ids}::uuid[]) and record_id = ${recordId}`,
  )
  return new Map(found.map((f) => [f.id, f.name]))
}

const named = (value: unknown, labels: Map<string, unknown>): unknown => {
  const one = (id: unknown) => (isUuid(id) ? { id, label: labels.get(id) ?? null } : id)
  return Array.isArray(value) ? value.map(one) : one(value)
}

/** Puts names to references: one statement for each object that is mentioned. */
async function nameRefs(caller: Caller, recordId: string, drafts: Draft[]): Promise<void> {
  const mentioned = drafts.filter((d) => d.to || d.files)
  for (const [to, group] of Map.groupBy(mentioned, (d) => d.to ?? '')) {
    const ids = [...new Set(group.flatMap((d) => [...idsIn(d.old), ...idsIn(d.new)]))]
    if (!ids.length) continue
    const labels = to ? await labelsOf(caller, to, ids) : await fileNames(caller, recordId, ids)
    for (const d of group) Object.assign(d, { old: named(d.old, labels), new: named(d.new, labels) })
  }
}

/** What only tells that something hidden changed tells too much: left out. */
const SILENT_WHEN_EMPTY = new Set(['update'])

/**
 * Audit entries of one record as a caller may see them: values under his field rights as they are now, references
 * named where he may see their target.
 */
export async function showEntries(
  caller: Caller,
  live: LiveObject,
  recordId: string,
  stored: StoredEntry[],
): Promise<ShownEntry[]> {
  const drafts: Draft[] = []
  const shown = stored.map((entry): ShownEntry => {
    const changes = Object.entries(entry.changes)
      .map(([name, noted]) => shownChange(caller, live, entry.verb, name, noted))
      .filter((c) => c !== undefined)
    drafts.push(...changes)
    const actor = entry.actor.id === SYSTEM_ID ? { id: SYSTEM_ID, label: systemName(caller) } : entry.actor
    return { ...entry, actor, changes }
  })
  await nameRefs(caller, recordId, drafts)
  for (const d of drafts) {
    delete d.to
    delete d.files
  }
  return shown.filter((e) => e.changes.length || !SILENT_WHEN_EMPTY.has(e.verb))
}

export const systemName = (caller: Caller): string => (caller.locale === 'en' ? 'System' : '系统')
