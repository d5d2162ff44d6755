import type { LiveModel } from '../access/model.ts'
import type { Field } from '../declare/index.ts'
import type { FieldProblem } from '../errors.ts'
import { isUuid } from '../store/ids.ts'
import { cleanLine, cleanText } from '../text/clean.ts'
import { compare, parseDecimal, toFixed } from '../values/decimal.ts'

/** What becomes of one value: the canonical form that is stored, or why not. */
type Checked = { value: unknown } | { problem: Omit<FieldProblem, 'field'> }

const problem = (code: string, zh: string, en: string): Checked => ({ problem: { code, message: { zh, en } } })
const wrongType = (field: Field): Checked =>
  problem('field.type', `${field.label.zh}的格式不对`, `${field.label.en} has the wrong form`)

const MAX_ITEMS = 200

function checkText(field: Field, given: unknown): Checked {
  if (typeof given !== 'string' && typeof given !== 'number') return wrongType(field)
  const long = field.type === 'longText'
  const value = long ? cleanText(String(given)) : cleanLine(String(given))
  const max = field.max ?? (long ? 10_000 : 200)
  if (value.length > max)
    return problem('field.tooLong', `${field.label.zh}最多 ${max} 个字`, `${field.label.en}: at most ${max} characters`)
  if (value && field.pattern && !field.pattern.test.test(value))
    return problem('field.pattern', field.pattern.message.zh, field.pattern.message.en)
  return { value: value === '' ? null : value }
}

function checkInteger(field: Field, given: unknown): Checked {
  const text = typeof given === 'number' ? String(given) : given
  if (typeof text !== 'string') return wrongType(field)
  const parsed = parseDecimal(text, { precision: 15, scale: 0 })
  if (!parsed.ok)
    return problem('field.integer', `${field.label.zh}应为整数`, `${field.label.en} must be a whole number`)
  return inRange(field, Number(parsed.value), String(parsed.value))
}

function checkDecimal(field: Field, given: unknown): Checked {
  if (typeof given !== 'string' && typeof given !== 'number') return wrongType(field)
  const scale = field.scale ?? (field.type === 'money' ? 2 : 4)
  const parsed = parseDecimal(String(given), { precision: 20, scale })
  if (!parsed.ok)
    return problem(
      parsed.code,
      `${field.label.zh}应为数字，最多 ${scale} 位小数`,
      `${field.label.en} must be a number with at most ${scale} decimals`,
    )
  return inRange(field, toFixed(parsed.value, scale), parsed.value)
}

function inRange(field: Field, value: unknown, text: string): Checked {
  if (field.min !== undefined && compare(text, String(field.min)) < 0)
    return problem(
      'field.tooSmall',
      `${field.label.zh}不能小于 ${field.min}`,
      `${field.label.en} must not be below ${field.min}`,
    )
  if (field.atMost !== undefined && compare(text, String(field.atMost)) > 0)
    return problem(
      'field.tooLarge',
      `${field.label.zh}不能大于 ${field.atMost}`,
      `${field.label.en} must not exceed ${field.atMost}`,
    )
  return { value }
}

const DAY = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/

function checkDate(field: Field, given: unknown): Checked {
  const match = typeof given === 'string' ? DAY.exec(given.trim()) : null
  const text = match ? `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}` : ''
  const parsed = new Date(`${text}T00:00:00Z`)
  const real = match && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text) && text >= '1800'
  if (!real)
    return problem(
      'field.date',
      `${field.label.zh}应为日期，如 2026-01-31`,
      `${field.label.en} must be a date such as 2026-01-31`,
    )
  return { value: text }
}

function checkInstant(field: Field, given: unknown): Checked {
  const time = typeof given === 'string' && /^\d{4}-\d{2}-\d{2}[T ]/.test(given) ? Date.parse(given) : Number.NaN
  if (Number.isNaN(time))
    return problem('field.instant', `${field.label.zh}应为时间`, `${field.label.en} must be a point in time`)
  return { value: new Date(time).toISOString() }
}

