import { allow, date, defineObject, json, select, text } from '#kernel/declare/index.ts'
import { ruleItems } from './rules.ts'

/**
 * 规则参数: the value of a rule from a day on. Rows are only added: what held on any earlier day can always be told. Of
 * several for one day the last one said holds. Every reader's cache is renewed by the write (`shapesAccess`).
 */
export const ruleParameter = defineObject({
  name: 'ruleParameter',
  label: { zh: '规则参数', en: 'Rule parameter' },
  readOnly: true,
  appendOnly: true,
  shapesAccess: true,
  customizable: false,
  title: 'name',
  fields: {
    name: select({ zh: '规则', en: 'Rule' }, ruleItems, { required: true, index: true }),
    value: json({ zh: '取值', en: 'Value' }, { required: true }),
    validFrom: date({ zh: '生效日期', en: 'Valid from' }, { required: true, index: true }),
    note: text({ zh: '依据', en: 'Why' }, { required: true, max: 300 }),
  },
  list: ['name', 'value', 'validFrom', 'note', 'createdBy', 'createdAt'],
  filters: ['name', 'validFrom'],
  sort: '-validFrom',
  access: allow({ read: { all: ['everyone'] }, set: { all: ['director'] } }),
})
