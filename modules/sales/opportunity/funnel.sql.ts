import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import { hasVerb } from '#kernel/access/reach.ts'
import { denied } from '#kernel/errors.ts'
import { type Shown, shown } from '#kernel/records/shown.ts'
import { target } from '#kernel/records/where.ts'
import { join, literal, raw, type Sql, sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { opportunity } from './opportunity.object.ts'
import { STAGE_NAMES } from './stages.ts'

export interface FunnelQuery {
  /** Deals created from this day to that day (China), both included. */
  from: string
  to: string
  /** A department and all below it. */
  dept?: string
  owner?: string
  productLine?: string
}

interface FunnelStage {
  stage: string
  /** Deals of the period that ever came this far, and what they were expected to bring. */
  /** Null where the reader may not see it, here as everywhere below. */
  reached: number | null
  amount: string | null
  /** Of these, still here. */
  here: number
  /** Mean days spent here, the running visit included; null where nobody was here. */
  averageDays: string | null
}

export interface Funnel {
  stages: FunnelStage[]
  won: { count: number; amount: string | null; averageDays: string | null }
  lost: { count: number; amount: string | null; reasons: { reason: string | null; count: number }[] | null }
}

function cohort(caller: Caller, q: FunnelQuery): Sql {
  const parts = [
    sql`t.deleted_at is null`,
    sql`t.created_at >= (${q.from}::date)::timestamp at time zone 'Asia/Shanghai'`,
    sql`t.created_at < (${q.to}::date + 1)::timestamp at time zone 'Asia/Shanghai'`,
    visibleSql(caller, opportunity, 'read', 't'),
  ]
  const live = caller.model.objects.get(opportunity.name)!
  if (q.productLine) parts.push(sql`${target(caller, live, 'productLine', 't').column} = ${q.productLine}`)
  if (q.owner) parts.push(sql`t.owner_id = ${q.owner}::uuid`)
  if (q.dept)
    parts.push(sql`t.dept_id in (with recursive below as (select ${q.dept}::uuid as id
      union select d.id from ${at(caller.tenant, 'department')} d join below b on d.parent_id = b.id) select id from below)`)
  return join(parts, ' and ')
}

/** One stage's figures over the cohort `c`. */
function stageSql(stage: string, i: number, o: Shown): Sql {
  const name = literal(stage)
  const spent = sql`(coalesce((c.stage_days->>${name})::numeric, 0)
    + case when c.state = ${name} then extract(epoch from c.now - c.stage_since) else 0 end)`
  const came = sql`filter (where c.reached >= ${raw(String(i))})`
  const average = sql`round((avg(${spent}) filter (where c.state = ${name} or c.stage_days ? ${name})) / 86400, 1)::text`
  return sql`json_build_object('stage', ${name}, 'reached', ${o.of('reached', sql`count(*) ${came}`)},
    'amount', ${o.of('reached amount', sql`(coalesce(sum(c.amount) ${came}, 0))::text`)},
    'here', count(*) filter (where c.state = ${name}), 'averageDays', ${o.of('stageDays stageSince', average)})`
}

/**
 * 销售漏斗: of the deals created in a period that the caller sees, how many came how far, what they are worth, how long
 * they stay where. One aggregate statement.
 */
export async function funnel(caller: Caller, q: FunnelQuery): Promise<Funnel> {
  if (!hasVerb(caller.actor, opportunity, 'read')) throw denied('read')
  const o = shown(caller, opportunity, 'c')
  const sum = (state: string) =>
    o.of('amount', sql`(coalesce(sum(c.amount) filter (where c.state = ${literal(state)}), 0))::text`)
  const reasons = o.of(
    'lossReason',
    sql`(select coalesce(json_agg(r), '[]') from (select l.loss_reason as reason, count(*)::int as count
      from c l where l.state = 'lost' group by 1 order by 2 desc, 1) r)`,
  )
  const [row] = await caller.tenant.db.fresh<Guarded & { funnel: Funnel }>(sql`
    with c as materialized (select t.*, ${caller.tenant.clock().toISOString()}::timestamptz as now
      from ${at(caller.tenant, opportunity.table)} t where ${cohort(caller, q)})
    select ${guardColumns(caller)}, (select json_build_object(
      'stages', json_build_array(${join(STAGE_NAMES.map((s, i) => stageSql(s, i, o)))}),
      'won', json_build_object('count', count(*) filter (where c.state = 'won'), 'amount', ${sum('won')},
        'averageDays', ${o.of('closedOn', sql`round((avg(c.closed_on - (c.created_at at time zone 'Asia/Shanghai')::date) filter (where c.state = 'won')), 1)::text`)}),
      'lost', json_build_object('count', count(*) filter (where c.state = 'lost'), 'amount', ${sum('lost')},
        'reasons', ${reasons})) from c) as funnel`)
  checkGuard(caller, row)
  return row!.funnel
}
