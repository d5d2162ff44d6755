import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Problem } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { sql } from '#kernel/store/sql.ts'
import { type OrderWorld, orderWorld } from '#testing/orderWorld.ts'
import type { Person } from '#testing/world.ts'

/** One test for each line of "impossible by construction" (DOMAIN.md §2), by name. */

let o: OrderWorld
before(async () => {
  o = await orderWorld()
})
after(() => o.close())

/** Refused with this code, in both languages, and in words that say what to do. */
const refused = (work: Promise<unknown>, code: string | RegExp): Promise<void> =>
  assert.rejects(work, (e: Problem) => {
    assert.match(e.code ?? String(e), code instanceof RegExp ? code : new RegExp(`^${code.replaceAll('.', '\\.')}$`))
    assert.match(e.label.zh, /\p{Script=Han}/u)
    assert.ok(e.label.en.length > 10)
    return true
  })

async function prepaid(qty: string, stock = qty): Promise<{ id: string; line: string; account: string; pack: string }> {
  const account = await o.customer()
  const pack = await o.package()
  await o.batch(pack, stock)
  const id = await o.released(account, [{ package: pack, qty }])
  const row = await o.order<{ lines: { id: string }[]; amount: string }>(id)
  await o.pay(id, row.amount)
  return { id, line: row.lines[0]!.id, account, pack }
}

const shipLines = async (shipment: string): Promise<{ id: string }[]> =>
  (await o.staff.director.get<{ lines: { id: string }[] }>('shipment', shipment)).lines

const raw = (table: string, set: string, id: string) =>
  o.w.tenant.db.fresh(sql([`update "${o.w.tenant.schema}"."${table}" set ${set} where id = '${id}'`]))

test('S6 impossible 1a: Σ shipped ≤ ordered', async () => {
  const { id, line } = await prepaid('10', '100')
  await o.shipped(id, [{ line, qty: '6' }])
  await refused(o.pick(id, [{ line, qty: '5' }]), 'pick.over')
  await o.pick(id, [{ line, qty: '4' }])
  await refused(o.pick(id), 'pick.nothing')
  await assert.rejects(raw('sales_order_lines', 'shipped_qty = 11', line), /shipped_within/)
})

test('S6 impossible 1b: Σ received ≤ shipped', async () => {
  const { id } = await prepaid('10')
  const shipment = await o.shipped(id)
  const [line] = await shipLines(shipment)
  await refused(o.receive(shipment, { lines: [{ line: line!.id, qty: '10.5' }] }), 'receipt.over')
  await o.receive(shipment, { lines: [{ line: line!.id, qty: '4' }], discrepancy: 'short', discrepancyNote: '少六盒' })
  await refused(o.receive(shipment, { lines: [{ line: line!.id, qty: '7' }] }), 'receipt.over')
  await o.receive(shipment)
  assert.equal((await o.order(id)).receiptStatus, 'full')
  await assert.rejects(raw('shipment_lines', 'received_qty = 11', line!.id), /received_within/)
})

test('S7 impossible 1c: Σ invoiced ≤ shipped', async () => {
  const { id, line } = await prepaid('10')
  await refused(o.invoice(id), 'invoice.nothing')
  const shipment = await o.shipped(id, [{ line, qty: '6' }])
  const [part] = await shipLines(shipment)
  await refused(o.invoice(id, [{ shipmentLine: part!.id, qty: '7' }]), 'invoice.over')
  await o.invoice(id, [{ shipmentLine: part!.id, qty: '5' }])
  await refused(o.invoice(id, [{ shipmentLine: part!.id, qty: '2' }]), 'invoice.over')
  await assert.rejects(raw('shipment_lines', 'invoiced_qty = 7', part!.id), /invoiced_within/)
})

test('S8 impossible 1d: Σ returned ≤ shipped per batch', async () => {
  const { id, line, pack } = await prepaid('10', '4')
  await o.batch(pack, '100')
  const shipment = await o.shipped(id, [{ line, qty: '10' }])
  const parts = await o.staff.director.get<{ lines: { id: string; qty: string }[] }>('shipment', shipment)
  assert.equal(parts.lines.length, 2, 'two batches')
  const four = parts.lines.find((l) => Number(l.qty) === 4)!
  const ask = (qty: string) =>
    o.run(o.staff.rep, 'returnOrder.request', null, {
      order: id,
      reason: 'commercial',
      lines: [{ shipmentLine: four.id, qty }],
    })
  await refused(ask('5'), 'return.over')
  await ask('3')
  await refused(ask('2'), 'return.over')
  await refused(
    o.run(o.staff.rep, 'returnOrder.request', null, {
      order: id,
      reason: 'commercial',
      lines: [{ shipmentLine: line, qty: '1' }],
    }),
    'return.notShipped',
  )
  await assert.rejects(raw('shipment_lines', 'returned_qty = 5', four.id), /returned_within/)
})

