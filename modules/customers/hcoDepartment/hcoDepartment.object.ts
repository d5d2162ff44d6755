import { bool, defineObject, integer, items, longText, ref, select, text } from '#kernel/declare/index.ts'
import { withinAccount } from '../access.ts'

/** 科室: a department of a hospital, where the people are who prescribe. */
export const hcoDepartment = defineObject({
  name: 'hcoDepartment',
  label: { zh: '医院科室', en: 'Hospital department' },
  within: 'account',
  owned: true,
  fields: {
    name: text({ zh: '科室名称', en: 'Department' }, { required: true, max: 80, search: true, index: true }),
    account: ref('account', { zh: '医院', en: 'Hospital' }, { required: true }),
    standardCode: select({ zh: '标准科室', en: 'Standard department' }, 'standardDepartment', { index: true }),
    head: ref('contact', { zh: '科主任', en: 'Head' }),
    beds: integer({ zh: '床位数', en: 'Beds' }, { min: 0, unit: { zh: '张', en: 'beds' } }),
    potential: select(
      { zh: '潜力', en: 'Potential' },
      items({ high: ['高', 'High', 'red'], medium: ['中', 'Medium', 'gold'], low: ['低', 'Low', 'default'] }),
      { index: true },
    ),
    targetFlag: bool({ zh: '目标科室', en: 'Target' }, { index: true }),
    floor: text({ zh: '位置', en: 'Where' }, { max: 80 }),
    note: longText({ zh: '备注', en: 'Note' }, { max: 1000 }),
  },
  duplicates: [
    {
      name: 'name',
      label: { zh: '该医院已有此科室', en: 'The hospital already has this department' },
      fields: ['account', 'name'],
      level: 'block',
    },
  ],
  list: ['name', 'account', 'standardCode', 'head', 'beds', 'potential', 'targetFlag', 'owner'],
  filters: ['standardCode', 'potential', 'targetFlag'],
  form: [['account', 'name'], ['standardCode', 'head'], ['beds', 'potential'], ['targetFlag', 'floor'], ['note']],
  access: withinAccount(),
  menu: { group: 'customers', icon: 'apartment', order: 30 },
})
