import { minus, plus, sumOf } from '../web/decimals.ui.ts'
import type { BoardCard, BoardReply, BoardStage } from '../web/types.ts'

/** Cards of one column that come with the first paint, and with each 更多. */
export const STEP = 20

/** Late ones first, the longest overdue on top; the server sorts alike. */
const before = (a: BoardCard, b: BoardCard): boolean => {
  const [x, y] = [a.lateAfter ?? '9', b.lateAfter ?? '9']
  return x < y || (x === y && a.id < b.id)
}

const moneyOf = (orders: BoardCard[]): string => sumOf(orders.map((o) => o.amount))

/** Puts the newest state of some cards into a board: out of where they were, into where they are now. */
export function patched(board: BoardReply, ids: string[], cards: BoardCard[]): BoardReply {
  const gone = new Set(ids)
  const stages = board.stages.map((s): BoardStage => {
    const kept = s.orders.filter((o) => !gone.has(o.id))
    const whole = s.orders.length >= s.count
    const orders = [...kept]
    for (const card of cards.filter((c) => c.stage === s.stage)) {
      const at = orders.findIndex((o) => before(card, o))
      // beyond what has been loaded it is not shown, unless everything has been
      if (at >= 0) orders.splice(at, 0, card)
      else if (whole || orders.length < STEP || s.orders.some((o) => o.id === card.id)) orders.push(card)
    }
    // the figures come a moment later; until then the count follows what is seen to move
    const count = Math.max(orders.length, s.count + orders.length - s.orders.length)
    const amount = s.amount === null ? null : plus(minus(s.amount, moneyOf(s.orders)), moneyOf(orders))
    return { ...s, orders, count, amount }
  })
  return { ...board, stages }
}
