import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type OrderWorld, orderWorld } from '#testing/orderWorld.ts'

let o: OrderWorld
before(async () => {
  o = await orderWorld()
})
after(() => o.close())

test('S5 S6 S7 an order walks from the rep to the money: eight people, every status by itself, closed at the end', async () => {
  const account = await o.customer({ creditLimit: '100000' })
  const [a, b] = [await o.package(), await o.package()]
  await o.batch(a, '100')
  await o.batch(b, '100')
  const id = await o.draft(account, [
    { package: a, qty: '30' },
    { package: b, qty: '7', unitPrice: '9.99' },
  ])
  await o.run(o.staff.rep, 'salesOrder.submit', id)
  let row = await o.order(id)
  assert.equal(row.amount, '369.93')
  assert.equal(row.stage, 'commerce')
  const sources = (row.lines as unknown as { priceSource: string; unitPrice: string }[]).map((l) => [
    l.priceSource,
    Number(l.unitPrice),
  ])
  assert.deepEqual(sources, [
    ['national', 10],
    ['agreed', 9.99],
  ])
  await o.run(o.staff.commerce, 'salesOrder.approveBusiness', id)
  assert.equal((await o.order(id)).stage, 'finance')
  await o.run(o.staff.finance, 'salesOrder.approveFinance', id)
  assert.equal((await o.order(id)).stage, 'cashier')
  await o.pay(id, '369.93')
  row = await o.order(id)
  assert.deepEqual([row.stage, row.paymentStatus], ['warehouse', 'full'])
  const shipment = await o.shipped(id)
  row = await o.order(id)
  assert.deepEqual([row.stage, row.shipmentStatus, row.shippedAmount], ['receipt', 'full', '369.93'])
  await o.receive(shipment)
  row = await o.order(id)
  assert.deepEqual([row.stage, row.receiptStatus], ['invoicing', 'full'])
  const invoice = await o.invoice(id)
  assert.equal((await o.order(id)).stage, 'invoicing', 'a draft invoice is none yet')
  await o.issue(invoice)
  row = await o.order(id)
  assert.deepEqual([row.stage, row.state, row.invoiceStatus, row.invoicedAmount], ['done', 'closed', 'full', '369.93'])
  assert.deepEqual(await o.ledger(account), { sum: '0.00', balance: '0.00', openAr: '0.00', openOrders: '0.00' })
  const audits = await o.staff.director.list<{ step: string }>('orderAudit', { sort: 'createdAt' })
  assert.deepEqual(
    audits.map((x) => x.step),
    ['submit', 'business', 'finance', 'pick', 'check', 'ship', 'receive', 'invoice'],
  )
})

test('S5 placing in one step is the same as drafting and submitting, and leaves nothing behind when refused', async () => {
  const account = await o.customer()
  const pack = await o.package()
  const lines = [
    { package: pack, qty: '3', discountAmount: '0.10' },
    { package: pack, qty: '2.5', unitPrice: '9.9' },
  ]
  const drafted = await o.draft(account, lines, { discountAmount: '1.23' })
  await o.run(o.staff.rep, 'salesOrder.submit', drafted)
  const values = { soldTo: account, lines, discountAmount: '1.23' }
  const { id: placed } = await o.run<{ id: string }>(o.staff.rep, 'salesOrder.place', null, { values })
  const [a, b] = [await o.order(drafted), await o.order(placed)]
  const own = new Set(['id', 'number', 'version', 'createdAt', 'updatedAt', 'lines', '_can'])
  const plain = (row: Record<string, unknown>) => Object.fromEntries(Object.entries(row).filter(([k]) => !own.has(k)))
  assert.deepEqual(plain(b), plain(a))
  const bare = (row: { lines?: unknown }) => (row.lines as { id: string }[]).map(({ id: _id, ...rest }) => rest)
  assert.deepEqual(bare(b), bare(a))
  const before = await o.staff.rep.list('salesOrder')
  const bad = { ...values, lines: [{ package: pack, qty: '3', unitPrice: '1' }] }
  await assert.rejects(o.run(o.staff.rep, 'salesOrder.place', null, { values: bad }), /price\.belowFloor/)
  await assert.rejects(o.run(o.staff.rep2, 'salesOrder.place', null, { values }), /input\.invalid/)
  await assert.rejects(o.run(o.staff.cashier, 'salesOrder.place', null, { values }), /access\.denied/)
  assert.equal((await o.staff.rep.list('salesOrder')).length, before.length)
})
