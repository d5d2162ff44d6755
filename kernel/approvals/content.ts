import { createHash } from 'node:crypto'
import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import { fieldRight, isClear, lineRight } from '../access/rights.ts'
import type { Field, Label } from '../declare/index.ts'
import { inside } from '../events/notify.ts'
import { getRow } from '../records/get.ts'
import { isEmptyValue, type Values } from '../records/input.ts'
import { rows } from '../records/list.ts'
import type { Unit } from '../records/unit.ts'

/** Clock marks that the system keeps say nothing about what was submitted. */
const isMark = (field: Field): boolean => Boolean(field.readOnly) && (field.type === 'instant' || field.type === 'date')

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, v]) => !isEmptyValue(v))
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, canonical(v)]))
}

/**
 * The fingerprint of what is approved: every field of the document and of its lines, its state, and the command's
 * input. Who owns it, when it was touched, and the fields that the flow ignores are left out.
 */
export function contentHash(
  live: LiveObject,
  row: Values,
  lines: Record<string, Values[]>,
  input: Values,
  ignore: string[] = [],
): string {
  const content: Values = { state: row.state }
  for (const [name, field] of Object.entries(live.fields))
    if (!isMark(field) && !ignore.includes(name)) content[name] = row[name]
  const said = canonical({
    content,
    lines: Object.fromEntries(Object.entries(lines).map(([n, l]) => [n, l.map(({ id: _, ...line }) => line)])),
    input,
    deleted: row.deletedAt ?? null,
  })
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

/** A value as an approver reads it; a choice keeps both languages. */
type Shown = string | Label

export interface SummaryItem {
  field: string
  label: Label
  value: Shown
}

export interface SummaryLines {
  name: string
  label: Label
  columns: { field: string; label: Label }[]
  rows: Shown[][]
}

/** What the approver is shown of the document, as it stood when it was submitted. */
export interface Summary {
  items: SummaryItem[]
  lines: SummaryLines[]
}

const LONGEST = 200
const MOST_LINES = 100

function shown(unit: Unit, field: Field | undefined, value: unknown): Shown {
  if (isEmptyValue(value)) return ''
  if (typeof value === 'boolean') return value ? { zh: '是', en: 'Yes' } : { zh: '否', en: 'No' }
  if (Array.isArray(value)) {
    const parts = value.map((v) => shown(unit, field, v))
    const text = (l: 'zh' | 'en') => parts.map((p) => (typeof p === 'string' ? p : p[l])).join('、')
    return { zh: text('zh'), en: text('en') }
  }
  if (typeof value === 'object') return String((value as { label?: unknown }).label ?? '')
  const options = field?.dictionary ? unit.caller.model.dictionaries[field.dictionary]?.items : field?.options
  return options?.find((o) => o.value === value)?.label ?? String(value).slice(0, LONGEST)
}

/** The name behind an id that a command was given, as far as its giver may see it. */
async function nameOf(caller: Caller, field: Field, value: unknown): Promise<unknown> {
  if (!field.to || isEmptyValue(value)) return value
  const { title } = caller.model.objects.get(field.to)!.def
  const found = await rows(caller, field.to, { where: { id: { in: [value].flat() } }, fields: [title], limit: 50 })
  return found.map((r) => ({ label: r[title] }))
}

/** Describes a document as its submitter sees it, inside the transaction of the submission. */
export async function summarise(
  unit: Unit,
  live: LiveObject,
  id: string,
  inputFields: Record<string, Field>,
  input: Values,
): Promise<{ title: string; summary: Summary }> {
  const caller: Caller = { ...unit.caller, tenant: inside(unit) }
  const { spec } = live.def
  const seen = await getRow<Values>(caller, live.def.name, id)
  const items: SummaryItem[] = []
  for (const name of spec.list ?? Object.keys(live.fields).slice(0, 8)) {
    const field = live.fields[name]
    const label = field?.label ?? { number: { zh: '编号', en: 'Number' }, owner: { zh: '负责人', en: 'Owner' } }[name]
    if (label && !isEmptyValue(seen[name])) items.push({ field: name, label, value: shown(unit, field, seen[name]) })
  }
  for (const [name, field] of Object.entries(inputFields))
    if (!isEmptyValue(input[name]))
      items.push({
        field: `input.${name}`,
        label: field.label,
        value: shown(unit, field, await nameOf(caller, field, input[name])),
      })
  const lines = Object.entries(spec.lines ?? {}).flatMap(([name, kind]): SummaryLines[] => {
    const list = (seen[name] as Values[] | undefined) ?? []
    const columns = Object.entries(kind.fields).filter(([f]) => list.some((line) => !isEmptyValue(line[f])))
    if (!list.length) return []
    return [
      {
        name,
        label: kind.label,
        columns: columns.map(([field, f]) => ({ field, label: f.label })),
        rows: list.slice(0, MOST_LINES).map((line) => columns.map(([f, field]) => shown(unit, field, line[f]))),
      },
    ]
  })
  const named = [seen.number, seen[live.def.title]].filter((v, i, all) => v && all.indexOf(v) === i)
  return { title: named.join(' ').slice(0, 200), summary: { items, lines } }
}

/** What a request is called for this reader: without the document's name where he may not read it. */
export function titleFor(caller: Caller, object: string, title: string, plain: string): string {
  const def = caller.model.objects.get(object)?.def
  const field = def?.fields[def.title]
  return !field || isClear(fieldRight(caller.actor, def, def.title, field)) ? title : plain
}

/** A summary under the rights of whoever reads it: what is hidden or masked for him on the object stays so here. */
export function readable(caller: Caller, live: LiveObject, summary: Summary): Summary {
  const right = (name: string) => fieldRight(caller.actor, live.def, name, live.fields[name])
  // What a command was given for a field (an amendment's lines, a new price) is that field's affair too.
  const open = (field: string): boolean => {
    const name = field.replace(/^input\./, '')
    const lines = live.def.spec.lines?.[name]
    const inner = Object.keys(lines?.fields ?? {}).map((f) => lineRight(caller.actor, live.def, name, f))
    return [right(name), ...inner].every(isClear)
  }
  const items = summary.items
    .filter((i) => right(i.field.replace(/^input\./, '')) !== 'hidden')
    .map((i) => (open(i.field) ? i : { ...i, value: '***' }))
  const lines = summary.lines
    .filter((l) => isClear(right(l.name)))
    .map((l) => {
      const rights = l.columns.map((c) => lineRight(caller.actor, live.def, l.name, c.field))
      const keep = (_: unknown, i: number): boolean => rights[i] !== 'hidden'
      return {
        ...l,
        columns: l.columns.filter(keep),
        rows: l.rows.map((r) => r.map((v, i) => (isClear(rights[i]!) ? v : '***')).filter(keep)),
      }
    })
  return { items, lines }
}
