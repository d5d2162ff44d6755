import { days, daysAhead, lists, months, type Rule, yesNo } from '../kinds.ts'

const TRADER = ['businessLicense', 'drugDistributionLicense', 'qualityAgreement', 'authorizationLetter']

/** 产品、资质、批号 */
export const productRules = {
  'license.alertDays': daysAhead(
    { zh: '资质到期提醒（提前天数）', en: 'Licence alerts (days ahead)' },
    [180, 90, 30, 7],
  ),
  'license.expiringDays': days({ zh: '资质“即将到期”（提前天数）', en: 'Licence counts as expiring (days ahead)' }, 90),
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
  /** Who may receive them only where the buyer has designated them, by a paper that is valid on the day. */
  'license.designatedReceivers': lists(
    {
      zh: '须由购货单位指定的收货单位角色',
      en: 'Roles that receive controlled products only as designated by the buyer',
    },
    { vaccine: ['vaccinationUnit'] },
  ),
  /** First-transaction approval: papers of the makers and of the product itself. */
  'product.firstApproval': lists(
    { zh: '首营审批必备资质', en: 'Papers for first-transaction approval' },
    { maker: ['businessLicense', 'drugManufacturingLicense'], product: ['drugRegistration'] },
  ),
  'batch.nearExpiryMonths': months(
    { zh: '近效期（品规未设定时）', en: 'Near expiry (where the package says nothing)' },
    6,
  ),
  'batch.alertDays': daysAhead(
    { zh: '批号效期提醒（提前天数）', en: 'Batch expiry alerts (days ahead)' },
    [180, 90, 30],
  ),
  /** Batches of these control classes are released only with a lot release certificate. */
  'batch.lotRelease': lists(
    { zh: '须批签发的品种', en: 'Products that need lot release' },
    { controlClass: ['vaccine', 'blood'] },
  ),
} satisfies Record<string, Rule<unknown>>
