import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setRule } from '#modules/organization/index.ts'
import { type OrderWorld, orderWorld } from '#testing/orderWorld.ts'

let o: OrderWorld
before(async () => {
  o = await orderWorld()
})
after(() => o.close())

const late = async (id: string) => new Date((await o.order<{ lateAfter: string }>(id)).lateAfter).toISOString()

test('S9 an order of Friday evening is not late on Saturday: office hours of working days count', async () => {
  const account = await o.customer()
  const pack = await o.package()
  // Friday 12 June 2026, 18:00 in China; the order desk has 8 hours.
  o.w.now = new Date('2026-06-12T10:00:00Z')
  const id = await o.draft(account, [{ package: pack, qty: '1' }])
  await o.run(o.staff.rep, 'salesOrder.submit', id)
  assert.equal(await late(id), '2026-06-15T10:00:00.000Z', 'Monday 18:00')
  // The same on the eve of the Dragon Boat festival (Friday 19 June): the weekend is three days long.
  o.w.now = new Date('2026-06-18T10:00:00Z')
  const other = await o.draft(account, [{ package: pack, qty: '2' }])
  await o.run(o.staff.rep, 'salesOrder.submit', other)
  assert.equal(await late(other), '2026-06-22T10:00:00.000Z', 'the next Monday 18:00')
})

test('S9 office hours are a rule: what is counted from the day it holds', async () => {
  const account = await o.customer()
  const pack = await o.package()
  const set = (name: string, value: unknown) =>
    o.staff.director.run(setRule, null, { name, value, validFrom: '2026-06-16', note: '测试' })
  // Tuesday 16 June 2026, 17:00 in China.
  o.w.now = new Date('2026-06-16T09:00:00Z')
  await set('calendar.officeHours', [['08:00', '20:00']])
  await set('calendar.exceptions', { off: ['2026-06-17'], on: [] })
  const id = await o.draft(account, [{ package: pack, qty: '3' }])
  await o.run(o.staff.rep, 'salesOrder.submit', id)
  assert.equal(await late(id), '2026-06-18T05:00:00.000Z', '3 hours of Tuesday, none of Wednesday, Thursday 13:00')
})

test('S9 money is late by its due day, not by the hours that the order has lain with collection', async () => {
  o.w.now = new Date('2026-06-15T02:00:00Z')
  const account = await o.customer({ creditLimit: '10000' })
  const pack = await o.package()
  await o.batch(pack, '100')
  const terms = { paymentTerm: 'credit', creditDays: 60 }
  const collected = async (qty: string) => {
    const id = await o.released(account, [{ package: pack, qty }], terms)
    await o.receive(await o.shipped(id))
    await o.issue(await o.invoice(id))
    assert.equal((await o.order(id)).stage, 'collection')
    return id
  }
  const id = await collected('10')
  assert.equal((await o.order(id)).dueOn, '2026-08-14')
  assert.equal(await late(id), '2026-08-14T16:00:00.000Z', 'the end of 14 August in China')
  const director = o.staff.director
  await director.run(setRule, null, {
    ...{ name: 'order.collectionGraceDays', value: 3, validFrom: '2026-06-15', note: '测试' },
  })
  assert.equal(await late(await collected('11')), '2026-08-17T16:00:00.000Z')
  assert.equal(await late(id), '2026-08-14T16:00:00.000Z', 'what stands, stands')
})

test('S9 a due day that moves takes the lateness with it: the oldest shipment is paid', async () => {
  const account = await o.customer({ creditLimit: '10000' })
  const pack = await o.package()
  await o.batch(pack, '100')
  o.w.now = new Date('2026-06-15T02:00:00Z')
  const terms = { paymentTerm: 'credit', creditDays: 30 }
  const id = await o.released(account, [{ package: pack, qty: '10' }], terms)
  const { lines } = await o.order<{ lines: { id: string }[] }>(id)
  const first = await o.shipped(id, [{ line: lines[0]!.id, qty: '4' }])
  o.w.now = new Date('2026-06-25T02:00:00Z')
  const second = await o.shipped(id, [{ line: lines[0]!.id, qty: '6' }])
  await o.receive(first)
  await o.receive(second)
  await o.issue(await o.invoice(id))
  assert.equal(await late(id), '2026-07-18T16:00:00.000Z', '15 July and the three days of grace')
  const { soldTo } = await o.order<{ soldTo: { id: string } }>(id)
  const payment = await o.payment(soldTo.id, '40')
  await o.run(o.staff.cashier, 'payment.allocate', payment, { order: id, amount: '40' })
  assert.equal((await o.order(id)).dueOn, '2026-07-25')
  assert.equal(await late(id), '2026-07-28T16:00:00.000Z')
})
