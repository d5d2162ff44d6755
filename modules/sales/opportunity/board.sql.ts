import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import { hasVerb } from '#kernel/access/reach.ts'
import { denied } from '#kernel/errors.ts'
import { list } from '#kernel/records/list.ts'
import { shown } from '#kernel/records/shown.ts'
import { type Where, whereSql } from '#kernel/records/where.ts'
import { type Sql, sql } from '#kernel/store/sql.ts'
import { at, dayOf } from '#kernel/tenant.ts'
import { opportunity } from './opportunity.object.ts'
import { stageRuleSql } from './stageRules.sql.ts'
import { STAGE_NAMES } from './stages.ts'

/** Cards per column unless the reader asks for another number; the rest is counted and found in the list. */
export const CARDS = 30
const CARD_FIELDS = 'number title account productLine amount probability expectedAt stageSince state owner'.split(' ')

interface Sum {
  stage: string
  count: number
  amount: string | null
  weighted: string | null
  /** Null where the reader may not see since when they rest. */
  stalled: number | null
}

/** Days that a deal `t` may rest in its stage, by the rule in force on a day. */
export const stallDaysSql = (rules: Sql, column: 'stall_days' | 'escalate_days', day: string): Sql =>
  stageRuleSql(rules, column, day, { stage: sql`t.state`, line: sql`t.product_line` })

async function sums(caller: Caller, where: Where | undefined): Promise<Sum[]> {
  const live = caller.model.objects.get(opportunity.name)!
  const o = shown(caller, opportunity, 't')
  const now = caller.tenant.clock().toISOString()
  const today = dayOf(caller.tenant.clock())
  const [row] = await caller.tenant.db.fresh<Guarded & { sums: Sum[] | null }>(sql`
    select ${guardColumns(caller)}, (select json_agg(s) from (
      select t.state as stage, count(*)::int as count,
        ${o.of('amount', sql`coalesce(sum(t.amount), 0)::text`)} as amount,
        ${o.of('amount probability', sql`coalesce(round(sum(t.amount * t.probability) / 100, 2), 0)::text`)} as weighted,
        ${o.of(
          'stageSince productLine',
          sql`(count(*) filter (where t.stage_since < ${now}::timestamptz - make_interval(days =>
          ${stallDaysSql(at(caller.tenant, 'sales_stage_rule'), 'stall_days', today)}::int)))::int`,
        )} as stalled
      from ${at(caller.tenant, opportunity.table)} t
      where t.state = any(${STAGE_NAMES}::text[]) and t.deleted_at is null
        and ${whereSql(caller, live, where, 't')} and ${visibleSql(caller, opportunity, 'read', 't')}
      group by t.state) s) as sums`)
  checkGuard(caller, row)
  return row!.sums ?? []
}

export interface BoardColumn extends Sum {
  /** The newest to be moved first: those that have rested longest. */
  cards: unknown[]
}

/**
 * 商机看板: open deals that the caller sees, by stage, with counts, sums and the first cards of each column. Sums come
 * from one statement; cards pass through the list, so that masks and labels are the list's own.
 */
export async function board(
  caller: Caller,
  where: Where | undefined,
  limit = CARDS,
): Promise<{ columns: BoardColumn[] }> {
  if (!hasVerb(caller.actor, opportunity, 'read')) throw denied('read')
  const o = shown(caller, opportunity, 't')
  const [totals, ...pages] = await Promise.all([
    sums(caller, where),
    ...(limit > 0 ? STAGE_NAMES : []).map((stage) =>
      list(caller, opportunity.name, {
        where: where ? { and: [where, { state: { eq: stage } }] } : { state: { eq: stage } },
        sort: o.clear('stageSince') ? 'stageSince' : 'createdAt',
        limit,
        fields: CARD_FIELDS,
        count: 'none',
      }),
    ),
  ])
  const zero = (fields: string): '0' | null => (o.clear(fields) ? '0' : null)
  const stalled = o.clear('stageSince productLine') ? 0 : null
  const none = { count: 0, amount: zero('amount'), weighted: zero('amount probability'), stalled }
  return {
    columns: STAGE_NAMES.map((stage, i) => ({
      ...(totals.find((s) => s.stage === stage) ?? { stage, ...none }),
      cards: JSON.parse(pages[i]?.data ?? '[]') as unknown[],
    })),
  }
}
