import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Values } from '#kernel/records/input.ts'
import { normalize } from '#kernel/values/decimal.ts'
import { bookErrors } from '#testing/books.ts'
import { type OrderWorld, orderWorld } from '#testing/orderWorld.ts'

let o: OrderWorld
before(async () => {
  o = await orderWorld()
})
after(() => o.close())

interface Shipped {
  order: string
  account: string
  batch: string
  shipment: string
  line: string
}

/** An order of ten at 10.00 on credit, shipped. */
async function shipped(): Promise<Shipped> {
  const account = await o.customer({ creditLimit: '100000' })
  const pack = await o.package()
  const batch = await o.batch(pack, '100')
  const order = await o.released(account, [{ package: pack, qty: '10' }], { paymentTerm: 'credit', creditDays: 30 })
  const shipment = await o.shipped(order)
  const { lines } = await o.staff.director.get<{ lines: { id: string }[] }>('shipment', shipment)
  return { order, account, batch, shipment, line: lines[0]!.id }
}

const WHY = { discrepancy: 'short', discrepancyNote: '外箱破损，少两盒，拒收三盒' }

const receive = async (s: Shipped, line: Values, more: Values = WHY) =>
  (await o.receive(s.shipment, { lines: [{ line: s.line, ...line }], ...more })) as unknown as {
    receipt: string
    returns: string[]
  }

const look = async (id: string) => o.staff.director.get<Record<string, never> & Values>('returnOrder', id)
const stateOf = async (object: string, id: string) => (await o.staff.director.get(object, id)).state
const adds = async () => assert.deepEqual(await bookErrors(o.w.tenant), [])

/** A return from the order desk to the money, by people of each department. */
async function through(id: string, inspection: Values = {}): Promise<string> {
  await o.run(o.staff.commerce, 'returnOrder.approve', id)
  await o.run(o.staff.picker, 'returnOrder.arrive', id)
  await o.run(o.staff.qa, 'returnOrder.inspect', id, { conclusion: '核实', ...inspection })
  await o.run(o.staff.qa2, 'returnOrder.accept', id)
  const { creditAmount } = await o.run<{ creditAmount: string }>(o.staff.finance, 'returnOrder.credit', id)
  return normalize(creditAmount)
}

test('S8 short delivery: what is short and what is refused go on a return each, linked, neither owed nor invoiced in the end', async () => {
  const s = await shipped()
  const { receipt, returns } = await receive(s, { qty: '5', short: '2', refused: '3' })
  assert.equal(returns.length, 2)
  const [short, refusedOne] = [await look(returns[0]!), await look(returns[1]!)]
  assert.deepEqual([short.reason, short.state, short.description], ['short', 'requested', WHY.discrepancyNote])
  assert.deepEqual([refusedOne.reason, (refusedOne.receipt as unknown as { id: string }).id], ['refused', receipt])
  assert.equal(await stateOf('shipment', s.shipment), 'received', 'nothing is on its way any more')
  assert.equal((await o.order(s.order)).receiptStatus, 'full')
  await adds()

  // Only what was received can be invoiced.
  const invoice = await o.invoice(s.order)
  assert.equal((await o.staff.director.get('invoice', invoice)).amount, '50.00')
  await o.issue(invoice)
  assert.equal(await through(returns[0]!), '20')
  assert.equal(await through(returns[1]!), '30')
  const order = await o.order(s.order)
  assert.deepEqual([order.creditedAmount, order.invoicedAmount, order.invoiceStatus], ['50.00', '50.00', 'full'])
  assert.equal((await o.ledger(s.account)).sum, '50.00', 'owed: what was received')
  const note = await o.staff.director.get('receipt', receipt)
  assert.match(String(note.discrepancySettled), /TH.* 已抵减 20 元；退货 TH.* 已抵减 30 元/)
  // Lost goods leave a trace in the ledger of the batch and never become free; refused ones await QA's word.
  const kinds = await o.staff.qa.list<{ kind: string; onHandDelta: string }>('stockEntry', {
    where: { batch: { eq: s.batch }, kind: { in: ['return', 'loss'] } },
    sort: 'createdAt',
  })
  assert.deepEqual(kinds.map((k) => [k.kind, normalize(k.onHandDelta)]).sort(), [
    ['loss', '-2'],
    ['return', '2'],
    ['return', '3'],
  ])
  const batch = await o.staff.qa.get('batch', s.batch)
  assert.deepEqual(
    [batch.onHand, batch.locked].map((n) => normalize(String(n))),
    ['93', '3'],
  )
  await adds()
})

