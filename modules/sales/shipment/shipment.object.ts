import { decimal, defineObject, files, instant, longText, money, ref, tags, text } from '#kernel/declare/index.ts'
import { document } from '../access.ts'

const counter = { scale: 4, readOnly: true, default: '0' } as const

/** 发货单（随货同行单）: goods of one order that leave together: scanned, checked by a second person, then shipped. */
export const shipment = defineObject({
  name: 'shipment',
  label: { zh: '发货单', en: 'Shipment' },
  number: 'FH{yyyy}{MM}-{seq:5}',
  readOnly: true,
  owned: true,
  within: 'order',
  fields: {
    order: ref('salesOrder', { zh: '订单', en: 'Order' }, { required: true, createOnly: true }),
    shipTo: ref('account', { zh: '收货单位', en: 'Ship to' }, { readOnly: true }),
    address: text({ zh: '收货地址', en: 'Address' }, { readOnly: true, max: 300 }),
    carrier: text({ zh: '承运商', en: 'Carrier' }, { max: 60, index: true }),
    logisticsNo: text({ zh: '物流单号', en: 'Logistics no.' }, { max: 60, search: true, index: true }),
    pickedBy: ref('employee', { zh: '配货人', en: 'Picked by' }, { readOnly: true, hiddenInForm: true }),
    checkedBy: ref('employee', { zh: '复核人', en: 'Checked by' }, { readOnly: true, hiddenInForm: true }),
    checkedAt: instant({ zh: '复核时间', en: 'Checked at' }, { readOnly: true, hiddenInForm: true }),
    shippedBy: ref('employee', { zh: '发货人', en: 'Shipped by' }, { readOnly: true, hiddenInForm: true }),
    shippedAt: instant({ zh: '发货时间', en: 'Shipped at' }, { readOnly: true, hiddenInForm: true, index: true }),
    receivedAt: instant({ zh: '签收时间', en: 'Received at' }, { readOnly: true, hiddenInForm: true, index: true }),
    temperatureDevice: text(
      { zh: '温度记录仪', en: 'Temperature device' },
      { readOnly: true, hiddenInForm: true, max: 60 },
    ),
    temperatureLog: files({ zh: '温度记录', en: 'Temperature log' }, { single: true }),
    amount: money({ zh: '金额', en: 'Amount' }, { readOnly: true, default: '0' }),
    note: longText({ zh: '备注', en: 'Note' }, { max: 1000 }),
  },
  lines: {
    lines: {
      label: { zh: '明细', en: 'Lines' },
      fields: {
        orderLine: text(
          { zh: '订单行', en: 'Order line' },
          { hiddenInForm: true, required: true, max: 36, index: true },
        ),
        package: ref('productPackage', { zh: '品规', en: 'Package' }, { readOnly: true }),
        batch: ref('batch', { zh: '批号', en: 'Batch' }, { required: true }),
        qty: decimal({ zh: '数量', en: 'Quantity' }, { required: true, scale: 4, min: 0 }),
        traceCodes: tags({ zh: '追溯码', en: 'Trace codes' }),
        unitPrice: money({ zh: '单价', en: 'Unit price' }, { scale: 4, readOnly: true }),
        amount: money({ zh: '金额', en: 'Amount' }, { readOnly: true, default: '0' }),
        taxAmount: money({ zh: '税额', en: 'Tax' }, { readOnly: true, default: '0' }),
        taxRate: decimal({ zh: '税率', en: 'Tax rate' }, { scale: 4, readOnly: true }),
        checkedQty: decimal({ zh: '复核数', en: 'Checked' }, counter),
        receivedQty: decimal({ zh: '签收数', en: 'Received' }, counter),
        invoicedQty: decimal({ zh: '开票数', en: 'Invoiced' }, counter),
        /** Short or refused at the door, and on a return that still stands. */
        differenceQty: decimal({ zh: '短少与拒收数', en: 'Short or refused' }, counter),
        returnedQty: decimal({ zh: '退货数', en: 'Returned' }, counter),
        creditedQty: decimal({ zh: '已抵减数', en: 'Credited' }, counter),
        invoicedAmount: money({ zh: '开票金额', en: 'Invoiced amount' }, { readOnly: true, default: '0' }),
        creditedAmount: money({ zh: '抵减金额', en: 'Credited amount' }, { readOnly: true, default: '0' }),
      },
      constraints: {
        receivedWithin: {
          sql: 'check (received_qty >= 0 and received_qty + coalesce(difference_qty, 0) <= qty)',
          message: {
            zh: '签收（含短少、拒收）数量超过发货数量',
            en: 'More received, short and refused than was shipped',
          },
        },
        differenceWithin: {
          sql: 'check (difference_qty >= 0 and difference_qty <= returned_qty)',
          message: { zh: '短少与拒收超过退货', en: 'More short or refused than comes back' },
        },
        invoicedWithin: {
          sql: 'check (invoiced_qty >= 0 and invoiced_qty <= qty)',
          message: { zh: '开票数量超过发货数量', en: 'More invoiced than shipped' },
        },
        qtyPositive: {
          sql: 'check (qty > 0)',
          message: { zh: '数量应大于零', en: 'A quantity must be above zero' },
        },
        creditedWithin: {
          sql: 'check (credited_qty >= 0 and credited_qty <= returned_qty and credited_amount >= 0 and credited_amount <= amount)',
          message: { zh: '抵减超过退货', en: 'More credited than returned' },
        },
        invoicedAmountWithin: {
          sql: 'check (invoiced_amount >= 0 and invoiced_amount <= amount)',
          message: { zh: '开票金额超过发货金额', en: 'More invoiced than was shipped' },
        },
        returnedWithin: {
          sql: 'check (returned_qty >= 0 and returned_qty <= qty)',
          message: { zh: '退货数量超过该批发货数量', en: 'More returned than shipped of this batch' },
        },
      },
    },
  },
  states: {
    picking: { label: { zh: '配货中', en: 'Picking' }, color: 'gold' },
    checked: { label: { zh: '已复核', en: 'Checked' }, color: 'cyan' },
    shipped: { label: { zh: '已发货', en: 'Shipped' }, color: 'blue' },
    received: { label: { zh: '已签收', en: 'Received' }, color: 'green' },
    cancelled: { label: { zh: '已作废', en: 'Cancelled' } },
  },
  constraints: {
    logisticsUnique: {
      sql: "exclude using btree (carrier with =, logistics_no with =) where (logistics_no is not null and state <> 'cancelled' and deleted_at is null)",
      message: {
        zh: '该承运商的物流单号已用于另一发货单',
        en: 'This carrier’s logistics number is on another shipment',
      },
    },
  },
  list: [
    'number',
    'order',
    'shipTo',
    'carrier',
    'logisticsNo',
    'amount',
    'shippedAt',
    'receivedAt',
    'state',
    'createdAt',
  ],
  filters: ['order', 'carrier', 'shippedAt', 'state'],
  access: document({
    'check ship cancel': { all: ['warehouse'] },
    receive: { all: ['commerce'], departmentBelow: ['manager'], own: ['rep'] },
    export: { all: ['warehouse', 'director', 'finance'] },
  }),
  menu: { group: 'orders', icon: 'car', order: 50 },
})
