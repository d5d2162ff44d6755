import type { LiveObject } from '../access/model.ts'
import type { Field } from '../declare/index.ts'
import type { FieldProblem } from '../errors.ts'
import type { Values } from '../records/input.ts'
import { serialToText } from './excelNumber.ts'
import { transferHooks } from './hooks.ts'
import type { FileRow } from './limits.ts'
import type { Mapping, Reading } from './mapping.ts'
import { REGION_PARTS } from './targets.ts'

/** One row of a file on its way in. References are still the words of the file; see resolve.ts. */
export interface Incoming {
  n: number
  cells: string[]
  values: Values
  /** What a new record gets where the row says nothing. */
  defaults: Values
  /** Own number or id of a record that the row says it is. */
  is?: { id?: string; number?: string }
  problems: FieldProblem[]
}

const DAY_TIME = /^(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/
const LOCAL_TIME = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$/
const COMPACT_DAY = /^(\d{4})(\d{2})(\d{2})$/
/** Serial days of 1955 to 2119: a date cell that lost its format. */
const SERIAL = /^[2-7]\d{4}(\.\d+)?$/

function dateText(text: string): string {
  if (SERIAL.test(text)) return serialToText(Math.floor(Number(text)), 'date', false)
  return (DAY_TIME.exec(text)?.[1] ?? text).replace(COMPACT_DAY, '$1-$2-$3')
}

/** A time without zone is one in China. */
function instantText(text: string): string {
  const given = SERIAL.test(text) ? serialToText(Number(text), 'date', false) : text
  const match = LOCAL_TIME.exec(/^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$/.test(given) ? `${given} 0:00` : given)
  if (!match) return given
  const [, year, ...rest] = match
  const [month, day, hour, minute, second] = rest.map((p) => (p ?? '0').padStart(2, '0'))
  return `${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`
}

function plainValue(field: Field, text: string): unknown {
  switch (field.type) {
    case 'date':
      return dateText(text)
    case 'instant':
      return instantText(text)
    case 'bool':
      return text.toLowerCase()
    case 'multiSelect': {
      // An option may hold a separator itself.
      const whole = field.options?.some((o) => o.label.zh === text || o.label.en === text)
      return whole ? [text] : text
    }
    default:
      return text
  }
}

const noPlace = (field: Field, words: string): Omit<FieldProblem, 'field'> => ({
  code: 'field.region',
  message: {
    zh: `${field.label.zh}无法识别：${words.slice(0, 60)}`,
    en: `${field.label.en}: no such place: ${words.slice(0, 60)}`,
  },
})

/** A place in one cell: its code, `330106 …`, a path `浙江省/杭州市/西湖区`, or an address. */
function regionOf(text: string): string | null {
  const code = /^\d{6}(?=$|\D)/.exec(text)?.[0]
  if (code) return code
  const [province, city, county] = text.split(/[/\\>＞\s-]+/)
  if (city) return transferHooks.region?.({ province, city, county }) ?? null
  return transferHooks.region?.({ address: text }) ?? transferHooks.region?.({ province: text }) ?? null
}

/** A place in several columns; undefined when the row says nothing of it. */
function regionFromParts(name: string, mapping: Mapping, cell: (at: number) => string) {
  const words: Record<string, string> = {}
  for (const part of REGION_PARTS) {
    const column = mapping[`${name}.${part}`]
    if (column !== undefined && cell(column)) words[part] = cell(column)
  }
  if (!words.province && !words.city && !words.county && !words.address) return undefined
  const code = transferHooks.region?.(words) ?? null
  return { code, words: [words.province, words.city, words.county].filter(Boolean).join(' ') || words.address! }
}

/** Reads a row of the file by the mapping. Empty cells say nothing: on update they leave what is there. */
export function convertRow(live: LiveObject, { mapping, defaults }: Reading, row: FileRow): Incoming {
  const out: Incoming = { n: row.n, cells: row.cells, values: {}, defaults, problems: [] }
  const cell = (at: number) => row.cells[at]?.trim() ?? ''
  const regions = new Set<string>()
  for (const [key, column] of Object.entries(mapping)) {
    const dot = key.indexOf('.')
    if (dot > 0) {
      regions.add(key.slice(0, dot))
      continue
    }
    const text = cell(column)
    if (!text) continue
    if (key === 'id' || key === 'number') out.is = { ...out.is, [key]: text }
    else if (key === 'owner') out.values.owner = text
    else {
      const field = live.fields[key]!
      if (field.type !== 'region') out.values[key] = plainValue(field, text)
      else {
        const code = regionOf(text)
        if (code) out.values[key] = code
        else out.problems.push({ field: key, ...noPlace(field, text) })
      }
    }
  }
  for (const name of regions) {
    if (out.values[name] !== undefined) continue
    const found = regionFromParts(name, mapping, cell)
    if (found?.code) out.values[name] = found.code
    else if (found) out.problems.push({ field: name, ...noPlace(live.fields[name]!, found.words) })
  }
  return out
}
