import { allow, bool, date, defineObject, integer, select, text } from '#kernel/declare/index.ts'
import { SALES_STAGES } from './stages.ts'

const days = { zh: '天', en: 'days' }

/** What a rule says of its stage; asked for again by the verb that sets it. */
export const ruleFields = {
  stage: select({ zh: '阶段', en: 'Stage' }, SALES_STAGES, { required: true, index: true }),
  productLine: select({ zh: '产品线', en: 'Product line' }, 'productLine', {
    help: { zh: '空则适用于全部产品线', en: 'Empty: for every product line' },
  }),
  validFrom: date({ zh: '生效日期', en: 'Valid from' }, { required: true, index: true }),
  probability: integer(
    { zh: '赢率', en: 'Probability' },
    { required: true, min: 0, atMost: 100, unit: { zh: '%', en: '%' } },
  ),
  stallDays: integer(
    { zh: '滞留提醒', en: 'Stall alarm after' },
    {
      required: true,
      min: 1,
      atMost: 3650,
      unit: days,
      help: { zh: '超过后提醒负责人', en: 'Then its owner is told' },
    },
  ),
  escalateDays: integer(
    { zh: '滞留上报', en: 'Escalated after' },
    {
      required: true,
      min: 1,
      atMost: 3650,
      unit: days,
      help: { zh: '超过后提醒其上级', en: 'Then the manager is told' },
    },
  ),
  ended: bool(
    { zh: '停用该产品线规则', en: 'Ends the product line’s rule' },
    { help: { zh: '自生效日起改用通用规则', en: 'From that day on the general rule holds' } },
  ),
  note: text({ zh: '依据', en: 'Why' }, { max: 300 }),
}

/**
 * 阶段规则: chance of winning in a stage and how long a deal may rest there, per product line or for all, from a day on.
 * Rows are only added (by `set`): what held on any earlier day can be told; of several for one day the last one holds.
 */
export const salesStageRule = defineObject({
  name: 'salesStageRule',
  label: { zh: '阶段规则', en: 'Stage rule' },
  title: 'stage',
  readOnly: true,
  appendOnly: true,
  customizable: false,
  fields: ruleFields,
  list: ['stage', 'productLine', 'validFrom', 'probability', 'stallDays', 'escalateDays', 'ended', 'note', 'createdBy'],
  filters: ['stage', 'productLine', 'validFrom'],
  sort: '-validFrom',
  access: allow({ read: { all: ['everyone'] }, 'set export': { all: ['director'] } }),
})
