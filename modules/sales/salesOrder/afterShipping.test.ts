import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Problem } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { type OrderWorld, orderWorld } from '#testing/orderWorld.ts'
import { refusal } from '#testing/refusal.ts'

let o: OrderWorld
before(async () => {
  o = await orderWorld()
})
after(() => o.close())

interface Sold {
  id: string
  account: string
  pack: string
  batch: string
  shipment: string
  part: string
}

/** An order at 3.33 with an odd discount, so that every part of it needs rounding; shipped and received whole. */
async function sold(qty: string, more: Values = {}, product: Values = {}): Promise<Sold> {
  const account = await o.customer({ creditLimit: '100000' })
  const pack = await o.package(product)
  const batch = await o.batch(pack, qty)
  const id = await o.released(account, [{ package: pack, qty, unitPrice: '9.37', discountAmount: '0.05' }], {
    paymentTerm: 'credit',
    creditDays: 30,
    ...more,
  })
  const shipment = await o.pick(id)
  await o.check(shipment)
  await o.ship(shipment, { temperatureDevice: 'TD-1' })
  await o.receive(shipment)
  const { lines } = await o.staff.director.get<{ lines: { id: string }[] }>('shipment', shipment)
  return { id, account, pack, batch, shipment, part: lines[0]!.id }
}

async function returned(
  s: Sold,
  qty: string,
  verdict: Values[] = [],
): Promise<{ id: string; redInvoices: string[]; creditAmount: string }> {
  const { returnOrder: id } = await o.run<{ returnOrder: string }>(o.staff.rep, 'returnOrder.request', null, {
    order: s.id,
    reason: 'commercial',
    lines: [{ shipmentLine: s.part, qty }],
  })
  await o.run(o.staff.commerce, 'returnOrder.approve', id)
  await o.run(o.staff.picker, 'returnOrder.arrive', id)
  const [line] = (await o.staff.qa.get<{ lines: { id: string }[] }>('returnOrder', id)).lines
  await o.run(o.staff.qa, 'returnOrder.inspect', id, {
    conclusion: '外观完好',
    lines: verdict.map((v) => ({ ...v, line: line!.id })),
  })
  await o.run(o.staff.qa2, 'returnOrder.accept', id)
  const done = await o.run<{ redInvoices: string[]; creditAmount: string }>(o.staff.finance, 'returnOrder.credit', id)
  return { id, ...done }
}

test('S8 a return is credited, its invoice taken back by a red one that the buyer confirms, and the books agree', async () => {
  const s = await sold('7')
  const invoice = await o.invoice(s.id)
  await o.issue(invoice)
  const total = 65.54
  assert.equal(Number((await o.order(s.id)).invoicedAmount), total)
  const back = await returned(s, '3', [{ qty: '3', disposition: 'restock' }])
  assert.equal(Number(back.creditAmount), 28.09, '3/7 of 65.54, half up')
  assert.equal(back.redInvoices.length, 1)
  const red = await o.staff.director.get('invoice', back.redInvoices[0]!)
  assert.deepEqual([red.kind, red.state, Number(red.amount)], ['red', 'awaitingBuyer', -28.09])
  assert.equal((await o.order(s.id)).stage, 'invoicing')
  await o.run(o.staff.invoicing, 'invoice.confirmRed', back.redInvoices[0]!, { invoiceNo: o.invoiceNo() })
  const row = await o.order(s.id)
  assert.equal(Number(row.invoicedAmount), 37.45)
  assert.equal(row.stage, 'collection')
  assert.equal(Number((await o.ledger(s.account)).sum), 37.45)
  await o.pay(s.id, '37.45')
  assert.equal((await o.order(s.id)).state, 'closed')
  const stock = await o.staff.qa.get('batch', s.batch)
  assert.equal(Number(stock.onHand), 3, 'restocked')
})

test('S7 a red invoice that the buyer does not confirm in 72 hours lapses; voided, it can be asked for again', async () => {
  const s = await sold('7')
  const invoice = await o.invoice(s.id)
  await o.issue(invoice)
  const ask = () => o.run<{ invoice: string }>(o.staff.invoicing, 'invoice.issueRed', invoice, { reason: '抬头错误' })
  const { invoice: red } = await ask()
  await assert.rejects(ask(), refusal('invoice.redNothing'))
  const now = o.w.now
  o.w.now = new Date(now.getTime() + 72 * 3_600_000 + 1000)
  const confirm = (id: string) => o.run(o.staff.invoicing, 'invoice.confirmRed', id, { invoiceNo: o.invoiceNo() })
  await assert.rejects(confirm(red), refusal('invoice.redLapsed'))
  await o.run(o.staff.invoicing, 'invoice.voidDraft', red, { reason: '逾期' })
  const { invoice: again } = await ask()
  await confirm(again)
  o.w.now = now
  assert.equal((await o.staff.director.get('invoice', invoice)).state, 'reversed')
  assert.equal(Number((await o.order(s.id)).invoicedAmount), 0)
  await o.issue(await o.invoice(s.id))
  assert.equal(Number((await o.order(s.id)).invoicedAmount), 65.54, 'invoiced anew to the cent')
})

