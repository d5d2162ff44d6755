import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Refusal } from '#kernel/errors.ts'
import { changeRow } from '#kernel/records/change.ts'
import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import { type World, world } from '#testing/world.ts'
import { effectivePrices, fefo, licenceProblems, moveStock, requireLicences, sellable } from './index.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.close())

/** Creates a row and puts it into a state, as the system. */
async function made(object: string, values: Values, state?: string): Promise<Values> {
  return w.asSystem(async (unit) => {
    const row = await create(unit, object, values)
    return state ? changeRow(unit, object, row, { state }, 'test') : row
  })
}

let n = 0
async function soldPackage(product: Values = {}): Promise<string> {
  const p = await made(
    'product',
    {
      genericName: `药${++n}`,
      dosageForm: '片剂',
      strength: '5mg',
      approvalNo: `国药准字H${20050000 + n}`,
      ...product,
    },
    'active',
  )
  return (await made('productPackage', { product: p.id, packDescription: '24片/盒' })).id as string
}

test('S16 a sellable package passes; suspended, withdrawn, unapproved and lapsed products are refused by name', async () => {
  const good = await soldPackage()
  await w.asSystem((unit) => sellable(unit, [good]))
  const bad: [string, string, string][] = [
    ['draft', '未通过首营审批', 'first-transaction approval'],
    ['suspended', '已暂停销售', 'is suspended'],
    ['withdrawn', '已停产停售', 'is withdrawn'],
  ]
  for (const [state, zh, en] of bad) {
    const p = await made('product', { genericName: `坏药${state}`, dosageForm: '片剂' }, state)
    const k = await made('productPackage', { product: p.id, packDescription: '1盒' })
    await assert.rejects(
      w.asSystem((unit) => sellable(unit, [good, k.id as string])),
      (e: Refusal) => e.code === 'product.notSellable' && e.label.zh.includes(zh) && e.label.en.includes(en),
    )
  }
  const lapsed = await soldPackage({ approvalValidTo: '2026-06-14' })
  await assert.rejects(
    w.asSystem((unit) => sellable(unit, [lapsed])),
    /had its approval until 2026-06-14/,
  )
})

test('S16 the name of a package follows its product', async () => {
  const p = await made('product', { genericName: '阿莫西林胶囊', dosageForm: '胶囊剂', strength: '0.25g' })
  const k = await made('productPackage', { product: p.id, packDescription: '24粒/盒' })
  assert.equal(k.name, '阿莫西林胶囊 0.25g 24粒/盒')
  const qa = await w.hire('质管名', { roles: ['qa'] })
  await qa.update('product', p.id as string, { tradeName: '再林' })
  const [row] = await qa.list<{ name: string }>('productPackage', { q: 'amxljn' })
  assert.equal(row!.name, '阿莫西林胶囊（再林） 0.25g 24粒/盒')
})

async function batchOf(packageId: string, batchNo: string, lastUsableDate: string, qty: string, state = 'released') {
  const b = await made(
    'batch',
    { package: packageId, batchNo, mfgDate: '2025-01-01', expiryLabel: '见包装', lastUsableDate },
    state,
  )
  await w.asSystem((unit) =>
    moveStock(unit, [
      { batchId: b.id as string, kind: 'receive', onHand: qty, source: 'test', sourceId: b.id as string },
    ]),
  )
  return b.id as string
}

test('S16 FEFO: earliest last usable day first, near expiry only on consent, remaining months, exclusions', async () => {
  const k = await soldPackage()
  await batchOf(k, 'L', '2028-01-31', '100')
  const soon = await batchOf(k, 'S', '2026-09-30', '30')
  await batchOf(k, 'Q', '2027-01-31', '50', 'quarantine')
  await batchOf(k, 'X', '2026-06-14', '50')
  const mid = await batchOf(k, 'M', '2027-06-30', '40.5')
  const take = (qty: string, o: Parameters<typeof fefo>[3]) =>
    w.asSystem(async (unit) => (await fefo(unit, k, qty, o)).map((p) => [p.batchNo, p.qty]))
  assert.deepEqual(await take('60', { allowNearExpiry: true }), [
    ['S', '30'],
    ['M', '30'],
  ])
  assert.deepEqual(await take('60', { allowNearExpiry: false }), [
    ['M', '40.5'],
    ['L', '19.5'],
  ])
  assert.deepEqual(await take('60', { allowNearExpiry: false, minRemainingMonths: 13 }), [['L', '60']])
  assert.deepEqual(await take('60', { allowNearExpiry: true, excludeBatches: [soon, mid] }), [['L', '60']])
  assert.deepEqual((await take('999', { allowNearExpiry: true })).length, 3)
  await assert.rejects(take('999', { allowNearExpiry: true, whole: true }), /Not enough shippable stock/)
})

