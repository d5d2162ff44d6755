import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { refusalNaming } from '#testing/refusal.ts'
import { customer, openShop, type Shop } from '#testing/shop.ts'
import { world } from '#testing/world.ts'
import { win } from '../opportunity/verbs.ts'
import { accept, approve, approveFloor, decline, reject, revise, send, submit, toContract, toOrder } from './verbs.ts'

let shop: Shop
before(async () => {
  shop = await openShop(await world())
})
after(() => shop.w.close())

interface Opened {
  open: { id: string }
}

interface Line {
  id: string
  package: { id: string }
  qty: string
  unitPrice: string
  listPrice: string
  priceSource: string
  taxRate: string
  amount: string
  taxAmount: string
}
interface Quote extends Values {
  id: string
  state: string
  version: number
  amount: string
  taxAmount: string
  belowFloor: boolean
  revision: number
  replaces: { id: string } | null
  lines: Line[]
}

const quote = async (values: Values = {}): Promise<string> =>
  (
    await shop.rep.create('quotation', {
      account: shop.account,
      title: '年度报价',
      validTo: '2026-07-15',
      lines: [{ package: shop.aspirin, qty: '300' }],
      ...values,
    })
  ).id as string
const look = (id: string) => shop.rep.get<Quote>('quotation', id)

const refusal = refusalNaming(/阿司匹林|胰岛素|片|盒|申通医药有限公司|申城医院/g)

test('S3 prices come from the price list, amounts and taxes follow to the cent', async () => {
  const id = await quote({
    lines: [
      { package: shop.aspirin, qty: '3' },
      { package: shop.insulin, qty: '1.5', unitPrice: '99.99' },
    ],
  })
  const row = await look(id)
  // 3 × 20 = 60.00, tax 6.90; 1.5 × 99.99 = 149.985 → 149.99, net 132.73, tax 17.26.
  assert.deepEqual(
    row.lines.map((l) => [l.unitPrice, l.priceSource, l.listPrice, l.taxRate, l.amount, l.taxAmount]),
    [
      ['20.0000', 'national', '20.0000', '0.1300', '60.00', '6.90'],
      ['99.9900', 'agreed', '100.5000', '0.1300', '149.99', '17.26'],
    ],
  )
  assert.deepEqual([row.amount, row.taxAmount, row.belowFloor], ['209.99', '24.16', false])
})

test('S3 submit, approve by somebody else, send, accept; the maker is not the checker', async () => {
  const id = await quote()
  assert.equal((await shop.rep.run(submit, id)).row!.state, 'pending')
  await assert.rejects(shop.rep.run(approve, id), { status: 403 })
  const own = (
    await shop.manager.create('quotation', {
      account: shop.account,
      validTo: '2026-07-15',
      lines: [{ package: shop.aspirin, qty: '1' }],
    })
  ).id as string
  await shop.manager.run(submit, own)
  await assert.rejects(shop.manager.run(approve, own), refusal('approval.ownDocument'))
  await shop.finance.run(approve, id)
  await shop.rep.run(send, id, { by: 'mail' })
  const { row } = await shop.rep.run(accept, id)
  assert.deepEqual([row!.state, row!.answeredOn], ['accepted', '2026-06-15'])
  await shop.finance.run(reject, own, { reason: '价格不对' })
  assert.equal((await shop.manager.get<Quote>('quotation', own)).state, 'draft')
})

test('S3 Block: below the floor only with the director’s signed exception; the floor itself is not told', async () => {
  const id = await quote({ lines: [{ package: shop.aspirin, qty: '10', unitPrice: '14.5' }] })
  assert.equal((await look(id)).belowFloor, true)
  await shop.rep.run(submit, id)
  const told = refusal('price.needsException', /特批低价/, /sales director/)
  await assert.rejects(shop.finance.run(approve, id), (e: Refusal) => told(e) && !/15/.test(JSON.stringify(e.label)))
  await assert.rejects(shop.finance.run(approveFloor, id, { reason: '大单' }), { status: 403 })
  await assert.rejects(shop.director.run(approveFloor, id, {}), { code: 'input.invalid' })
  const { row } = await shop.director.run(approveFloor, id, { reason: '大单，保份额' })
  assert.equal(row!.state, 'approved')
  assert.equal(row!.exceptionBy, shop.director.id)
  assert.match(String(row!.exceptionHash), /^[0-9a-f]{64}$/)
  assert.equal((await look(id)).lines[0]!.priceSource, 'exception')
  const mine = await shop.director.create('quotation', {
    account: shop.account,
    validTo: '2026-07-15',
    lines: [{ package: shop.aspirin, qty: '1', unitPrice: '1' }],
  })
  await shop.director.run(submit, mine.id as string)
  await assert.rejects(
    shop.director.run(approveFloor, mine.id as string, { reason: 'x' }),
    refusal('approval.ownDocument'),
  )
})

