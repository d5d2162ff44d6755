import {
  bool,
  date,
  decimal,
  type Field,
  instant,
  integer,
  items,
  json,
  longText,
  money,
  multiSelect,
  ref,
  region,
  select,
  tags,
  text,
} from '#kernel/declare/index.ts'
import * as role from './roles.ts'

/** Lifecycle stages of a customer, DOMAIN.md §3. */
export const LIFECYCLE_STAGES = items({
  unidentified: ['待识别', 'Unidentified', 'default'],
  potential: ['潜在', 'Potential', 'blue'],
  opportunity: ['机会', 'Opportunity', 'gold'],
  customer: ['订单客户', 'Customer', 'green'],
  user: ['用户', 'User', 'cyan'],
})

export const CUSTOMER_CLASSES = items({
  A: ['A 类', 'Class A', 'red'],
  B: ['B 类', 'Class B', 'orange'],
  C: ['C 类', 'Class C', 'blue'],
  D: ['D 类', 'Class D', 'default'],
})

/** Coordinate systems: Chinese maps use GCJ-02, satellites WGS-84, Baidu BD-09. */
export const DATUMS = items({
  gcj02: ['GCJ-02（高德、腾讯）', 'GCJ-02'],
  wgs84: ['WGS-84（GPS）', 'WGS-84'],
  bd09: ['BD-09（百度）', 'BD-09'],
})

const HCO_LEVELS = items({
  grade3A: ['三级甲等', 'Grade III-A', 'red'],
  grade3B: ['三级乙等', 'Grade III-B', 'volcano'],
  grade2A: ['二级甲等', 'Grade II-A', 'orange'],
  grade2B: ['二级乙等', 'Grade II-B', 'gold'],
  grade1: ['一级', 'Grade I', 'blue'],
  ungraded: ['未定级', 'Ungraded', 'default'],
})

export const lng = decimal({ zh: '经度', en: 'Longitude' }, { scale: 7, min: -180, atMost: 180 })
export const lat = decimal({ zh: '纬度', en: 'Latitude' }, { scale: 7, min: -90, atMost: 90 })

/** What every account has. */
export const common = {
  name: text({ zh: '客户名称', en: 'Name' }, { required: true, max: 200, search: true, index: true }),
  shortName: text({ zh: '简称', en: 'Short name' }, { max: 60, search: true }),
  aliases: tags(
    { zh: '别名', en: 'Other names' },
    { search: true, help: { zh: '曾用名、第二名称；可被搜索', en: 'Former and second names; searchable' } },
  ),
  accountRoles: multiSelect({ zh: '客户类型', en: 'Account roles' }, role.ACCOUNT_ROLES, {
    required: true,
    index: true,
  }),
  uscc: text(
    { zh: '统一社会信用代码', en: 'Unified social credit code' },
    { max: 40, unique: true, search: true, visibleWhen: { not: role.isPatient } },
  ),
  usccSuspect: bool(
    { zh: '信用代码校验不符', en: 'Credit code fails its check' },
    {
      readOnly: true,
      hiddenInForm: true,
      help: { zh: '校验位不符，请核对证照', en: 'The check character does not match; compare with the certificate' },
    },
  ),
  parent: ref(
    'account',
    { zh: '上级客户', en: 'Parent account' },
    {
      help: { zh: '连锁总部、医院集团', en: 'The chain’s head office, the hospital group' },
    },
  ),
  phone: text({ zh: '电话', en: 'Phone' }, { max: 60, search: true, visibleWhen: { not: role.isPatient } }),
  website: text({ zh: '网址', en: 'Website' }, { max: 200 }),
  regionCode: region({ zh: '所在地区', en: 'Region' }, { required: true, index: true }),
  address: text({ zh: '详细地址', en: 'Address' }, { max: 300, search: true }),
  lng,
  lat,
  datum: select({ zh: '坐标系', en: 'Datum' }, DATUMS, { default: 'gcj02' }),
  addressVerified: bool({ zh: '地址已核验', en: 'Address verified' }, { readOnly: true, index: true }),
  addressVerifiedAt: instant({ zh: '地址核验时间', en: 'Address verified at' }, { readOnly: true }),
  lifecycleStage: select({ zh: '客户阶段', en: 'Lifecycle stage' }, LIFECYCLE_STAGES, {
    default: 'unidentified',
    index: true,
  }),
  class: select({ zh: '客户分级', en: 'Class' }, CUSTOMER_CLASSES, { readOnly: true, index: true }),
  classReason: text({ zh: '分级理由', en: 'Reason for the class' }, { max: 300, readOnly: true }),
  classUntil: date({ zh: '分级有效期至', en: 'Class valid until' }, { readOnly: true }),
  source: select({ zh: '客户来源', en: 'Source' }, 'customerSource', {
    required: true,
    default: 'other',
    index: true,
  }),
  campaign: text({ zh: '来源活动', en: 'Campaign' }, { max: 100 }),
  tags: tags({ zh: '标签', en: 'Tags' }, { index: true }),
  purchaseCycleDays: integer(
    { zh: '采购周期', en: 'Purchase cycle' },
    { min: 1, atMost: 730, unit: { zh: '天', en: 'days' }, visibleWhen: role.isBuyer },
  ),
  freezeReason: text({ zh: '冻结原因', en: 'Reason for freezing' }, { max: 300, readOnly: true }),
  lastContactAt: instant({ zh: '最近联系', en: 'Last contact' }, { readOnly: true, index: true }),
  nextContactAt: date({ zh: '下次联系', en: 'Next contact' }, { readOnly: true, index: true }),
  taxProfile: json({ zh: '开票资料', en: 'Invoicing details' }, { hiddenInForm: true }),
  note: longText({ zh: '备注', en: 'Note' }, { max: 2000 }),
} satisfies Record<string, Field>

