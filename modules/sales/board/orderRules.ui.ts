import { minus, plus, sumOf } from '../web/decimals.ui.ts'
import type { BoardCard } from '../web/types.ts'

/** One department's orders. */
export interface OrderColumn {
  key: string
  count: number
  /** Null, like the amount, where the reader may not see what it follows from. */
  late: number | null
  amount: string | null
  cards: BoardCard[]
}

const moneyOf = (orders: BoardCard[]): string => sumOf(orders.map((o) => o.amount))

/** How orders lie on their board: late ones first, the longest overdue on top; the server sorts alike. */
export const orderRules = {
  columnOf: (card: BoardCard): string => card.stage,
  before: (a: BoardCard, b: BoardCard): boolean => {
    const [x, y] = [a.lateAfter ?? '9', b.lateAfter ?? '9']
    return x < y || (x === y && a.id < b.id)
  },
  recount: (column: OrderColumn, had: BoardCard[], has: BoardCard[]): OrderColumn => ({
    ...column,
    amount: column.amount === null ? null : plus(minus(column.amount, moneyOf(had)), moneyOf(has)),
  }),
}
