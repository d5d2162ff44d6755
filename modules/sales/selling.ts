import { contractEnding, instalmentDue } from './contract/alerts.sql.ts'
import { contractVerbs } from './contract/verbs.ts'
import { setStageRule } from './opportunity/setStageRule.ts'
import { firstProbability } from './opportunity/stageRules.sql.ts'
import { DEFAULT_RULES, DEFAULT_TASKS } from './opportunity/stages.ts'
import { opportunityStalled } from './opportunity/stall.sql.ts'
import { opportunityVerbs } from './opportunity/verbs.ts'
import { cycleFollows, recalculate } from './purchaseCycle/follow.ts'
import { purchaseOverdue } from './purchaseCycle/overdue.sql.ts'
import { quotationEnding } from './quotation/alerts.sql.ts'
import { quotationVerbs } from './quotation/verbs.ts'

/** What opportunities, quotations, contracts and purchase cycles do: everything before an order and after many. */
export const selling = {
  commands: [...opportunityVerbs, setStageRule, ...quotationVerbs, ...contractVerbs, recalculate],
  hooks: [firstProbability],
  alerts: [opportunityStalled, quotationEnding, contractEnding, instalmentDue, purchaseOverdue],
  follows: cycleFollows,
  ships: [
    { object: 'salesStageTask', rows: DEFAULT_TASKS },
    { object: 'salesStageRule', rows: DEFAULT_RULES },
  ],
}
