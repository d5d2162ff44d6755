import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Log } from '#kernel/tenant.ts'
import { afterWorkHours, endOfDay, isWorkday, type WorkCalendar } from './workdays.ts'

/** Notices of the General Office of the State Council: 国办发明电〔2024〕12 号 (2025), 〔2025〕7 号 (2026). */
test('calendar: holidays and the days worked instead, as the State Council published them', () => {
  for (const off of ['2025-10-08', '2026-01-01', '2026-02-17', '2026-05-01', '2026-10-01', '2026-06-20'])
    assert.equal(isWorkday(off), false, off)
  for (const on of ['2025-09-28', '2026-02-14', '2026-02-28', '2026-09-20', '2026-10-10', '2026-06-15'])
    assert.equal(isWorkday(on), true, on)
})

test('calendar: a year not yet published is Monday to Friday, and the log hears of it once', () => {
  const said: unknown[] = []
  const log = { warn: (message: string, meta: unknown) => void said.push([message, meta]) } as unknown as Log
  // A Monday, the Saturday before it, and a day that will surely be a holiday but is not published.
  assert.deepEqual(
    ['2099-06-15', '2099-06-13', '2099-10-01'].map((d) => isWorkday(d, log)),
    [true, false, true],
  )
  assert.equal(said.length, 1)
  assert.deepEqual((said[0] as unknown[])[1], { year: 2099 })
})

/** 09:00–12:00 and 13:00–18:00. */
const OFFICE: WorkCalendar = {
  hours: [
    ['09:00', '12:00'],
    ['13:00', '18:00'],
  ],
  off: [],
  on: [],
}
/** A moment by the clock of China. */
const china = (clock: string): string => new Date(`${clock}:00+08:00`).toISOString()
const due = (since: string, hours: number, calendar = OFFICE) => afterWorkHours(china(since), hours, calendar)

test('S9 calendar: only office hours count, the noon break does not', () => {
  // Wednesday.
  assert.equal(due('2026-06-17 10:00', 1), china('2026-06-17 11:00'))
  assert.equal(due('2026-06-17 10:00', 4), china('2026-06-17 15:00'))
  assert.equal(due('2026-06-17 12:30', 1), china('2026-06-17 14:00'))
  assert.equal(
    due('2026-06-17 10:00', 7),
    china('2026-06-17 18:00'),
    'the last minute of the day, not the next morning',
  )
  assert.equal(due('2026-06-17 10:00', 8), china('2026-06-18 10:00'))
  // Before the office opens, and after it has closed.
  assert.equal(due('2026-06-17 03:00', 2), china('2026-06-17 11:00'))
  assert.equal(due('2026-06-17 21:00', 2), china('2026-06-18 11:00'))
})

test('S9 calendar: nothing is late on a weekend or a holiday', () => {
  assert.equal(due('2026-06-12 17:00', 4), china('2026-06-15 12:00'), 'Friday evening to Monday noon')
  assert.equal(due('2026-06-14 12:00', 8), china('2026-06-15 18:00'), 'what arrives on a Sunday has all of Monday')
  // Friday 19 June is the Dragon Boat festival.
  assert.equal(due('2026-06-18 17:00', 8), china('2026-06-22 17:00'))
  // National Day of 2026: 1 to 7 October off.
  assert.equal(due('2026-09-30 17:30', 1), china('2026-10-08 09:30'))
})

test('S9 calendar: a Saturday worked instead (调休) counts like every other day', () => {
  // 14 February 2026, a Saturday, is worked; the Spring Festival lasts from the 15th to the 23rd; the 28th is worked.
  assert.equal(due('2026-02-13 17:00', 2), china('2026-02-14 10:00'))
  assert.equal(due('2026-02-14 17:00', 2), china('2026-02-24 10:00'))
  assert.equal(due('2026-02-27 17:00', 2), china('2026-02-28 10:00'))
})

test('S9 calendar: a company’s own days off and days worked go before the public calendar', () => {
  const own = { ...OFFICE, off: ['2026-06-15'], on: ['2026-06-13'] }
  assert.equal(due('2026-06-12 17:00', 2, own), china('2026-06-13 10:00'), 'its Saturday')
  assert.equal(due('2026-06-13 17:00', 2, own), china('2026-06-16 10:00'), 'its Monday off')
  const nights: WorkCalendar = { hours: [['00:00', '24:00']], off: [], on: [] }
  assert.equal(due('2026-06-12 18:00', 8, nights), china('2026-06-15 02:00'), 'round the clock on working days')
})

test('calendar: a day ends at midnight in China', () => {
  assert.equal(endOfDay('2026-06-30'), '2026-06-30T16:00:00.000Z')
  assert.equal(endOfDay('2026-06-30', 2), '2026-07-02T16:00:00.000Z')
})
