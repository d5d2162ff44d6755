import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { setRule } from '#modules/organization/index.ts'
import { refusal } from '#testing/refusal.ts'
import { type Person, type World, world } from '#testing/world.ts'
import { licenceProblems, requireLicences, type Sale } from '../index.ts'
import { turnDay } from '../nightly.sql.ts'
import { Samples } from '../samples.ts'
import { reject, revoke, submit, verify } from './verbs.ts'

let w: World
let s: Samples
let qa: Person
let qa2: Person
let rep: Person
let admin: Person

before(async () => {
  w = await world()
  s = new Samples(w)
  qa = await w.hire('质管甲', { roles: ['qa'] })
  qa2 = await w.hire('质管乙', { roles: ['qa'] })
  rep = await w.hire('代表', { roles: ['rep'], department: await w.department('华东') })
  admin = await w.hire('管理员', { roles: ['admin'] })
})
after(() => w.close())

const problems = (sale: Omit<Partial<Sale>, 'accountId'> & { accountId: unknown }): Promise<Refusal[]> =>
  w.asSystem((unit) => licenceProblems(unit, { packageIds: [], ...sale } as Sale))
const codes = async (sale: Omit<Partial<Sale>, 'accountId'> & { accountId: unknown }): Promise<string[]> =>
  (await problems(sale)).map((p) => p.code)

/** No scan is at hand in these tests. */
const withoutScans = () =>
  admin.run(setRule, null, { name: 'license.scanRequired', value: false, validFrom: '2026-06-15', note: '测试' })

test('S16 a licence from draft to valid: scan, person, another pair of eyes; then it is fixed', async () => {
  const account = await rep.create('account', {
    name: '杭州持证医药',
    accountRoles: ['distributorT1'],
    regionCode: '330106',
  })
  const letter = await rep.create('license', {
    account: account.id,
    licenseType: 'authorizationLetter',
    licenseNo: 'SQ-1',
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
  })
  const id = letter.id as string
  await assert.rejects(rep.run(submit, id), refusal('license.noScan', /扫描件；请上传/, /no scan; upload/))
  await withoutScans()
  await assert.rejects(rep.run(submit, id), refusal('license.noPerson', /被授权人；请选择/, /names a person; choose/))
  const person = await rep.create('contact', { account: account.id, name: '采购员王某' })
  await rep.update('license', id, { contact: person.id })
  await rep.run(submit, id)
  await assert.rejects(
    rep.update('license', id, { validTo: '2036-12-31' }),
    refusal('license.fixed', /不能修改/, /not changed/),
  )
  await assert.rejects(rep.run(verify, id), (e: Refusal) => e.code === 'access.denied')
  await qa.run(reject, id, { reason: '印章不清' })
  await rep.update('license', id, { validTo: '2027-12-31' })
  await rep.run(submit, id)
  await qa.run(verify, id)
  const row = await qa.get<Values & { verifiedBy: { id: string } }>('license', id)
  assert.deepEqual([row.state, row.verifiedBy.id, row.decision], ['valid', qa.id, null])
  await assert.rejects(
    qa.update('license', id, { validTo: '2037-12-31' }),
    refusal('license.fixed', /换证请新建/, /new licence/),
  )
})

test('S16 maker ≠ checker: QA does not verify what QA entered himself', async () => {
  await withoutScans()
  const account = await s.account('hospital')
  const made = await qa.create('license', {
    account: account.id,
    licenseType: 'medicalInstitutionLicense',
    licenseNo: 'YL-1',
    validFrom: '2026-01-01',
    validTo: '2026-08-01',
  })
  const id = made.id as string
  await qa.run(submit, id)
  await assert.rejects(qa.run(verify, id), refusal('check.ownWork', /另一位同事/, /own work/))
  await qa2.run(verify, id)
  assert.equal((await qa.get<Values>('license', id)).state, 'expiring', '47 days are fewer than 90')
  assert.deepEqual(await codes({ accountId: account.id }), [])
})

test('DOMAIN block, License: a distributor without each paper of its set is blocked at submit, approval and dispatch alike', async () => {
  const k = await s.package()
  const account = await s.licensed('distributorT1', { name: '全证医药' })
  await w.asSystem((unit) => requireLicences(unit, { accountId: account.id as string, packageIds: [k] }))
  for (const [type, zh] of [
    ['businessLicense', '营业执照'],
    ['drugDistributionLicense', '药品经营许可证'],
    ['qualityAgreement', '质量保证协议'],
    ['authorizationLetter', '授权委托书'],
  ] as const) {
    const [paper] = await qa.list<{ id: string }>('license', {
      where: { account: { eq: account.id }, licenseType: { eq: type }, state: { in: ['valid'] } },
    })
    await qa.run(revoke, paper!.id, { reason: '核查' })
    await assert.rejects(
      w.asSystem((unit) => requireLicences(unit, { accountId: account.id as string, packageIds: [k] })),
      refusal('license.blocked', new RegExp(`全证医药的《${zh}》.*吊销；须`), /was revoked; a new one is needed/),
    )
    await s.paper(type, { account: account.id, scopeCodes: ['chemical'] })
  }
  assert.deepEqual(await codes({ accountId: account.id, packageIds: [k] }), [])
})

