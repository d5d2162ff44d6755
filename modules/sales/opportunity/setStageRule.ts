import { command } from '#kernel/commands/context.ts'
import { invalidField } from '#kernel/errors.ts'
import { create } from '#kernel/records/create.ts'
import { ruleFields, salesStageRule } from './salesStageRule.object.ts'

/** 设定阶段规则: holds from a day on; the past is never rewritten, so the day is today or later. */
export const setStageRule = command(
  salesStageRule,
  { name: 'set', label: { zh: '设定规则', en: 'Set rule' }, collection: true, icon: 'edit', input: ruleFields },
  async (ctx, _row, input) => {
    if (input.validFrom < ctx.today)
      throw invalidField(
        'validFrom',
        'date.past',
        '不能改变过去：请填今天或以后的日期',
        'The past cannot be changed: today or later',
      )
    if (input.ended && !input.productLine)
      throw invalidField(
        'productLine',
        'field.required',
        '通用规则不能停用：请选择产品线',
        'The general rule cannot end: choose a product line',
      )
    if (input.escalateDays < input.stallDays)
      throw invalidField(
        'escalateDays',
        'range.order',
        '上报不能早于提醒',
        'It cannot be escalated before its owner is told',
      )
    return { id: (await create(ctx.unit, salesStageRule.name, { ...input }, { trusted: true })).id }
  },
)
