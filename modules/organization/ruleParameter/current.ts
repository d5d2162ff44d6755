import type { Caller } from '#kernel/access/actor.ts'
import { ensureChecked } from '#kernel/access/caller.ts'
import type { Label } from '#kernel/declare/index.ts'
import { requireClear } from '#kernel/records/shown.ts'
import type { RuleInput } from './kinds.ts'
import { ruleOn } from './read.sql.ts'
import { ruleParameter } from './ruleParameter.object.ts'
import { RULE_AREAS, RULES } from './rules.ts'

export interface CurrentRule {
  name: string
  label: Label
  /** The module that asks it. */
  area: Label
  input: RuleInput
  value: unknown
  /** As the product ships it. */
  shipped: unknown
}

/** Every rule with its value on a day, set or shipped. */
export async function currentRules(caller: Caller, day: string): Promise<CurrentRule[]> {
  await ensureChecked(caller)
  requireClear(caller, ruleParameter, 'name value validFrom')
  return Promise.all(
    RULE_AREAS.flatMap(({ label: area, names }) =>
      names.map(async (name) => {
        const { label, input, shipped } = RULES[name]
        return { name, label, area, input, value: await ruleOn(caller, name, day), shipped }
      }),
    ),
  )
}
