import { allow, decimal, defineObject, items, ref, select, text } from '#kernel/declare/index.ts'

/** 批号台账: every movement of a batch, never changed; the batch's columns are its sums. */
export const stockEntry = defineObject({
  name: 'stockEntry',
  label: { zh: '批号台账', en: 'Stock ledger' },
  readOnly: true,
  appendOnly: true,
  customizable: false,
  title: 'kind',
  fields: {
    batch: ref('batch', { zh: '批号', en: 'Batch' }, { required: true, readOnly: true }),
    kind: select(
      { zh: '类型', en: 'Kind' },
      items({
        receive: ['入库', 'Receive', 'green'],
        reserve: ['占用', 'Reserve', 'gold'],
        release: ['释放', 'Release'],
        ship: ['发货', 'Ship', 'blue'],
        return: ['退货入库', 'Return', 'purple'],
        lock: ['锁定', 'Lock', 'red'],
        unlock: ['解锁', 'Unlock'],
        adjust: ['盘点调整', 'Adjust', 'orange'],
        destroy: ['销毁', 'Destroy', 'volcano'],
        loss: ['短少', 'Loss', 'volcano'],
      }),
      { required: true, readOnly: true, index: true },
    ),
    onHandDelta: decimal({ zh: '在库增减', en: 'On hand ±' }, { required: true, readOnly: true }),
    reservedDelta: decimal({ zh: '占用增减', en: 'Reserved ±' }, { required: true, readOnly: true }),
    lockedDelta: decimal({ zh: '锁定增减', en: 'Locked ±' }, { required: true, readOnly: true }),
    /** Which document moved it: object name and id. */
    source: text({ zh: '来源单据类型', en: 'Source object' }, { readOnly: true, max: 60 }),
    sourceId: text({ zh: '来源单据', en: 'Source record' }, { readOnly: true, max: 36, index: true }),
    note: text({ zh: '说明', en: 'Note' }, { readOnly: true, max: 300 }),
  },
  list: ['createdAt', 'batch', 'kind', 'onHandDelta', 'reservedDelta', 'lockedDelta', 'source', 'note', 'createdBy'],
  filters: ['batch', 'kind'],
  sort: '-createdAt',
  access: allow({ 'read export': { all: ['qa', 'warehouse', 'finance', 'director'] } }),
  menu: { group: 'products', icon: 'database', order: 35 },
})
