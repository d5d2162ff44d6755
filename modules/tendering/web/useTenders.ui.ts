import { useQuery } from '@tanstack/react-query'
import { useBoard } from '#ui/board/useBoard.ts'
import { api } from '#ui/core/api.ts'
import type { Row, Where } from '#ui/core/types.ts'
import { allOf } from '#ui/fields/where.ts'
import { before, isLate, MOST, type Read, readColumns, type TenderColumn } from './columns.ui.ts'
import { COLUMNS, OPEN_STATES } from './steps.ui.ts'

const reading =
  (signal?: AbortSignal): Read =>
  (where, sort, limit) =>
    api.list<Row>('tenders', { where, sort, limit, count: 'exact' }, signal)

/** The first tenders of a filter, soonest deadline first, and how many there are; looked at anew every minute. */
export function useTenders(name: string, where: Where) {
  return useQuery({
    queryKey: ['o', 'tender', name, where],
    queryFn: ({ signal }) => reading(signal)(where, 'submitBy', MOST),
    refetchInterval: 60_000,
    placeholderData: (shown) => shown,
  })
}

/** What the board shows of all open tenders, as the list would take it. */
export const withinProvince = (province: string | null): Where | undefined =>
  province ? { province: { eq: `${province.slice(0, 2)}0000` } } : undefined

/** Open tenders under what they wait for, the most pressing first, live. */
export const useTenderBoard = (province: string | null) =>
  useBoard<Row, TenderColumn>({
    object: 'tender',
    filter: province,
    columnOf: (row) => COLUMNS.find((c) => c.states.includes(row.state ?? ''))?.key ?? '',
    before,
    recount: (column, _had, has) => ({ ...column, late: has.filter(isLate).length }),
    load: async ({ ids }, signal) => {
      const within = withinProvince(province)
      if (!ids) return readColumns(reading(signal), within)
      const asked = allOf({ state: { in: OPEN_STATES } }, within, { id: { in: ids } })
      const { data } = await reading(signal)(asked, 'submitBy', MOST)
      return COLUMNS.map(({ key, states }) => {
        const cards = data.filter((r) => states.includes(r.state ?? ''))
        return { key, cards, count: cards.length, late: 0 }
      })
    },
  })