test('DOMAIN block, License: an expired paper blocks from the day after, whatever the nightly job has done', async () => {
  const hospital = await s.account('hospital', { name: '到期医院' })
  await s.paper('medicalInstitutionLicense', { account: hospital.id, validTo: '2026-06-30' })
  const on = (day: string) => problems({ accountId: hospital.id, on: day })
  assert.deepEqual(await on('2026-06-30'), [])
  const [problem] = await on('2026-07-01')
  assert.ok(
    refusal(
      'license.expired',
      /到期医院的《医疗机构执业许可证》.*2026-06-30 过期；请/,
      /expired on 2026-06-30; ask/,
    )(problem!),
  )
  assert.deepEqual(
    (await on('2023-12-31')).map((p) => p.code),
    ['license.notYetValid'],
  )
  assert.deepEqual(
    (await problems({ accountId: (await s.account('clinic')).id })).map((p) => p.code),
    ['license.missing'],
  )
})

test('DOMAIN block, License: the distribution licence’s scope covers each product, by letter, control class and storage', async () => {
  const account = await s.licensed('distributorT2')
  const chemical = await s.package()
  const tcm = await s.package({ approvalNo: '国药准字Z20050001' })
  const cold = await s.package({ approvalNo: '国药准字S20050002', storage: 'cold' })
  const narcotic = await s.package({ controlClass: 'narcotic' })
  const named = await s.package({ tradeScope: 'decoction', genericName: '黄芪饮片' })
  assert.deepEqual(await codes({ accountId: account.id, packageIds: [chemical, tcm, cold] }), [])
  const [p] = await problems({ accountId: account.id, packageIds: [chemical, narcotic, named] })
  assert.ok(refusal('license.scope', /经营范围不含：.*黄芪饮片；请/, /does not cover .*黄芪饮片; take it off/)(p!))
  assert.equal((p!.extra.products as string[]).length, 2)
  const pharmacy = await s.licensed('pharmacyStore')
  const [own] = await qa.list<{ id: string }>('license', {
    where: { account: { eq: pharmacy.id }, licenseType: { eq: 'drugDistributionLicense' } },
  })
  await qa.run(revoke, own!.id, { reason: '换' })
  await s.paper('drugDistributionLicense', { account: pharmacy.id, scopeCodes: ['biological'] })
  assert.deepEqual(await codes({ accountId: pharmacy.id, packageIds: [cold] }), ['license.scope'])
})

test('DOMAIN block, License: the buyer’s own power of attorney, the products and the period it states', async () => {
  const account = await s.licensed('distributorT1')
  const [a, b] = [await s.product(), await s.product({ genericName: '未授权品' })]
  const [ka, kb] = await Promise.all(
    [a, b].map((p) => s.make('productPackage', { product: p.id, packDescription: '1盒' })),
  )
  const buyer = await s.make('contact', { account: account.id, name: '李采购' })
  const stranger = await s.make('contact', { account: account.id, name: '赵某' })
  await s.paper('authorizationLetter', {
    account: account.id,
    contact: buyer.id,
    products: [a.id],
    validTo: '2026-06-30',
  })
  const ask = (contactId: unknown, packageIds: unknown[], on = '2026-06-15') =>
    problems({ accountId: account.id, contactId: contactId as string, packageIds: packageIds as string[], on })
  assert.deepEqual(await ask(buyer.id, [ka!.id]), [])
  const [scope] = await ask(buyer.id, [ka!.id, kb!.id])
  assert.ok(refusal('license.letterScope', /未授权采购：未授权品；请/, /does not name 未授权品; take/)(scope!))
  const [who] = await ask(stranger.id, [ka!.id])
  assert.ok(refusal('license.buyerLetter', /采购员赵某没有.*请上传/, /Buyer 赵某 holds no .* upload/)(who!))
  assert.deepEqual(
    (await ask(buyer.id, [ka!.id], '2026-07-01')).map((p) => p.code),
    ['license.expired'],
  )
  assert.deepEqual(await ask(null, [kb!.id]), [], 'the account’s general letter covers all')
})