test('S7 impossible 1e: Σ allocated ≤ payment, and ≤ what the order owes', async () => {
  const account = await o.customer()
  const pack = await o.package()
  const [a, b] = [
    await o.released(account, [{ package: pack, qty: '10' }]),
    await o.released(account, [{ package: pack, qty: '20' }]),
  ]
  const payment = await o.payment(account, '150')
  const allocate = (order: string, amount: string) =>
    o.run(o.staff.cashier, 'payment.allocate', payment, { order, amount })
  await refused(allocate(a, '100.01'), 'payment.orderOver')
  await allocate(a, '100')
  await refused(allocate(b, '50.01'), 'payment.over')
  await allocate(b, '50')
  await assert.rejects(raw('payment', 'allocated = 150.01', payment), /allocated_within/)
  await o.run(o.staff.cashier, 'payment.deallocate', payment, { order: b, amount: '20' })
  await refused(
    o.run(o.staff.cashier, 'payment.deallocate', payment, { order: b, amount: '30.01' }),
    'payment.notAllocated',
  )
})

test('S5 impossible 2: approved lines are immutable; a change is an amendment that is approved again; the signature covers the content', async () => {
  const { id, line, pack } = await prepaid('10', '100')
  const before = await o.order<{ contentHash: string; version: number }>(id)
  await refused(
    o.staff.rep.update('salesOrder', id, { lines: [{ id: line, package: pack, qty: '9' }] }),
    'order.notDraft',
  )
  await refused(o.staff.rep.update('salesOrder', id, { discountAmount: '5' }), 'order.notDraft')
  await refused(o.staff.rep.update('salesOrder', id, { lines: [] }), 'order.notDraft')
  await o.staff.rep.update('salesOrder', id, { note: '请上午送' })
  await o.shipped(id, [{ line, qty: '4' }])
  await o.run(o.staff.rep, 'salesOrder.amend', id, { reason: '客户加量' })
  const [version] = await o.staff.rep.list<{ content: { lines: { qty: string }[] }; contentHash: string }>(
    'orderVersion',
  )
  assert.equal(version!.content.lines[0]!.qty, '10')
  assert.equal(version!.contentHash, before.contentHash)
  await refused(
    o.staff.rep.update('salesOrder', id, { lines: [{ id: line, package: pack, qty: '3' }] }),
    'order.belowShipped',
  )
  await refused(o.staff.rep.update('salesOrder', id, { lines: [{ package: pack, qty: '20' }] }), 'order.belowShipped')
  await o.staff.rep.update('salesOrder', id, { lines: [{ id: line, package: pack, qty: '12' }] })
  await refused(o.pick(id), 'state.notAllowed')
  await o.release(id)
  const after = await o.order<{ revision: number; contentHash: string }>(id)
  assert.equal(after.revision, 2)
  assert.notEqual(after.contentHash, before.contentHash)
  // Content that somebody changed behind the application's back is not signed for.
  const other = await o.draft((await o.customer()) as string, [{ package: pack, qty: '1' }])
  await o.run(o.staff.rep, 'salesOrder.submit', other)
  const [own] = (await o.order<{ lines: { id: string }[] }>(other)).lines
  await raw('sales_order_lines', 'qty = 2', own!.id)
  await refused(o.run(o.staff.commerce, 'salesOrder.approveBusiness', other), 'order.changed')
})

test('S5 impossible 3: maker ≠ checker; nobody signs adjacent audits', async () => {
  const account = await o.customer()
  const pack = await o.package()
  await o.batch(pack, '100')
  const both = await o.w.hire('多面手', { roles: ['commerce', 'finance', 'warehouse', 'cashier', 'director'] })
  const own = (await both.create('salesOrder', { soldTo: account, lines: [{ package: pack, qty: '1' }] })).id as string
  await o.run(both, 'salesOrder.submit', own)
  await refused(o.run(both, 'salesOrder.approveBusiness', own), 'order.maker')
  await o.run(o.staff.commerce, 'salesOrder.approveBusiness', own)
  await refused(o.run(both, 'salesOrder.approveFinance', own), 'order.maker')

  const id = await o.draft(account, [{ package: pack, qty: '2' }])
  await o.run(o.staff.rep, 'salesOrder.submit', id)
  await o.run(both, 'salesOrder.approveBusiness', id, { notDuplicate: true })
  await refused(o.run(both, 'salesOrder.approveFinance', id), 'order.adjacent')
  await o.run(o.staff.finance, 'salesOrder.approveFinance', id)
  await o.pay(id, '20')
  const finance2 = await o.w.hire('财务兼库管', { roles: ['finance', 'warehouse'] })
  const second = await o.draft(account, [{ package: pack, qty: '3' }])
  await o.run(o.staff.rep, 'salesOrder.submit', second)
  await o.run(o.staff.commerce, 'salesOrder.approveBusiness', second, { notDuplicate: true })
  await o.run(finance2, 'salesOrder.approveFinance', second)
  await refused(o.run(finance2, 'salesOrder.pick', second), 'order.adjacent')

  const shipment = await o.pick(id)
  const scans = await o.scans(shipment)
  await refused(o.run(o.staff.picker, 'shipment.check', shipment, { scans }), 'shipment.samePerson')
  await o.check(shipment)
  const ship = (who: Person) => o.run(who, 'shipment.ship', shipment, { carrier: '顺丰', logisticsNo: `X${shipment}` })
  await refused(ship(o.staff.checker), 'shipment.samePerson')
  await ship(o.staff.picker)
})

