import {
  allow,
  bool,
  date,
  defineObject,
  files,
  integer,
  items,
  json,
  longText,
  money,
  ref,
  refs,
  select,
  tags,
  text,
} from '#kernel/declare/index.ts'
import { deriveAuthorization } from './scope.ts'

/**
 * 代理授权: which packages an agent may deal in, where and for how long. Territories are division codes (a code covers
 * all below it) and named hospitals, which override regions. Two exclusive ones never intersect.
 */
export const agentAuthorization = defineObject({
  name: 'agentAuthorization',
  label: { zh: '代理授权', en: 'Agent authorisation' },
  number: 'SQ{yyyy}-{seq:4}',
  owned: true,
  within: 'agent',
  fields: {
    agent: ref('account', { zh: '代理商', en: 'Agent' }, { required: true, createOnly: true }),
    agentLevel: select(
      { zh: '授权级别', en: 'Level' },
      items({
        national: ['全国', 'National'],
        province: ['省级', 'Province'],
        city: ['市级', 'City'],
        county: ['县级', 'County'],
        hospital: ['医院', 'Hospital'],
      }),
      { required: true, index: true },
    ),
    parentAuthorization: ref(
      'agentAuthorization',
      { zh: '上级授权', en: 'Parent authorisation' },
      { createOnly: true },
    ),
    packages: refs('productPackage', { zh: '授权品规', en: 'Packages' }, { required: true }),
    regionCodes: tags(
      { zh: '授权地区', en: 'Regions' },
      { regions: true, help: { zh: '每个地区含其下级', en: 'Each includes its subdivisions' } },
    ),
    hospitals: refs('account', { zh: '授权医院', en: 'Hospitals' }),
    excludedHospitals: refs('account', { zh: '除外医院', en: 'Excluded hospitals' }),
    exclusive: bool({ zh: '独家', en: 'Exclusive' }, { index: true }),
    validFrom: date({ zh: '生效日期', en: 'Valid from' }, { required: true, index: true }),
    validTo: date({ zh: '失效日期', en: 'Valid to' }, { required: true, index: true }),
    periodTargets: json({ zh: '任务量', en: 'Targets' }, { hiddenInForm: true }),
    depositDue: money({ zh: '应交保证金', en: 'Deposit due' }, { default: '0', required: true, min: 0 }),
    depositBalance: money({ zh: '保证金余额', en: 'Deposit balance' }, { readOnly: true, default: '0' }),
    contractFile: files({ zh: '授权合同', en: 'Contract' }, { single: true }),
    depositReceipts: files({ zh: '保证金收款凭证', en: 'Deposit receipts' }),
    suspendReason: text(
      { zh: '暂停/终止原因', en: 'Why suspended or ended' },
      { readOnly: true, max: 300, hiddenInForm: true },
    ),
    submittedBy: ref('employee', { zh: '提交人', en: 'Submitted by' }, { readOnly: true, hiddenInForm: true }),
    scopeVersion: integer(
      { zh: '范围版次', en: 'Version of the scope' },
      { readOnly: true, default: 1, hiddenInForm: true },
    ),
    note: longText({ zh: '说明', en: 'Note' }, { max: 2000 }),
  },
  states: {
    draft: { label: { zh: '草稿', en: 'Draft' } },
    pending: { label: { zh: '待审批', en: 'Pending' }, color: 'gold' },
    active: { label: { zh: '生效', en: 'Active' }, color: 'green' },
    suspended: { label: { zh: '暂停', en: 'Suspended' }, color: 'orange' },
    expired: { label: { zh: '到期', en: 'Expired' } },
    terminated: { label: { zh: '终止', en: 'Terminated' }, color: 'red' },
    depositSettled: { label: { zh: '保证金已结清', en: 'Deposit settled' } },
  },
  derive: deriveAuthorization,
  constraints: {
    depositNotNegative: {
      sql: 'check (deposit_balance >= 0)',
      message: {
        zh: '保证金余额不能为负，请先核对台账',
        en: 'The deposit cannot fall below zero; look at its ledger first',
      },
    },
    periodOrdered: {
      sql: 'check (valid_to >= valid_from)',
      message: { zh: '失效日期不能早于生效日期', en: 'It must not end before it begins' },
    },
  },
  list: [
    'number',
    'agent',
    'state',
    'packages',
    'regionCodes',
    'exclusive',
    'validFrom',
    'validTo',
    'depositBalance',
    'agentLevel',
  ],
  filters: ['agent', 'agentLevel', 'exclusive', 'validTo', 'state'],
  form: [
    {
      label: { zh: '授权', en: 'Authorisation' },
      rows: [
        ['agent', 'agentLevel'],
        ['parentAuthorization', 'exclusive'],
        ['packages'],
        ['regionCodes'],
        ['hospitals'],
        ['excludedHospitals'],
      ],
    },
    {
      label: { zh: '期限与保证金', en: 'Period and deposit' },
      rows: [['validFrom', 'validTo'], ['depositDue', 'contractFile'], ['depositReceipts'], ['note']],
    },
  ],
  access: allow({
    read: {
      all: ['channelManager', 'legal', 'finance', 'commerce', 'director', 'cashier'],
      departmentBelow: ['manager'],
      own: ['rep'],
    },
    'create update submit setTarget': { all: ['channelManager'], departmentBelow: ['manager'] },
    'activate reject': { all: ['legal'] },
    expire: { all: ['channelManager'] },
    'suspend resume terminate excludeHospitals': { all: ['channelManager', 'legal'] },
    settleDeposit: { all: ['finance'] },
    recordDeposit: { all: ['cashier', 'finance'] },
    export: { all: ['channelManager', 'director'] },
    delete: { all: ['channelManager'] },
  }),
  menu: { group: 'channel', icon: 'fileProtect', order: 20 },
})
