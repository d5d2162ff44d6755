import { allow, bool, defineObject, integer, select, text } from '#kernel/declare/index.ts'
import { SALES_STAGES, TASK_CHECKS } from './stages.ts'

/** 阶段任务: what must be done before a deal leaves a stage, for one product line or (without one) for all. */
export const salesStageTask = defineObject({
  name: 'salesStageTask',
  label: { zh: '阶段任务', en: 'Stage task' },
  title: 'labelZh',
  customizable: false,
  fields: {
    stage: select({ zh: '阶段', en: 'Stage' }, SALES_STAGES, { required: true, index: true }),
    productLine: select({ zh: '产品线', en: 'Product line' }, 'productLine', {
      help: { zh: '空则适用于全部产品线', en: 'Empty: for every product line' },
    }),
    labelZh: text({ zh: '任务（中文）', en: 'Task (Chinese)' }, { required: true, max: 80, search: true }),
    labelEn: text({ zh: '任务（英文）', en: 'Task (English)' }, { required: true, max: 120 }),
    check: select({ zh: '如何判断', en: 'How it is judged' }, TASK_CHECKS, { required: true, default: 'manual' }),
    required: bool({ zh: '必须完成', en: 'Required' }, { default: true }),
    position: integer({ zh: '顺序', en: 'Order' }, { min: 0, atMost: 10000, default: 100 }),
  },
  list: ['stage', 'position', 'labelZh', 'labelEn', 'productLine', 'check', 'required'],
  filters: ['stage', 'productLine'],
  form: [['stage', 'productLine'], ['labelZh', 'labelEn'], ['check', 'required'], ['position']],
  sort: 'stage',
  access: allow({
    read: { all: ['everyone'] },
    'create update delete': { all: ['director'] },
    export: { all: ['director'] },
  }),
})
