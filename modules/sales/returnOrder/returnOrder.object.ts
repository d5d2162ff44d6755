import {
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
import { document, SALES } from '../access.ts'

/** 退货: only batches that we shipped, no more than we shipped; inspected by QA, then credited by finance. */
export const returnOrder = defineObject({
  name: 'returnOrder',
  label: { zh: '退货单', en: 'Return' },
  number: 'TH{yyyy}{MM}-{seq:5}',
  readOnly: true,
  owned: true,
  within: 'order',
  fields: {
    order: ref('salesOrder', { zh: '订单', en: 'Order' }, { required: true, createOnly: true }),
    reason: select(
      { zh: '原因', en: 'Reason' },
      items({
        quality: ['质量问题', 'Quality', 'red'],
        wrongShipment: ['发错货', 'Wrong shipment', 'orange'],
        nearExpiry: ['近效期', 'Near expiry', 'gold'],
        recall: ['召回', 'Recall', 'volcano'],
        commercial: ['商业退货', 'Commercial'],
      }),
      { required: true, index: true },
    ),
    description: longText({ zh: '说明', en: 'Description' }, { max: 2000 }),
    temperatureLog: files({ zh: '温度记录', en: 'Temperature log' }, { single: true }),
    receivedAt: instant({ zh: '收到时间', en: 'Arrived at' }, { readOnly: true, hiddenInForm: true }),
    inspectedAt: instant({ zh: '检验时间', en: 'Inspected at' }, { readOnly: true, hiddenInForm: true }),
    inspection: longText({ zh: '检验结论', en: 'Inspection' }, { readOnly: true, hiddenInForm: true, max: 2000 }),
    creditAmount: money({ zh: '抵减金额', en: 'Credit' }, { readOnly: true, default: '0' }),
    lastBy: ref('employee', { zh: '上一环节', en: 'Last step by' }, { readOnly: true, hiddenInForm: true }),
    redInvoice: ref('invoice', { zh: '红字发票', en: 'Red invoice' }, { readOnly: true, hiddenInForm: true }),
  },
  lines: {
    lines: {
      label: { zh: '明细', en: 'Lines' },
      fields: {
        shipmentLine: text({ zh: '发货行', en: 'Shipment line' }, { required: true, max: 36, index: true }),
        package: ref('productPackage', { zh: '品规', en: 'Package' }, { readOnly: true }),
        batch: ref('batch', { zh: '批号', en: 'Batch' }, { readOnly: true }),
        qty: decimal({ zh: '退货数量', en: 'Quantity' }, { required: true, scale: 4, min: 0 }),
        receivedQty: decimal({ zh: '实收数量', en: 'Arrived' }, { scale: 4, readOnly: true, default: '0' }),
        acceptedQty: decimal({ zh: '合格数量', en: 'Accepted' }, { scale: 4, readOnly: true, default: '0' }),
        disposition: select(
          { zh: '处置', en: 'Disposition' },
          items({
            restock: ['重新入库', 'Restock', 'green'],
            quarantine: ['待验区', 'Quarantine', 'gold'],
            destroy: ['销毁', 'Destroy', 'red'],
            sendBack: ['退回客户', 'Send back'],
          }),
          { readOnly: true },
        ),
        amount: money({ zh: '金额', en: 'Amount' }, { readOnly: true, default: '0' }),
      },
    },
  },
  states: {
    requested: { label: { zh: '申请', en: 'Requested' }, color: 'gold' },
    approved: { label: { zh: '已批准', en: 'Approved' }, color: 'cyan' },
    received: { label: { zh: '已收货', en: 'Arrived' }, color: 'blue' },
    inspected: { label: { zh: '已检验', en: 'Inspected' }, color: 'geekblue' },
    accepted: { label: { zh: '接受', en: 'Accepted' }, color: 'green' },
    rejected: { label: { zh: '拒绝', en: 'Rejected' }, color: 'red' },
    credited: { label: { zh: '已抵减', en: 'Credited' }, color: 'purple' },
  },
  list: ['number', 'order', 'reason', 'creditAmount', 'receivedAt', 'state', 'createdAt', 'owner'],
  filters: ['order', 'reason', 'state'],
  access: document({
    request: SALES,
    'approve reject': { all: ['commerce'] },
    arrive: { all: ['warehouse'] },
    'inspect accept refuse': { all: ['qa'] },
    credit: { all: ['finance'] },
    export: { all: ['director', 'finance', 'qa'] },
  }),
  menu: { group: 'orders', icon: 'rollback', order: 72 },
})
