import { date, decimal, defineObject, files, items, longText, ref, select, text } from '#kernel/declare/index.ts'
import { document } from '../access.ts'

/**
 * 签收: what arrived of a shipment, by the signed note. What is short or refused at the door goes on a return at once
 * (`returnOrder.receipt`), so that it is neither owed nor invoiced; another difference is settled in words.
 */
export const receipt = defineObject({
  name: 'receipt',
  label: { zh: '签收单', en: 'Receipt' },
  number: 'QS{yyyy}{MM}-{seq:5}',
  readOnly: true,
  owned: true,
  within: 'shipment',
  fields: {
    shipment: ref('shipment', { zh: '发货单', en: 'Shipment' }, { required: true, createOnly: true }),
    receivedOn: date({ zh: '签收日期', en: 'Received on' }, { required: true, index: true }),
    signer: text({ zh: '签收人', en: 'Signed by' }, { required: true, max: 40 }),
    signedNote: files({ zh: '签收回单', en: 'Signed note' }, { single: true }),
    discrepancy: select(
      { zh: '差异', en: 'Discrepancy' },
      items({
        none: ['无', 'None', 'green'],
        short: ['少货', 'Short', 'red'],
        damaged: ['破损', 'Damaged', 'orange'],
        wrong: ['错货', 'Wrong goods', 'red'],
        temperature: ['超温', 'Temperature', 'volcano'],
      }),
      { default: 'none', index: true },
    ),
    discrepancyNote: longText({ zh: '差异说明', en: 'What differs' }, { max: 1000 }),
    discrepancySettled: text({ zh: '处理结果', en: 'How it was settled' }, { max: 300, readOnly: true }),
  },
  lines: {
    lines: {
      label: { zh: '明细', en: 'Lines' },
      fields: {
        shipmentLine: text({ zh: '发货行', en: 'Shipment line' }, { hiddenInForm: true, required: true, max: 36 }),
        batch: ref('batch', { zh: '批号', en: 'Batch' }),
        qty: decimal({ zh: '签收数量', en: 'Received' }, { required: true, scale: 4, min: 0 }),
        shortQty: decimal({ zh: '短少', en: 'Short' }, { scale: 4, min: 0, default: '0' }),
        refusedQty: decimal({ zh: '拒收', en: 'Refused' }, { scale: 4, min: 0, default: '0' }),
      },
    },
  },
  list: ['number', 'shipment', 'receivedOn', 'signer', 'discrepancy', 'createdBy'],
  filters: ['shipment', 'discrepancy', 'receivedOn'],
  access: document({ settleDiscrepancy: { all: ['commerce', 'qa'] }, export: { all: ['director', 'commerce'] } }),
  menu: { group: 'orders', icon: 'check-square', order: 62 },
})
