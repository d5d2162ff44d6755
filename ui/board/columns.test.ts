import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BoardColumn, patched, STEP, withFigures } from './columns.ts'

interface Card {
  id: string
  in: string
  rank: number
}

const card = (id: string, at: string, rank: number): Card => ({ id, in: at, rank })
const rules = { columnOf: (c: Card) => c.in, before: (a: Card, b: Card) => a.rank < b.rank }
const board = (): BoardColumn<Card>[] => [
  { key: 'one', count: 2, cards: [card('a', 'one', 2), card('b', 'one', 4)] },
  { key: 'two', count: 1, cards: [card('c', 'two', 3)] },
]
const ids = (columns: BoardColumn<Card>[]) => columns.map((s) => s.cards.map((o) => o.id).join(''))

test('S6 board: a card moves to its new column and place with the count; what did not change is not drawn again', () => {
  const before = board()
  const after = patched(before, ['a'], [card('a', 'two', 2)], rules)
  assert.deepEqual(ids(after), ['b', 'ac'], 'the more urgent one stands above')
  assert.deepEqual(
    after.map((c) => c.count),
    [1, 2],
  )
  assert.equal(after[0]?.cards[0], before[0]?.cards[1], 'the same card object')
  assert.equal(patched(before, ['a'], [card('a', 'one', 2)], rules)[1], before[1], 'the same column object')
})

test('S6 board: a card that left the board or the filter goes, one that is far down a long column is not drawn', () => {
  assert.deepEqual(ids(patched(board(), ['c'], [], rules)), ['ab', ''])
  const long = board()
  long[0]!.cards = Array.from({ length: STEP }, (_, i) => card(`x${i}`, 'one', 1))
  long[0]!.count = 5000
  const after = patched(long, ['c'], [card('c', 'one', 9)], rules)
  assert.equal(after[0]?.cards.length, STEP)
  assert.equal(after[0]?.count, 5000, 'until the figures come')
})

test('S6 board: fresh figures leave the cards alone, whatever order the columns come in', () => {
  const now = board()
  const after = withFigures(now, [
    { key: 'two', count: 40, cards: [] },
    { key: 'one', count: 7, cards: [] },
  ])
  assert.deepEqual(
    after.map((c) => c.count),
    [7, 40],
  )
  assert.deepEqual(ids(after), ids(now))
})
