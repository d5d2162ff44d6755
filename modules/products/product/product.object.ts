import {
  allow,
  bool,
  date,
  decimal,
  defineObject,
  integer,
  items,
  longText,
  ref,
  select,
  text,
} from '#kernel/declare/index.ts'
import { TRADE_SCOPES } from '../license/types.ts'

/** 国药准字: a letter for the kind (H chemical, Z Chinese medicine, S biological …), J or C for imports since 2020, eight digits. */
const APPROVAL_NO = /^国药准字[HZSJBTF][JC]?\d{8}$/

/** 品种: one medicine in one form and strength, by its marketing authorisation. */
export const product = defineObject({
  name: 'product',
  label: { zh: '品种', en: 'Product' },
  number: 'PZ{seq:5}',
  title: 'genericName',
  fields: {
    genericName: text({ zh: '通用名', en: 'Generic name' }, { required: true, max: 120, search: true, index: true }),
    tradeName: text({ zh: '商品名', en: 'Trade name' }, { max: 80, search: true, index: true }),
    dosageForm: text({ zh: '剂型', en: 'Dosage form' }, { required: true, max: 60, index: true }),
    strength: text({ zh: '规格', en: 'Strength' }, { max: 120, search: true }),
    approvalNo: text(
      { zh: '批准文号', en: 'Approval number' },
      {
        max: 40,
        search: true,
        index: true,
        pattern: {
          test: APPROVAL_NO,
          message: {
            zh: '批准文号形如“国药准字H20050001”',
            en: 'Approval numbers have a letter for the kind and eight digits',
          },
        },
      },
    ),
    approvalValidTo: date({ zh: '批件有效期至', en: 'Approval valid to' }, { index: true }),
    mah: ref('account', { zh: '上市许可持有人', en: 'Marketing authorisation holder' }),
    manufacturer: ref('account', { zh: '生产企业', en: 'Manufacturer' }),
    invoicesBefore: integer(
      { zh: '购进前已开票数', en: 'Invoices before ours' },
      {
        min: 0,
        atMost: 9,
        default: 0,
        help: {
          zh: '两票制：自产、持有人或境外药品国内总代理为 0；从生产企业购进为 1',
          en: 'Two-invoice rule: 0 where we make it, hold its authorisation or are its sole importer; 1 where we buy it from the maker',
        },
      },
    ),
    // Names of the makers, for readers who do not see their accounts: the law wants them on the delivery note.
    mahName: text({ zh: '持有人名称', en: 'Holder’s name' }, { readOnly: true, max: 200 }),
    manufacturerName: text({ zh: '生产企业名称', en: 'Manufacturer’s name' }, { readOnly: true, max: 200 }),
    rxClass: select(
      { zh: '处方类别', en: 'Prescription class' },
      items({
        Rx: ['处方药', 'Prescription', 'red'],
        otcA: ['甲类非处方药', 'OTC class A', 'orange'],
        otcB: ['乙类非处方药', 'OTC class B', 'green'],
      }),
      { index: true },
    ),
    controlClass: select(
      { zh: '特殊管理', en: 'Control class' },
      items({
        none: ['普通', 'None'],
        vaccine: ['疫苗', 'Vaccine', 'blue'],
        blood: ['血液制品', 'Blood product', 'red'],
        narcotic: ['麻醉药品', 'Narcotic', 'red'],
        psychotropic: ['精神药品', 'Psychotropic', 'orange'],
        toxic: ['医疗用毒性药品', 'Toxic', 'volcano'],
        radioactive: ['放射性药品', 'Radioactive', 'purple'],
        precursor: ['易制毒化学品', 'Precursor', 'gold'],
      }),
      { default: 'none', required: true, index: true },
    ),
    storage: select(
      { zh: '储存条件', en: 'Storage' },
      items({
        roomTemp: ['常温', 'Room temperature'],
        cool: ['阴凉', 'Cool'],
        cold: ['冷藏 2–8℃', 'Cold 2–8 °C', 'blue'],
        frozen: ['冷冻', 'Frozen', 'geekblue'],
      }),
      { default: 'roomTemp', required: true },
    ),
    tradeScope: select({ zh: '所属经营范围', en: 'Trade scope' }, TRADE_SCOPES, {
      help: {
        zh: '购货单位许可证须含此项；空则按特殊管理类别与批准文号字母判断',
        en: 'Buyers’ licences must include it; empty: judged by control class and approval letter',
      },
    }),
    shelfLifeMonths: integer(
      { zh: '有效期', en: 'Shelf life' },
      { min: 1, atMost: 240, unit: { zh: '个月', en: 'months' } },
    ),
    nrdlClass: select(
      { zh: '医保类别', en: 'Reimbursement class' },
      items({
        A: ['甲类', 'Class A', 'green'],
        B: ['乙类', 'Class B', 'blue'],
        negotiated: ['谈判药品', 'Negotiated', 'purple'],
        none: ['非医保', 'Not reimbursed'],
      }),
      { index: true },
    ),
    essentialDrug: bool({ zh: '基药', en: 'Essential drug' }, { index: true }),
    vatRate: decimal(
      { zh: '增值税率', en: 'VAT rate' },
      { scale: 4, min: 0, atMost: '0.2', default: '0.13', required: true },
    ),
    firstApprovalNote: text(
      { zh: '首营审批说明', en: 'First-approval note' },
      { max: 300, readOnly: true, hiddenInForm: true },
    ),
    approvedBy: ref('employee', { zh: '首营审批人', en: 'Approved by' }, { readOnly: true, hiddenInForm: true }),
    suspendReason: text({ zh: '暂停原因', en: 'Why suspended' }, { max: 300, readOnly: true, hiddenInForm: true }),
    note: longText({ zh: '说明', en: 'Note' }, { max: 2000 }),
  },
  states: {
    draft: { label: { zh: '草稿', en: 'Draft' } },
    qaApproved: { label: { zh: '首营通过', en: 'QA approved' }, color: 'blue' },
    active: { label: { zh: '在售', en: 'Active' }, color: 'green' },
    suspended: { label: { zh: '暂停', en: 'Suspended' }, color: 'orange' },
    withdrawn: { label: { zh: '停产停售', en: 'Withdrawn' }, color: 'red' },
  },
  duplicates: [
    {
      name: 'approvalNo',
      label: { zh: '同文号同规格', en: 'Same approval and strength' },
      fields: ['approvalNo', 'strength'],
      level: 'block',
    },
    {
      name: 'name',
      label: { zh: '同名同剂型同规格', en: 'Same name, form and strength' },
      fields: ['genericName', 'dosageForm', 'strength'],
      level: 'warn',
    },
  ],
  list: [
    'number',
    'genericName',
    'tradeName',
    'dosageForm',
    'strength',
    'approvalNo',
    'manufacturer',
    'nrdlClass',
    'storage',
    'state',
  ],
  filters: ['nrdlClass', 'rxClass', 'controlClass', 'essentialDrug', 'state'],
  form: [
    {
      label: { zh: '基本信息', en: 'Basics' },
      rows: [
        ['genericName', 'tradeName'],
        ['dosageForm', 'strength'],
        ['approvalNo', 'approvalValidTo'],
        ['mah', 'manufacturer'],
      ],
    },
    {
      label: { zh: '管理属性', en: 'Control' },
      rows: [
        ['rxClass', 'controlClass'],
        ['storage', 'shelfLifeMonths'],
        ['nrdlClass', 'essentialDrug'],
        ['vatRate', 'tradeScope'],
      ],
    },
    { label: { zh: '备注', en: 'Note' }, rows: [['note']] },
  ],
  access: allow({
    read: { all: ['everyone'] },
    'create update import': { all: ['qa', 'pricing', 'dataSteward'] },
    delete: { all: ['qa'] },
    export: { all: ['qa', 'pricing', 'director', 'commerce'] },
    'qaApprove activate suspend resume withdraw': { all: ['qa'] },
  }),
  menu: { group: 'products', icon: 'medicine', order: 10 },
})
