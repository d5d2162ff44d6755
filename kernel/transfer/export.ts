import type { Writable } from 'node:stream'
import type { Caller } from '../access/actor.ts'
import type { LiveModel, LiveObject } from '../access/model.ts'
import { isClear } from '../access/rights.ts'
import { requireVerb, write } from '../commands/run.ts'
import { type Field, type Label, type Locale, pick } from '../declare/index.ts'
import { badRequest, notFound, Problem } from '../errors.ts'
import { type ListQuery, list, MAX_LIMIT } from '../records/list.ts'
import { readableFields } from '../records/projection.ts'
import { transferHooks } from './hooks.ts'
import { NUMBER, OWNER } from './targets.ts'
import { type Cell, type TableFormat, tableWriter } from './writeTable.ts'

/** Rows of one export unless the company sets another number. */
export const EXPORT_CAP = 100_000

export interface ExportQuery extends Pick<ListQuery, 'where' | 'q' | 'sort'> {
  fields?: string[]
  format: TableFormat
  /** Most rows; default {@link EXPORT_CAP}. */
  cap?: number
}

interface Column {
  name: string
  label: Label
  cell: (value: unknown, row: Record<string, unknown>) => Cell
}

const labelOf = (value: unknown): string => (value as { label?: string | null } | null)?.label ?? ''

function itemLabel(model: LiveModel, field: Field, locale: Locale): (value: unknown) => string {
  const items = field.dictionary ? (model.dictionaries[field.dictionary]?.items ?? []) : (field.options ?? [])
  const labels = new Map(items.map((i) => [i.value, pick(i.label, locale)]))
  return (value) => labels.get(String(value)) ?? String(value)
}

const CLOCK = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** A division by its names in Chinese; in English with the code in front, by which it can be read again. */
function regionText(code: string, locale: Locale): string {
  const path = transferHooks.regionPath?.(code)
  if (!path?.length) return code
  const names = path.map((l) => pick(l, locale)).join('/')
  return locale === 'zh' ? names : `${code} ${names}`
}

function cellOf(caller: Caller, field: Field): (value: unknown) => Cell {
  const { locale, model } = caller
  const item = itemLabel(model, field, locale)
  const many = (value: unknown, show: (v: unknown) => string) => [value].flat().map(show).join('、')
  switch (field.type) {
    case 'integer':
    case 'decimal':
    case 'money':
      return (v) => ({ number: String(v) })
    case 'date':
      return (v) => ({ day: String(v) })
    case 'instant':
      return (v) => CLOCK.format(new Date(String(v)))
    case 'bool':
      return (v) => (locale === 'zh' ? (v ? '是' : '否') : v ? 'yes' : 'no')
    case 'select':
      return item
    case 'multiSelect':
      return (v) => many(v, item)
    case 'tags':
      return (v) => many(v, String)
    case 'ref':
      return labelOf
    case 'refs':
    case 'files':
      return (v) => many(v, labelOf)
    case 'region':
      return (v) => regionText(String(v), locale)
    case 'json':
      return (v) => JSON.stringify(v)
    default:
      return String
  }
}

/** A value of a field in words, as the reader's language has it. */
export function shownText(caller: Caller, field: Field, value: unknown): string {
  const cell = cellOf(caller, field)(value)
  if (typeof cell !== 'object' || cell === null) return String(cell ?? '')
  return 'number' in cell ? cell.number : cell.day
}

const STATE: Label = { zh: '状态', en: 'State' }
const DEPT: Label = { zh: '部门', en: 'Department' }
const CREATED: Label = { zh: '创建时间', en: 'Created' }
const UPDATED: Label = { zh: '更新时间', en: 'Updated' }

function columnsOf(caller: Caller, live: LiveObject): Column[] {
  const { spec } = live.def
  const time = (value: unknown) => CLOCK.format(new Date(String(value)))
  const columns: Column[] = []
  if (spec.number) columns.push({ name: 'number', label: NUMBER.label, cell: String })
  for (const { name, field, right } of readableFields(caller, live)) {
    if (field.type === 'json') continue
    // What is masked is text already, whatever its type.
    columns.push({ name, label: field.label, cell: isClear(right) ? cellOf(caller, field) : String })
  }
  const state = (v: unknown) => pick(spec.states?.[String(v)]?.label ?? { zh: String(v), en: String(v) }, caller.locale)
  if (spec.states) columns.push({ name: 'state', label: STATE, cell: state })
  if (spec.owned)
    columns.push({ name: 'owner', label: OWNER.label, cell: labelOf }, { name: 'dept', label: DEPT, cell: labelOf })
  columns.push({ name: 'createdAt', label: CREATED, cell: time }, { name: 'updatedAt', label: UPDATED, cell: time })
  return columns
}

function chosen(columns: Column[], fields: string[] | undefined): Column[] {
  if (!fields?.length) return columns
  return fields.map((name) => {
    const column = columns.find((c) => c.name === name)
    if (!column)
      throw badRequest('query.unknownField', {
        zh: `没有可导出的字段“${name}”`,
        en: `No such field to export: ${name}`,
      })
    return column
  })
}

const tooMany = (count: number, cap: number): Problem =>
  new Problem(422, 'export.tooMany', {
    zh: `共 ${count} 条，一次最多导出 ${cap} 条，请缩小筛选范围`,
    en: `${count} rows; at most ${cap} can be exported at once. Narrow the filter`,
  })

/** An export that is allowed and logged, and only waits to be written. */
export interface Export {
  count: number
  fileName: string
  writeTo(out: Writable): Promise<void>
}

/**
 * Prepares an export: the rows that the caller may export under a filter, in the fields he may read, masked where he
 * sees them masked. What will be given out is in the audit before the first byte leaves.
 */
export async function exportRows(caller: Caller, object: string, query: ExportQuery): Promise<Export> {
  const live = caller.model.objects.get(object)
  if (!live) throw notFound()
  requireVerb(caller, object, 'export')
  const columns = chosen(columnsOf(caller, live), query.fields)
  const cap = query.cap ?? EXPORT_CAP
  const { where, q, sort, fields, format } = query
  const asked: ListQuery = { where, q, sort, fields: columns.map((c) => c.name) }
  const total = await list(caller, object, { ...asked, limit: 1, count: 'exact', fields: ['id'] }, 'export')
  const count = total.total!.value
  if (count > cap) throw tooMany(count, cap)
  await write(caller, { command: 'export', body: null }, async (unit) => {
    const said = { where: where ?? null, q: q ?? null, sort: sort ?? null, fields: fields ?? null, format, count }
    unit.audit(object, null, 'export', said)
  })
  const title = pick(live.def.label, caller.locale)
  const writeTo = async (out: Writable) => {
    const table = tableWriter(format, out, title)
    await table.write(columns.map((c) => pick(c.label, caller.locale)))
    let left = count
    for (let cursor: string | undefined; left > 0; ) {
      const page = await list(caller, object, { ...asked, limit: MAX_LIMIT, cursor, count: 'none' }, 'export')
      const rows = JSON.parse(page.data) as Record<string, unknown>[]
      for (const row of rows.slice(0, left)) {
        const cells = columns.map(({ name, cell }) => {
          const value = row[name]
          return value === null || value === undefined || value === '' ? null : cell(value, row)
        })
        await table.write(cells)
      }
      left -= rows.length
      if (!page.nextCursor) break
      cursor = page.nextCursor
    }
    await table.end()
  }
  const day = CLOCK.format(caller.tenant.clock()).slice(0, 10)
  return { count, fileName: `${title}-${day}.${format}`, writeTo }
}
