import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Log } from '#kernel/tenant.ts'
import { afterWorkHours, endOfDay, isWorkday } from './workdays.ts'

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

test('calendar: hours count on working days only', () => {
  // Wednesday 10:00 in China.
  assert.equal(afterWorkHours('2026-06-17T02:00:00Z', 8), '2026-06-17T10:00:00.000Z')
  // Thursday 18:00; Friday is the Dragon Boat festival: 6 hours are left of Thursday, 2 fall on Monday.
  assert.equal(afterWorkHours('2026-06-18T10:00:00Z', 8), '2026-06-21T18:00:00.000Z')
  // Friday 18:00: nothing is late on Saturday.
  assert.equal(afterWorkHours('2026-06-12T10:00:00Z', 8), '2026-06-14T18:00:00.000Z')
  // What arrives on a Sunday has all of Monday.
  assert.equal(afterWorkHours('2026-06-14T04:00:00Z', 24), '2026-06-15T16:00:00.000Z')
  // The Saturday before the Spring Festival of 2026 is worked instead.
  assert.equal(afterWorkHours('2026-02-13T10:00:00Z', 8), '2026-02-13T18:00:00.000Z')
})

test('calendar: a day ends at midnight in China', () => {
  assert.equal(endOfDay('2026-06-30'), '2026-06-30T16:00:00.000Z')
  assert.equal(endOfDay('2026-06-30', 2), '2026-07-02T16:00:00.000Z')
})
