import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Problem } from '#kernel/errors.ts'
import { history } from '#kernel/records/history.ts'
import { registry } from '#modules/all.ts'
import { type OrderWorld, orderWorld } from '../orderWorld.ts'
import type { Person } from '../world.ts'

let o: OrderWorld
let account: string
let pack: string
before(async () => {
  o = await orderWorld()
  account = await o.customer()
  pack = await o.package()
  await o.batch(pack, '1000')
})
after(() => o?.close())

interface Seen {
  _can: { update: boolean; delete: boolean; commands: string[] }
  lines: { id: string; package: { id: string }; qty: string; unitPrice: string }[]
}
const look = (who: Person, object: string, id: string) => who.get<Seen>(object, id)
const offers = async (who: Person, id: string) => (await look(who, 'salesOrder', id))._can.commands
const refused = (code: string) => (error: unknown) => error instanceof Problem && error.code === code

test('S7 an order offers only what can be done with it, and the server refuses the rest', async () => {
  const { rep, commerce, picker } = o.staff
  const id = await o.released(account, [{ package: pack, qty: '10' }])
  await o.pay(id, '40')
  assert.equal((await offers(rep, id)).includes('cancel'), false, 'money is set against it')
  await assert.rejects(o.run(rep, 'salesOrder.cancel', id, { reason: '错' }), refused('order.allocated'))
  assert.equal((await offers(rep, id)).includes('amend'), true)
  assert.equal((await offers(commerce, id)).includes('shortClose'), false, 'nothing was shipped')

  const [line] = (await look(rep, 'salesOrder', id)).lines
  const shipment = await o.pick(id, [{ line: line!.id, qty: '4' }])
  assert.deepEqual(
    (await offers(rep, id)).filter((v) => ['amend', 'cancel'].includes(v)),
    [],
    'goods lie picked',
  )
  await assert.rejects(o.run(rep, 'salesOrder.amend', id, { reason: '改' }), refused('order.picked'))
  await o.check(shipment)
  await o.ship(shipment)
  assert.equal((await offers(rep, id)).includes('amend'), true, 'the rest can be amended')
  assert.equal((await offers(rep, id)).includes('cancel'), false, 'goods have left')
  await assert.rejects(o.run(rep, 'salesOrder.cancel', id, { reason: '错' }), refused('order.shipped'))
  assert.equal((await offers(commerce, id)).includes('shortClose'), true)
  assert.equal((await offers(picker, id)).includes('pick'), true)
  await o.pay(id, '60')
  await o.shipped(id)
  assert.equal((await offers(picker, id)).includes('pick'), false, 'everything is shipped')

  // Whoever may not see what a verb waits for is not told by its button either.
  await o.w.fieldRight('rep', 'salesOrder', 'shippedAmount', 'hidden')
  await o.w.fieldRight('rep', 'salesOrder', 'paidAmount', 'hidden')
  assert.equal((await offers(rep, id)).includes('cancel'), true)
  await o.w.fieldRight('rep', 'salesOrder', 'shippedAmount', null)
  await o.w.fieldRight('rep', 'salesOrder', 'paidAmount', null)
})

test('S4 a submitted quotation is neither edited nor offered for it', async () => {
  const { rep } = o.staff
  const lines = [{ package: pack, qty: '10' }]
  const id = (await rep.create('quotation', { account, validTo: '2026-12-31', lines })).id as string
  assert.equal((await look(rep, 'quotation', id))._can.update, true)
  await rep.run(registry().commands.get('quotation.submit')!, id)
  assert.equal((await look(rep, 'quotation', id))._can.update, false)
  await assert.rejects(rep.update('quotation', id, { validTo: '2027-01-31' }), refused('quotation.fixed'))
})

test('P1 a masked field of lines is masked in row and history, and kept when its mask is sent back', async () => {
  const { rep, director } = o.staff
  const id = await o.draft(account, [{ package: pack, qty: '10', unitPrice: '9.87' }])
  await o.w.fieldRight('rep', 'salesOrder', 'lines.unitPrice', 'masked')
  const [line] = (await look(rep, 'salesOrder', id)).lines
  assert.equal(line!.unitPrice, '***')
  const told = JSON.stringify(await rep.do((caller) => history(caller, 'salesOrder', id)))
  assert.doesNotMatch(told, /9\.87/)
  const back = { id: line!.id, package: line!.package.id, qty: '11' }
  await rep.update('salesOrder', id, { lines: [{ ...back, unitPrice: '***' }] })
  const price = async () => (await look(director, 'salesOrder', id)).lines[0]!
  assert.deepEqual([(await price()).unitPrice, (await price()).qty], ['9.8700', '11.0000'])
  await rep.update('salesOrder', id, { lines: [{ ...back, unitPrice: '9.5' }] })
  assert.equal((await price()).unitPrice, '9.5000', 'a new value may be written')
  await o.w.fieldRight('rep', 'salesOrder', 'lines.unitPrice', 'read')
  await rep.update('salesOrder', id, { lines: [{ ...back, unitPrice: '1' }] })
  assert.equal((await price()).unitPrice, '9.5000', 'read is not edit')
  await o.w.fieldRight('rep', 'salesOrder', 'lines.unitPrice', null)
})
