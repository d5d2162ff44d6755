import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Read, readColumns } from './columns.ui.ts'
import { OPEN_STATES } from './steps.ui.ts'

type Row = Awaited<ReturnType<Read>>['data'][number]
type Where = NonNullable<Parameters<Read>[0]>

const tender = (n: number, state: string, more: Partial<Row> = {}): Row =>
  ({ id: `t${n}`, state, submitBy: `2026-01-${String(n).padStart(2, '0')}`, ...more }) as Row

/** Eleven open tenders and one that is closed: 7 announced, 3 sent, 1 in its cycle. */
const STORED = [
  ...[7, 6, 5, 4, 3, 2, 1].map((n) => tender(n, n % 2 ? 'announced' : 'assessed')),
  ...[8, 9, 10].map((n) => tender(n, 'sent', { sentAt: '2020-01-01T00:00:00Z' })),
  tender(11, 'inCycle', { cycleTo: '2999-12-31' }),
  tender(12, 'closed'),
]

/** A server that keeps to the filter by state, to the order and to the limit. */
function server(): { read: Read; asked: number[] } {
  const asked: number[] = []
  const states = (where: Where | undefined): string[] =>
    (where?.state as { in: string[] } | undefined)?.in ??
    (where?.and as Where[] | undefined)?.flatMap((w) => (w.state ? states(w) : [])) ??
    []
  const read: Read = async (where, sort, limit) => {
    asked.push(limit)
    const found = STORED.filter((r) => states(where).includes(r.state ?? ''))
    const data = found.sort((a, b) => (String(a[sort] ?? '') < String(b[sort] ?? '') ? -1 : 1)).slice(0, limit)
    return { data, total: { value: found.length, exact: true } }
  }
  return { read, asked }
}

const figures = (columns: Awaited<ReturnType<typeof readColumns>>) =>
  columns.map((c) => [c.key, c.count, c.cards.length])

test('S1 tender board: few are read at once, each in its column, what is closed in none', async () => {
  const { read, asked } = server()
  const columns = await readColumns(read, undefined, { most: 11, first: 2 })
  assert.deepEqual(asked, [11])
  assert.deepEqual(
    figures(columns).filter(([, count]) => count),
    [
      ['follow', 7, 7],
      ['out', 3, 3],
      ['cycle', 1, 1],
    ],
  )
  assert.equal(columns.find((c) => c.key === 'out')?.late, 3, 'nobody has confirmed that they arrived')
})

test('S1 tender board: more than one list gives: each column has its first ones and says how many there are', async () => {
  const { read } = server()
  const columns = await readColumns(read, { province: { eq: '330000' } }, { most: 10, first: 2 })
  assert.deepEqual(
    figures(columns).filter(([, count]) => count),
    [
      ['follow', 7, 2],
      ['out', 3, 2],
      ['cycle', 1, 1],
    ],
  )
  assert.deepEqual(columns[0]?.cards.map((c) => c.id).sort(), ['t1', 't2'], 'the soonest')
  assert.equal(
    columns.reduce((n, c) => n + c.count, 0),
    STORED.filter((r) => OPEN_STATES.includes(r.state ?? '')).length,
  )
})
