import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Problem } from '#kernel/errors.ts'
import { type OrderWorld, orderWorld } from '#testing/orderWorld.ts'

/** What a refusal says of other records' figures is said to those who may read them, and to nobody else. */

let o: OrderWorld
before(async () => {
  o = await orderWorld()
})
after(() => o.close())

/** All that a refusal gives away: its words in both languages and what is beside them. */
async function told(work: Promise<unknown>, code: string): Promise<string> {
  const problem = await work.then(
    () => assert.fail(`expected ${code}`),
    (e: Problem) => e,
  )
  assert.equal(problem.code, code)
  return JSON.stringify([problem.label, problem.extra, problem.fields])
}

test('S9 over the limit: limit, receivable and orders on the way only for who may read them', async () => {
  const account = await o.customer({ creditLimit: '337' })
  const pack = await o.package()
  await o.batch(pack, '1000')
  const terms = { paymentTerm: 'credit', creditDays: 30 }
  await o.released(account, [{ package: pack, qty: '20' }], terms)
  const second = await o.draft(account, [{ package: pack, qty: '17' }], terms)
  await o.run(o.staff.rep, 'salesOrder.submit', second)
  await o.run(o.staff.commerce, 'salesOrder.approveBusiness', second)
  const tried = () => told(o.run(o.staff.finance, 'salesOrder.approveFinance', second), 'credit.exceeded')
  for (const figure of ['337', '200.00', '170.00', '33.00']) assert.match(await tried(), new RegExp(figure))
  for (const [object, field] of [
    ['account', 'creditLimit'],
    ['accountBalance', 'openOrders'],
    ['salesOrder', 'amount'],
  ] as const)
    for (const to of ['hidden', 'masked']) {
      await o.w.fieldRight('finance', object, field, to)
      assert.doesNotMatch(await tried(), /337|200|170|33/, `${object}.${field} ${to}`)
      await o.w.fieldRight('finance', object, field, null)
    }
  assert.match(await tried(), /337/, 'and again when the right is back')
})

test('S7 goods that are not covered or not there: the figures only for who may read them', async () => {
  const account = await o.customer()
  const pack = await o.package()
  await o.batch(pack, '6')
  const id = await o.released(account, [{ package: pack, qty: '13' }])
  const [line] = (await o.order<{ lines: { id: string }[] }>(id)).lines
  const short = () => told(o.pick(id, [{ line: line!.id, qty: '13' }]), 'stock.short')
  assert.match(await short(), /缺 7/)
  await o.w.fieldRight('warehouse', 'batch', 'onHand', 'hidden')
  assert.doesNotMatch(await short(), /缺|"short"/)
  await o.w.fieldRight('warehouse', 'batch', 'onHand', null)

  await o.pay(id, '11')
  const shipment = await o.pick(id, [{ line: line!.id, qty: '6' }])
  await o.check(shipment)
  const uncovered = () => told(o.ship(shipment), 'payment.notCovered')
  assert.match(await uncovered(), /还差 49\.00/)
  await o.w.fieldRight('warehouse', 'salesOrder', 'paidAmount', 'masked')
  assert.doesNotMatch(await uncovered(), /49|60|11/)
  await o.w.fieldRight('warehouse', 'salesOrder', 'paidAmount', null)
})
