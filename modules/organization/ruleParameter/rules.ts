import type { Label, Option } from '#kernel/declare/index.ts'
import type { Rule } from './kinds.ts'
import { calendarRules } from './rules/calendar.ts'
import { channelRules } from './rules/channel.ts'
import { productRules } from './rules/products.ts'
import { salesRules } from './rules/sales.ts'
import { tenderingRules } from './rules/tendering.ts'

/**
 * The rules that are parameters and never constants (DOMAIN.md, first paragraph): a value set for a day holds from that
 * day on; before anybody sets one the shipped one holds. What the modules ask is listed here, by module, because there
 * is one table of parameters and one page that shows them.
 */
export const RULES = { ...salesRules, ...tenderingRules, ...channelRules, ...productRules, ...calendarRules }

export type RuleName = keyof typeof RULES
export type RuleValue<N extends RuleName> = (typeof RULES)[N] extends Rule<infer T> ? T : never

/** Rules by the module that asks them, in the order of the page. */
export const RULE_AREAS: { label: Label; names: RuleName[] }[] = [
  { label: { zh: '销售与订单', en: 'Sales and orders' }, names: Object.keys(salesRules) as RuleName[] },
  { label: { zh: '招投标', en: 'Tendering' }, names: Object.keys(tenderingRules) as RuleName[] },
  { label: { zh: '渠道招商', en: 'Channel' }, names: Object.keys(channelRules) as RuleName[] },
  {
    label: { zh: '资质、品种与批号', en: 'Papers, products, batches' },
    names: Object.keys(productRules) as RuleName[],
  },
  { label: { zh: '工作时间', en: 'Working time' }, names: Object.keys(calendarRules) as RuleName[] },
]

/** Items of the field that names a rule. */
export const ruleItems: Option[] = Object.entries(RULES).map(([name, rule]) => ({ value: name, label: rule.label }))
