import { command } from '#kernel/commands/context.ts'
import { date, json, select, text } from '#kernel/declare/index.ts'
import { invalid, invalidField } from '#kernel/errors.ts'
import { create } from '#kernel/records/create.ts'
import { ruleParameter } from './ruleParameter.object.ts'
import { RULES, type RuleName, ruleItems } from './rules.ts'

/** 设定规则: from a day on the rule has this value. The past is never rewritten, so the day is today or later. */
export const setRule = command(
  ruleParameter,
  {
    name: 'set',
    label: { zh: '设定规则', en: 'Set rule' },
    collection: true,
    icon: 'edit',
    input: {
      name: select({ zh: '规则', en: 'Rule' }, ruleItems, { required: true }),
      value: json({ zh: '取值', en: 'Value' }, { required: true }),
      validFrom: date({ zh: '生效日期', en: 'Valid from' }, { required: true }),
      note: text({ zh: '依据', en: 'Why' }, { required: true, max: 300 }),
    },
  },
  async (ctx, _row, input) => {
    const wrong = RULES[input.name as RuleName].check(input.value)
    if (wrong) throw invalid([{ field: 'value', code: 'rule.value', message: wrong }])
    if (input.validFrom < ctx.today)
      throw invalidField(
        'validFrom',
        'date.past',
        '不能改变过去：请填今天或以后的日期',
        'The past cannot be changed: today or later',
      )
    // Rows come by this verb alone, so nobody holds the right to create them.
    return { id: (await create(ctx.unit, ruleParameter.name, { ...input }, { trusted: true })).id }
  },
)