test('DOMAIN block, vaccines: sold to a CDC only, delivered to it or a vaccination unit', async () => {
  const vaccine = await s.package({ genericName: '流感疫苗', controlClass: 'vaccine', approvalNo: '国药准字S20240009' })
  const cdc = await s.licensed('cdc', { name: '某市疾控' })
  const unit = await s.account('vaccinationUnit', { name: '社区接种点' })
  await s.paper('vaccinationQualification', { account: unit.id })
  const hospital = await s.licensed('hospital', { name: '某医院' })
  const packageIds = [vaccine]
  assert.deepEqual(await codes({ accountId: cdc.id, packageIds }), [])
  await s.paper('vaccinationDesignation', { account: unit.id, designatedBy: cdc.id })
  assert.deepEqual(await codes({ accountId: cdc.id, shipToId: unit.id as string, packageIds }), [])
  const [buyer] = await problems({ accountId: hospital.id, packageIds })
  assert.ok(
    refusal(
      'license.controlledBuyer',
      /流感疫苗只能销售给疾控中心，某医院不是；请/,
      /sold only to a CDC, which 某医院 is not; take/,
    )(buyer!),
  )
  const [receiver] = await problems({ accountId: cdc.id, shipToId: hospital.id as string, packageIds })
  assert.ok(
    refusal(
      'license.controlledReceiver',
      /只能送达疾控中心或接种单位/,
      /delivered only to a CDC or a vaccination unit/,
    )(receiver!),
  )
})

test('DOMAIN block, vaccines: a vaccination unit receives only as the buying CDC designates it, on that day', async () => {
  const vaccine = await s.package({ genericName: '麻疹疫苗', controlClass: 'vaccine', approvalNo: '国药准字S20240010' })
  const tablet = await s.package()
  const [cdc, other] = [await s.licensed('cdc', { name: '本市疾控' }), await s.licensed('cdc', { name: '邻市疾控' })]
  const unit = await s.account('vaccinationUnit', { name: '第二接种点' })
  await s.paper('vaccinationQualification', { account: unit.id })
  const ask = (packageId: string, on = '2026-06-15') =>
    problems({ accountId: cdc.id, shipToId: unit.id as string, packageIds: [packageId], on })
  const notDesignated = refusal(
    'license.notDesignated',
    /第二接种点没有本市疾控出具的《接种单位指定文件》；请在.*或改送本市疾控/,
    /第二接种点 holds no designation by 本市疾控; upload it .* or deliver to 本市疾控/,
  )
  assert.ok(notDesignated((await ask(vaccine))[0]!))
  assert.deepEqual(await ask(tablet), [], 'only vaccines need it')
  // Another CDC's word does not help; an own one does while it lasts.
  await s.paper('vaccinationDesignation', { account: unit.id, designatedBy: other.id })
  assert.ok(notDesignated((await ask(vaccine))[0]!))
  const period = { validFrom: '2026-01-01', validTo: '2026-12-31' }
  await s.paper('vaccinationDesignation', { account: unit.id, designatedBy: cdc.id, ...period })
  assert.deepEqual(await ask(vaccine), [])
  const codesOn = async (day: string) => (await ask(vaccine, day)).map((p) => p.code)
  assert.deepEqual(await codesOn('2026-12-31'), [])
  assert.deepEqual(await codesOn('2027-01-01'), ['license.expired'])
  assert.deepEqual(await codesOn('2025-12-31'), ['license.notYetValid'])
  const toOther = { accountId: cdc.id, shipToId: other.id as string, packageIds: [vaccine], on: '2026-06-15' }
  assert.deepEqual(await problems(toOther), [], 'another CDC needs none')
})

test('DOMAIN a designation names a CDC before QA sees it; one CDC’s does not supersede another’s', async () => {
  const cdc = await s.licensed('cdc')
  const other = await s.licensed('cdc')
  const unit = await s.account('vaccinationUnit')
  const draft = (designatedBy: unknown) =>
    s.paper('vaccinationDesignation', { account: unit.id, designatedBy, state: 'draft', files: [] })
  await withoutScans()
  const [bare, wrong] = [await draft(null), await draft(unit.id)]
  for (const row of [bare, wrong])
    await assert.rejects(
      qa.run(submit, row.id as string),
      refusal('license.noCdc', /指定它的疾控中心/, /names the CDC/),
    )
  for (const by of [cdc.id, other.id]) {
    const id = (await draft(by)).id as string
    await qa.run(submit, id)
    await qa2.run(verify, id)
  }
  const rows = await qa.list<{ state: string }>('license', {
    where: { account: { eq: unit.id }, state: { eq: 'valid' } },
  })
  assert.equal(rows.length, 2)
})