/** Hospitals, clinics and places that vaccinate. */
export const medical = {
  hcoLevel: select({ zh: '医院等级', en: 'Hospital level' }, HCO_LEVELS, { visibleWhen: role.isMedical, index: true }),
  ownership: select(
    { zh: '所有制', en: 'Ownership' },
    items({ public: ['公立', 'Public'], private: ['民营', 'Private'], military: ['部队', 'Military'] }),
    { visibleWhen: role.isMedical },
  ),
  beds: integer({ zh: '床位数', en: 'Beds' }, { min: 0, unit: { zh: '张', en: 'beds' }, visibleWhen: role.isMedical }),
  outpatientPerDay: integer(
    { zh: '日门诊量', en: 'Outpatients per day' },
    { min: 0, unit: { zh: '人次', en: 'visits' }, visibleWhen: role.isMedical },
  ),
  procurementPlatform: text({ zh: '采购平台', en: 'Procurement platform' }, { max: 100, visibleWhen: role.isMedical }),
  receptionRule: text({ zh: '接待规定', en: 'Reception rule' }, { max: 500, visibleWhen: role.isMedical }),
  vaccinationCode: text({ zh: '接种单位编码', en: 'Vaccination unit code' }, { max: 40, visibleWhen: role.isVaccine }),
  coldStorage: text({ zh: '冷链设施', en: 'Cold storage' }, { max: 300, visibleWhen: role.isVaccine }),
} satisfies Record<string, Field>

/** Whoever trades: distributors, agents, pharmacies. */
export const trade = {
  licenseNo: text({ zh: '许可证号', en: 'Licence no.' }, { max: 80, search: true, visibleWhen: role.isLicensed }),
  agentLevel: select(
    { zh: '代理级别', en: 'Agent level' },
    items({
      national: ['全国', 'National'],
      province: ['省级', 'Province'],
      city: ['市级', 'City'],
      county: ['县级', 'County'],
      hospital: ['医院', 'Hospital'],
    }),
    { visibleWhen: role.isAgent },
  ),
  gspNo: text(
    { zh: 'GSP 证书号', en: 'GSP certificate no.' },
    {
      max: 60,
      visibleWhen: { or: [role.isChannel, role.isPharmacy] },
      help: { zh: '2019 年起不再核发，仅作记录', en: 'No longer issued since 2019; for the record only' },
    },
  ),
  storeCount: integer(
    { zh: '门店数', en: 'Stores' },
    { min: 0, unit: { zh: '家', en: 'stores' }, visibleWhen: { accountRoles: { has: ['pharmacyChain'] } } },
  ),
  insuranceDesignated: bool({ zh: '医保定点', en: 'Insurance designated' }, { visibleWhen: role.isPharmacy }),
  creditLimit: money({ zh: '信用额度', en: 'Credit limit' }, { min: 0, visibleWhen: role.isBuyer }),
  creditDays: integer(
    { zh: '账期', en: 'Credit days' },
    { min: 0, atMost: 720, unit: { zh: '天', en: 'days' }, visibleWhen: role.isBuyer },
  ),
} satisfies Record<string, Field>

/** Patients, public bodies, suppliers, competitors. */
export const others = {
  patientSex: select({ zh: '性别', en: 'Sex' }, items({ male: ['男', 'Male'], female: ['女', 'Female'] }), {
    visibleWhen: role.isPatient,
  }),
  birthYear: integer({ zh: '出生年份', en: 'Year of birth' }, { min: 1900, atMost: 2100, visibleWhen: role.isPatient }),
  patientPhone: text(
    { zh: '患者电话', en: 'Patient’s phone' },
    { max: 40, sensitive: 'phone', search: true, visibleWhen: role.isPatient },
  ),
  diagnosisCategory: text(
    { zh: '疾病类别', en: 'Diagnosis category' },
    { max: 60, sensitive: 'middle', visibleWhen: role.isPatient },
  ),
  guardianConsent: bool({ zh: '监护人同意', en: 'Guardian’s consent' }, { visibleWhen: role.isPatient }),
  publicKind: select(
    { zh: '公利类别', en: 'Kind of public body' },
    items({
      government: ['政府部门', 'Government'],
      association: ['学会协会', 'Association'],
      media: ['媒体', 'Media'],
      other: ['其他', 'Other'],
    }),
    { visibleWhen: role.isPublic },
  ),
  supplies: text({ zh: '供应范围', en: 'What it supplies' }, { max: 300, visibleWhen: role.isSupplier }),
  competingProducts: text({ zh: '竞品', en: 'Competing products' }, { max: 300, visibleWhen: role.isCompetitor }),
  strengths: longText({ zh: '优劣势', en: 'Strengths and weaknesses' }, { max: 2000, visibleWhen: role.isCompetitor }),
} satisfies Record<string, Field>

/** Comparison keys: derived, never typed. */
export const keys = {
  nameKey: text({ zh: '名称比对码', en: 'Name key' }, { readOnly: true, hiddenInForm: true }),
  regionCity: text({ zh: '城市码', en: 'City code' }, { max: 6, readOnly: true, hiddenInForm: true }),
  phoneKey: text({ zh: '电话比对码', en: 'Phone key' }, { readOnly: true, hiddenInForm: true, sensitive: 'phone' }),
  licenseKey: text({ zh: '许可证比对码', en: 'Licence key' }, { readOnly: true, hiddenInForm: true }),
} satisfies Record<string, Field>
