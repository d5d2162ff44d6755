import { bool, defineObject, integer, text } from '#kernel/declare/index.ts'

/** A list of choices that an administrator edits. */
export const dictionary = defineObject({
  name: 'dictionary',
  label: { zh: '数据字典', en: 'Dictionary' },
  shapesAccess: true,
  title: 'labelZh',
  fields: {
    name: text(
      { zh: '标识', en: 'Identifier' },
      {
        required: true,
        createOnly: true,
        unique: true,
        max: 60,
        pattern: {
          test: /^[a-z][A-Za-z0-9]*$/,
          message: {
            zh: '标识须以小写字母开头，只含字母和数字',
            en: 'Start with a lower-case letter; letters and digits only',
          },
        },
      },
    ),
    labelZh: text({ zh: '名称', en: 'Chinese name' }, { required: true, max: 40, search: true }),
    labelEn: text({ zh: '英文名称', en: 'English name' }, { max: 60, search: true }),
  },
  sort: 'createdAt',
  access: { everyone: { read: 'all' } },
  customizable: false,
})

/** One choice. Retired items stay readable on old rows and are no longer offered. */
export const dictionaryItem = defineObject({
  name: 'dictionaryItem',
  label: { zh: '字典项', en: 'Dictionary item' },
  shapesAccess: true,
  title: 'labelZh',
  fields: {
    dictionary: text({ zh: '字典', en: 'Dictionary' }, { required: true, createOnly: true, max: 60, index: true }),
    value: text({ zh: '值', en: 'Value' }, { required: true, createOnly: true, max: 60 }),
    labelZh: text({ zh: '名称', en: 'Chinese name' }, { required: true, max: 60 }),
    labelEn: text({ zh: '英文名称', en: 'English name' }, { max: 80 }),
    color: text({ zh: '颜色', en: 'Colour' }, { max: 20 }),
    position: integer({ zh: '排序', en: 'Order' }),
    retired: bool({ zh: '停用', en: 'Retired' }),
  },
  duplicates: [
    {
      name: 'value',
      label: { zh: '该字典已有此值', en: 'The dictionary already has this value' },
      fields: ['dictionary', 'value'],
      level: 'block',
    },
  ],
  sort: 'position',
  access: { everyone: { read: 'all' } },
  customizable: false,
})