test('S6 impossible 4: only scanned, released, in-date batches ship, to a verified address', async () => {
  const account = await o.customer()
  const pack = await o.package({}, '10', { barcode: '6901234567892', tracePrefix: '8100' })
  const batch = await o.batch(pack, '100')
  const id = await o.released(account, [{ package: pack, qty: '2' }])
  await o.pay(id, '20')
  const shipment = await o.pick(id)
  await refused(o.ship(shipment), 'state.notAllowed')
  const check = (scans: Values[]) => o.run(o.staff.checker, 'shipment.check', shipment, { scans })
  const [good] = await o.scans(shipment)
  const codes = ['81000000000000000001', '81000000000000000002']
  await refused(check([]), 'input.invalid')
  await refused(check([{ ...good, qty: '1', traceCodes: [codes[0]] }]), 'scan.mismatch')
  await refused(check([{ ...good, code: '6900000000000', traceCodes: codes }]), 'scan.unknown')
  await refused(check([{ ...good, batchNo: '别的批号', traceCodes: codes }]), 'scan.mismatch')
  await refused(check([{ ...good }]), 'scan.trace')
  await refused(check([{ ...good, traceCodes: [codes[0], codes[0]] }]), 'scan.trace')
  await refused(check([{ ...good, traceCodes: [codes[0], '99990000000000000001'] }]), 'scan.trace')
  await check([{ ...good, code: '6901234567892', traceCodes: codes }])
  for (const [state, code] of [
    ['locked', 'batch.locked'],
    ['recalled', 'batch.recalled'],
    ['quarantine', 'batch.quarantine'],
  ] as const) {
    await raw('batch', `state = '${state}'`, batch)
    await refused(o.ship(shipment), code)
  }
  await raw('batch', "state = 'released', last_usable_date = '2026-06-14'", batch)
  await refused(o.ship(shipment), 'batch.expired')
  await raw('batch', "last_usable_date = '2028-12-31'", batch)
  await raw('account', 'address_verified = false', account)
  await refused(o.ship(shipment), 'order.shipToUnverified')
  await raw('account', 'address_verified = true', account)
  await o.ship(shipment)
})

test('S7 impossible 5a: prepaid goods leave only when paid for', async () => {
  const account = await o.customer()
  const pack = await o.package()
  await o.batch(pack, '100')
  const id = await o.released(account, [{ package: pack, qty: '10' }])
  const [line] = (await o.order<{ lines: { id: string }[] }>(id)).lines
  await o.pay(id, '60')
  const first = await o.pick(id, [{ line: line!.id, qty: '6' }])
  const second = await o.pick(id, [{ line: line!.id, qty: '4' }])
  await o.check(first)
  await o.check(second)
  await o.ship(first)
  await refused(o.ship(second), 'payment.notCovered')
  const paid = await o.pay(id, '40')
  await o.ship(second)
  await refused(o.run(o.staff.cashier, 'payment.deallocate', paid, { order: id, amount: '1' }), 'payment.goodsLeft')
})