test('S3 Block: a hospital above its tender price, an unpriced or empty quotation, a frozen customer', async () => {
  const { rep, insulin, w } = shop
  const hospital = await customer(rep, '申城医院', ['hospital'])
  const dear = await quote({ account: hospital, lines: [{ package: insulin, qty: '1', unitPrice: '95' }] })
  await assert.rejects(rep.run(submit, dear), refusal('price.aboveTender', /高于本省中标价/))
  const fair = await quote({ account: hospital, lines: [{ package: insulin, qty: '1' }] })
  assert.deepEqual(
    [(await look(fair)).lines[0]!.unitPrice, (await look(fair)).lines[0]!.priceSource],
    ['90.0000', 'tender'],
  )
  await rep.run(submit, fair)
  await assert.rejects(rep.run(submit, await quote({ lines: [] })), refusal('document.noLines'))
  await assert.rejects(
    rep.run(submit, await quote({ lines: [{ package: insulin, qty: '0' }] })),
    refusal('document.noQuantity'),
  )
  const freeze = w.tenant.registry.commands.get('account.freeze')!
  await shop.director.run(freeze, hospital, { reason: '欠款' })
  await assert.rejects(
    rep.run(submit, await quote({ account: hospital, lines: [{ package: insulin, qty: '1' }] })),
    refusal('account.frozen'),
  )
})

test('S3 what was submitted is not edited: a change is a new version that takes its place', async () => {
  const id = await quote()
  await shop.rep.run(submit, id)
  await assert.rejects(shop.rep.update('quotation', id, { title: '改' }), refusal('quotation.fixed'))
  await assert.rejects(shop.rep.update('quotation', id, { lines: [] }), refusal('quotation.fixed'))
  await shop.finance.run(approve, id)
  await shop.rep.run(send, id)
  await shop.rep.run(decline, id, { reason: '太贵' })
  await assert.rejects(shop.rep.run(accept, id), { code: 'state.notAllowed' })
  const { row, result } = await shop.rep.run(revise, id, { validTo: '2026-08-01' })
  assert.equal(row!.state, 'superseded')
  const next = await look((result as Opened).open.id)
  assert.deepEqual([next.state, next.revision, next.replaces!.id, next.amount], ['draft', 2, id, '6000.00'])
  await shop.rep.update('quotation', next.id, {
    lines: [{ ...next.lines[0]!, package: shop.aspirin, unitPrice: '19' }].map(
      ({ id: lid, package: p, qty, unitPrice }) => ({ id: lid, package: p, qty, unitPrice }),
    ),
  })
  assert.equal((await look(next.id)).amount, '5700.00')
})

test('S3 Block: an expired offer is neither sent nor accepted nor turned into anything', async () => {
  const w2 = await openShop(await world({ now: '2026-06-15T02:00:00Z' }))
  try {
    const id = (
      await w2.rep.create('quotation', {
        account: w2.account,
        validTo: '2026-06-20',
        lines: [{ package: w2.aspirin, qty: '1' }],
      })
    ).id as string
    await w2.rep.run(submit, id)
    await w2.finance.run(approve, id)
    await w2.rep.run(send, id)
    w2.w.now = new Date('2026-06-21T02:00:00Z')
    await assert.rejects(w2.rep.run(accept, id), refusal('quotation.expired', /换版/))
    await assert.rejects(
      w2.rep.run(toContract, id, { title: 'x', validFrom: '2026-07-01', validTo: '2026-12-31' }),
      refusal('quotation.expired'),
    )
  } finally {
    await w2.w.close()
  }
})

test('S3 S2 an accepted quotation becomes an order and a contract without retyping, and wins its deal', async () => {
  const { rep, finance } = shop
  const opportunity = (await rep.create('opportunity', { account: shop.account, title: '大单' })).id as string
  const id = await quote({ opportunity, lines: [{ package: shop.aspirin, qty: '10', unitPrice: '19.5' }] })
  await rep.run(submit, id)
  await finance.run(approve, id)
  await rep.run(send, id)
  await assert.rejects(rep.run(win, opportunity), refusal('opportunity.noProof'))
  await rep.run(accept, id)
  await rep.run(win, opportunity)

  const order = (await rep.run(toOrder, id)).result as Opened & { number: string }
  const made = await rep.get<Values & { lines: Line[] }>('salesOrder', order.open.id)
  assert.deepEqual([(made.quotation as { id: string }).id, (made.soldTo as { id: string }).id], [id, shop.account])
  assert.deepEqual(
    made.lines.map((l) => [l.package.id, l.qty, l.unitPrice]),
    [[shop.aspirin, '10.0000', '19.5000']],
  )
  await assert.rejects(rep.run(toOrder, id), refusal('quotation.ordered', new RegExp(order.number)))
  await rep.run(toOrder, id, { again: true })

  const contract = (
    await rep.run(toContract, id, { title: '年度购销合同', validFrom: '2026-07-01', validTo: '2027-06-30' })
  ).result as Opened
  const deal = await rep.get<Values & { lines: Line[]; paymentPlan: { amount: string }[] }>(
    'contract',
    contract.open.id,
  )
  assert.deepEqual(
    [deal.amount, deal.paymentPlan[0]!.amount, deal.lines[0]!.unitPrice],
    ['195.00', '195.00', '19.5000'],
  )
})
