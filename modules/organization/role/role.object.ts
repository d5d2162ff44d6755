import { bool, defineObject, longText, text } from '#kernel/declare/index.ts'

/** A set of grants and field rights. What it grants is kept beside it and edited on its own page. */
export const role = defineObject({
  name: 'role',
  label: { zh: '角色', en: 'Role' },
  shapesAccess: true,
  title: 'labelZh',
  fields: {
    name: text(
      { zh: '标识', en: 'Identifier' },
      {
        required: true,
        max: 40,
        unique: true,
        createOnly: true,
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
    description: longText({ zh: '说明', en: 'Description' }, { max: 500 }),
    shipped: bool({ zh: '系统自带', en: 'Shipped' }, { readOnly: true }),
  },
  list: ['labelZh', 'labelEn', 'name', 'description', 'shipped'],
  sort: 'createdAt',
  access: { everyone: { read: 'all' } },
  customizable: false,
})