const YES = new Set([true, 'true', '是', 'Y', 'y', 'yes', '1', 1])
const NO = new Set([false, 'false', '否', 'N', 'n', 'no', '0', 0])

function checkBool(field: Field, given: unknown): Checked {
  if (YES.has(given as never)) return { value: true }
  if (NO.has(given as never)) return { value: false }
  return problem('field.bool', `${field.label.zh}应为“是”或“否”`, `${field.label.en} must be yes or no`)
}

/** The value of an item, given the value or either label (people import labels). */
function itemValue(model: LiveModel, field: Field, given: unknown): string | undefined {
  const items = field.dictionary ? (model.dictionaries[field.dictionary]?.items ?? []) : (field.options ?? [])
  if (typeof given !== 'string') return undefined
  const text = given.trim()
  return items.find((i) => i.value === text || i.label.zh === text || i.label.en === text)?.value
}

function checkSelect(model: LiveModel, field: Field, given: unknown): Checked {
  const value = itemValue(model, field, given)
  if (value === undefined)
    return problem(
      'field.option',
      `${field.label.zh}没有这个选项：${String(given).slice(0, 40)}`,
      `${field.label.en} has no option ${String(given).slice(0, 40)}`,
    )
  return { value }
}

function asList(given: unknown): unknown[] | undefined {
  if (Array.isArray(given)) return given
  if (typeof given === 'string')
    return given
      .split(/[,，;；、|]/)
      .map((s) => s.trim())
      .filter(Boolean)
  return undefined
}

function checkMany(model: LiveModel, field: Field, given: unknown): Checked {
  const list = field.single && !Array.isArray(given) ? [given] : asList(given)
  if (field.single && list && list.length > 1) return wrongType(field)
  if (!list || list.length > MAX_ITEMS) return wrongType(field)
  const values: string[] = []
  for (const item of list) {
    const one =
      field.type === 'multiSelect'
        ? checkSelect(model, field, item)
        : field.type === 'tags'
          ? checkText({ ...field, type: 'text', max: 40 }, item)
          : checkRef(field, item)
    if ('problem' in one) return one
    if (one.value !== null && !values.includes(one.value as string)) values.push(one.value as string)
  }
  return { value: values }
}

function checkRef(field: Field, given: unknown): Checked {
  const id = typeof given === 'object' && given !== null && 'id' in given ? (given as { id: unknown }).id : given
  if (!isUuid(id)) return problem('field.ref', `请选择${field.label.zh}`, `Choose a ${field.label.en}`)
  return { value: id.toLowerCase() }
}

/** A division code; that it exists is checked by whoever knows the divisions (the object's `derive`). */
function checkRegion(field: Field, given: unknown): Checked {
  const text = String(given).trim()
  return /^\d{6}$/.test(text)
    ? { value: text }
    : problem(
        'field.region',
        `${field.label.zh}应为六位行政区划代码`,
        `${field.label.en} must be a six-digit division code`,
      )
}

/** Checks one given value against its field and gives what is stored. Empty is null and always passes here. */
export function checkValue(model: LiveModel, field: Field, given: unknown): Checked {
  if (given === null || given === undefined || given === '') return { value: null }
  switch (field.type) {
    case 'text':
    case 'longText':
      return checkText(field, given)
    case 'integer':
      return checkInteger(field, given)
    case 'decimal':
    case 'money':
      return checkDecimal(field, given)
    case 'date':
      return checkDate(field, given)
    case 'instant':
      return checkInstant(field, given)
    case 'bool':
      return checkBool(field, given)
    case 'select':
      return checkSelect(model, field, given)
    case 'ref':
      return checkRef(field, given)
    case 'region':
      return checkRegion(field, given)
    case 'json':
      return JSON.stringify(given).length > 100_000 ? wrongType(field) : { value: given }
    default:
      return checkMany(model, field, given)
  }
}
