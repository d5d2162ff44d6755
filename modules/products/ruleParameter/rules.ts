import type { Label, Option } from '#kernel/declare/index.ts'

/** One rule that may change from a day on: what it ships with, and what a value must look like. */
export interface Rule<T> {
  label: Label
  /** In force until somebody sets another value. Legal limits are to be confirmed against the current official text. */
  shipped: T
  /** Why a value cannot stand, if it cannot. */
  check(value: unknown): Label | undefined
}

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v)
const isStrings = (v: unknown): v is string[] => Array.isArray(v) && v.every((x) => typeof x === 'string')

const NUMBER: Label = { zh: '应为 0 到 3650 的整数', en: 'must be a whole number from 0 to 3650' }
const DAYS: Label = {
  zh: '应为由大到小的天数列表，如 [180, 90, 30, 7]',
  en: 'must be a falling list of days such as [180, 90, 30, 7]',
}
const LISTS: Label = {
  zh: '应为“名称: [代码…]”的对应表',
  en: 'must map names to lists of codes',
}

const isCount = (v: unknown): v is number => Number.isInteger(v) && (v as number) >= 0 && (v as number) <= 3650

const count = (label: Label, shipped: number): Rule<number> => ({
  label,
  shipped,
  check: (v) => (isCount(v) ? undefined : NUMBER),
})

const days = (label: Label, shipped: number[]): Rule<number[]> => ({
  label,
  shipped,
  check: (v) =>
    Array.isArray(v) && v.length > 0 && v.every(isCount) && v.every((d, i) => i === 0 || d < (v[i - 1] as number))
      ? undefined
      : DAYS,
})

const lists = (label: Label, shipped: Record<string, string[]>): Rule<Record<string, string[]>> => ({
  label,
  shipped,
  check: (v) => (isObject(v) && Object.values(v).every(isStrings) ? undefined : LISTS),
})

const yesNo = (label: Label, shipped: boolean): Rule<boolean> => ({
  label,
  shipped,
  check: (v) => (typeof v === 'boolean' ? undefined : { zh: '应为 true 或 false', en: 'must be true or false' }),
})

const TRADER = ['businessLicense', 'drugDistributionLicense', 'qualityAgreement', 'authorizationLetter']

/**
 * The rules of this area that are parameters and never constants (DOMAIN.md, first paragraph): a value set for a day
 * holds from that day on; before anybody sets one the shipped one holds.
 */
export const RULES = {
  'license.alertDays': days({ zh: '资质到期提醒（提前天数）', en: 'Licence alerts (days ahead)' }, [180, 90, 30, 7]),
  'license.expiringDays': count(
    { zh: '资质“即将到期”（提前天数）', en: 'Licence counts as expiring (days ahead)' },
    90,
  ),
  'license.scanRequired': yesNo({ zh: '资质提交须附扫描件', en: 'Licences need a scan' }, true),
  /** Papers that who buys from us must hold, by account role. A role that is not named may not buy. */
  'license.requiredSets': lists(
    { zh: '购货单位必备资质（按客户角色）', en: 'Papers a buyer needs (by account role)' },
    {
      distributorT1: TRADER,
      distributorT2: TRADER,
      agent: TRADER,
      pharmacyChain: TRADER,
      pharmacyStore: TRADER,
      hospital: ['medicalInstitutionLicense'],
      clinic: ['medicalInstitutionLicense'],
      cdc: [],
      vaccinationUnit: ['vaccinationQualification'],
    },
  ),
  /** Papers of whoever receives the goods without being the buyer. */
  'license.shipToSets': lists(
    { zh: '收货单位必备资质（按客户角色）', en: 'Papers a ship-to needs (by account role)' },
    {
      distributorT1: ['drugDistributionLicense'],
      distributorT2: ['drugDistributionLicense'],
      agent: ['drugDistributionLicense'],
      pharmacyChain: ['drugDistributionLicense'],
      pharmacyStore: ['drugDistributionLicense'],
      hospital: ['medicalInstitutionLicense'],
      clinic: ['medicalInstitutionLicense'],
      cdc: [],
      vaccinationUnit: ['vaccinationQualification'],
    },
  ),
  /** Which entries of a distribution licence's scope cover a product: any of these, by its control class or approval letter. */
  'license.scopes': lists(
    {
      zh: '经营范围对应（按特殊管理类别、批准文号字母）',
      en: 'Scope that covers a product (by control class, approval letter)',
    },
    {
      vaccine: ['vaccine'],
      blood: ['biological'],
      narcotic: ['narcotic'],
      psychotropic: ['psychotropic'],
      toxic: ['toxic'],
      radioactive: ['radioactive'],
      H: ['chemical', 'antibiotic', 'biochemical'],
      Z: ['chinese'],
      S: ['biological', 'biochemical'],
      T: ['chemical'],
      B: ['chemical', 'chinese'],
      F: ['chemical'],
      J: ['chemical', 'antibiotic', 'biological', 'biochemical'],
    },
  ),
  /** What the scope must hold besides, by storage condition. */
  'license.storageScopes': lists(
    { zh: '储存条件须含的经营范围', en: 'Scope that a storage condition needs' },
    { cold: ['cold'], frozen: ['cold'] },
  ),
  /** Who may be sold, and sent, what only some may have. */
  'license.controlledBuyers': lists(
    { zh: '特殊管理药品的购货单位角色', en: 'Roles that may buy controlled products' },
    { vaccine: ['cdc'] },
  ),
  'license.controlledReceivers': lists(
    { zh: '特殊管理药品的收货单位角色', en: 'Roles that may receive controlled products' },
    { vaccine: ['cdc', 'vaccinationUnit'] },
  ),
  /** First-transaction approval: papers of the makers and of the product itself. */
  'product.firstApproval': lists(
    { zh: '首营审批必备资质', en: 'Papers for first-transaction approval' },
    { maker: ['businessLicense', 'drugManufacturingLicense'], product: ['drugRegistration'] },
  ),
  'batch.nearExpiryMonths': count(
    { zh: '近效期（月，品规未设定时）', en: 'Near expiry (months, where the package says nothing)' },
    6,
  ),
  'batch.alertDays': days({ zh: '批号效期提醒（提前天数）', en: 'Batch expiry alerts (days ahead)' }, [180, 90, 30]),
  /** Batches of these control classes are released only with a lot release certificate. */
  'batch.lotRelease': lists(
    { zh: '须批签发的品种', en: 'Products that need lot release' },
    { controlClass: ['vaccine', 'blood'] },
  ),
} satisfies Record<string, Rule<unknown>>

export type RuleName = keyof typeof RULES
export type RuleValue<N extends RuleName> = (typeof RULES)[N] extends Rule<infer T> ? T : never

/** Items of the field that names a rule. */
export const ruleItems: Option[] = Object.entries(RULES).map(([name, rule]) => ({ value: name, label: rule.label }))
