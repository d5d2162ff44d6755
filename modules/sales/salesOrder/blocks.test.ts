import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Label } from '#kernel/declare/index.ts'
import type { Problem } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { type OrderWorld, orderWorld } from '#testing/orderWorld.ts'

/** What stops an order, each refusal by its code and in both languages with what to do next. */

let o: OrderWorld
before(async () => {
  o = await orderWorld()
})
after(() => o.close())

const said: { code: string; label: Label }[] = []

async function refused(work: Promise<unknown>, code: RegExp, zh: RegExp, en: RegExp): Promise<void> {
  await assert.rejects(work, (e: Problem) => {
    const all = [e.code, ...((e.extra?.problems as { code: string }[] | undefined) ?? []).map((p) => p.code)]
    assert.ok(
      all.some((c) => code.test(c)),
      `${all.join(', ')}: ${e.message}`,
    )
    assert.match(e.label.zh, zh)
    assert.match(e.label.en, en)
    said.push({ code: e.code, label: e.label })
    return true
  })
}

const submit = async (account: string, lines: Values[], more: Values = {}): Promise<unknown> => {
  const id = await o.draft(account, lines as { package: string; qty: string }[], more)
  return o.run(o.staff.rep, 'salesOrder.submit', id)
}

test('S5 block: an expired licence stops submit, each approval and dispatch, naming the paper', async () => {
  const pack = await o.package()
  await o.batch(pack, '100')
  const bare = await o.customer({}, [])
  await refused(
    submit(bare, [{ package: pack, qty: '1' }]),
    /^licen[sc]e/,
    /医疗机构执业许可证/,
    /[Mm]edical institution licence/,
  )
  const lapsed = await o.customer({}, [['medicalInstitutionLicense', { validTo: '2026-06-14' }]])
  await refused(
    submit(lapsed, [{ package: pack, qty: '1' }]),
    /^licen[sc]e/,
    /医疗机构执业许可证/,
    /2026-06-14|expired/,
  )
  const account = await o.customer({}, [['medicalInstitutionLicense', { validTo: '2026-06-16' }]])
  const id = await o.draft(account, [{ package: pack, qty: '1' }])
  await o.run(o.staff.rep, 'salesOrder.submit', id)
  const now = o.w.now
  const tomorrow = new Date('2026-06-17T02:00:00Z')
  o.w.now = tomorrow
  await refused(o.run(o.staff.commerce, 'salesOrder.approveBusiness', id), /^licen[sc]e/, /执业许可证/, /licence/)
  o.w.now = now
  await o.run(o.staff.commerce, 'salesOrder.approveBusiness', id)
  o.w.now = tomorrow
  await refused(o.run(o.staff.finance, 'salesOrder.approveFinance', id), /^licen[sc]e/, /执业许可证/, /licence/)
  o.w.now = now
  await o.run(o.staff.finance, 'salesOrder.approveFinance', id)
  await o.pay(id, '10')
  const shipment = await o.pick(id)
  await o.check(shipment)
  o.w.now = tomorrow
  await refused(o.ship(shipment), /^licen[sc]e/, /执业许可证/, /licence/)
  o.w.now = now
  await o.ship(shipment)
})

test('S3 block: a price below the floor needs a signed quotation or contract; hospitals pay no more than the tender price', async () => {
  const account = await o.customer()
  const pack = await o.package()
  await refused(
    submit(account, [{ package: pack, qty: '5', unitPrice: '7.99' }]),
    /^price\.belowFloor$/,
    /底价.*签批/,
    /floor.*signed/,
  )
  const quotation = await o.made(
    'quotation',
    { account, validTo: '2026-12-31', paymentTerm: 'prepaid', lines: [{ package: pack, qty: '5', unitPrice: '7.5' }] },
    'approved',
  )
  const ordered = await o.draft(account, [{ package: pack, qty: '5', unitPrice: '7.5' }], { quotation: quotation.id })
  await o.run(o.staff.rep, 'salesOrder.submit', ordered)
  const [line] = (await o.order<{ lines: { priceSource: string; amount: string }[] }>(ordered)).lines
  assert.deepEqual([line!.priceSource, Number(line!.amount)], ['exception', 37.5])
  await refused(
    submit(account, [{ package: pack, qty: '5', unitPrice: '7.4' }], { quotation: quotation.id }),
    /^price\.belowFloor$/,
    /底价/,
    /floor/,
  )
  await o.price(pack, '9', { priceType: 'tender', scopeType: 'tender', regionCode: '330000' })
  await refused(
    submit(account, [{ package: pack, qty: '5', unitPrice: '9.01' }]),
    /^price\.aboveTender$/,
    /中标价/,
    /tender price/,
  )
  const unpriced = await o.package({}, null)
  await refused(submit(account, [{ package: unpriced, qty: '1' }]), /^price\.none$/, /维护价格/, /ask Pricing/)
})

