import {
  date,
  decimal,
  defineObject,
  instant,
  integer,
  items,
  longText,
  money,
  ref,
  select,
  text,
} from '#kernel/declare/index.ts'
import { document, SALES } from '../access.ts'
import { PAYMENT_TERMS, PRICE_SOURCES, PROGRESS, STAGES } from '../choices.ts'
import { settleOrderLines } from './settle.ts'

const progress = { readOnly: true, default: 'none', index: true } as const
const sum = { readOnly: true, default: '0' } as const
const counter = { scale: 4, readOnly: true, default: '0' } as const

/**
 * 销售订单: one order status plus four that move by themselves (paid, shipped, received, invoiced). Lines are fixed once
 * approved; a change is an amendment, a new revision that is approved again.
 */
export const salesOrder = defineObject({
  name: 'salesOrder',
  label: { zh: '销售订单', en: 'Sales order' },
  number: 'DD{yyyy}{MM}-{seq:5}',
  owned: true,
  within: 'soldTo',
  fields: {
    soldTo: ref('account', { zh: '购货单位', en: 'Sold to' }, { required: true, createOnly: true }),
    shipTo: ref(
      'account',
      { zh: '收货单位', en: 'Ship to' },
      { help: { zh: '空则同购货单位', en: 'Empty: same as sold-to' } },
    ),
    shipToAddress: text({ zh: '收货地址', en: 'Ship-to address' }, { max: 300 }),
    billTo: ref('account', { zh: '开票单位', en: 'Bill to' }),
    buyer: ref('contact', { zh: '采购员', en: 'Buyer' }),
    orderType: select(
      { zh: '订单类型', en: 'Type' },
      items({
        normal: ['普通', 'Normal'],
        tender: ['中标', 'Tender', 'blue'],
        agent: ['代理', 'Agent', 'purple'],
        urgent: ['加急', 'Urgent', 'red'],
      }),
      { required: true, default: 'normal', index: true },
    ),
    agent: ref('account', { zh: '代理商', en: 'Agent' }),
    authorization: ref('agentAuthorization', { zh: '代理授权', en: 'Authorisation' }),
    tender: ref('tender', { zh: '投标', en: 'Tender' }),
    quotation: ref('quotation', { zh: '报价单', en: 'Quotation' }, { createOnly: true }),
    contract: ref('contract', { zh: '合同', en: 'Contract' }),
    salesRep: ref('employee', { zh: '业务员', en: 'Sales rep' }, { readOnly: true, hiddenInForm: true }),
    paymentTerm: select({ zh: '付款方式', en: 'Payment term' }, PAYMENT_TERMS, {
      required: true,
      default: 'prepaid',
      index: true,
    }),
    creditDays: integer(
      { zh: '账期', en: 'Credit days' },
      { min: 0, atMost: 365, visibleWhen: { paymentTerm: { eq: 'credit' } }, unit: { zh: '天', en: 'days' } },
    ),
    requestedDate: date({ zh: '要求到货', en: 'Requested by' }, { index: true }),
    customerPo: text({ zh: '客户订单号', en: 'Customer’s order no.' }, { max: 60, search: true, index: true }),
    discountAmount: money({ zh: '整单优惠', en: 'Order discount' }, { min: 0, default: '0' }),
    revision: integer({ zh: '版次', en: 'Revision' }, { readOnly: true, default: 1 }),
    goodsAmount: money({ zh: '货款', en: 'Goods' }, sum),
    amount: money({ zh: '价税合计', en: 'Amount incl. tax' }, { ...sum, index: true }),
    taxAmount: money({ zh: '其中税额', en: 'Of which tax' }, sum),
    shippedAmount: money({ zh: '已发货金额', en: 'Shipped' }, sum),
    paidAmount: money({ zh: '已核销回款', en: 'Allocated payments' }, sum),
    invoicedAmount: money({ zh: '已开票', en: 'Invoiced' }, sum),
    creditedAmount: money({ zh: '退货抵减', en: 'Credited' }, sum),
    paymentStatus: select({ zh: '收款', en: 'Paid' }, PROGRESS, progress),
    shipmentStatus: select({ zh: '发货', en: 'Shipped' }, PROGRESS, progress),
    receiptStatus: select({ zh: '签收', en: 'Received' }, PROGRESS, progress),
    invoiceStatus: select({ zh: '开票', en: 'Invoiced' }, PROGRESS, progress),
    stage: select({ zh: '所在部门', en: 'Held by' }, STAGES, { readOnly: true, default: 'sales' }),
    stageSince: instant({ zh: '到达时间', en: 'There since' }, { readOnly: true, hiddenInForm: true }),
    lateAfter: instant({ zh: '应办结于', en: 'Late after' }, { readOnly: true, hiddenInForm: true, index: true }),
    submittedAt: instant({ zh: '提交时间', en: 'Submitted at' }, { readOnly: true, hiddenInForm: true, index: true }),
    releasedAt: instant({ zh: '放行时间', en: 'Released at' }, { readOnly: true, hiddenInForm: true, index: true }),
    contentHash: text({ zh: '内容指纹', en: 'Content hash' }, { readOnly: true, hiddenInForm: true, max: 64 }),
    submittedBy: ref('employee', { zh: '提交人', en: 'Submitted by' }, { readOnly: true, hiddenInForm: true }),
    businessBy: ref('employee', { zh: '商务审核人', en: 'Order desk' }, { readOnly: true, hiddenInForm: true }),
    financeBy: ref('employee', { zh: '财务审核人', en: 'Finance' }, { readOnly: true, hiddenInForm: true }),
    dueOn: date({ zh: '最早应收到期', en: 'Oldest due day' }, { readOnly: true, hiddenInForm: true }),
    heldFrom: text({ zh: '暂停前状态', en: 'Held from' }, { readOnly: true, hiddenInForm: true, max: 40 }),
    holdReason: text({ zh: '暂停原因', en: 'Why on hold' }, { readOnly: true, hiddenInForm: true, max: 300 }),
    note: longText({ zh: '备注', en: 'Note' }, { max: 2000, search: true }),
  },
  lines: {
    lines: {
      label: { zh: '明细', en: 'Lines' },
      fields: {
        package: ref('productPackage', { zh: '品规', en: 'Package' }, { required: true }),
        qty: decimal({ zh: '数量', en: 'Quantity' }, { required: true, scale: 4, min: 0 }),
        unitPrice: money({ zh: '含税单价', en: 'Unit price incl. tax' }, { scale: 4, min: 0 }),
        priceSource: select({ zh: '价格来源', en: 'Price source' }, PRICE_SOURCES, { readOnly: true }),
        priceItem: ref('priceListItem', { zh: '价格依据', en: 'Price item' }, { readOnly: true }),
        discountAmount: money({ zh: '行优惠', en: 'Discount' }, { min: 0, default: '0' }),
        taxRate: decimal({ zh: '税率', en: 'Tax rate' }, { scale: 4, readOnly: true }),
        amount: money({ zh: '价税合计', en: 'Amount' }, { readOnly: true, default: '0' }),
        taxAmount: money({ zh: '税额', en: 'Tax' }, { readOnly: true, default: '0' }),
        terminalAccount: ref('account', { zh: '终端', en: 'End customer' }),
        via: ref(
          'account',
          { zh: '下游配送商', en: 'Resold through' },
          {
            help: {
              zh: '购货单位不直接向终端开票时填写；计入两票制',
              en: 'Where somebody else than the buyer invoices the end customer; counts for the two-invoice rule',
            },
          },
        ),
        minRemainingMonths: integer(
          { zh: '最短剩余效期', en: 'Remaining shelf life' },
          { min: 0, atMost: 120, unit: { zh: '个月', en: 'months' } },
        ),
        nearExpiryConsent: select(
          { zh: '近效期', en: 'Near expiry' },
          items({ refuse: ['不接受', 'Refused'], accept: ['客户同意', 'Customer consents', 'orange'] }),
          { default: 'refuse' },
        ),
        note: text({ zh: '备注', en: 'Note' }, { max: 200 }),
        pickedQty: decimal({ zh: '已配货', en: 'Picked' }, counter),
        shippedQty: decimal({ zh: '已发', en: 'Shipped' }, counter),
        receivedQty: decimal({ zh: '已签收', en: 'Received' }, counter),
        invoicedQty: decimal({ zh: '已开票', en: 'Invoiced' }, counter),
        returnedQty: decimal({ zh: '已退', en: 'Returned' }, counter),
        shippedAmount: money({ zh: '已发金额', en: 'Shipped amount' }, { readOnly: true, default: '0' }),
      },
      constraints: {
        qtyPositive: {
          sql: 'check (qty > 0)',
          message: {
            zh: '数量应大于零；不要的行请删除',
            en: 'A quantity must be above zero; remove lines you do not want',
          },
        },
        shippedWithin: {
          sql: 'check (shipped_qty >= 0 and shipped_qty <= qty and picked_qty >= 0 and picked_qty + shipped_qty <= qty)',
          message: { zh: '发货数量超过订单数量', en: 'More shipped than ordered' },
        },
        receivedWithin: {
          sql: 'check (received_qty >= 0 and received_qty <= shipped_qty)',
          message: { zh: '签收数量超过发货数量', en: 'More received than shipped' },
        },
        invoicedWithin: {
          sql: 'check (invoiced_qty >= 0 and invoiced_qty <= shipped_qty)',
          message: { zh: '开票数量超过发货数量', en: 'More invoiced than shipped' },
        },
        returnedWithin: {
          sql: 'check (returned_qty >= 0 and returned_qty <= shipped_qty)',
          message: { zh: '退货数量超过发货数量', en: 'More returned than shipped' },
        },
      },
    },
  },
  states: {
    draft: { label: { zh: '草稿', en: 'Draft' } },
    submitted: { label: { zh: '待商务审核', en: 'With order desk' }, color: 'cyan' },
    businessApproved: { label: { zh: '待财务审核', en: 'With finance' }, color: 'blue' },
    financeApproved: { label: { zh: '已放行', en: 'Released' }, color: 'green' },
    onHold: { label: { zh: '暂停', en: 'On hold' }, color: 'orange' },
    cancelled: { label: { zh: '已取消', en: 'Cancelled' }, color: 'default' },
    shortClosed: { label: { zh: '短交结案', en: 'Short-closed' }, color: 'volcano' },
    closed: { label: { zh: '已完成', en: 'Closed' }, color: 'default' },
  },
  constraints: {
    paidWithin: {
      sql: "check (paid_amount >= 0 and (paid_amount <= amount or state = 'draft'))",
      message: {
        zh: '核销金额不能为负，也不能超过订单金额；请先撤销多余的核销',
        en: 'Allocations cannot be negative or exceed the order; take back what is too much first',
      },
    },
    shippedAmountWithin: {
      sql: "check (shipped_amount >= 0 and (shipped_amount <= amount or state = 'draft') and credited_amount >= 0 and credited_amount <= shipped_amount)",
      message: {
        zh: '发货金额超过订单金额，或抵减超过发货金额',
        en: 'More shipped than the order is worth, or more credited than shipped',
      },
    },
    deletedOnlyDraft: {
      sql: "check (deleted_at is null or state in ('draft', 'cancelled'))",
      message: {
        zh: '只有草稿与已取消的订单可以删除；请改用取消',
        en: 'Only drafts and cancelled orders can be deleted; cancel the order instead',
      },
    },
  },
  indexes: [
    // The board: whose an order is stands in it too, so that counting opens none.
    ['stage', 'late_after', 'id', 'amount', 'owner_id', 'dept_id', 'root_id'],
    ['sold_to_id', 'due_on', 'id'],
    ['state', 'updated_at desc', 'id desc'],
  ],
  list: [
    'number',
    'soldTo',
    'amount',
    'state',
    'stage',
    'paymentStatus',
    'shipmentStatus',
    'receiptStatus',
    'invoiceStatus',
    'requestedDate',
    'owner',
    'createdAt',
  ],
  filters: ['soldTo', 'stage', 'paymentStatus', 'shipmentStatus', 'invoiceStatus', 'orderType', 'state', 'owner'],
  form: [
    {
      label: { zh: '客户', en: 'Customer' },
      rows: [
        ['soldTo', 'shipTo'],
        ['shipToAddress', 'buyer'],
        ['billTo', 'customerPo'],
      ],
    },
    {
      label: { zh: '条件', en: 'Terms' },
      rows: [
        ['orderType', 'paymentTerm'],
        ['creditDays', 'requestedDate'],
        ['contract', 'tender'],
        ['agent', 'authorization'],
      ],
    },
    { label: { zh: '货品', en: 'Goods' }, rows: [['lines'], ['discountAmount'], ['note']] },
  ],
  deriveLines: settleOrderLines,
  guards: {
    delete: [
      {
        holds: { state: { in: ['draft', 'cancelled'] } },
        code: 'order.deletedOnlyDraft',
        message: {
          zh: '只有草稿与已取消的订单可以删除；请改用取消',
          en: 'Only drafts and cancelled orders can be deleted; cancel the order instead',
        },
      },
    ],
  },
  access: document({
    'create update': SALES,
    'submit withdraw cancel amend price place': SALES,
    approveBusiness: { all: ['commerce'] },
    approveFinance: { all: ['finance'] },
    reject: { all: ['commerce', 'finance'] },
    'hold resume shortClose': { all: ['commerce', 'finance', 'director'] },
    pick: { all: ['warehouse'] },
    export: { all: ['director', 'finance', 'commerce'], departmentBelow: ['manager'] },
    delete: SALES,
  }),
  menu: { group: 'orders', icon: 'shopping-cart', order: 30 },
})
