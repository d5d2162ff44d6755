import type { LiveModel } from '#kernel/access/model.ts'
import { sql } from '#kernel/store/sql.ts'
import { at, type Tenant } from '#kernel/tenant.ts'
import { RULES, type RuleName, type RuleValue } from './rules.ts'

interface Row {
  name: string
  value: unknown
  valid_from: string
}

/** Whoever asks: the company, and the model that he was given (renewed whenever a rule is set). */
interface Asking {
  tenant: Tenant
  model: LiveModel
}

const known = new WeakMap<LiveModel, Promise<Row[]>>()

function rowsOf({ tenant, model }: Asking): Promise<Row[]> {
  let rows = known.get(model)
  if (!rows) {
    // By the other pool: whoever holds a connection of the first one waits for this and must not starve it.
    rows = tenant.db.fresh<Row>(
      sql`select name, value, valid_from from ${at(tenant, 'rule_parameter')} where deleted_at is null
        order by valid_from desc, created_at desc, id desc`,
    )
    known.set(model, rows)
    rows.catch(() => known.delete(model))
  }
  return rows
}

/** A rule's value on a day (`YYYY-MM-DD`): the newest one set for that day or before, else the shipped one. */
export async function ruleOn<N extends RuleName>(asking: Asking, name: N, day: string): Promise<RuleValue<N>> {
  const row = (await rowsOf(asking)).find((r) => r.name === name && r.valid_from <= day)
  return (row ? row.value : RULES[name].shipped) as RuleValue<N>
}
