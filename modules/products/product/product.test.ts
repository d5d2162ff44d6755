import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Refusal } from '#kernel/errors.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { fromBase, toBase, toCartons, unsellable } from '../index.ts'
import { reactivate, retire } from '../productPackage/verbs.ts'
import { Samples } from '../samples.ts'
import { activate, qaApprove, resume, suspend, withdraw } from './verbs.ts'

let w: World
let s: Samples
let qa: Person
let steward: Person

before(async () => {
  w = await world()
  s = new Samples(w)
  qa = await w.hire('质管', { roles: ['qa'] })
  steward = await w.hire('数据', { roles: ['dataSteward'] })
})
after(() => w.close())

const problemsOf = (e: Refusal): string[] =>
  (e.extra.problems as { code: string; licenseType?: string }[]).map((p) => p.licenseType ?? p.code)

test('S16 首营审批: approval number, makers with their licences, registration; what lacks may be overridden with a reason', async () => {
  const maker = await s.account('supplier', { name: '某制药' })
  const row = await steward.create('product', { genericName: '注射用甲', dosageForm: '注射剂', strength: '1g' })
  const id = row.id as string
  await assert.rejects(steward.run(qaApprove, id), (e: Refusal) => e.code === 'access.denied')
  await assert.rejects(
    qa.run(qaApprove, id, { overrideReason: '急' }),
    (e: Refusal) =>
      e.code === 'product.firstApproval' &&
      /没有批准文号，请补填/.test(e.label.zh) &&
      /manufacturer is missing; fill it in/.test(e.label.en),
    'a missing number cannot be overridden',
  )
  await steward.update('product', id, { approvalNo: '国药准字H20059999', mah: maker.id, manufacturer: maker.id })
  await assert.rejects(
    qa.run(qaApprove, id),
    (e: Refusal) => problemsOf(e).join() === ['businessLicense', 'drugManufacturingLicense', 'drugRegistration'].join(),
  )
  await s.paper('businessLicense', { account: maker.id, longTerm: true, validTo: null })
  await s.paper('drugManufacturingLicense', { account: maker.id, validTo: '2026-06-14' })
  await s.paper('drugRegistration', { product: id })
  await assert.rejects(qa.run(qaApprove, id), /Drug manufacturing licence .* expired on 2026-06-14/)
  await qa.run(qaApprove, id, { overrideReason: '新证已受理' })
  const seen = await qa.get<{ state: string; firstApprovalNote: string; approvedBy: { id: string } }>('product', id)
  assert.deepEqual([seen.state, seen.approvedBy.id], ['qaApproved', qa.id])
  assert.match(seen.firstApprovalNote, /新证已受理/)
  const own = await qa.create('product', { genericName: '乙', dosageForm: '片剂' })
  await assert.rejects(qa.run(qaApprove, own.id as string), (e: Refusal) => e.code === 'check.ownWork')
})

test('S16 a product on sale, suspended, resumed, withdrawn; its packages follow', async () => {
  const p = await s.product({ state: 'qaApproved' })
  const id = p.id as string
  const k = (await s.make('productPackage', { product: id, packDescription: '1盒' })).id as string
  const code = async () => (await w.asSystem((unit) => unsellable(unit, [k]))).map((x) => x.code)
  assert.deepEqual(await code(), ['notActive'])
  await qa.run(activate, id)
  assert.deepEqual(await code(), [])
  await qa.run(suspend, id, { reason: '质量调查' })
  assert.deepEqual(await code(), ['suspended'])
  await qa.run(resume, id)
  await qa.run(retire, k)
  assert.deepEqual(await code(), ['retired'])
  await qa.run(reactivate, k)
  await qa.run(suspend, id, { reason: '再查' })
  await qa.update('product', id, { approvalValidTo: '2026-06-14' })
  await assert.rejects(qa.run(resume, id), /record its renewal first/)
  await qa.run(withdraw, id, { reason: '停产' })
  assert.deepEqual(await code(), ['withdrawn'])
  await assert.rejects(qa.run(resume, id), (e: Refusal) => e.code === 'state.notAllowed')
})

test('S16 packs and cartons in exact decimals', () => {
  const packing = { unitsPerPack: 10, packsPerCarton: 40 }
  assert.equal(toBase('2.5', 'carton', packing), '1000')
  assert.equal(toBase('0.1', 'pack', packing), '1')
  assert.deepEqual(toCartons('1234.5', packing), { cartons: '3', packs: '3', rest: '4.5' })
  assert.deepEqual(toCartons('399.9999', packing), { cartons: '0', packs: '39', rest: '9.9999' })
  assert.equal(fromBase('1000', 'carton', packing), '2.5')
  assert.equal(fromBase('1', 'carton', { unitsPerPack: 1, packsPerCarton: 300 }), null)
  for (let qty = 0; qty < 2000; qty += 7) {
    const { cartons, packs, rest } = toCartons(String(qty), packing)
    assert.equal(Number(cartons) * 400 + Number(packs) * 10 + Number(rest), qty)
  }
})

test('P14 a product carries the names of its makers, for readers who do not see their accounts; a rename follows', async () => {
  const make = async (name: string) => (await s.account('supplier', { name })).id as string
  const [holder, factory] = [await make('甲持有人公司'), await make('乙制药厂')]
  const id = (
    await steward.create('product', { genericName: '随货药', dosageForm: '片剂', mah: holder, manufacturer: factory })
  ).id as string
  const names = async () => {
    const row = await qa.get('product', id)
    return [row.mahName, row.manufacturerName]
  }
  assert.deepEqual(await names(), ['甲持有人公司', '乙制药厂'])
  await steward.update('account', factory, { name: '乙制药股份有限公司' })
  assert.deepEqual(await names(), ['甲持有人公司', '乙制药股份有限公司'])
  await assert.rejects(steward.update('product', id, { mahName: '冒名' }), { code: 'input.invalid' })
  await steward.update('product', id, { manufacturer: holder })
  assert.deepEqual(await names(), ['甲持有人公司', '甲持有人公司'])
})
