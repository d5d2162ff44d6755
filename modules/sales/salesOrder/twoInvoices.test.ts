import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Problem } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { setRule } from '#modules/organization/index.ts'
import { type OrderWorld, orderWorld } from '#testing/orderWorld.ts'

/** The two-invoice rule (国医改办发〔2016〕4 号): maker → distributor → public hospital, and nobody in between. */

const TRADE: [string, Values][] = [
  ['businessLicense', {}],
  ['drugDistributionLicense', { scopeCodes: ['chemical'] }],
  ['qualityAgreement', {}],
  ['authorizationLetter', {}],
]

let o: OrderWorld
let pack: string
const at: Record<string, string> = {}
before(async () => {
  o = await orderWorld()
  pack = await o.package({ genericName: '阿托伐他汀' })
  const trader = (name: string, role: string) => o.customer({ name, accountRoles: [role] }, TRADE)
  at.first = await trader('国药一商', 'distributorT1')
  at.second = await trader('县域二商', 'distributorT2')
  at.public = await o.customer({ name: '市一医院', ownership: 'public' })
  at.unknown = await o.customer({ name: '某医院' })
  at.private = await o.customer({ name: '私立医院', ownership: 'private' })
})
after(() => o.close())

const submit = async (soldTo: string, line: Values = {}, more: Values = {}): Promise<string> => {
  const id = await o.draft(soldTo, [{ package: pack, qty: '1', ...line }], more)
  await o.run(o.staff.rep, 'salesOrder.submit', id)
  return id
}

const refused = (work: Promise<unknown>, code: string, zh: RegExp, en: RegExp) =>
  assert.rejects(work, (e: Problem) => {
    assert.equal(e.code, code, e.label.zh)
    assert.match(e.label.zh, zh)
    assert.match(e.label.en, en)
    return true
  })

test('S5 two invoices: maker to hospital, and maker to distributor to hospital, pass', async () => {
  await submit(at.public!)
  await submit(at.first!, { terminalAccount: at.public })
  await submit(at.second!, { terminalAccount: at.public })
  await submit(at.first!, { terminalAccount: at.public, via: at.first })
})

test('S5 block, two invoices: a distributor who sells on through another would write the third one', async () => {
  await refused(
    submit(at.first!, { terminalAccount: at.public, via: at.second }),
    'order.thirdInvoice',
    /阿托伐他汀.*“市一医院”将是第 3 票（本公司 → 国药一商 → 县域二商 → 市一医院），最多 2 票；请改由“县域二商”直接向本公司订货/,
    /invoice no\. 3 \(we → 国药一商 → 县域二商 → 市一医院\), at most 2 are allowed; have 县域二商 order from us directly/,
  )
  // A hospital whose ownership nobody recorded counts as public; a private one may be reached so.
  await refused(
    submit(at.first!, { terminalAccount: at.unknown, via: at.second }),
    'order.thirdInvoice',
    /某医院/,
    /某医院/,
  )
  await submit(at.first!, { terminalAccount: at.private, via: at.second })
  // Left open, it could be any hospital.
  await refused(
    submit(at.first!, { via: at.second }),
    'order.chainOpen',
    /县域二商.*填写终端/,
    /县域二商.*name the end/,
  )
})

test('S5 block, two invoices: what a distributor is billed for a hospital’s order counts too', async () => {
  await submit(at.public!, {}, { billTo: at.first })
  await refused(
    submit(at.second!, { terminalAccount: at.public }, { billTo: at.first }),
    'order.thirdInvoice',
    /国药一商 → 县域二商 → 市一医院.*请把开票单位改为“县域二商”/,
    /bill 县域二商 itself/,
  )
})

test('S5 block, two invoices: goods that we bought carry an invoice already', async () => {
  const bought = await o.package({ genericName: '外购药', invoicesBefore: 1 })
  const line = { package: bought }
  await submit(at.public!, line)
  await refused(
    submit(at.first!, { ...line, terminalAccount: at.public }),
    'order.thirdInvoice',
    /外购药.*第 3 票.*从生产企业购进，请直接销售给“市一医院”/,
    /we buy this product from its maker: sell to 市一医院 directly/,
  )
  await refused(submit(at.first!, line), 'order.chainOpen', /请在明细填写终端/, /name the end customer/)
  await submit(at.first!, { ...line, terminalAccount: at.private })
})

test('S5 block, two invoices: a tender’s goods go through its own delivery distributors', async () => {
  const made = await o.made(
    'tender',
    {
      title: '某省集采',
      province: '330000',
      tenderType: 'vbp',
      submitBy: '2026-01-31',
      distributors: [at.first],
      lines: [{ package: pack, quote: '9' }],
    },
    'inCycle',
  )
  const under = { orderType: 'tender', tender: made.id }
  const asDirector = async (soldTo: string) => {
    const draft = await o.staff.director.create('salesOrder', {
      soldTo,
      lines: [{ package: pack, qty: '1' }],
      ...under,
    })
    return o.run(o.staff.director, 'salesOrder.submit', draft.id as string)
  }
  await refused(
    asDirector(at.second!),
    'order.notDeliveryDistributor',
    /“县域二商”不是投标 .* 的配送商.*第 3 票.*请改由该项目的配送商订货/,
    /no delivery distributor .*Have a delivery distributor of the tender order/,
  )
  await asDirector(at.first!)
})

test('S5 two invoices: the order desk asks again, by the rule of its day', async () => {
  const id = await submit(at.first!, { terminalAccount: at.private, via: at.second })
  await o.w.asSystem(async (unit) => {
    const { update } = await import('#kernel/records/change.ts')
    await update(unit, 'account', at.private!, { ownership: 'public' })
  })
  await refused(
    o.run(o.staff.commerce, 'salesOrder.approveBusiness', id, { notDuplicate: true }),
    'order.thirdInvoice',
    /私立医院/,
    /私立医院/,
  )
  const rule = { name: 'invoice.chainMax', value: 3, validFrom: '2026-06-15', note: '偏远地区可加一票' }
  await o.staff.director.run(setRule, null, rule)
  await o.run(o.staff.commerce, 'salesOrder.approveBusiness', id, { notDuplicate: true })
})
