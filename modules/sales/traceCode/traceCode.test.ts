import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Problem } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { sql } from '#kernel/store/sql.ts'
import { bookErrors } from '#testing/books.ts'
import { type OrderWorld, orderWorld } from '#testing/orderWorld.ts'

let o: OrderWorld
before(async () => {
  o = await orderWorld()
})
after(async () => {
  assert.deepEqual(await bookErrors(o.w.tenant), [])
  await o.close()
})

let serial = 0
/** Codes that nobody has used yet. */
const fresh = (n: number): string[] => Array.from({ length: n }, () => `8${String(++serial).padStart(19, '0')}`)

/** An order of so many, picked. */
async function picked(qty: number, pack?: string): Promise<{ order: string; shipment: string; pack: string }> {
  const of = pack ?? (await o.package())
  await o.batch(of, '100')
  const account = await o.customer({ creditLimit: '100000' })
  const order = await o.released(account, [{ package: of, qty: String(qty) }], { paymentTerm: 'credit', creditDays: 9 })
  return { order, shipment: await o.pick(order), pack: of }
}

const check = async (shipment: string, traceCodes: string[]) => {
  const scans = await o.scans(shipment)
  return o.run(o.staff.checker, 'shipment.check', shipment, { scans: scans.map((s) => ({ ...s, traceCodes })) })
}

const isOut = (number: unknown, codes: string[]) => (e: Problem) => {
  assert.equal(e.code, 'scan.trace', e.label.zh)
  assert.match(e.label.zh, new RegExp(`已发出且未退回：${codes[0]} → 发货单 ${number}.*退货单`))
  assert.match(e.label.en, new RegExp(`${codes[0]} → shipment ${number}.*scan the codes on their return`))
  assert.deepEqual(e.extra.codes, codes)
  return true
}
const numberOf = async (shipment: string) => (await o.staff.director.get('shipment', shipment)).number

/** A return up to QA's word. */
async function back(order: string, line: string, qty: string, codes: string[], disposition = 'restock'): Promise<void> {
  const lines = [{ shipmentLine: line, qty }]
  const { returnOrder: id } = await o.run<{ returnOrder: string }>(o.staff.rep, 'returnOrder.request', null, {
    ...{ order, lines, reason: 'commercial' },
  })
  await o.run(o.staff.commerce, 'returnOrder.approve', id)
  const row = await o.staff.director.get<{ lines: { id: string }[] }>('returnOrder', id)
  const of = row.lines[0]!.id
  const arrive = (traceCodes?: string[]) =>
    o.run(o.staff.picker, 'returnOrder.arrive', id, {
      lines: [{ line: of, qty, ...(traceCodes ? { traceCodes } : {}) }],
    })
  await assert.rejects(arrive(), { code: 'return.traceMissing' })
  await assert.rejects(arrive(['80000000000000009999']), { code: 'return.trace' })
  await arrive(codes)
  await o.run(o.staff.qa, 'returnOrder.inspect', id, { conclusion: '合格', lines: [{ line: of, qty, disposition }] })
  await o.run(o.staff.qa2, 'returnOrder.accept', id)
}
const lineOf = async (shipment: string) =>
  (await o.staff.director.get<{ lines: { id: string }[] }>('shipment', shipment)).lines[0]!.id

test('S6 a trace code that is out ships nowhere again, whatever product, batch or customer; the shipment is named', async () => {
  const first = await picked(2)
  const codes = fresh(2)
  await check(first.shipment, codes)
  // Scanned is enough: it need not have left.
  const second = await picked(2)
  const number = await numberOf(first.shipment)
  await assert.rejects(check(second.shipment, codes), isOut(number, codes))
  await o.ship(first.shipment)
  await assert.rejects(check(second.shipment, [codes[1]!]), isOut(number, [codes[1]!]))
  assert.equal((await o.staff.director.get('shipment', second.shipment)).state, 'picking')
  await check(second.shipment, fresh(2))
  await o.ship(second.shipment)
})

test('S6 a cancelled shipment gives its trace codes back', async () => {
  const { shipment, pack } = await picked(1)
  const codes = fresh(1)
  await check(shipment, codes)
  await o.run(o.staff.picker, 'shipment.cancel', shipment, { reason: '改期' })
  const again = await picked(1, pack)
  await check(again.shipment, codes)
})

