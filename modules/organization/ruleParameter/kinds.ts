import type { Label } from '#kernel/declare/index.ts'

/** How a value is typed in: what the page offers, and within what bounds. */
export type RuleInput =
  | { kind: 'number'; min: number; max: number; scale: number; unit: Label }
  | {
      kind: 'numbers'
      min: number
      max: number
      scale: number
      unit: Label
      order: 'falling' | 'rising'
      length?: number
    }
  | { kind: 'yesNo' }
  | { kind: 'lists' }
  | { kind: 'periods' }
  | { kind: 'dayLists'; lists: { name: string; label: Label }[] }

/** One rule that may change from a day on: what it ships with, and what a value must look like. */
export interface Rule<T> {
  label: Label
  /** In force until somebody sets another value. Legal limits are to be confirmed against the current official text. */
  shipped: T
  input: RuleInput
  /** Why a value cannot stand, if it cannot. */
  check(value: unknown): Label | undefined
}

const DAYS: Label = { zh: '天', en: 'days' }
const MONTHS: Label = { zh: '个月', en: 'months' }
const HOURS: Label = { zh: '小时', en: 'hours' }
const WORK_HOURS: Label = { zh: '工作小时', en: 'working hours' }
const TIMES: Label = { zh: '次', en: 'times' }
const CYCLES: Label = { zh: '个周期', en: 'cycles' }
const SHARE: Label = { zh: '（1 = 100%）', en: '(1 = 100%)' }

type Bounds = { min: number; max: number; scale: number }

const fits = (v: unknown, { min, max, scale }: Bounds): v is number =>
  typeof v === 'number' && Number.isFinite(v) && v >= min && v <= max && Number(v.toFixed(scale)) === v

const said = ({ min, max, scale }: Bounds): Label =>
  scale
    ? {
        zh: `应为 ${min} 到 ${max} 的数，小数不超过 ${scale} 位`,
        en: `must be a number from ${min} to ${max} with ${scale} decimals at most`,
      }
    : { zh: `应为 ${min} 到 ${max} 的整数`, en: `must be a whole number from ${min} to ${max}` }

const number =
  (unit: Label, bounds: Bounds) =>
  (label: Label, shipped: number): Rule<number> => ({
    label,
    shipped,
    input: { kind: 'number', unit, ...bounds },
    check: (v) => (fits(v, bounds) ? undefined : said(bounds)),
  })

const LONG = { min: 0, max: 3650, scale: 0 }

export const days = number(DAYS, LONG)
export const months = number(MONTHS, { min: 0, max: 600, scale: 0 })
export const times = number(TIMES, { min: 1, max: 100, scale: 0 })
/** By the clock; nobody waits for nothing. */
export const hours = number(HOURS, { min: 1, max: 8760, scale: 0 })
/** By office hours of working days. */
export const workHours = number(WORK_HOURS, { min: 1, max: 2000, scale: 0 })
/** A part of the whole, 0 … 1. */
export const share = number(SHARE, { min: 0, max: 1, scale: 3 })

const sorted = (list: number[], order: 'falling' | 'rising'): boolean =>
  list.every((n, i) => i === 0 || (order === 'falling' ? n < list[i - 1]! : n > list[i - 1]!))

/** Days ahead of an end at which it is told, the farthest first. */
export const daysAhead = (label: Label, shipped: number[]): Rule<number[]> => ({
  label,
  shipped,
  input: { kind: 'numbers', unit: DAYS, order: 'falling', ...LONG },
  check: (v) =>
    Array.isArray(v) && v.length > 0 && v.every((n) => fits(n, LONG)) && sorted(v, 'falling')
      ? undefined
      : {
          zh: '应为由大到小的天数列表，如 180、90、30、7',
          en: 'must be a falling list of days such as 180, 90, 30, 7',
        },
})

/** Three rising steps: the owner is told at the first, his manager at the second, the directors at the third. */
export const cycleSteps = (label: Label, shipped: number[]): Rule<number[]> => {
  const bounds = { min: 0.1, max: 20, scale: 2 }
  return {
    label,
    shipped,
    input: { kind: 'numbers', unit: CYCLES, order: 'rising', length: 3, ...bounds },
    check: (v) =>
      Array.isArray(v) && v.length === 3 && v.every((n) => fits(n, bounds)) && sorted(v, 'rising')
        ? undefined
        : { zh: '应为三个由小到大的倍数，如 1、1.5、2', en: 'must be three rising multiples such as 1, 1.5, 2' },
  }
}

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v)
const isStrings = (v: unknown): v is string[] => Array.isArray(v) && v.every((x) => typeof x === 'string')

export const lists = (label: Label, shipped: Record<string, string[]>): Rule<Record<string, string[]>> => ({
  label,
  shipped,
  input: { kind: 'lists' },
  check: (v) =>
    isObject(v) && Object.values(v).every(isStrings)
      ? undefined
      : { zh: '应为“名称: [代码…]”的对应表', en: 'must map names to lists of codes' },
})

export const yesNo = (label: Label, shipped: boolean): Rule<boolean> => ({
  label,
  shipped,
  input: { kind: 'yesNo' },
  check: (v) => (typeof v === 'boolean' ? undefined : { zh: '应为 true 或 false', en: 'must be true or false' }),
})

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/
const isClock = (v: unknown, last: boolean): v is string =>
  typeof v === 'string' && (CLOCK.test(v) || (last && v === '24:00'))

const arePeriods = (v: unknown): boolean =>
  Array.isArray(v) &&
  v.length > 0 &&
  v.length <= 6 &&
  v.every((p) => Array.isArray(p) && p.length === 2 && isClock(p[0], false) && isClock(p[1], true) && p[0] < p[1]) &&
  v.every((p, i) => i === 0 || v[i - 1][1] <= p[0])

/** Stretches of a day by the clock, in order, none reaching into the next. */
export const periods = (label: Label, shipped: [string, string][]): Rule<[string, string][]> => ({
  label,
  shipped,
  input: { kind: 'periods' },
  check: (v) =>
    arePeriods(v)
      ? undefined
      : {
          zh: '应为先后不重叠的时段，如 09:00–12:00、13:00–18:00',
          en: 'must be stretches of a day in order that do not overlap, such as 09:00–12:00, 13:00–18:00',
        },
})

const isDay = (v: unknown): boolean => {
  if (typeof v !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(v)) return false
  const day = new Date(v)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(v)
}

/** Days under some names. */
export const dayLists = <K extends string>(
  label: Label,
  lists: { name: K; label: Label }[],
): Rule<Record<K, string[]>> => ({
  label,
  shipped: Object.fromEntries(lists.map((l) => [l.name, [] as string[]])) as Record<K, string[]>,
  input: { kind: 'dayLists', lists },
  check: (v) =>
    isObject(v) &&
    Object.keys(v).length === lists.length &&
    lists.every(({ name }) => Array.isArray(v[name]) && (v[name] as unknown[]).every(isDay))
      ? undefined
      : {
          zh: `${lists.map((l) => `“${l.name}”`).join('和')}应各为一组日期，如 ["2027-02-08"]`,
          en: `${lists.map((l) => `"${l.name}"`).join(' and ')} must each be a list of days such as ["2027-02-08"]`,
        },
})
