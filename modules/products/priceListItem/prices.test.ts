import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { refusal } from '#testing/refusal.ts'
import { type Person, type World, world } from '#testing/world.ts'
import {
  effectivePrices,
  floorBreaches,
  type PricedLine,
  type PriceQuestion,
  settlePrices,
  tenderBreaches,
} from '../index.ts'
import { turnDay } from '../nightly.sql.ts'
import { Samples } from '../samples.ts'
import { approve, supersede } from './verbs.ts'

const YEAR = { validFrom: '2026-01-01', validTo: '2026-12-31' }

let w: World
let s: Samples
let pricing: Person
let finance: Person

before(async () => {
  w = await world()
  s = new Samples(w)
  pricing = await w.hire('价格员', { roles: ['pricing'] })
  finance = await w.hire('财务', { roles: ['finance', 'pricing'] })
})
after(() => w.close())

const ask = async (
  q: Omit<PriceQuestion, 'lines' | 'on'> & { k: string; qty?: string; on?: string },
): Promise<PricedLine> => {
  const { k, qty = '10', on = '2026-06-15', ...more } = q
  return w.asSystem(async (unit) => {
    const [line] = await effectivePrices(unit, { on, lines: [{ packageId: k, qty }], ...more })
    return line!
  })
}
const of = (line: PricedLine): [string | null, string | null] => [line.source, line.unitPrice]

test('S16 H1 precedence of prices: contract > authorisation > province tender > region (narrowest first) > national', async () => {
  const k = await s.package()
  const hospital = (await s.account('hospital', { regionCode: '330106' })).id as string
  const agent = await s.account('agent')
  const authorization = await s.make('agentAuthorization', {
    agent: agent.id,
    agentLevel: 'province',
    packages: [k],
    regionCodes: ['330000'],
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
    state: 'active',
  })
  const contract = await s.make('contract', { title: '年度', account: hospital, state: 'signed', ...YEAR })
  const question = {
    k,
    accountId: hospital,
    contractId: contract.id as string,
    authorizationId: authorization.id as string,
  }
  const steps: [string, string, Values][] = [
    ['national', '20', {}],
    ['region', '19', { scopeType: 'region', regionCode: '330000' }],
    ['region', '18', { scopeType: 'region', regionCode: '330100' }],
    ['region', '17', { scopeType: 'region', regionCode: '330106' }],
    ['tender', '16', { priceType: 'tender', scopeType: 'tender', regionCode: '330000' }],
    ['authorization', '15', { scopeType: 'authorization', authorization: authorization.id }],
    ['authorization', '14', { priceType: 'settlement', scopeType: 'authorization', authorization: authorization.id }],
    ['contract', '13', { scopeType: 'contract', contract: contract.id }],
  ]
  assert.deepEqual(of(await ask(question)), [null, null])
  for (const [source, price, values] of steps) {
    await s.price(k, price, values)
    assert.deepEqual(of(await ask(question)), [source, `${price}.0000`])
  }
  const elsewhere = (await s.account('hospital', { regionCode: '440106' })).id as string
  assert.deepEqual(of(await ask({ k, accountId: elsewhere })), ['national', '20.0000'])
  assert.deepEqual(of(await ask({ ...question, accountId: elsewhere, authorizationId: null })), ['national', '20.0000'])
})

test('S16 H1 the price that a signed contract itself states is charged to its own buyer only', async () => {
  const k = await s.package()
  await s.price(k, '10')
  const [buyer, other] = [await s.account('distributorT1'), await s.account('distributorT1')]
  const contract = await s.make('contract', {
    title: '协议',
    account: buyer.id,
    state: 'signed',
    ...YEAR,
    lines: [{ package: k, qty: '100', unitPrice: '9.1234' }],
  })
  const contractId = contract.id as string
  const line = await ask({ k, accountId: buyer.id as string, contractId })
  assert.deepEqual([...of(line), line.priceItemId, line.listPrice], ['contract', '9.1234', null, '10.0000'])
  assert.deepEqual(of(await ask({ k, accountId: other.id as string, contractId })), ['national', '10.0000'])
})

