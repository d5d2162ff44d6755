import { bool, date, defineObject, integer, longText, ref, select, text } from '#kernel/declare/index.ts'
import { invalidField } from '#kernel/errors.ts'
import { withinAccount } from '../access.ts'

function derive(row: Record<string, unknown>): Record<string, unknown> {
  if (row.from && row.to && String(row.to) < String(row.from))
    throw invalidField('to', 'date.order', '结束日期早于开始日期', 'It ends before it begins')
  return {}
}

/** 任职: a person's post at a customer with its dates; one person holds several, at one time or one after another. */
export const affiliation = defineObject({
  name: 'affiliation',
  label: { zh: '任职', en: 'Affiliation' },
  within: 'account',
  owned: true,
  title: 'position',
  fields: {
    account: ref('account', { zh: '客户', en: 'Account' }, { required: true }),
    contact: ref('contact', { zh: '联系人', en: 'Contact' }, { required: true, createOnly: true }),
    hcoDepartment: ref('hcoDepartment', { zh: '科室', en: 'Department' }),
    position: text({ zh: '职务', en: 'Position' }, { max: 80, search: true }),
    role: select({ zh: '角色', en: 'Role' }, 'contactRole', { index: true }),
    from: date({ zh: '开始', en: 'From' }),
    to: date({ zh: '结束', en: 'To' }),
    primary: bool({ zh: '主要任职', en: 'Primary' }),
    influence: integer(
      { zh: '影响力', en: 'Influence' },
      { min: 1, atMost: 5, help: { zh: '1（低）至 5（高）', en: '1 (low) to 5 (high)' } },
    ),
    note: longText({ zh: '备注', en: 'Note' }, { max: 500 }),
  },
  derive,
  duplicates: [
    {
      name: 'post',
      label: { zh: '已有相同任职', en: 'The same affiliation exists' },
      fields: ['account', 'contact', 'role'],
      level: 'warn',
    },
  ],
  list: ['contact', 'account', 'hcoDepartment', 'position', 'role', 'from', 'to', 'primary', 'influence'],
  filters: ['role', 'primary'],
  form: [
    ['account', 'contact'],
    ['hcoDepartment', 'position'],
    ['role', 'influence'],
    ['from', 'to'],
    ['primary'],
    ['note'],
  ],
  access: withinAccount(),
})
