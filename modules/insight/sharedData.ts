/** Test support: the public data sets in ../shared/data. They are never committed; tests skip where they are absent. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OpportunityHistory } from './value/bgBb.ts'
import type { Purchase } from './value/purchases.ts'

const ROOTS = [process.env.XINGLIN_SHARED, join(import.meta.dirname, '../../../shared')]

/** Text of a shared file, or null (with a printed reason) where it is absent. */
export function sharedText(path: string): string | null {
  for (const root of ROOTS) {
    const full = root && join(root, 'data', path)
    if (full && existsSync(full)) return readFileSync(full, 'utf8')
  }
  console.log(`skipped: ../shared/data/${path} is not on this machine (set XINGLIN_SHARED)`)
  return null
}

/** Day number of a YYYYMMDD date. */
export const dayNumber = (s: string): number =>
  Date.UTC(Number(s.slice(0, 4)), Number(s.slice(4, 6)) - 1, Number(s.slice(6, 8))) / 86_400_000

/** CDNOW sample: 2,357 customers, 6,919 purchases, 1997-01-01 to 1998-06-30. */
export function cdnow(): Purchase[] | null {
  return (
    sharedText('history/CDNOW_sample.txt')
      ?.trim()
      .split('\n')
      .map((line) => {
        const [customer = '', , date = '', , amount] = line.trim().split(/\s+/)
        return { customer, day: dayNumber(date), amount: Number(amount) }
      }) ?? null
  )
}

/** BG/BB donors: 11,104 people in 22 cells. */
export function donors(): OpportunityHistory[] | null {
  return (
    sharedText('history/donations.csv')
      ?.trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [frequency = 0, recency = 0, opportunities = 0, weight = 0] = line.split(',').map(Number)
        return { frequency, recency, opportunities, weight }
      }) ?? null
  )
}

export interface M3Series {
  id: string
  period: string
  freq: number
  h: number
  x: number[]
  xx: number[]
}

/** The 3,003 M3 series with their test parts. */
export function m3(): M3Series[] | null {
  return (
    sharedText('history/m3_all.jsonl')
      ?.trim()
      .split('\n')
      .map((line) => JSON.parse(line) as M3Series) ?? null
  )
}

/** 767 monthly hospital product series of 84 months. */
export function hospitalSeries(): number[][] | null {
  return (
    sharedText('history/hospital_monthly_767x84.csv')
      ?.trim()
      .split('\n')
      .map((line) => line.split(',').slice(1).map(Number)) ?? null
  )
}
