import type { Page, Row, Where } from '#ui/core/types.ts'
import { allOf } from '#ui/fields/where.ts'
import { COLUMNS, nextStep, OPEN_STATES, toneOf } from './steps.ui.ts'

export interface TenderColumn {
  key: string
  count: number
  late: number
  cards: Row[]
}

/** Reads tenders by a filter: the first ones, and how many there are. */
export type Read = (where: Where | undefined, sort: string, limit: number) => Promise<Pick<Page<Row>, 'data' | 'total'>>

/** Most that one list gives; a company runs some dozens of tenders at a time. */
export const MOST = 200

/** Cards of a column where all of them are more than one list gives. */
const FIRST = 60

const daysLeft = (row: Row): number => nextStep(row)?.days ?? 9999

export const before = (a: Row, b: Row): boolean =>
  daysLeft(a) < daysLeft(b) || (daysLeft(a) === daysLeft(b) && a.id < b.id)

export const isLate = (row: Row): boolean => toneOf(nextStep(row)?.days ?? null) === 'late'

const column = (key: string, cards: Row[], count: number): TenderColumn => ({
  key,
  cards: cards.sort((a, b) => (before(a, b) ? -1 : 1)),
  count,
  late: cards.filter(isLate).length,
})

/** Open tenders under what they wait for: in one reading while they are few, else the first of each column and their number. */
export async function readColumns(
  read: Read,
  within: Where | undefined,
  { most = MOST, first = FIRST } = {},
): Promise<TenderColumn[]> {
  const { data, total } = await read(allOf({ state: { in: OPEN_STATES } }, within), 'submitBy', most)
  if (total.value <= data.length)
    return COLUMNS.map(({ key, states }) => {
      const cards = data.filter((r) => states.includes(r.state ?? ''))
      return column(key, cards, cards.length)
    })
  return Promise.all(
    COLUMNS.map(async ({ key, states, sort }) => {
      const page = await read(allOf({ state: { in: states } }, within), sort, first)
      return column(key, page.data, page.total.value)
    }),
  )
}
