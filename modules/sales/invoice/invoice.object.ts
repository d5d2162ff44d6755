import {
  date,
  decimal,
  defineObject,
  files,
  instant,
  items,
  longText,
  money,
  ref,
  select,
  text,
} from '#kernel/declare/index.ts'
import { document } from '../access.ts'

/** 发票: only what was shipped can be invoiced (no free-typed lines); a red invoice takes back one that was issued. */
export const invoice = defineObject({
  name: 'invoice',
  label: { zh: '发票', en: 'Invoice' },
  number: 'FP{yyyy}{MM}-{seq:5}',
  readOnly: true,
  owned: true,
  within: 'account',
  fields: {
    account: ref('account', { zh: '客户', en: 'Account' }, { required: true, createOnly: true }),
    order: ref('salesOrder', { zh: '订单', en: 'Order' }, { required: true, createOnly: true }),
    kind: select(
      { zh: '类别', en: 'Kind' },
      items({
        special: ['增值税专用发票', 'VAT special', 'blue'],
        ordinary: ['普通发票', 'Ordinary'],
        red: ['红字发票', 'Red', 'red'],
      }),
      { required: true, index: true },
    ),
    buyer: text({ zh: '购买方', en: 'Buyer' }, { required: true, max: 120 }),
    buyerTaxNo: text({ zh: '购买方税号', en: 'Buyer’s tax number' }, { max: 20 }),
    invoiceNo: text(
      { zh: '发票号码', en: 'Invoice no.' },
      {
        max: 20,
        search: true,
        unique: true,
        pattern: {
          test: /^\d{20}$/,
          message: { zh: '数电票号码为 20 位数字', en: 'An e-invoice number has 20 digits' },
        },
      },
    ),
    issuedAt: instant({ zh: '开票时间', en: 'Issued at' }, { readOnly: true, index: true }),
    amount: money({ zh: '价税合计', en: 'Amount incl. tax' }, { readOnly: true }),
    netAmount: money({ zh: '不含税金额', en: 'Net' }, { readOnly: true }),
    taxAmount: money({ zh: '税额', en: 'Tax' }, { readOnly: true }),
    redOf: ref('invoice', { zh: '红冲的发票', en: 'Reverses' }, { readOnly: true }),
    redReason: text({ zh: '红冲原因', en: 'Reason for reversal' }, { readOnly: true, max: 300 }),
    buyerConfirmBy: instant({ zh: '对方确认截止', en: 'Buyer confirms by' }, { readOnly: true }),
    returnOrder: ref('returnOrder', { zh: '退货单', en: 'Return' }, { readOnly: true }),
    file: files({ zh: '票据文件', en: 'File' }, { single: true }),
    sentOn: date({ zh: '寄送日期', en: 'Sent on' }, { readOnly: true }),
    note: longText({ zh: '备注', en: 'Note' }, { max: 1000 }),
  },
  lines: {
    lines: {
      label: { zh: '明细', en: 'Lines' },
      fields: {
        shipmentLine: text(
          { zh: '发货行', en: 'Shipment line' },
          { hiddenInForm: true, required: true, max: 36, index: true },
        ),
        orderLine: text({ zh: '订单行', en: 'Order line' }, { hiddenInForm: true, max: 36, index: true }),
        package: ref('productPackage', { zh: '品规', en: 'Package' }, { readOnly: true }),
        batchNo: text({ zh: '批号', en: 'Batch no.' }, { max: 40 }),
        qty: decimal({ zh: '数量', en: 'Quantity' }, { required: true, scale: 4 }),
        unitPrice: money({ zh: '含税单价', en: 'Unit price' }, { scale: 4 }),
        taxRate: decimal({ zh: '税率', en: 'Tax rate' }, { scale: 4 }),
        amount: money({ zh: '价税合计', en: 'Amount' }),
        netAmount: money({ zh: '不含税金额', en: 'Net' }),
        taxAmount: money({ zh: '税额', en: 'Tax' }),
        redOfLine: text({ zh: '红冲的明细', en: 'Reverses line' }, { hiddenInForm: true, max: 36, readOnly: true }),
        redQty: decimal({ zh: '已红冲', en: 'Reversed' }, { scale: 4, readOnly: true, default: '0' }),
      },
      constraints: {
        redWithin: {
          sql: 'check (red_qty >= 0 and (qty < 0 or red_qty <= qty))',
          message: { zh: '红冲数量超过原发票数量', en: 'More reversed than the invoice says' },
        },
      },
    },
  },
  states: {
    draft: { label: { zh: '待开具', en: 'To issue' }, color: 'gold' },
    awaitingBuyer: { label: { zh: '待对方确认', en: 'Awaiting buyer' }, color: 'orange' },
    issued: { label: { zh: '已开具', en: 'Issued' }, color: 'green' },
    voided: { label: { zh: '已作废', en: 'Voided' } },
    reversed: { label: { zh: '已红冲', en: 'Reversed' }, color: 'red' },
  },
  list: ['number', 'invoiceNo', 'account', 'order', 'kind', 'amount', 'taxAmount', 'issuedAt', 'state'],
  filters: ['account', 'order', 'kind', 'issuedAt', 'state'],
  access: document({
    'prepare issue issueRed confirmRed voidDraft': { all: ['invoicing'] },
    export: { all: ['invoicing', 'finance', 'director'] },
  }),
  menu: { group: 'finance', icon: 'account-book', order: 22 },
})