test('S8 short delivery: goods that were found in the warehouse go back on the shelf', async () => {
  const s = await shipped()
  const { returns } = await receive(s, { qty: '8', short: '2' })
  const { lines } = (await look(returns[0]!)) as unknown as { lines: { id: string }[] }
  const found = { lines: [{ line: lines[0]!.id, qty: '2', disposition: 'restock' }] }
  assert.equal(await through(returns[0]!, found), '20')
  const batch = await o.staff.qa.get('batch', s.batch)
  assert.deepEqual(
    [batch.onHand, batch.locked].map((n) => normalize(String(n))),
    ['92', '0'],
  )
  await adds()
})

test('S8 short delivery: a return that is turned down leaves the goods to be received after all', async () => {
  const s = await shipped()
  const { receipt, returns } = await receive(s, { qty: '6', refused: '4' }, { ...WHY, discrepancy: 'damaged' })
  await o.run(o.staff.commerce, 'returnOrder.reject', returns[0]!, { comment: '外箱无损，请客户复核' })
  assert.equal(await stateOf('shipment', s.shipment), 'shipped')
  assert.match(String((await o.staff.director.get('receipt', receipt)).discrepancySettled), /被驳回：外箱无损/)
  await adds()
  await o.receive(s.shipment)
  assert.equal(await stateOf('shipment', s.shipment), 'received')
  await o.issue(await o.invoice(s.order))
  assert.equal((await o.order(s.order)).invoicedAmount, '100.00')
  await adds()
})

test('S8 short delivery: QA accepts part of what was refused; the rest is on its way to the customer again', async () => {
  const s = await shipped()
  const { returns } = await receive(s, { qty: '6', refused: '4' }, { ...WHY, discrepancy: 'temperature' })
  const { lines } = (await look(returns[0]!)) as unknown as { lines: { id: string }[] }
  const part = { lines: [{ line: lines[0]!.id, qty: '1', disposition: 'destroy' }] }
  assert.equal(await through(returns[0]!, part), '10')
  assert.equal(await stateOf('shipment', s.shipment), 'shipped')
  await adds()
  await o.receive(s.shipment)
  assert.equal(await stateOf('shipment', s.shipment), 'received')
  await adds()
})

test('S8 short delivery: a reason is asked for, no more is told than left, and the rest may still come', async () => {
  const s = await shipped()
  await assert.rejects(receive(s, { qty: '5', short: '2' }, {}), (e: { code: string; fields: { field: string }[] }) => {
    assert.equal(e.code, 'input.invalid')
    return true
  })
  await assert.rejects(receive(s, { qty: '5', short: '2' }, { discrepancy: 'short' }), { code: 'input.invalid' })
  await assert.rejects(receive(s, { qty: '8', short: '2', refused: '1' }), { code: 'receipt.over' })
  await assert.rejects(receive(s, { qty: '0' }), { code: 'receipt.nothing' })
  await receive(s, { qty: '3', short: '1' })
  assert.equal(await stateOf('shipment', s.shipment), 'shipped', 'six are still on their way')
  await assert.rejects(receive(s, { qty: '7' }, {}), { code: 'receipt.over' })
  await o.receive(s.shipment)
  assert.equal(await stateOf('shipment', s.shipment), 'received')
  // Nothing of it came in at all.
  const all = await shipped()
  const { returns } = await receive(all, { qty: '0', refused: '10' }, { ...WHY, discrepancy: 'wrong' })
  assert.equal(await stateOf('shipment', all.shipment), 'received')
  assert.equal(await through(returns[0]!), '100')
  const order = await o.order(all.order)
  assert.deepEqual([order.state, (await o.ledger(all.account)).sum], ['closed', '0.00'])
  await adds()
})
