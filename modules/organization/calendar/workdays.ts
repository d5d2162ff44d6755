import chineseDays from 'chinese-days'
import { dayOf, type Log } from '#kernel/tenant.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Years whose holidays the State Council has published, as far as the calendar that we carry knows them. */
const published = new Map<number, boolean>()
const warned = new Set<number>()
const known = new Map<string, boolean>()

/** New Year's Day is a holiday of every published year: a calendar that calls it an ordinary day does not know the year. */
function isPublished(year: number): boolean {
  let is = published.get(year)
  if (is === undefined) {
    is = chineseDays.getDayDetail(`${year}-01-01`).name.includes('元旦')
    published.set(year, is)
  }
  return is
}

const isWeekday = (day: string): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

/** When a company works: its office hours, and days that differ from the public calendar. */
export interface WorkCalendar {
  /** Stretches of a working day, `['09:00', '12:00']`, in order. */
  hours: readonly (readonly [from: string, to: string])[]
  /** Days off, and days worked, whatever the public calendar says. */
  off: readonly string[]
  on: readonly string[]
}

/**
 * Is a day (`YYYY-MM-DD`, China) worked by the public calendar: Monday to Friday, less public holidays, plus the days
 * that are worked instead (chinese-days). Holidays of a year are published in the November before; until we carry them
 * Monday to Friday are worked, and `log` is told once.
 */
export function isWorkday(day: string, log?: Log): boolean {
  const year = Number(day.slice(0, 4))
  if (!isPublished(year)) {
    if (log && !warned.has(year)) {
      warned.add(year)
      log.warn('holidays of this year are not known: Monday to Friday count as worked', { year })
    }
    return isWeekday(day)
  }
  const before = known.get(day)
  if (before !== undefined) return before
  const is = chineseDays.isWorkday(day)
  known.set(day, is)
  return is
}

const worked = (day: string, { off, on }: WorkCalendar, log?: Log): boolean =>
  on.includes(day) || (!off.includes(day) && isWorkday(day, log))

/** The instant at which a day of China begins. */
const startOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`)

/** The instant at which a day of China (`YYYY-MM-DD`), or one some days later, is over. */
export const endOfDay = (day: string, later = 0): string => new Date(startOf(day) + (later + 1) * DAY_MS).toISOString()

const minuteMs = (clock: string): number => (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))) * 60_000

/**
 * The instant `hours` after another one, where only office hours of working days count: with 9:00 to 12:00 and 13:00 to
 * 18:00, what arrives on Friday at 17:00 and has 4 hours is due on Monday at 12:00.
 */
export function afterWorkHours(since: string, hours: number, calendar: WorkCalendar, log?: Log): string {
  let at = Date.parse(since)
  let left = hours * HOUR_MS
  while (true) {
    const day = dayOf(new Date(at))
    const start = startOf(day)
    for (const [from, to] of worked(day, calendar, log) ? calendar.hours : []) {
      const begin = Math.max(at, start + minuteMs(from))
      const end = start + minuteMs(to)
      if (begin >= end) continue
      if (left <= end - begin) return new Date(begin + left).toISOString()
      left -= end - begin
    }
    at = start + DAY_MS
  }
}
