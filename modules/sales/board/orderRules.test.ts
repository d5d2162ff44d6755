import assert from 'node:assert/strict'
import { test } from 'node:test'
import { patched } from '#ui/board/columns.ts'
import type { BoardCard } from '../web/types.ts'
import { type OrderColumn, orderRules } from './orderRules.ui.ts'

const card = (id: string, stage: string, lateAfter: string | null, amount = '10.00'): BoardCard => ({
  id,
  number: id,
  soldTo: null,
  amount,
  state: 'submitted',
  stage,
  stageSince: null,
  lateAfter,
  late: false,
  owner: null,
  paymentStatus: 'none',
  shipmentStatus: 'none',
  receiptStatus: 'none',
  invoiceStatus: 'none',
  requestedDate: null,
  orderType: 'normal',
})
const board = (): OrderColumn[] => [
  {
    key: 'commerce',
    count: 2,
    late: 0,
    amount: '20.00',
    cards: [card('a', 'commerce', '2026-03-02'), card('b', 'commerce', '2026-03-04')],
  },
  { key: 'finance', count: 1, late: 0, amount: '10.00', cards: [card('c', 'finance', '2026-03-03')] },
]

test('S6 board: an order moves between departments with its count and money, the most urgent on top', () => {
  const after = patched(board(), ['a'], [card('a', 'finance', '2026-03-02')], orderRules)
  assert.deepEqual(
    after.map((c) => [c.count, c.amount, c.cards.map((o) => o.id).join('')]),
    [
      [1, '10', 'b'],
      [2, '20', 'ac'],
    ],
  )
})

test('S6 board: an order without a deadline stands last', () => {
  const after = patched(board(), ['a'], [card('a', 'finance', null, '0.10')], orderRules)
  assert.deepEqual([after[1]?.cards.map((o) => o.id).join(''), after[1]?.amount], ['ca', '10.1'])
})