test('S16 the stock ledger: sums follow, shortage is refused naming what is free, the database refuses the rest', async () => {
  const k = await soldPackage()
  const b = await batchOf(k, 'B1', '2028-01-31', '10')
  const move = (kind: 'reserve' | 'ship', reserved: string, onHand = '0') =>
    w.asSystem((unit) => moveStock(unit, [{ batchId: b, kind, reserved, onHand, source: 'test', sourceId: b }]))
  await move('reserve', '7')
  await assert.rejects(
    move('reserve', '4'),
    (e: Refusal) => e.code === 'stock.short' && e.label.zh.includes('可用 3') && e.label.en.includes('free 3'),
  )
  const sums = (await move('ship', '-7', '-7')).get(b)
  assert.deepEqual(sums, { onHand: '3', reserved: '0', locked: '0' })
})

test('S16 prices: contract > authorisation > province tender > region > national; tiers; floor and list beside', async () => {
  const k = await soldPackage()
  const region = '330106'
  const hospital = await made('account', { name: '杭州测试医院', accountRoles: ['hospital'], regionCode: region })
  const trader = await made('account', { name: '杭州测试医药', accountRoles: ['distributorT1'], regionCode: region })
  const price = (values: Values) =>
    made(
      'priceListItem',
      { package: k, priceType: 'supply', scopeType: 'national', validFrom: '2026-01-01', ...values },
      'effective',
    )
  const national = await price({ unitPrice: '12.5' })
  await price({ unitPrice: '11', minQty: '100' })
  await price({ unitPrice: '9', priceType: 'floor' })
  const ask = (accountId: unknown, qty = '10', more = {}) =>
    w.asSystem(async (unit) => {
      const [line] = await effectivePrices(unit, {
        accountId: accountId as string,
        on: '2026-06-15',
        lines: [{ packageId: k, qty }],
        ...more,
      })
      return line!
    })
  assert.deepEqual(await ask(trader.id), {
    packageId: k,
    unitPrice: '12.5000',
    source: 'national',
    priceItemId: national.id,
    floorPrice: '9.0000',
    tenderPrice: null,
    listPrice: '12.5000',
  })
  assert.equal((await ask(trader.id, '100')).unitPrice, '11.0000')
  await price({ unitPrice: '12', scopeType: 'region', regionCode: '330000' })
  assert.equal((await ask(trader.id)).unitPrice, '12.0000')
  await price({ unitPrice: '11.8', scopeType: 'region', regionCode: '330100', taxIncluded: true })
  assert.deepEqual([(await ask(trader.id)).unitPrice, (await ask(trader.id)).source], ['11.8000', 'region'])
  await price({ unitPrice: '11.5', priceType: 'tender', scopeType: 'tender', regionCode: '330000' })
  assert.deepEqual([(await ask(hospital.id)).unitPrice, (await ask(hospital.id)).source], ['11.5000', 'tender'])
  assert.deepEqual([(await ask(trader.id)).unitPrice, (await ask(trader.id)).tenderPrice], ['11.8000', '11.5000'])
  assert.equal((await ask(trader.id, '10', { on: '2025-12-31' })).unitPrice, null)
})

async function paper(values: Values, state = 'valid'): Promise<Values> {
  return made('license', { licenseNo: `NO${++n}`, validFrom: '2024-01-01', validTo: '2027-12-31', ...values }, state)
}

test('S16 licences: each missing, expired, unverified or insufficient paper is named in Chinese and English', async () => {
  const k = await soldPackage()
  const a = await made('account', { name: '宁波医药', accountRoles: ['distributorT1'], regionCode: '330200' })
  const problems = () => w.asSystem((unit) => licenceProblems(unit, { accountId: a.id as string, packageIds: [k] }))
  assert.deepEqual(
    (await problems()).map((p) => [p.code, p.extra.licenseType]),
    ['businessLicense', 'drugDistributionLicense', 'qualityAgreement', 'authorizationLetter'].map((t) => [
      'license.missing',
      t,
    ]),
  )
  await paper({ account: a.id, licenseType: 'businessLicense', longTerm: true, validTo: null })
  await paper({ account: a.id, licenseType: 'drugDistributionLicense', scopeCodes: ['chinese'] })
  await paper({ account: a.id, licenseType: 'qualityAgreement', validTo: '2026-06-14' })
  await paper({ account: a.id, licenseType: 'authorizationLetter' }, 'pendingQa')
  const found = await problems()
  assert.deepEqual(
    found.map((p) => p.code),
    ['license.scope', 'license.expired', 'license.notVerified'],
  )
  assert.match(found[1]!.label.zh, /宁波医药的《质量保证协议》.*2026-06-14 过期；请/)
  assert.match(found[1]!.label.en, /Quality agreement .* expired on 2026-06-14; ask/)
  await assert.rejects(
    w.asSystem((unit) => requireLicences(unit, { accountId: a.id as string, packageIds: [k] })),
    (e: Refusal) => e.code === 'license.blocked' && (e.extra.problems as unknown[]).length === 3,
  )
  await paper({ account: a.id, licenseType: 'drugDistributionLicense', scopeCodes: ['chemical'] })
  await paper({ account: a.id, licenseType: 'qualityAgreement' })
  await paper({ account: a.id, licenseType: 'authorizationLetter' })
  assert.deepEqual(await problems(), [])
})