test('S9 impossible 5b: credit: open receivables + open orders + this ≤ limit, nothing overdue beyond grace', async () => {
  const account = await o.customer({ creditLimit: '300' })
  const pack = await o.package()
  await o.batch(pack, '1000')
  const terms = { paymentTerm: 'credit', creditDays: 30 }
  const first = await o.released(account, [{ package: pack, qty: '20' }], terms)
  const second = await o.draft(account, [{ package: pack, qty: '11' }], terms)
  await o.run(o.staff.rep, 'salesOrder.submit', second)
  await o.run(o.staff.commerce, 'salesOrder.approveBusiness', second)
  await refused(o.run(o.staff.finance, 'salesOrder.approveFinance', second), 'credit.exceeded')
  assert.equal((await o.ledger(account)).openOrders, '200.00', 'a refused order takes nothing')
  await o.shipped(first)
  assert.deepEqual(await o.ledger(account), { sum: '200.00', balance: '200.00', openAr: '200.00', openOrders: '0.00' })
  await refused(o.run(o.staff.finance, 'salesOrder.approveFinance', second), 'credit.exceeded')
  await o.pay(first, '10')
  await o.run(o.staff.finance, 'salesOrder.approveFinance', second)
  const third = await o.draft(account, [{ package: pack, qty: '1' }], terms)
  await o.run(o.staff.rep, 'salesOrder.submit', third)
  await o.run(o.staff.commerce, 'salesOrder.approveBusiness', third)
  await refused(o.run(o.staff.finance, 'salesOrder.approveFinance', third), 'credit.exceeded')
  // 30 days of credit and 7 of grace later the first order is overdue, and that alone stops the next.
  const now = o.w.now
  o.w.now = new Date('2026-07-23T02:00:00Z')
  await raw('account', 'credit_limit = 100000', account)
  await refused(o.run(o.staff.finance, 'salesOrder.approveFinance', third), 'credit.overdue')
  await o.pay(first, '190')
  await o.run(o.staff.finance, 'salesOrder.approveFinance', third)
  o.w.now = now
})

test('S9 impossible 5b: two approvals at the same moment do not both take the last of the limit', async () => {
  const account = await o.customer({ creditLimit: '150' })
  const pack = await o.package()
  const ids = []
  for (const qty of ['10', '9', '8']) {
    const id = await o.draft(account, [{ package: pack, qty }], { paymentTerm: 'credit', creditDays: 30 })
    await o.run(o.staff.rep, 'salesOrder.submit', id)
    await o.run(o.staff.commerce, 'salesOrder.approveBusiness', id)
    ids.push(id)
  }
  const outcomes = await Promise.allSettled(ids.map((id) => o.run(o.staff.finance, 'salesOrder.approveFinance', id)))
  assert.equal(outcomes.filter((x) => x.status === 'fulfilled').length, 1)
  assert.ok(Number((await o.ledger(account)).openOrders) <= 150)
})

test('S7 impossible 6: no free-typed invoice lines; the two-invoice chain cannot be broken by hand', async () => {
  const { id } = await prepaid('5')
  const other = await prepaid('5')
  await o.shipped(id)
  const foreign = await o.shipped(other.id)
  const [line] = await shipLines(foreign)
  await refused(o.invoice(id, [{ shipmentLine: line!.id, qty: '1' }]), 'invoice.notShipped')
  await refused(o.invoice(id, [{ shipmentLine: line!.id, qty: '1', unitPrice: '99' }]), 'input.invalid')
  await assert.rejects(
    o.staff.invoicing.create('invoice', { account: other.account, order: id, kind: 'special', buyer: '甲' }),
    (e: Problem) => e.status === 403 || e.status === 404,
  )
})

test('S6 impossible 7: carrier and logistics number are unique; a cancelled shipment frees nothing twice', async () => {
  const [a, b] = [await prepaid('1'), await prepaid('1')]
  const [first, second] = [await o.pick(a.id), await o.pick(b.id)]
  await o.check(first)
  await o.check(second)
  await o.ship(first, { logisticsNo: 'SAME-1' })
  await refused(o.ship(second, { logisticsNo: 'SAME-1' }), /^rule\.shipment_logistics_unique$/)
  await o.ship(second, { carrier: '京东', logisticsNo: 'SAME-1' })
  const third = await prepaid('1')
  const open = await o.pick(third.id)
  await o.run(o.staff.picker, 'shipment.cancel', open, { reason: '破损' })
  await refused(o.run(o.staff.picker, 'shipment.cancel', open, { reason: '破损' }), 'state.notAllowed')
})

test('S6 impossible 7: the same key and body again is the same command once', async () => {
  const { id } = await prepaid('10', '100')
  const key = 'pick-again-0001'
  const work = () =>
    o.staff.picker.do(async (caller) => {
      const { write } = await import('#kernel/commands/run.ts')
      const { runCommand } = await import('#kernel/commands/context.ts')
      const def = caller.tenant.registry.commands.get('salesOrder.pick')!
      return write(
        caller,
        { command: 'pick', body: {}, key },
        async (unit) => (await runCommand(unit, def, id, {})).result,
      )
    })
  const [one, two] = await Promise.all([work(), work()])
  assert.deepEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(two)))
  assert.equal((await o.staff.picker.list('shipment', { where: { order: { eq: id } } })).length, 1)
})