test('S4 block: an order outside the agent’s area is diversion (串货) and refused', async () => {
  const pack = await o.package()
  const trader = ['businessLicense', 'drugDistributionLicense', 'qualityAgreement', 'authorizationLetter'].map(
    (t): [string, Values] => [t, t === 'drugDistributionLicense' ? { scopeCodes: ['chemical'] } : {}],
  )
  const agent = await o.customer(
    { name: '杭州某医药', accountRoles: ['agent', 'distributorT1'], agentLevel: 'city' },
    trader,
  )
  const [inside, outside] = [await o.customer(), await o.customer({ regionCode: '440106' })]
  const terminal = (id: string) => ({ package: pack, qty: '5', terminalAccount: id })
  const order = { orderType: 'agent', agent }
  await refused(
    submit(inside, [terminal(inside)], order),
    /^authorization\.outside$/,
    /串货.*招商经理/,
    /diversion.*channel manager/,
  )
  await o.w.asSystem(async (unit) => {
    const { create } = await import('#kernel/records/create.ts')
    const { changeRow } = await import('#kernel/records/change.ts')
    const made = await create(unit, 'agentAuthorization', {
      agent,
      agentLevel: 'city',
      packages: [pack],
      regionCodes: ['330100'],
      exclusive: false,
      validFrom: '2026-01-01',
      validTo: '2026-12-31',
    })
    await changeRow(unit, 'agentAuthorization', made, { state: 'active' }, 'test')
  })
  await submit(inside, [terminal(inside)], order)
  await refused(submit(outside, [terminal(outside)], order), /^authorization\.outside$/, /串货/, /diversion/)
  await refused(
    submit(inside, [terminal(inside)], { orderType: 'agent' }),
    /^authorization\.missing$/,
    /选择代理商/,
    /agent/,
  )
})

test('S6 block: a recalled batch stops the open shipment, with what to do next', async () => {
  const account = await o.customer()
  const pack = await o.package()
  const batch = await o.batch(pack, '10')
  const id = await o.released(account, [{ package: pack, qty: '4' }])
  await o.pay(id, '40')
  const shipment = await o.pick(id)
  await o.check(shipment)
  const { products } = await import('#modules/products/index.ts')
  const recall = products.commands?.find((c) => c.key === 'batch.recall')
  assert.ok(recall, 'there is a recall')
  await o.staff.qa.run(recall, batch, { reason: '含量不合格' })
  await refused(o.ship(shipment), /^batch\.recalled$/, /召回.*作废本发货单/, /recalled.*Cancel this shipment/)
  await o.run(o.staff.picker, 'shipment.cancel', shipment, { reason: '召回' })
  await refused(o.pick(id), /^stock\.short$/, /库存不足/, /Not enough/)
  await o.batch(pack, '10')
  await o.shipped(id)
})

test('S5 block: vaccines only to a CDC, and to it or a vaccination unit', async () => {
  const vaccine = await o.package({ controlClass: 'vaccine', storage: 'cold', approvalNo: '国药准字S20050099' })
  const hospital = await o.customer()
  await refused(submit(hospital, [{ package: vaccine, qty: '1' }]), /^order\.vaccineBuyer$/, /疾控/, /CDC/)
})

