import { type BoardState, useBoard } from '#ui/board/useBoard.ts'
import { api } from '#ui/core/api.ts'
import type { BoardCard, BoardReply } from '../web/types.ts'
import { type OrderColumn, orderRules } from './orderRules.ui.ts'

export interface BoardFilter {
  region?: string | undefined
  owner?: string | undefined
  soldTo?: string | undefined
  late?: boolean
}

/** Open orders under the department that holds them, live. */
export const useOrderBoard = (filter: BoardFilter): BoardState<BoardCard, OrderColumn> =>
  useBoard({
    ...orderRules,
    object: 'salesOrder',
    filter,
    load: async ({ limit, ids, column }, signal) => {
      const asked = { ...filter, late: filter.late ? true : undefined, limit, ids, stages: column }
      const { stages } = await api.get<BoardReply>('/sales-orders/board', asked, signal)
      return stages.map(({ stage, orders, ...figures }) => ({ ...figures, key: stage, cards: orders }))
    },
  })
