import { defineObject, instant, items, ref, select, text } from '#kernel/declare/index.ts'
import { document } from '../access.ts'

/**
 * 追溯码台账: which trace code left with which shipment. A code that is out cannot leave again, company-wide: the index
 * sees to it. It is free again when its goods are back in stock, or its shipment was cancelled before it left.
 */
export const traceCode = defineObject({
  name: 'traceCode',
  label: { zh: '追溯码', en: 'Trace code' },
  readOnly: true,
  customizable: false,
  owned: true,
  within: 'shipment',
  title: 'code',
  fields: {
    code: text({ zh: '追溯码', en: 'Trace code' }, { required: true, readOnly: true, max: 300, index: true }),
    package: ref('productPackage', { zh: '品规', en: 'Package' }, { readOnly: true }),
    batch: ref('batch', { zh: '批号', en: 'Batch' }, { readOnly: true }),
    shipment: ref('shipment', { zh: '发货单', en: 'Shipment' }, { required: true, readOnly: true }),
    shipmentLine: text(
      { zh: '发货行', en: 'Shipment line' },
      { hiddenInForm: true, required: true, readOnly: true, max: 36, index: true },
    ),
    freedAt: instant({ zh: '释放时间', en: 'Free since' }, { readOnly: true, index: true }),
    freedBy: select(
      { zh: '释放原因', en: 'Why free' },
      items({ returned: ['退货入库', 'Back in stock', 'green'], cancelled: ['发货单作废', 'Shipment cancelled'] }),
      { readOnly: true },
    ),
    returnOrder: ref('returnOrder', { zh: '退货单', en: 'Return' }, { readOnly: true }),
  },
  constraints: {
    outOnce: {
      sql: 'exclude using btree (code with =) where (freed_at is null and deleted_at is null)',
      message: {
        zh: '追溯码刚由另一发货单扫出：请核对实物后重扫',
        en: 'A trace code was just scanned onto another shipment: compare the goods and scan again',
      },
    },
  },
  list: ['code', 'package', 'batch', 'shipment', 'createdAt', 'freedAt', 'freedBy', 'returnOrder'],
  filters: ['code', 'shipment', 'package', 'batch', 'freedAt'],
  sort: '-createdAt',
  access: document({ export: { all: ['qa', 'warehouse', 'director'] } }),
  menu: { group: 'orders', icon: 'barcode', order: 80 },
})