test('S16 H1 tiers by quantity, prices without tax, a tender price for hospitals and tender orders only', async () => {
  const k = await s.package({ vatRate: '0.13' })
  await s.price(k, '10', { taxIncluded: false })
  await s.price(k, '9', { minQty: '1000' })
  await s.price(k, '8.5', { priceType: 'tender', scopeType: 'tender', regionCode: '330000' })
  const trader = (await s.account('distributorT1')).id as string
  const hospital = (await s.account('hospital')).id as string
  assert.deepEqual(of(await ask({ k, accountId: trader })), ['national', '11.3000'])
  assert.deepEqual(of(await ask({ k, accountId: trader, qty: '999.9999' })), ['national', '11.3000'])
  assert.deepEqual(of(await ask({ k, accountId: trader, qty: '1000' })), ['national', '9.0000'])
  assert.deepEqual(of(await ask({ k, accountId: hospital })), ['tender', '8.5000'])
  assert.equal((await ask({ k, accountId: trader })).tenderPrice, '8.5000')
  const tender = await s.make('tender', {
    title: '浙江挂网',
    province: '330000',
    tenderType: 'listing',
    submitBy: '2026-01-31',
    state: 'inCycle',
  })
  assert.deepEqual(of(await ask({ k, accountId: trader, tenderId: tender.id as string })), ['tender', '8.5000'])
})

test('DOMAIN block, Price: overlapping periods of one key are impossible, and the friendly check names the other', async () => {
  const k = await s.package()
  const made = (values: Values) =>
    pricing.create('priceListItem', {
      package: k,
      priceType: 'supply',
      scopeType: 'national',
      unitPrice: '10',
      validFrom: '2026-01-01',
      ...values,
    })
  const first = await made({})
  await assert.rejects(pricing.run(approve, first.id as string), (e: Refusal) => e.code === 'access.denied')
  await finance.run(approve, first.id as string)
  const second = await made({ unitPrice: '11', validFrom: '2026-07-01', validTo: '2026-12-31' })
  await assert.rejects(
    finance.run(approve, second.id as string),
    refusal(
      'price.overlap',
      new RegExp(`${first.number}.*重叠；请改用“替换生效”`),
      new RegExp(`overlaps price ${first.number}.*Supersede`),
    ),
  )
  for (const other of [{ minQty: '5' }, { scopeType: 'region', regionCode: '330000' }, { priceType: 'floor' }])
    await finance.run(approve, (await made(other)).id as string)
  await assert.rejects(
    s.price(k, '12', { validFrom: '2026-12-31' }),
    refusal('rule.price_list_item_no_overlap', /重叠/, /overlaps/),
  )
  const race = await Promise.allSettled(
    await Promise.all(
      ['13', '14'].map(async (unitPrice) => {
        const row = await made({ unitPrice, scopeType: 'region', regionCode: '440000' })
        return () => finance.run(approve, row.id as string)
      }),
    ).then((runs) => runs.map((run) => run())),
  )
  assert.deepEqual(race.map((r) => r.status).sort(), ['fulfilled', 'rejected'])
  await assert.rejects(made({ validFrom: '2026-02-01', validTo: '2026-01-31' }), /must not end before it begins/)
})