test('S8 cold-chain goods that come back without a temperature log can only be destroyed', async () => {
  const s = await sold('5', {}, { storage: 'cold' })
  await assert.rejects(returned(s, '2', [{ qty: '2', disposition: 'restock' }]), refusal('return.coldChain'))
  const back = await returned(s, '1')
  const [line] = (await o.staff.qa.get<{ lines: { disposition: string }[] }>('returnOrder', back.id)).lines
  assert.equal(line!.disposition, 'destroy')
  assert.equal(Number((await o.staff.qa.get('batch', s.batch)).onHand), 0)
})

test('S8 nobody does two steps of a return in a row; a refused one frees what it held', async () => {
  const s = await sold('5')
  const all = await o.w.hire('全能', { roles: ['director', 'commerce', 'warehouse', 'qa', 'finance'] })
  const request = () =>
    o.run<{ returnOrder: string }>(all, 'returnOrder.request', null, {
      order: s.id,
      reason: 'quality',
      lines: [{ shipmentLine: s.part, qty: '5' }],
    })
  const { returnOrder: id } = await request()
  await assert.rejects(o.run(all, 'returnOrder.approve', id), refusal('order.adjacent'))
  await o.run(o.staff.commerce, 'returnOrder.approve', id)
  await assert.rejects(request(), refusal('return.over'))
  await o.run(all, 'returnOrder.arrive', id)
  await assert.rejects(o.run(all, 'returnOrder.inspect', id, { conclusion: '好' }), refusal('order.adjacent'))
  await o.run(o.staff.qa, 'returnOrder.refuse', id, { reason: '非我方批次包装' })
  await request()
})

test('S7 an overpaid order after a return is refunded through its payment, by another person than who booked it', async () => {
  const account = await o.customer()
  const pack = await o.package()
  await o.batch(pack, '10')
  const id = await o.released(account, [{ package: pack, qty: '10' }])
  const payment = await o.pay(id, '100')
  const shipment = await o.shipped(id)
  await o.receive(shipment)
  const [part] = (await o.staff.director.get<{ lines: { id: string }[] }>('shipment', shipment)).lines
  await returned({ id, account, pack, batch: '', shipment, part: part!.id }, '4', [
    { qty: '4', disposition: 'quarantine' },
  ])
  assert.equal(Number((await o.ledger(account)).sum), -40)
  const refund = (amount: string) =>
    o.run(o.staff.finance, 'payment.refund', payment, { amount, order: id, reason: '退货退款' })
  await assert.rejects(refund('40.01'), refusal('payment.refundOver'))
  await refund('40')
  assert.equal(Number((await o.ledger(account)).sum), 0)
  const row = await o.staff.director.get('payment', payment)
  assert.deepEqual([row.allocated, row.refunded, row.state], ['60.00', '40.00', 'allocated'])
})

test('S7 a reversed payment makes every order that it paid owe again', async () => {
  const account = await o.customer()
  const pack = await o.package()
  const ids = [
    await o.released(account, [{ package: pack, qty: '1' }]),
    await o.released(account, [{ package: pack, qty: '2' }]),
  ]
  const payment = await o.payment(account, '30')
  for (const [i, id] of ids.entries())
    await o.run(o.staff.cashier, 'payment.allocate', payment, { order: id, amount: String((i + 1) * 10) })
  await o.run(o.staff.finance, 'payment.reverse', payment, { reason: '退票' })
  for (const id of ids) {
    const row = await o.order(id)
    assert.deepEqual([Number(row.paidAmount), row.paymentStatus, row.stage], [0, 'none', 'cashier'])
  }
  assert.equal(Number((await o.ledger(account)).sum), 0)
})

test('S5 hold, resume, cancel, short-close, withdraw, reject: where an order may go and what it gives back', async () => {
  const account = await o.customer({ creditLimit: '1000' })
  const pack = await o.package()
  await o.batch(pack, '100')
  const credit = { paymentTerm: 'credit', creditDays: 10 }
  const id = await o.released(account, [{ package: pack, qty: '50' }], credit)
  assert.equal(Number((await o.ledger(account)).openOrders), 500)
  const shipment = await o.pick(id, [
    { line: (await o.order<{ lines: { id: string }[] }>(id)).lines[0]!.id, qty: '20' },
  ])
  await o.check(shipment)
  await assert.rejects(o.run(o.staff.rep, 'salesOrder.cancel', id, { reason: '不要了' }), refusal('order.picked'))
  await o.run(o.staff.finance, 'salesOrder.hold', id, { reason: '客户投诉' })
  await assert.rejects(o.ship(shipment), refusal('order.onHold'))
  await o.run(o.staff.finance, 'salesOrder.resume', id)
  await o.ship(shipment)
  await assert.rejects(o.run(o.staff.rep, 'salesOrder.cancel', id, { reason: '不要了' }), refusal('order.shipped'))
  await o.run(o.staff.commerce, 'salesOrder.shortClose', id, { reason: '停产' })
  const ledger = await o.ledger(account)
  assert.deepEqual([Number(ledger.openOrders), Number(ledger.openAr)], [0, 200])
  assert.equal((await o.order(id)).stage, 'receipt')
  await o.receive(shipment)
  await o.issue(await o.invoice(id))
  await o.pay(id, '200')
  const row = await o.order(id)
  assert.deepEqual([row.state, row.stage, row.paymentStatus], ['shortClosed', 'done', 'full'])

  const other = await o.draft(account, [{ package: pack, qty: '5' }], credit)
  await o.run(o.staff.rep, 'salesOrder.submit', other)
  await o.run(o.staff.rep, 'salesOrder.withdraw', other)
  await o.run(o.staff.rep, 'salesOrder.submit', other)
  await o.run(o.staff.commerce, 'salesOrder.reject', other, { comment: '数量不对' })
  assert.equal((await o.order(other)).revision, 2)
  await o.release(other)
  await o.run(o.staff.rep, 'salesOrder.cancel', other, { reason: '客户取消' })
  assert.equal(Number((await o.ledger(account)).openOrders), 0)
})

