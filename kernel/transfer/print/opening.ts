import type { Caller } from '../../access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '../../access/caller.ts'
import { visibleSql } from '../../access/predicate.ts'
import { fieldRight, isClear } from '../../access/rights.ts'
import { snake } from '../../declare/index.ts'
import { whereSql } from '../../records/where.ts'
import { join, raw, sql } from '../../store/sql.ts'
import { at } from '../../tenant.ts'

const SUMMED = ['money', 'decimal']

/** Which rows: those of `object` whose `field` points at `id`, with their day before `from`. */
export interface Before {
  object: string
  field: string
  id: string
  day: string
  from?: string
}

/**
 * What the rows before a period add up to, by column: the opening balance. Only what the reader sees is counted, and a
 * column that is hidden or masked for him has no sum. Without a beginning there is nothing before it: 0.
 */
export async function openingSums(caller: Caller, before: Before, names: string[]): Promise<Map<string, string>> {
  const live = caller.model.objects.get(before.object)!
  const columns = names.filter((name) => {
    const field = Object.hasOwn(live.def.fields, name) ? live.def.fields[name] : undefined
    return field && SUMMED.includes(field.type) && isClear(fieldRight(caller.actor, live.def, name, field))
  })
  if (!columns.length || !before.from) return new Map(columns.map((name) => [name, '0']))
  const where = { and: [{ [before.field]: { eq: before.id } }, { [before.day]: { lt: before.from } }] }
  const sums = columns.map((name, i) => sql`coalesce(sum(t.${raw(snake(name))}), 0)::text as ${raw(`s${i}`)}`)
  const [row] = await caller.tenant.db.fresh<Guarded & Record<string, string>>(sql`
    select ${guardColumns(caller)}, x.* from (select ${join(sums, ', ')} from ${at(caller.tenant, live.def.table)} t
      where t.deleted_at is null and ${whereSql(caller, live, where, 't')} and ${visibleSql(caller, live.def, 'read', 't')}) x`)
  checkGuard(caller, row)
  return new Map(columns.map((name, i) => [name, row![`s${i}`]!]))
}
