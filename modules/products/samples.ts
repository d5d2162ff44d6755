import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { moveStock } from './batch/ledger.sql.ts'

/** Whoever can write as the system: a test's company. */
interface House {
  asSystem<T>(work: (unit: Unit) => Promise<T>): Promise<T>
}

let n = 0

/** Makes rows of this area in any state, for tests: what a test does not name is valid and does not matter. */
export class Samples {
  readonly house: House

  constructor(house: House) {
    this.house = house
  }

  make(object: string, values: Values): Promise<Values> {
    return this.house.asSystem((unit) => create(unit, object, values, { trusted: true, accept: 'all' }))
  }

  /** A product on sale, chemical and uncontrolled. */
  product(values: Values = {}): Promise<Values> {
    n++
    const approvalNo = `国药准字H${20050000 + n}`
    return this.make('product', {
      genericName: `样品药${n}`,
      dosageForm: '片剂',
      strength: '5mg',
      approvalNo,
      state: 'active',
      ...values,
    })
  }

  /** A package on sale; its id. */
  async package(product: Values = {}, values: Values = {}): Promise<string> {
    const of = await this.product(product)
    return (await this.make('productPackage', { product: of.id, packDescription: '24片/盒', ...values })).id as string
  }

  /** A batch with so much on hand; its id. */
  async batch(packageId: string, qty: string, values: Values = {}): Promise<string> {
    const { id } = await this.make('batch', {
      package: packageId,
      batchNo: `PH${++n}`,
      mfgDate: '2025-01-01',
      expiryLabel: '见包装',
      lastUsableDate: '2028-12-31',
      state: 'released',
      ...values,
    })
    const batchId = id as string
    const receive = { batchId, kind: 'receive', onHand: qty, source: 'sample', sourceId: batchId } as const
    if (qty !== '0') await this.house.asSystem((unit) => moveStock(unit, [receive]))
    return batchId
  }

  account(role: string, values: Values = {}): Promise<Values> {
    return this.make('account', { name: `样品客户${++n}`, accountRoles: [role], regionCode: '330106', ...values })
  }

  /** A valid paper of whoever `values` names. */
  paper(licenseType: string, values: Values): Promise<Values> {
    return this.make('license', {
      licenseType,
      licenseNo: `ZJ${++n}`,
      validFrom: '2024-01-01',
      validTo: '2029-12-31',
      state: 'valid',
      ...values,
    })
  }

  /** An account with every paper that its role needs for ordinary chemical products. */
  async licensed(role: string, values: Values = {}): Promise<Values> {
    const account = await this.account(role, values)
    const papers: Record<string, Values> =
      role === 'hospital' || role === 'clinic'
        ? { medicalInstitutionLicense: {} }
        : role === 'cdc'
          ? {}
          : {
              businessLicense: { longTerm: true, validTo: null },
              drugDistributionLicense: { scopeCodes: ['chemical', 'chinese', 'biological', 'cold'] },
              qualityAgreement: {},
              authorizationLetter: {},
            }
    for (const [type, more] of Object.entries(papers)) await this.paper(type, { account: account.id, ...more })
    return account
  }

  price(packageId: string, unitPrice: string, values: Values = {}): Promise<Values> {
    return this.make('priceListItem', {
      package: packageId,
      priceType: 'supply',
      scopeType: 'national',
      unitPrice,
      validFrom: '2024-01-01',
      state: 'effective',
      ...values,
    })
  }
}
