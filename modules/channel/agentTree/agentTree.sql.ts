import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import { hasVerb } from '#kernel/access/reach.ts'
import { denied } from '#kernel/errors.ts'
import { requireClear, shown } from '#kernel/records/shown.ts'
import { raw, type Sql, sql } from '#kernel/store/sql.ts'
import { at, dayOf } from '#kernel/tenant.ts'

/** One agent with what it and everybody below it come to; only what the reader sees is counted. */
export interface AgentNode {
  id: string
  number: string
  name: string | null
  agentLevel: string | null
  regionCode: string | null
  /** The agent above, where the reader sees it. */
  parent: string | null
  /** Agents below, at whatever depth. */
  below: number
  /** Authorisations in force; null, like the sums, where the reader may not see of whom they are. */
  authorizations: number | null
  /** Deposits held, yuan. */
  deposits: string | null
  /** Orders of the last twelve months attributed to the agent, yuan; drafts and cancelled ones apart. */
  orders: string | null
}

/** Rings that data may hold end here. */
const DEPTH = 8
/** A company with more agents than this is shown these, and told so. */
export const MOST_AGENTS = 10_000

/** What a reader may count of an object; nothing of one he may not read. */
function seen(caller: Caller, object: string, alias: string): Sql {
  const { def } = caller.model.objects.get(object)!
  return hasVerb(caller.actor, def, 'read') ? visibleSql(caller, def, 'read', alias) : raw('false')
}

/** All agents that the caller sees with their totals, those below included, in one statement. */
export async function agentTree(caller: Caller): Promise<AgentNode[]> {
  const account = caller.model.objects.get('account')!.def
  if (!hasVerb(caller.actor, account, 'read')) throw denied('read')
  requireClear(caller, account, 'accountRoles parent')
  const t = (name: string): Sql => at(caller.tenant, name)
  const a = shown(caller, account, 'a')
  const z = shown(caller, caller.model.objects.get('agentAuthorization')!.def, 'z')
  const o = shown(caller, caller.model.objects.get('salesOrder')!.def, 'o')
  const by = raw(a.clear('name') ? 't.name, t.id' : 't.id')
  const today = dayOf(caller.tenant.clock())
  const [row] = await caller.tenant.db.query<Guarded & { nodes: AgentNode[] }>(sql`
    with recursive agent as (
      select t.id, t.number, t.name, t.agent_level, t.region_code, t.parent_id from ${t('account')} t
      where t.account_roles @> '{agent}' and t.deleted_at is null and ${visibleSql(caller, account, 'read', 't')}
      order by ${by} limit ${MOST_AGENTS}
    ), line(top, id, n) as (
      select id, id, 0 from agent
      union select l.top, a.id, l.n + 1 from line l join agent a on a.parent_id = l.id where l.n < ${DEPTH} and a.id <> l.top
    ), own as (
      select a.id,
        (select count(*) from ${t('agent_authorization')} z where z.agent_id = a.id and z.state = 'active' and z.deleted_at is null
          and ${seen(caller, 'agentAuthorization', 'z')}) as authorizations,
        (select coalesce(sum(z.deposit_balance), 0) from ${t('agent_authorization')} z where z.agent_id = a.id and z.deleted_at is null
          and ${seen(caller, 'agentAuthorization', 'z')}) as deposits,
        (select coalesce(sum(o.amount), 0) from ${t('sales_order')} o where o.agent_id = a.id and o.deleted_at is null
          and o.state not in ('draft', 'cancelled') and o.created_at >= ${today}::date - interval '12 months'
          and ${seen(caller, 'salesOrder', 'o')}) as orders
      from agent a
    ), total as (
      select d.top, count(distinct d.id) - 1 as below, sum(o.authorizations) as authorizations, sum(o.deposits) as deposits, sum(o.orders) as orders
      from (select distinct top, id from line) d join own o on o.id = d.id group by d.top)
    select ${guardColumns(caller)}, (select coalesce(json_agg(json_build_object('id', a.id, 'number', a.number, 'name', ${a('name')},
        'agentLevel', ${a('agentLevel')}, 'regionCode', ${a('regionCode')}, 'parent', (select p.id from agent p where p.id = a.parent_id),
        'below', s.below, 'authorizations', ${z.of('agent', sql`s.authorizations`)}, 'deposits', ${z.of('agent depositBalance', sql`s.deposits::text`)},
        'orders', ${o.of('agent amount', sql`s.orders::text`)}) order by ${raw(a.clear('name') ? 'a.name, a.id' : 'a.id')}), '[]')
      from agent a join total s on s.top = a.id) as nodes`)
  checkGuard(caller, row)
  return row!.nodes
}
