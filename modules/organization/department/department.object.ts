import { defineObject, integer, ref, text } from '#kernel/declare/index.ts'

/** A node of the organisation tree. Rows carry their department's id only, so moving a node needs no other write. */
export const department = defineObject({
  name: 'department',
  label: { zh: '部门', en: 'Department' },
  shapesAccess: true,
  fields: {
    name: text({ zh: '部门名称', en: 'Name' }, { required: true, max: 80, search: true, index: true }),
    parent: ref('department', { zh: '上级部门', en: 'Parent department' }),
    head: ref('employee', { zh: '负责人', en: 'Head' }),
    code: text({ zh: '部门编码', en: 'Code' }, { max: 40, search: true }),
    position: integer({ zh: '排序', en: 'Order' }),
  },
  list: ['name', 'parent', 'head', 'code', 'updatedAt'],
  form: [['name', 'code'], ['parent', 'head'], ['position']],
  sort: 'name',
  access: {
    everyone: { read: 'all' },
    hr: { create: 'all', update: 'all', delete: 'all', move: 'all' },
  },
  menu: { group: 'organization', icon: 'apartment', order: 10 },
})
