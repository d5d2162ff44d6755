import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import { sql } from '#kernel/store/sql.ts'
import { refusalNaming } from '#testing/refusal.ts'
import { openShop, type Shop } from '#testing/shop.ts'
import { world } from '#testing/world.ts'
import { orderTotals } from '../amounts.ts'
import { noteContract } from './progress.sql.ts'
import { approve, approveFloor, complete, reject, sign, submit, terminate, toOrder } from './verbs.ts'

let shop: Shop
before(async () => {
  shop = await openShop(await world())
})
after(() => shop.w.close())

interface Deal extends Values {
  id: string
  state: string
  amount: string
  orderedAmount: string
  shippedAmount: string
  paidAmount: string
  lines: { id: string; orderedQty: string; qty: string; priceSource: string }[]
  paymentPlan: { amount: string; paidAmount: string }[]
}

const PERIOD = { validFrom: '2026-06-01', validTo: '2026-12-31' }

/** 100 × 20 + 10 × 100.50 = 3005.00. */
const deal = async (values: Values = {}): Promise<string> =>
  (
    await shop.rep.create('contract', {
      account: shop.account,
      title: '购销合同',
      ...PERIOD,
      lines: [
        { package: shop.aspirin, qty: '100' },
        { package: shop.insulin, qty: '10' },
      ],
      paymentPlan: [
        { dueOn: '2026-07-01', amount: '1000' },
        { dueOn: '2026-09-01', amount: '2005' },
      ],
      ...values,
    })
  ).id as string
const look = (id: string) => shop.rep.get<Deal>('contract', id)

const refusal = refusalNaming(/阿司匹林|胰岛素|片|盒/g)

async function signed(values?: Values): Promise<string> {
  const id = await deal(values)
  await shop.rep.run(submit, id)
  await shop.legal.run(approve, id)
  await shop.rep.run(sign, id, { signedAt: '2026-06-15', contractNo: 'A-1' })
  return id
}

/** An order under a contract as it stands after placing, shipping, paying. */
async function order(contract: string, qty: string, values: Values = {}): Promise<string> {
  const line = {
    package: shop.aspirin,
    qty,
    unitPrice: '20',
    taxRate: '0.13',
    shippedQty: '0',
    ...(values.line as object),
  }
  const { amount, taxAmount } = orderTotals([line]).lines[0]!
  const { line: _, ...head } = values
  return shop.w.asSystem(async (unit) => {
    const made = await create(
      unit,
      'salesOrder',
      {
        ...{ soldTo: shop.account, contract, state: 'financeApproved', goodsAmount: amount, amount, taxAmount },
        ...head,
        lines: [{ ...line, amount, taxAmount }],
      },
      { trusted: true },
    )
    await noteContract(unit, contract)
    return made.id as string
  })
}

test('S4 Block: a payment plan that does not come to the amount, and a package in two lines', async () => {
  const id = await deal({ paymentPlan: [{ dueOn: '2026-07-01', amount: '3004.99' }] })
  assert.equal((await look(id)).amount, '3005.00')
  await assert.rejects(shop.rep.run(submit, id), refusal('contract.planMismatch', /3,004\.99/, /3,005\.00/, /0\.01/))
  await shop.rep.update('contract', id, { paymentPlan: [{ dueOn: '2026-07-01', amount: '3005' }] })
  await shop.rep.run(submit, id)
  const twice = await deal({
    lines: [1, 2].map(() => ({ package: shop.aspirin, qty: '1' })),
    paymentPlan: [{ dueOn: '2026-07-01', amount: '40' }],
  })
  await assert.rejects(shop.rep.run(submit, twice), refusal('contract.duplicatePackage'))
  await assert.rejects(deal({ validTo: '2026-01-01' }), { code: 'input.invalid' })
})

test('S4 legal approves, nobody his own; it is signed with a day that has come; then it stands', async () => {
  const id = await deal()
  await shop.rep.run(submit, id)
  await assert.rejects(shop.rep.update('contract', id, { title: '改' }), refusal('contract.fixed'))
  await assert.rejects(shop.rep.run(approve, id), { status: 403 })
  await assert.rejects(shop.manager.run(approve, id), { status: 403 })
  await shop.legal.run(reject, id, { reason: '条款不清' })
  await shop.rep.run(submit, id)
  await shop.legal.run(approve, id)
  await assert.rejects(shop.rep.run(sign, id, { signedAt: '2026-06-16' }), { code: 'input.invalid' })
  const { row } = await shop.rep.run(sign, id, { signedAt: '2026-06-14', contractNo: 'HT-纸-1' })
  assert.deepEqual([row!.state, row!.signedAt, row!.contractNo], ['signed', '2026-06-14', 'HT-纸-1'])
  const own = (
    await shop.director.create('contract', {
      ...{ account: shop.account, title: '总监', ...PERIOD, lines: [{ package: shop.aspirin, qty: '1' }] },
      paymentPlan: [{ dueOn: '2026-07-01', amount: '20' }],
    })
  ).id as string
  await shop.director.run(submit, own)
  await assert.rejects(shop.director.run(approve, own), refusal('approval.ownDocument'))
})

