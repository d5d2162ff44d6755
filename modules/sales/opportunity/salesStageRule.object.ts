import { allow, defineObject, integer, select } from '#kernel/declare/index.ts'
import { SALES_STAGES } from './stages.ts'

const days = { zh: '天', en: 'days' }

/** 阶段规则: chance of winning in a stage and how long a deal may rest there, per product line or for all. */
export const salesStageRule = defineObject({
  name: 'salesStageRule',
  label: { zh: '阶段规则', en: 'Stage rule' },
  title: 'stage',
  customizable: false,
  fields: {
    stage: select({ zh: '阶段', en: 'Stage' }, SALES_STAGES, { required: true, index: true }),
    productLine: select({ zh: '产品线', en: 'Product line' }, 'productLine', {
      help: { zh: '空则适用于全部产品线', en: 'Empty: for every product line' },
    }),
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
        help: { zh: '超过后提醒其上级', en: 'Then his manager is told' },
      },
    ),
  },
  duplicates: [
    {
      name: 'once',
      label: { zh: '该阶段与产品线已有规则', en: 'This stage and product line have a rule' },
      fields: ['stage', 'productLine'],
      level: 'block',
    },
  ],
  constraints: {
    once: {
      sql: "exclude using btree (stage with =, (coalesce(product_line, '')) with =) where (deleted_at is null)",
      message: {
        zh: '该阶段与产品线已有规则，请修改原有的',
        en: 'This stage and product line have a rule; change that',
      },
    },
  },
  list: ['stage', 'productLine', 'probability', 'stallDays', 'escalateDays'],
  filters: ['stage', 'productLine'],
  form: [['stage', 'productLine'], ['probability', 'stallDays'], ['escalateDays']],
  sort: 'stage',
  access: allow({
    read: { all: ['everyone'] },
    'create update delete': { all: ['director'] },
    export: { all: ['director'] },
  }),
})
