import { useQuery } from '@tanstack/react-query'
import { useBoard } from '#ui/board/useBoard.ts'
import { api } from '#ui/core/api.ts'
import type { Row, Where } from '#ui/core/types.ts'
import { allOf } from '#ui/fields/where.ts'
import { COLUMNS, nextStep, OPEN_STATES, toneOf } from './steps.ui.ts'

/** Most that one list gives; a company runs some dozens of tenders at a time. */
const MOST = 200

const read = async (where: Where | undefined, signal?: AbortSignal): Promise<Row[]> =>
  (await api.list<Row>('tenders', { where, sort: 'submitBy', limit: MOST }, signal)).data

/** Tenders by a filter, soonest deadline first; looked at anew every minute. */
export function useTenders(name: string, where: Where) {
  return useQuery({
    queryKey: ['o', 'tender', name, where],
    queryFn: ({ signal }) => read(where, signal),
    refetchInterval: 60_000,
    placeholderData: (before) => before,
  })
}

interface TenderColumn {
  key: string
  count: number
  late: number
  cards: Row[]
}

const daysLeft = (row: Row): number => nextStep(row)?.days ?? 9999

const before = (a: Row, b: Row): boolean => daysLeft(a) < daysLeft(b) || (daysLeft(a) === daysLeft(b) && a.id < b.id)

export const isLate = (row: Row): boolean => toneOf(nextStep(row)?.days ?? null) === 'late'

const counted = (key: string, cards: Row[]): TenderColumn => ({
  key,
  cards,
  count: cards.length,
  late: cards.filter(isLate).length,
})

/** Open tenders under what they wait for, the most pressing first, live; they are few, so all of them are here. */
export const useTenderBoard = (province: string | null) =>
  useBoard<Row, TenderColumn>({
    object: 'tender',
    filter: province,
    columnOf: (row) => COLUMNS.find((c) => c.states.includes(row.state ?? ''))?.key ?? '',
    before,
    recount: (column, _had, has) => counted(column.key, has),
    load: async ({ ids }, signal) => {
      const within = province ? { province: { eq: `${province.slice(0, 2)}0000` } } : undefined
      const rows = await read(allOf({ state: { in: OPEN_STATES } }, within, ids && { id: { in: ids } }), signal)
      const sorted = rows.sort((a, b) => (before(a, b) ? -1 : 1))
      return COLUMNS.map((c) =>
        counted(
          c.key,
          sorted.filter((r) => c.states.includes(r.state ?? '')),
        ),
      )
    },
  })