test('S9 statement, credit and ageing say what the ledger says', async () => {
  const { statement, creditOf, ageing } = await import('../receivableEntry/receivables.sql.ts')
  const s = await sold('7')
  await o.pay(s.id, '5.54')
  const now = o.w.now
  o.w.now = new Date('2026-08-20T02:00:00Z')
  const of = <T>(work: (c: import('#kernel/access/actor.ts').Caller) => Promise<T>) => o.staff.finance.do(work)
  const told = await of((c) => statement(c, s.account, '2026-06-01', '2026-06-30'))
  assert.deepEqual([Number(told.opening), Number(told.closing), told.data.length], [0, 60, 2])
  const later = await of((c) => statement(c, s.account, '2026-07-01', '2026-07-31'))
  assert.deepEqual([Number(later.opening), later.data.length], [60, 0])
  const credit = await of((c) => creditOf(c, s.account))
  assert.deepEqual(
    [Number(credit.openAr), credit.overdue.length, credit.overdue[0]!.days, Number(credit.overdue[0]!.amount)],
    [60, 1, 36, 60],
  )
  const aged = await of((c) => ageing(c, 500, 0))
  const mine = aged.data.find((r) => (r.account as { id: string }).id === s.account)!
  assert.deepEqual([Number(mine.d60), Number(mine.total)], [60, 60])
  const sum = aged.data.reduce((n, r) => n + Number(r.total), 0)
  assert.ok(Math.abs(sum - Number(aged.totals.total)) < 0.001)
  o.w.now = now
})

test('S5 S16 the board: each open order once, under who holds it, late ones first and red, only what one may see', async () => {
  const { board, BOARD_STAGES } = await import('./board.sql.ts')
  const { chain } = await import('./chain.ts')
  const { pickPlan } = await import('./pick.sql.ts')
  const account = await o.customer()
  const pack = await o.package()
  await o.batch(pack, '3', { lastUsableDate: '2027-06-30' })
  await o.batch(pack, '30')
  const id = await o.draft(account, [{ package: pack, qty: '5' }])
  await o.run(o.staff.rep, 'salesOrder.submit', id)
  const all = (who = o.staff.director) =>
    who.do((c) => board(c, { limit: 200, stages: [...BOARD_STAGES], mine: false }))
  const seen = await all()
  const rows = await o.staff.director.list<{ id: string; stage: string }>('salesOrder', { limit: 200 })
  for (const s of seen.stages) {
    const open = rows.filter((r) => r.stage === s.stage)
    assert.equal(s.count, open.length, s.stage)
    assert.deepEqual(new Set(s.orders.map((x) => x.id)), new Set(open.map((r) => r.id)))
  }
  const now = o.w.now
  // A day later the eight working hours of the order desk are over.
  o.w.now = new Date(now.getTime() + 25 * 3_600_000)
  const late = (await all()).stages.find((s) => s.stage === 'commerce')!
  assert.ok(late.late! >= 1)
  assert.ok(late.orders[0]!.late)
  o.w.now = now
  const stranger = await all(o.staff.rep2)
  assert.equal(
    stranger.stages.reduce((n, s) => n + s.count, 0),
    0,
    'another rep sees none',
  )
  await o.run(o.staff.commerce, 'salesOrder.approveBusiness', id)
  await o.run(o.staff.finance, 'salesOrder.approveFinance', id)
  const [plan] = await o.staff.picker.do((c) => pickPlan(c, id))
  assert.deepEqual(
    plan!.batches.map((b) => [b.suggested, b.lastUsableDate]),
    [
      ['3', '2027-06-30'],
      ['2', '2028-12-31'],
    ],
  )
  await o.pay(id, '50')
  const shipment = await o.shipped(id)
  const facts = await o.staff.rep.do((c) => chain(c, id))
  assert.deepEqual(
    facts.steps.map((x) => x.state),
    ['done', 'done', 'done', 'done', 'done', 'current', 'waiting', 'waiting'],
  )
  assert.deepEqual([facts.shipments[0]!.id, facts.payments.length], [shipment, 1])
  await assert.rejects(
    o.staff.rep2.do((c) => chain(c, id)),
    (e: Problem) => e.status === 404,
  )
})