test('S4 Block: contract prices below the floor need the director’s exception', async () => {
  const id = await deal({
    lines: [{ package: shop.aspirin, qty: '10', unitPrice: '14' }],
    paymentPlan: [{ dueOn: '2026-07-01', amount: '140' }],
  })
  await shop.rep.run(submit, id)
  await assert.rejects(shop.legal.run(approve, id), refusal('price.needsException'))
  await shop.director.run(approveFloor, id, { reason: '战略客户' })
  assert.equal((await look(id)).lines[0]!.priceSource, 'exception')
})

test('S4 orders are made from what is left, at the contract’s prices', async () => {
  const id = await signed({
    lines: [{ package: shop.aspirin, qty: '100', unitPrice: '18' }],
    paymentPlan: [{ dueOn: '2026-07-01', amount: '1800' }],
  })
  await order(id, '60')
  const { result } = await shop.rep.run(toOrder, id)
  const made = await shop.rep.get<Values & { lines: Values[] }>(
    'salesOrder',
    (result as { open: { id: string } }).open.id,
  )
  assert.equal((made.contract as { id: string }).id, id)
  assert.deepEqual(
    made.lines.map((l) => [l.qty, l.unitPrice]),
    [['40.0000', '18.0000']],
  )
  await order(id, '40')
  await assert.rejects(shop.rep.run(toOrder, id), refusal('contract.nothingLeft'))
})

test('S4 progress follows from orders: ordered, shipped, paid, and which instalments', async () => {
  const id = await signed()
  await order(id, '50', { shippedAmount: '600', paidAmount: '1000' })
  // Drafts and cancelled ones do not count, of one closed short only what left the house.
  await order(id, '10', { state: 'draft' })
  await order(id, '10', { state: 'cancelled' })
  await order(id, '30', { state: 'shortClosed', shippedAmount: '100', paidAmount: '200.5', line: { shippedQty: '5' } })
  const row = await look(id)
  assert.deepEqual([row.orderedAmount, row.shippedAmount, row.paidAmount], ['1100.00', '700.00', '1200.50'])
  assert.deepEqual(
    row.lines.map((l) => l.orderedQty),
    ['55.0000', '0.0000'],
  )
  assert.deepEqual(
    row.paymentPlan.map((p) => p.paidAmount),
    ['1000.00', '200.50'],
  )
})

test('S4 impossible by construction: more ordered than the contract says, also by two at once', async () => {
  const id = await signed()
  await assert.rejects(order(id, '101'), { code: 'rule.contract_lines_ordered_within', status: 422 })
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => order(id, '30')))
  assert.equal(results.filter((r) => r.status === 'fulfilled').length, 3)
  const [{ qty } = { qty: '' }] = await shop.w.tenant.db.query<{ qty: string }>(sql`
    select ordered_qty::text as qty from ${await shop.w.asSystem(async (u) => u.table('contract_lines'))}
    where parent_id = ${id} order by position limit 1`)
  assert.equal(qty, '90.0000')
})

test('S4 Block: completed before its time only with a reason; nothing is ordered after its end', async () => {
  const id = await signed()
  await assert.rejects(shop.legal.run(complete, id, {}), refusal('contract.notExecuted'))
  await shop.legal.run(complete, id, { reason: '双方同意提前结束' })
  const other = await signed()
  await assert.rejects(shop.rep.run(terminate, other, { reason: 'x' }), { status: 403 })
  await shop.director.run(terminate, other, { reason: '客户违约' })
  await assert.rejects(shop.rep.run(toOrder, other), { code: 'state.notAllowed' })
  const late = await signed()
  shop.w.now = new Date('2027-01-01T02:00:00Z')
  await assert.rejects(shop.rep.run(toOrder, late), refusal('contract.outsidePeriod', /2026-12-31/))
})
