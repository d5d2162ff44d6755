import {
  allow,
  bool,
  date,
  decimal,
  defineObject,
  instant,
  items,
  money,
  ref,
  region,
  select,
  text,
} from '#kernel/declare/index.ts'
import { derivePrice } from './derive.ts'

/** What a price is for. Floor and settlement prices are not the reps' business. */
export const PRICE_TYPES = items({
  tender: ['中标价', 'Tender price', 'blue'],
  supply: ['供货价', 'Supply price', 'green'],
  floor: ['底价', 'Floor price', 'red'],
  settlement: ['结算价', 'Settlement price', 'purple'],
  retail: ['零售价', 'Retail price'],
})

/** How narrow a price is; the narrower one wins (contract, authorisation, province tender, region, national). */
export const PRICE_SCOPES = items({
  contract: ['合同', 'Contract'],
  authorization: ['代理授权', 'Authorisation'],
  tender: ['省级中标', 'Province tender'],
  region: ['地区', 'Region'],
  national: ['全国', 'National'],
})

/**
 * 价格: one price of one package for one scope and period. Two that could both apply cannot both stand: the database
 * excludes overlapping periods of one key.
 */
export const priceListItem = defineObject({
  name: 'priceListItem',
  label: { zh: '价格', en: 'Price' },
  number: 'JG{seq:6}',
  title: 'number',
  fields: {
    package: ref('productPackage', { zh: '品规', en: 'Package' }, { required: true, createOnly: true }),
    priceType: select({ zh: '价格类型', en: 'Type' }, PRICE_TYPES, { required: true, createOnly: true, index: true }),
    scopeType: select({ zh: '适用范围', en: 'Scope' }, PRICE_SCOPES, {
      required: true,
      createOnly: true,
      default: 'national',
      index: true,
    }),
    regionCode: region(
      { zh: '地区', en: 'Region' },
      {
        createOnly: true,
        requiredWhen: { scopeType: { in: ['region', 'tender'] } },
        visibleWhen: { scopeType: { in: ['region', 'tender'] } },
      },
    ),
    contract: ref(
      'contract',
      { zh: '合同', en: 'Contract' },
      {
        createOnly: true,
        requiredWhen: { scopeType: { eq: 'contract' } },
        visibleWhen: { scopeType: { eq: 'contract' } },
      },
    ),
    authorization: ref(
      'agentAuthorization',
      { zh: '代理授权', en: 'Authorisation' },
      {
        createOnly: true,
        requiredWhen: { scopeType: { eq: 'authorization' } },
        visibleWhen: { scopeType: { eq: 'authorization' } },
      },
    ),
    tender: ref(
      'tender',
      { zh: '投标', en: 'Tender' },
      { createOnly: true, visibleWhen: { scopeType: { eq: 'tender' } } },
    ),
    unitPrice: money({ zh: '单价', en: 'Unit price' }, { required: true, scale: 4, min: 0 }),
    taxIncluded: bool({ zh: '含税', en: 'Tax included' }, { default: true }),
    minQty: decimal(
      { zh: '起订量', en: 'From quantity' },
      { scale: 0, min: 0, default: '0', required: true, createOnly: true },
    ),
    validFrom: date({ zh: '生效日期', en: 'Valid from' }, { required: true, index: true }),
    validTo: date(
      { zh: '失效日期', en: 'Valid to' },
      { index: true, help: { zh: '含当日；空为长期', en: 'Including that day; empty: no end' } },
    ),
    /** What two prices must differ in: scope and what it names; derived. */
    scopeKey: text({ zh: '范围码', en: 'Scope key' }, { readOnly: true, hiddenInForm: true, max: 60 }),
    approvedBy: ref('employee', { zh: '批准人', en: 'Approved by' }, { readOnly: true, hiddenInForm: true }),
    approvedAt: instant({ zh: '批准时间', en: 'Approved at' }, { readOnly: true, hiddenInForm: true }),
    note: text({ zh: '说明', en: 'Note' }, { max: 300 }),
  },
  states: {
    draft: { label: { zh: '草稿', en: 'Draft' } },
    approved: { label: { zh: '已批准', en: 'Approved' }, color: 'blue' },
    effective: { label: { zh: '生效', en: 'Effective' }, color: 'green' },
    superseded: { label: { zh: '已替换', en: 'Superseded' } },
  },
  derive: derivePrice,
  constraints: {
    noOverlap: {
      sql: "exclude using gist (package_id with =, price_type with =, scope_key with =, min_qty with =, daterange(valid_from, valid_to, '[]') with &&) where (state in ('approved', 'effective') and deleted_at is null)",
      message: {
        zh: '同一品规、类型、范围与起订量的价格有效期重叠',
        en: 'The period overlaps another price of the same package, type, scope and quantity',
      },
    },
  },
  indexes: [['package_id', 'price_type', 'scope_key', 'valid_from']],
  list: [
    'number',
    'package',
    'priceType',
    'scopeType',
    'regionCode',
    'unitPrice',
    'minQty',
    'validFrom',
    'validTo',
    'state',
  ],
  filters: ['package', 'priceType', 'scopeType', 'regionCode', 'validTo', 'state'],
  form: [
    ['package', 'priceType'],
    ['scopeType', 'regionCode'],
    ['contract', 'authorization'],
    ['tender'],
    ['unitPrice', 'taxIncluded'],
    ['minQty'],
    ['validFrom', 'validTo'],
    ['note'],
  ],
  access: allow({
    read: { all: ['pricing', 'finance', 'commerce', 'director'] },
    'create update import': { all: ['pricing'] },
    export: { all: ['pricing', 'finance'] },
    delete: { all: ['pricing'] },
    'approve supersede': { all: ['finance'] },
  }),
  menu: { group: 'products', icon: 'dollar', order: 50 },
})