test('DOMAIN block, sold-to is a licensed entity: patients, suppliers and ship-tos without papers are refused', async () => {
  const k = await s.package()
  const patient = await s.account('patient', { name: '张某' })
  assert.deepEqual(await codes({ accountId: patient.id, packageIds: [k] }), ['license.notLicensedEntity'])
  const agent = await s.account('agent', { name: '自然人代理' })
  assert.ok((await codes({ accountId: agent.id, packageIds: [k] })).includes('license.missing'))
  const buyer = await s.licensed('distributorT1')
  const store = await s.account('pharmacyStore', { name: '无证药店' })
  const [p] = await problems({ accountId: buyer.id, shipToId: store.id as string, packageIds: [k] })
  assert.ok(
    refusal(
      'license.missing',
      /无证药店缺少《药品经营许可证》；请/,
      /无证药店 has no Drug distribution licence; upload/,
    )(p!),
  )
})

test('DOMAIN block, products: an approval that ended, a registration that was revoked', async () => {
  const hospital = await s.licensed('hospital')
  const product = await s.product({ genericName: '旧批件药', approvalValidTo: '2026-06-20' })
  const k = await s.make('productPackage', { product: product.id, packDescription: '1盒' })
  const sale = { accountId: hospital.id, packageIds: [k.id as string] }
  assert.deepEqual(await codes(sale), [])
  const [p] = await problems({ ...sale, on: '2026-06-21' })
  assert.ok(
    refusal('license.approvalExpired', /旧批件药的批准文号.*2026-06-20 到期；请/, /ended on 2026-06-20; have QA/)(p!),
  )
  const paper = await s.paper('drugRegistration', { product: product.id })
  assert.deepEqual(await codes(sale), [])
  await qa.run(revoke, paper.id as string, { reason: '注销' })
  assert.deepEqual(await codes(sale), ['license.revoked'])
})

test('S16 renewal: the new paper takes the old one’s place when it begins; the night expires what has ended', async () => {
  const account = await s.account('hospital')
  const type = 'medicalInstitutionLicense'
  const old = await s.paper(type, { account: account.id, validTo: '2026-07-31' })
  const ahead = await s.paper(type, { account: account.id, validFrom: '2026-08-01', state: 'pendingQa' })
  const gone = await s.paper('gsp', { account: account.id, validTo: '2026-07-31' })
  await qa.run(verify, ahead.id as string)
  const state = async (row: Values) => (await qa.get<Values>('license', row.id as string)).state
  assert.deepEqual([await state(old), await state(ahead)], ['valid', 'valid'])
  w.now = new Date('2026-06-15T17:00:00Z')
  await turnDay(w.tenant)
  assert.equal(await state(old), 'expiring', 'fewer than 90 days are left')
  w.now = new Date('2026-07-31T17:00:00Z')
  await turnDay(w.tenant)
  assert.deepEqual([await state(old), await state(ahead), await state(gone)], ['superseded', 'valid', 'expired'])
  assert.deepEqual(await codes({ accountId: account.id }), [])
  const now = await s.paper(type, { account: account.id, validFrom: '2026-08-01', state: 'pendingQa' })
  await qa.run(verify, now.id as string)
  assert.deepEqual([await state(ahead), await state(now)], ['superseded', 'valid'])
  w.now = new Date('2026-06-15T02:00:00Z')
})

test('S16 rules are parameters: a set of papers that a day changes holds from that day', async () => {
  const hospital = await s.licensed('hospital')
  await assert.rejects(
    admin.run(setRule, null, { name: 'license.requiredSets', value: ['x'], validFrom: '2026-07-01', note: '试' }),
    /must map names to lists of codes/,
  )
  await assert.rejects(
    admin.run(setRule, null, { name: 'license.alertDays', value: [7, 30], validFrom: '2026-07-01', note: '试' }),
    /falling list of days/,
  )
  await assert.rejects(
    admin.run(setRule, null, { name: 'license.expiringDays', value: 60, validFrom: '2026-06-14', note: '试' }),
    /past cannot be changed/,
  )
  const value = { hospital: ['medicalInstitutionLicense', 'businessLicense'] }
  await admin.run(setRule, null, { name: 'license.requiredSets', value, validFrom: '2026-07-01', note: '新规' })
  assert.deepEqual(await codes({ accountId: hospital.id, on: '2026-06-30' }), [])
  assert.deepEqual(await codes({ accountId: hospital.id, on: '2026-07-01' }), ['license.missing'])
  await assert.rejects(
    rep.run(setRule, null, { name: 'license.expiringDays', value: 1, validFrom: '2026-07-01', note: '' }),
    {
      code: 'access.denied',
    },
  )
})
