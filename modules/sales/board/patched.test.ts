import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BoardCard, BoardReply } from '../web/types.ts'
import { patched } from './patched.ui.ts'

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
const board = (): BoardReply => ({
  asOf: '2026-03-01T00:00:00Z',
  late: 0,
  stages: [
    {
      stage: 'commerce',
      count: 2,
      late: 0,
      amount: '20.00',
      orders: [card('a', 'commerce', '2026-03-02'), card('b', 'commerce', '2026-03-04')],
    },
    { stage: 'finance', count: 1, late: 0, amount: '10.00', orders: [card('c', 'finance', '2026-03-03')] },
  ],
})
const ids = (b: BoardReply) => b.stages.map((s) => s.orders.map((o) => o.id).join(''))

test('S6 board: a card moves between departments with its count and money; no other card is touched', () => {
  const before = board()
  const after = patched(before, ['a'], [card('a', 'finance', '2026-03-02')])
  assert.deepEqual(ids(after), ['b', 'ac'], 'the more urgent one stands above')
  assert.deepEqual(
    after.stages.map((s) => [s.count, s.amount]),
    [
      [1, '10'],
      [2, '20'],
    ],
  )
  assert.equal(after.stages[0]?.orders[0], before.stages[0]?.orders[1], 'the same object: nothing is drawn again')
})

test('S6 board: a card that left the board or the filter goes, one that is far down a long column is not drawn', () => {
  assert.deepEqual(ids(patched(board(), ['c'], [])), ['ab', ''])
  const long = board()
  long.stages[0]!.orders = Array.from({ length: 20 }, (_, i) => card(`x${i}`, 'commerce', '2026-03-01'))
  long.stages[0]!.count = 5000
  const after = patched(long, ['c'], [card('c', 'commerce', '2026-09-01')])
  assert.equal(after.stages[0]?.orders.length, 20)
})