test('S6 codes that came back onto the shelf ship again; those that did not, or were destroyed, never', async () => {
  const { order, shipment, pack } = await picked(4)
  const codes = fresh(4)
  await check(shipment, codes)
  await o.ship(shipment)
  await o.receive(shipment)
  const number = await numberOf(shipment)
  const line = await lineOf(shipment)
  await back(order, line, '1', [codes[0]!])
  await back(order, line, '1', [codes[1]!], 'destroy')
  const next = await picked(4, pack)
  await assert.rejects(check(next.shipment, codes), isOut(number, codes.slice(1)))
  await check(next.shipment, [codes[0]!])
  const ledger = await o.staff.picker.list<Values>('traceCode', {
    where: { code: { eq: codes[0] } },
    sort: 'createdAt',
  })
  assert.deepEqual(
    ledger.map((r) => [(r.shipment as { id: string }).id, r.freedBy]),
    [
      [shipment, 'returned'],
      [next.shipment, null],
    ],
  )
})

test('S6 a code that came back with one return comes back with no other, unless the customer has it again', async () => {
  const { order, shipment } = await picked(5)
  const codes = fresh(5)
  await check(shipment, codes)
  await o.ship(shipment)
  await o.receive(shipment)
  const line = await lineOf(shipment)
  const request = async (qty: string) => {
    const lines = [{ shipmentLine: line, qty }]
    const asked = await o.run<{ returnOrder: string }>(o.staff.rep, 'returnOrder.request', null, {
      ...{ order, lines, reason: 'commercial' },
    })
    await o.run(o.staff.commerce, 'returnOrder.approve', asked.returnOrder)
    return asked.returnOrder
  }
  const arrive = async (id: string, traceCodes: string[]) => {
    const row = await o.staff.director.get<{ lines: { id: string }[] }>('returnOrder', id)
    const lines = [{ line: row.lines[0]!.id, qty: String(traceCodes.length), traceCodes }]
    await o.run(o.staff.picker, 'returnOrder.arrive', id, { lines })
    return lines[0]!.line
  }
  // One is being looked at: neither one after the other nor at the same moment does it arrive again.
  const first = await request('1')
  await arrive(first, [codes[0]!])
  const second = await request('1')
  await assert.rejects(arrive(second, [codes[0]!]), { code: 'return.trace' })
  const third = await request('1')
  const both = await Promise.allSettled([arrive(second, [codes[1]!]), arrive(third, [codes[1]!])])
  assert.equal(both.filter((b) => b.status === 'fulfilled').length, 1)
  const open = both[0]!.status === 'fulfilled' ? third : second
  // Refused, it is with the customer again, and may come back.
  await o.run(o.staff.qa, 'returnOrder.refuse', first, { reason: '外包装破损' })
  await arrive(open, [codes[0]!])
  // Two arrive, one is accepted and destroyed: that one never comes back, the other one may.
  const pair = await request('2')
  const of = await arrive(pair, [codes[2]!, codes[3]!])
  const lines = [{ line: of, qty: '1', disposition: 'destroy', traceCodes: [codes[2]!] }]
  await o.run(o.staff.qa, 'returnOrder.inspect', pair, { conclusion: '一盒破损', lines })
  await o.run(o.staff.qa2, 'returnOrder.accept', pair)
  const last = await request('1')
  await assert.rejects(arrive(last, [codes[2]!]), { code: 'return.trace' })
  await arrive(last, [codes[3]!])
})

test('S6 two checkers scan one code at the same moment: one of them is stopped by the database', async () => {
  const shipments = await Promise.all(Array.from({ length: 6 }, async () => (await picked(1)).shipment))
  const codes = fresh(1)
  const done = await Promise.allSettled(shipments.map((s) => check(s, codes)))
  assert.equal(done.filter((d) => d.status === 'fulfilled').length, 1)
  for (const d of done)
    if (d.status === 'rejected') assert.match((d.reason as Problem).code, /^(scan\.trace|rule\.trace_code_out_once)$/)
  const rows = await o.w.tenant.db.fresh(
    sql`select id from ${o.table('trace_code')} where code = ${codes[0]} and freed_at is null`,
  )
  assert.equal(rows.length, 1)
})