test('S16 a new price supersedes the old one from its day; what was approved is not changed; nobody signs his own', async () => {
  const k = await s.package()
  const accountId = (await s.account('distributorT1')).id as string
  const old = await s.price(k, '10', { validFrom: '2026-01-01' })
  const draft = await pricing.create('priceListItem', {
    package: k,
    priceType: 'supply',
    scopeType: 'national',
    unitPrice: '12',
    validFrom: '2026-07-01',
  })
  await assert.rejects(
    pricing.update('priceListItem', old.id as string, { unitPrice: '1' }),
    refusal('price.fixed', /不能修改/, /not changed/),
  )
  await finance.run(supersede, draft.id as string)
  const state = async (row: Values) => {
    const r = await pricing.get<Values>('priceListItem', row.id as string)
    return [r.state, r.validTo]
  }
  assert.deepEqual(
    [await state(old), await state(draft)],
    [
      ['effective', '2026-06-30'],
      ['approved', null],
    ],
  )
  assert.equal((await ask({ k, accountId, on: '2026-06-30' })).unitPrice, '10.0000')
  assert.equal((await ask({ k, accountId, on: '2026-07-01' })).unitPrice, '12.0000')
  w.now = new Date('2026-06-30T16:30:00Z')
  await turnDay(w.tenant)
  assert.deepEqual([(await state(old))[0], (await state(draft))[0]], ['superseded', 'effective'])
  assert.equal((await ask({ k, accountId, on: '2026-06-30' })).unitPrice, '10.0000', 'the past stays what it was')
  const early = await pricing.create('priceListItem', {
    package: k,
    priceType: 'supply',
    scopeType: 'national',
    unitPrice: '13',
    validFrom: '2026-07-01',
  })
  await assert.rejects(
    finance.run(supersede, early.id as string),
    refusal('price.overlap', /不早于 2026-07-01/, /does not begin before/),
  )
  const own = await finance.create('priceListItem', {
    package: k,
    priceType: 'retail',
    scopeType: 'national',
    unitPrice: '13',
    validFrom: '2026-07-01',
  })
  await assert.rejects(finance.run(approve, own.id as string), refusal('check.ownWork', /另一位同事/, /own work/))
  w.now = new Date('2026-06-15T02:00:00Z')
})

test('S16 prices that a tender settles stand at once and end the older ones of their province', async () => {
  const k = await s.package()
  const base = { package: k, priceType: 'tender', scopeType: 'tender', regionCode: '330106' } as const
  await w.asSystem((unit) => settlePrices(unit, [{ ...base, unitPrice: '8', validFrom: '2026-01-01' }]))
  await w.asSystem((unit) =>
    settlePrices(unit, [{ ...base, unitPrice: '7', validFrom: '2026-06-01', validTo: '2027-05-31' }]),
  )
  const accountId = (await s.account('hospital', { regionCode: '330782' })).id as string
  assert.equal((await ask({ k, accountId, on: '2026-05-31' })).unitPrice, '8.0000')
  assert.equal((await ask({ k, accountId, on: '2026-06-01' })).unitPrice, '7.0000')
})

test('DOMAIN block, Price: below the floor without a signed exception; a hospital above the tender price', () => {
  const line = { packageId: 'k', packageName: '样品药', floorPrice: '9.0000', tenderPrice: '12.0000' }
  const below = floorBreaches([{ ...line, charged: '8.9999' }])
  assert.equal(below.length, 1)
  refusal('price.belowFloor', /低于底价；请提高单价，或提交低价特批/, /below the floor.*exception signed/)(below[0]!)
  assert.ok(
    !below[0]!.label.zh.includes('9.0000') && !JSON.stringify(below[0]!.extra).includes('"9'),
    'the floor is not told',
  )
  assert.deepEqual(floorBreaches([{ ...line, charged: '9' }]), [])
  const above = tenderBreaches([{ ...line, charged: '12.0001' }], ['hospital'])
  refusal('price.aboveTender', /高于本省中标价 12；请/, /above the province’s tender price 12; charge/)(above[0]!)
  assert.deepEqual(tenderBreaches([{ ...line, charged: '12' }], ['hospital']), [])
  assert.deepEqual(tenderBreaches([{ ...line, charged: '99' }], ['distributorT1']), [])
  assert.deepEqual(floorBreaches([{ ...line, floorPrice: null, charged: '0.01' }]), [])
})

test('S16 floor and settlement prices are not shown to reps and managers', async () => {
  const rep = await w.hire('代表甲', { roles: ['rep'] })
  const manager = await w.hire('经理甲', { roles: ['manager'] })
  for (const person of [rep, manager])
    await assert.rejects(person.list('priceListItem'), (e: Refusal) => e.code === 'access.denied')
})