test('S5 block: frozen customers, tenders of another province or not in cycle, contracts not in force, goods not on sale', async () => {
  const pack = await o.package()
  const frozen = await o.customer()
  await o.w.asSystem(async (unit) => {
    const { changeRow, lockRow } = await import('#kernel/records/change.ts')
    await changeRow(
      unit,
      'account',
      await lockRow(unit, 'account', frozen, 'read'),
      { state: 'frozen', freezeReason: '欠款' },
      'test',
    )
  })
  await refused(submit(frozen, [{ package: pack, qty: '1' }]), /^order\.frozen$/, /冻结.*解冻/, /frozen.*unfreeze/)
  const account = await o.customer()
  const tenderOf = (province: string, state: string) =>
    o.made(
      'tender',
      {
        title: '某省集采',
        province,
        tenderType: 'vbp',
        submitBy: '2026-01-31',
        lines: [{ package: pack, quote: '9' }],
      },
      state,
    )
  const tender = async (province: string, state: string) => ({
    orderType: 'tender',
    tender: (await tenderOf(province, state)).id,
  })
  const asDirector = async (more: Values) => {
    const made = await o.staff.director.create('salesOrder', {
      soldTo: account,
      lines: [{ package: pack, qty: '1' }],
      ...more,
    })
    return o.run(o.staff.director, 'salesOrder.submit', made.id as string)
  }
  await refused(asDirector(await tender('440000', 'inCycle')), /^tender\.wrongProvince$/, /省份/, /province/)
  await refused(asDirector(await tender('330000', 'sent')), /^tender\.notInCycle$/, /采购周期/, /cycle/)
  const contract = await o.made('contract', {
    account,
    title: '年度合同',
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
    lines: [{ package: pack, qty: '100', unitPrice: '9' }],
  })
  await refused(asDirector({ contract: contract.id }), /^contract\.notInForce$/, /合同/, /[Cc]ontract/)
  const draft = await o.made('product', { genericName: '未批药', dosageForm: '片剂' })
  const unsold = await o.made('productPackage', { product: draft.id, packDescription: '1盒' })
  await refused(
    submit(account, [{ package: unsold.id, qty: '1', unitPrice: '10' }]),
    /^product\.notSellable$/,
    /首营/,
    /approval/,
  )
  await refused(submit(account, []), /^order\.noLines$/, /明细/, /lines/)
})

test('S5 block: several reasons are told at once, each in its own words', async () => {
  const bare = await o.customer({}, [])
  const pack = await o.package()
  await assert.rejects(submit(bare, [{ package: pack, qty: '1', unitPrice: '1' }]), (e: Problem) => {
    assert.equal(e.code, 'order.cannotSubmit')
    const codes = (e.extra.problems as { code: string; message: Label }[]).map((p) => p.code)
    assert.ok(codes.includes('price.belowFloor'))
    assert.ok(codes.some((c) => c.startsWith('licen')))
    return true
  })
})

test('S5 block: unverified ship-to, missing end customer, doubles at the order desk', async () => {
  const pack = await o.package()
  const unverified = await o.customer({ addressVerified: false })
  const id = await o.draft(unverified, [{ package: pack, qty: '1' }])
  await o.run(o.staff.rep, 'salesOrder.submit', id)
  await refused(
    o.run(o.staff.commerce, 'salesOrder.approveBusiness', id),
    /^order\.shipToUnverified$/,
    /核验地址/,
    /verify the address/,
  )
  const account = await o.customer()
  const [first, second] = [
    await o.draft(account, [{ package: pack, qty: '3' }]),
    await o.draft(account, [{ package: pack, qty: '3' }]),
  ]
  await o.run(o.staff.rep, 'salesOrder.submit', first)
  await o.run(o.staff.rep, 'salesOrder.submit', second)
  await refused(
    o.run(o.staff.commerce, 'salesOrder.approveBusiness', second),
    /^order\.duplicate$/,
    /DD2026.*非重复/,
    /double of DD/,
  )
  await o.run(o.staff.commerce, 'salesOrder.approveBusiness', second, { notDuplicate: true })
})

test('S7 block: money from somebody else is not the customer’s; his former name is', async () => {
  const account = await o.customer({ name: '甲医院', aliases: ['甲人民医院'] })
  const pay = (payer: string, bankRef: string) =>
    o.staff.cashier.create('payment', { account, payer, amount: '10', receivedOn: '2026-06-15', bankRef })
  await refused(pay('张三', 'P1'), /^payment\.payerName$/, /付款户名.*退回/, /payer.*Return/)
  await pay('甲人民医院', 'P2')
  await pay('甲 医院', 'P3')
})

test('S5 every refusal says in both languages what to do', () => {
  assert.ok(said.length > 15)
  for (const { code, label } of said) {
    assert.match(label.zh, /[：；。，]/u, code)
    assert.match(label.en, /[:;.,]/, code)
    // A person's or a product's name may be Chinese; the sentence around it is not.
    assert.match(label.en, /[A-Za-z]{3}/, code)
  }
})
