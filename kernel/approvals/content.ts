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
import { type Act, type Document, isWrite, type Submission, type Write } from './act.ts'

/** Clock marks that the system keeps say nothing about what was submitted. */
const isMark = (field: Field): boolean => Boolean(field.readOnly) && (field.type === 'instant' || field.type === 'date')

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, v]) => !isEmptyValue(v))
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, canonical(v)]))
}

/**
 * The fingerprint of what is approved: every field of the document and of its lines, its state, and the input.
 * Who owns it, when it was touched, and the fields that the flow ignores (unless they are what is to change) are left out.
 */
export function fingerprint(
  unit: Unit,
  act: Act,
  document: Document | null,
  input: Values,
  ignore: string[] = [],
): string {
  const live = unit.caller.model.objects.get(act.object)!
  const { row, lines } = document ?? { row: {} as Values, lines: {} }
  const content: Values = { state: row.state }
  const aim = isWrite(act.spec.name) ? (input as Write).changed : null
  for (const [name, field] of Object.entries(live.fields))
    if (!isMark(field) && (aim?.includes(name) || !ignore.includes(name))) content[name] = row[name]
  // What a write leads to follows from what was sent and from what it is sent to.
  const { after: _, ...sent } = input
  const said = canonical({
    content,
    lines: Object.fromEntries(Object.entries(lines).map(([n, l]) => [n, l.map(({ id: _, ...line }) => line)])),
    input: aim ? sent : input,
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
  /** Of a change: what stands there until it is approved. */
  old?: Shown
  /** Of papers: their ids. Who is shown the item may open them ({@link showsFile}). */
  files?: string[]
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
  if (field?.type === 'files') return { zh: `${[value].flat().length} 个文件`, en: `${[value].flat().length} files` }
  if (typeof value === 'boolean') return value ? { zh: '是', en: 'Yes' } : { zh: '否', en: 'No' }
  if (Array.isArray(value)) {
    const parts = value.map((v) => shown(unit, field, v))
    const text = (l: 'zh' | 'en') => parts.map((p) => (typeof p === 'string' ? p : p[l])).join('、')
    return { zh: text('zh'), en: text('en') }
  }
  if (typeof value === 'object')
    return 'label' in value! ? String(value.label ?? '') : JSON.stringify(value).slice(0, LONGEST)
  const options = field?.dictionary ? unit.caller.model.dictionaries[field.dictionary]?.items : field?.options
  return options?.find((o) => o.value === value)?.label ?? String(value).slice(0, LONGEST)
}

/** An item for a value, with the papers that it stands for. */
function itemOf(unit: Unit, field: string, label: Label, kind: Field | undefined, value: unknown): SummaryItem {
  const item = { field, label, value: shown(unit, kind, value) }
  if (kind?.type !== 'files' || isEmptyValue(value)) return item
  const files = [value].flat() as (string | { id: string })[]
  return { ...item, files: files.map((f) => (typeof f === 'string' ? f : f.id)) }
}

/** The name behind an id that a command was given, as far as its giver may see it. */
async function nameOf(caller: Caller, field: Field, value: unknown): Promise<unknown> {
  if (!field.to || isEmptyValue(value)) return value
  const { title } = caller.model.objects.get(field.to)!.def
  const found = await rows(caller, field.to, { where: { id: { in: [value].flat() } }, fields: [title], limit: 50 })
  return found.map((r) => ({ label: r[title] }))
}

const NAMES: Record<string, Label> = {
  number: { zh: '编号', en: 'Number' },
  owner: { zh: '负责人', en: 'Owner' },
}

/** Lines as a table. */
function tables(unit: Unit, live: LiveObject, lines: Values): SummaryLines[] {
  return Object.entries(live.def.spec.lines ?? {}).flatMap(([name, kind]): SummaryLines[] => {
    const list = (lines[name] as Values[] | undefined) ?? []
    if (!list.length) return []
    const columns = Object.entries(kind.fields).filter(([f]) => list.some((line) => !isEmptyValue(line[f])))
    return [
      {
        name,
        label: kind.label,
        columns: columns.map(([field, f]) => ({ field, label: f.label })),
        rows: list
          .slice(0, MOST_LINES)
          .map((line) => columns.map(([f, field]) => (field.sensitive ? '***' : shown(unit, field, line[f])))),
      },
    ]
  })
}

const OWNER = { to: 'employee' } as Field

const countOf = (list: unknown): Shown => {
  const n = (list as unknown[] | undefined)?.length ?? 0
  return { zh: `${n} 行`, en: `${n} lines` }
}

/** What a create or a change would write, field by field. */
async function written(caller: Caller, { unit, document, ...submission }: Submission): Promise<SummaryItem[]> {
  const { after, changed } = submission.input as Write
  const live = caller.model.objects.get(submission.act.object)!
  const items: SummaryItem[] = []
  for (const name of changed) {
    const kind = live.def.spec.lines?.[name]
    const field = live.fields[name]
    if (kind && document)
      items.push({
        field: name,
        label: kind.label,
        value: countOf(after.lines[name]),
        old: countOf(document.lines[name]),
      })
    const label = field?.hiddenInForm ? undefined : (field?.label ?? NAMES[name])
    if (!label || (!document && isEmptyValue(after.row[name]))) continue
    const [value, before] = [after.row[name], document?.row[name]]
    const named = (v: unknown) => nameOf(caller, field ?? OWNER, v)
    const old = document ? { old: shown(unit, field, await named(before)) } : {}
    items.push({ ...itemOf(unit, name, label, field, await named(value)), ...old })
  }
  return items
}

/** Describes an act as its submitter sees it, inside the transaction of the submission. */
export async function summarise(submission: Submission): Promise<{ title: string; summary: Summary }> {
  const { unit, act, document, input } = submission
  const caller: Caller = { ...unit.caller, tenant: inside(unit) }
  const live = caller.model.objects.get(act.object)!
  const { spec } = live.def
  const seen = document ? await getRow<Values>(caller, live.def.name, document.row.id as string) : {}
  const write = isWrite(act.spec.name) && act.spec.name !== 'delete' ? (input as Write) : undefined
  const items = write ? await written(caller, submission) : []
  const listed = document ? (spec.list ?? Object.keys(live.fields).slice(0, 8)) : []
  for (const name of listed) {
    const label = live.fields[name]?.label ?? NAMES[name]
    if (label && !isEmptyValue(seen[name]) && !items.some((i) => i.field === name))
      items.push(itemOf(unit, name, label, live.fields[name], seen[name]))
  }
  for (const [name, field] of Object.entries(act.spec.input ?? {}))
    if (!isEmptyValue(input[name]))
      items.push(itemOf(unit, `input.${name}`, field.label, field, await nameOf(caller, field, input[name])))
  const head = write && !document ? write.after.row : seen
  const named = [head.number, head[live.def.title]].filter((v, i, all) => v && all.indexOf(v) === i)
  const title = named.join(' ') || live.def.label.zh
  return { title: title.slice(0, 200), summary: { items, lines: tables(unit, live, write?.after.lines ?? seen) } }
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
    .map((i) => {
      const { field, label, old } = i
      return open(field) ? i : { field, label, value: '***', ...(old === undefined ? {} : { old: '***' }) }
    })
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
