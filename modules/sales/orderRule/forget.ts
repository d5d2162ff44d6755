import { afterWrite } from '#kernel/records/hooks.ts'
import { orderRule } from './orderRule.object.ts'
import { forgetRules } from './rules.sql.ts'

/** Whoever sets a parameter sees it at work. */
export const rulesRenewed = afterWrite(orderRule, async (unit) => forgetRules(unit.caller.tenant))
