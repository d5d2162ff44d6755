import type { Caller } from '#kernel/access/actor.ts'
import { ensureChecked } from '#kernel/access/caller.ts'
import type { Label } from '#kernel/declare/index.ts'
import { ruleOn } from './read.sql.ts'
import { RULES, type RuleName } from './rules.ts'

export interface CurrentRule {
  name: string
  label: Label
  value: unknown
  /** As the product ships it. */
  shipped: unknown
}

/** Every rule with its value on a day, set or shipped. */
export async function currentRules(caller: Caller, day: string): Promise<CurrentRule[]> {
  await ensureChecked(caller)
  const names = Object.keys(RULES) as RuleName[]
  return Promise.all(
    names.map(async (name) => ({
      name,
      label: RULES[name].label,
      value: await ruleOn(caller, name, day),
      shipped: RULES[name].shipped,
    })),
  )
}
