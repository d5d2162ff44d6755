import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gs1, isComplete, START, scan, type Wanted } from '#modules/sales/warehouse/scan.ui.ts'

const line = (over: Partial<Wanted>): Wanted => ({
  line: 'l1',
  packageId: 'p1',
  name: '阿莫西林胶囊',
  barcode: '6901234567892',
  number: 'PG00001',
  tracePrefix: '8123456',
  batchNo: '260101',
  qty: '2',
  ...over,
})
const wanted = [
  line({}),
  line({ line: 'l2', batchNo: '260102', qty: '5' }),
  line({
    line: 'l3',
    packageId: 'p2',
    name: '头孢克肟片',
    barcode: '6909999999990',
    batchNo: 'B7',
    qty: '10',
    tracePrefix: null,
  }),
]
const run = (entries: string[]) => entries.reduce((s, e) => scan(s, wanted, e), START)

test('S8 scanning: package, batch, trace codes, then a typed quantity for what has none', () => {
  const state = run([
    '6901234567892',
    '260101',
    '81234560000000000001',
    '81234560000000000002',
    '6901234567892',
    '260102',
    '5',
    '81234560000000000003',
    '6909999999990',
    'B7',
    '10',
  ])
  assert.equal(state.last?.ok, true)
  assert.deepEqual(state.scanned.l1, { qty: '2', traceCodes: ['81234560000000000001', '81234560000000000002'] })
  assert.equal(state.scanned.l2?.qty, '5')
  assert.deepEqual(state.scanned.l2?.traceCodes, ['81234560000000000003'])
  assert.equal(isComplete(state, wanted), true)
})

test('S8 scanning: a batch of coded packages is not complete without a code', () => {
  const one = [line({ line: 'l2', batchNo: '260102', qty: '5' })]
  const typed = ['260102', '5'].reduce((s, e) => scan(s, one, e), START)
  assert.equal(isComplete(typed, one), false)
  assert.match(typed.last?.text.zh ?? '', /追溯码/)
  assert.equal(isComplete(scan(typed, one, '81234560000000000009'), one), true)
})

test('S8 scanning: a wrong one is refused by name and changes nothing', () => {
  const cases: [string[], RegExp][] = [
    [['6900000000000'], /不在本发货单/],
    [['6901234567892', '999999'], /批号 999999 不对.*260101、260102/],
    [['6901234567892', '260101', '99999990000000000001'], /不是「阿莫西林胶囊」的/],
    [['6901234567892', '260101', '81234560000000000001', '81234560000000000001'], /已扫过/],
    [['6901234567892', '260101', '3'], /应为 2/],
  ]
  for (const [entries, said] of cases) {
    const before = run(entries.slice(0, -1))
    const after = run(entries)
    assert.equal(after.last?.ok, false, entries.join())
    assert.match(after.last?.text.zh ?? '', said)
    assert.deepEqual(after.scanned, before.scanned)
  }
})

test('S8 scanning: a GS1 symbol says package and batch at once', () => {
  assert.deepEqual(gs1('(01)06901234567892(17)280101(10)260101'), { gtin: '6901234567892', batchNo: '260101' })
  assert.deepEqual(gs1('010690123456789217280101\x1d10260101'), { gtin: '6901234567892', batchNo: '260101' })
  assert.equal(gs1('6901234567892'), undefined)
  assert.equal(run(['(01)06901234567892(10)260102']).line, 'l2')
})
