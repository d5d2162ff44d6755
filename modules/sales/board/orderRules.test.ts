import assert from 'node:assert/strict'
import { test } from 'node:test'
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

test('S6 board: the money of a column follows the orders that come and go, to the cent', () => {
  const [a, b] = [card('a', 'commerce', null, '10.10'), card('b', 'commerce', null, '0.20')]
  const column: OrderColumn = { key: 'commerce', count: 90, late: 0, amount: '1000.30', cards: [a, b] }
  assert.equal(orderRules.recount(column, [a, b], [b]).amount, '990.2')
  assert.equal(orderRules.recount(column, [b], [a, b]).amount, '1010.4')
})

test('S6 board: the longest overdue stands on top, an order without a deadline last', () => {
  const cards = [card('d', 'x', null), card('c', 'x', '2026-03-04'), card('b', 'x', '2026-03-02'), card('a', 'x', null)]
  const sorted = cards.sort((x, y) => (orderRules.before(x, y) ? -1 : 1))
  assert.equal(sorted.map((c) => c.id).join(''), 'bcad')
})
