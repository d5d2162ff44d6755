import { bool, defineObject, integer, json, text } from '#kernel/declare/index.ts'

/** 场景: a saved filter with its columns and order, one person's own. */
export const scene = defineObject({
  name: 'scene',
  label: { zh: '场景', en: 'Saved view' },
  personal: true,
  fields: {
    object: text({ zh: '对象', en: 'Object' }, { required: true, createOnly: true, max: 60, index: true }),
    name: text({ zh: '名称', en: 'Name' }, { required: true, max: 40 }),
    where: json({ zh: '条件', en: 'Filter' }),
    columns: json({ zh: '列', en: 'Columns' }),
    sorting: text({ zh: '排序', en: 'Order' }, { max: 80 }),
    isDefault: bool({ zh: '默认', en: 'Default' }),
    position: integer({ zh: '次序', en: 'Position' }),
  },
  sort: 'createdAt',
  customizable: false,
})
