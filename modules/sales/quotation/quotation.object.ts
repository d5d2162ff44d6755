import {
  bool,
  date,
  decimal,
  defineObject,
  integer,
  longText,
  money,
  ref,
  select,
  text,
} from '#kernel/declare/index.ts'
import { document, SALES } from '../access.ts'
import { PAYMENT_TERMS } from '../choices.ts'
import { approvalFields, settledFields } from '../lines/fields.ts'
import { onlyDraft, settleQuotations } from './settle.ts'

/** 报价: prices offered to a customer until a day; a change after it left the house is a new version. */
export const quotation = defineObject({
  name: 'quotation',
  label: { zh: '报价单', en: 'Quotation' },
  number: 'BJ{yyyy}{MM}-{seq:4}',
  owned: true,
  within: 'account',
  fields: {
    account: ref('account', { zh: '客户', en: 'Account' }, { required: true, createOnly: true }),
    title: text({ zh: '标题', en: 'Title' }, { max: 200, search: true }),
    opportunity: ref('opportunity', { zh: '商机', en: 'Opportunity' }),
    contact: ref('contact', { zh: '联系人', en: 'Contact' }),
    validTo: date({ zh: '报价有效期', en: 'Valid to' }, { required: true, index: true }),
    paymentTerm: select({ zh: '付款方式', en: 'Payment term' }, PAYMENT_TERMS, { required: true, default: 'prepaid' }),
    revision: integer({ zh: '版次', en: 'Version' }, { readOnly: true, default: 1 }),
    replaces: ref('quotation', { zh: '上一版', en: 'Version before' }, { readOnly: true, hiddenInForm: true }),
    belowFloor: bool({ zh: '低于底价', en: 'Below floor' }, { readOnly: true, index: true }),
    amount: money({ zh: '价税合计', en: 'Amount incl. tax' }, { readOnly: true }),
    taxAmount: money({ zh: '其中税额', en: 'Of which tax' }, { readOnly: true }),
    note: longText({ zh: '备注', en: 'Note' }, { max: 2000 }),
    sentOn: date({ zh: '发出日期', en: 'Sent on' }, { readOnly: true, hiddenInForm: true }),
    answeredOn: date({ zh: '客户答复日期', en: 'Answered on' }, { readOnly: true, hiddenInForm: true }),
    decisionNote: text({ zh: '驳回/拒绝原因', en: 'Why refused' }, { readOnly: true, hiddenInForm: true, max: 300 }),
    ...approvalFields,
  },
  deriveLines: settleQuotations,
  guards: { update: [onlyDraft] },
  lines: {
    lines: {
      label: { zh: '明细', en: 'Lines' },
      fields: {
        package: ref('productPackage', { zh: '品规', en: 'Package' }, { required: true }),
        qty: decimal({ zh: '数量', en: 'Quantity' }, { required: true, scale: 4, min: 0 }),
        listPrice: money({ zh: '目录价', en: 'List price' }, { scale: 4, readOnly: true }),
        unitPrice: money(
          { zh: '报价', en: 'Unit price' },
          { scale: 4, min: 0, help: { zh: '空则取价格表', en: 'Empty: from the price list' } },
        ),
        ...settledFields,
        note: text({ zh: '备注', en: 'Note' }, { max: 200 }),
      },
    },
  },
  states: {
    draft: { label: { zh: '草稿', en: 'Draft' } },
    pending: { label: { zh: '待审批', en: 'Pending' }, color: 'gold' },
    approved: { label: { zh: '已批准', en: 'Approved' }, color: 'blue' },
    sent: { label: { zh: '已发出', en: 'Sent' }, color: 'geekblue' },
    accepted: { label: { zh: '客户接受', en: 'Accepted' }, color: 'green' },
    declined: { label: { zh: '客户拒绝', en: 'Declined' }, color: 'red' },
    superseded: { label: { zh: '已换版', en: 'Superseded' }, color: 'volcano' },
  },
  list: ['number', 'title', 'account', 'amount', 'validTo', 'revision', 'belowFloor', 'state', 'owner', 'updatedAt'],
  filters: ['account', 'validTo', 'state', 'owner'],
  form: [['account', 'title'], ['opportunity', 'contact'], ['validTo', 'paymentTerm'], ['lines'], ['note']],
  access: document({
    'create update': SALES,
    'submit send accept decline revise toContract toOrder': SALES,
    approve: { all: ['finance', 'director'], departmentBelow: ['manager'] },
    approveFloor: { all: ['director'] },
    reject: { all: ['finance', 'director'], departmentBelow: ['manager'] },
    export: { all: ['director'], departmentBelow: ['manager'] },
    delete: SALES,
  }),
  menu: { group: 'sales', icon: 'file-text', order: 20 },
})
