import { bool, defineObject, integer, items, select, text } from '#kernel/declare/index.ts'

/** A field that an administrator made. It is there for everybody at his next request. */
export const customField = defineObject({
  name: 'customField',
  label: { zh: '自定义字段', en: 'Custom field' },
  shapesAccess: true,
  title: 'labelZh',
  fields: {
    object: text({ zh: '所属对象', en: 'Object' }, { required: true, createOnly: true, max: 60, index: true }),
    name: text(
      { zh: '字段标识', en: 'Field name' },
      {
        required: true,
        createOnly: true,
        max: 40,
        pattern: {
          test: /^x_[a-z][A-Za-z0-9]*$/,
          message: {
            zh: '标识须以 x_ 开头，其后为字母和数字',
            en: 'Must start with x_ followed by letters and digits',
          },
        },
      },
    ),
    labelZh: text({ zh: '名称', en: 'Chinese name' }, { required: true, max: 40 }),
    labelEn: text({ zh: '英文名称', en: 'English name' }, { max: 60 }),
    type: select(
      { zh: '类型', en: 'Type' },
      items({
        text: ['单行文字', 'Text'],
        longText: ['多行文字', 'Long text'],
        integer: ['整数', 'Whole number'],
        decimal: ['小数', 'Decimal'],
        money: ['金额', 'Money'],
        date: ['日期', 'Date'],
        bool: ['是/否', 'Yes/no'],
        select: ['单选', 'Select'],
        multiSelect: ['多选', 'Multi-select'],
        ref: ['关联记录', 'Reference'],
        files: ['附件', 'Files'],
      }),
      { required: true, createOnly: true },
    ),
    dictionary: text(
      { zh: '字典', en: 'Dictionary' },
      {
        max: 60,
        requiredWhen: { type: { in: ['select', 'multiSelect'] } },
        visibleWhen: { type: { in: ['select', 'multiSelect'] } },
      },
    ),
    target: text(
      { zh: '关联对象', en: 'Target object' },
      { max: 60, createOnly: true, requiredWhen: { type: { eq: 'ref' } }, visibleWhen: { type: { eq: 'ref' } } },
    ),
    required: bool({ zh: '必填', en: 'Required' }),
    filterable: bool({ zh: '建立索引（用于大数据量筛选）', en: 'Indexed (for filters on large data)' }),
    max: integer({ zh: '最大长度', en: 'Longest' }, { min: 1, atMost: 10000 }),
    scale: integer({ zh: '小数位', en: 'Decimals' }, { min: 0, atMost: 8 }),
    position: integer({ zh: '排序', en: 'Order' }),
  },
  duplicates: [
    {
      name: 'name',
      label: { zh: '该对象已有此字段', en: 'The object already has this field' },
      fields: ['object', 'name'],
      level: 'block',
    },
  ],
  list: ['object', 'name', 'labelZh', 'labelEn', 'type', 'required', 'filterable'],
  sort: 'position',
  access: { everyone: { read: 'all' } },
  customizable: false,
})
