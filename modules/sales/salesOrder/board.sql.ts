import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import { hasVerb, reachOf } from '#kernel/access/reach.ts'
import { denied } from '#kernel/errors.ts'
import { and, raw, type Sql, sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { salesOrder } from './salesOrder.object.ts'

/** The columns of the board, in the order in which an order passes them. */
export const BOARD_STAGES = [
  'sales',
  'commerce',
  'finance',
  'cashier',
  'warehouse',
  'receipt',
  'invoicing',
  'collection',
] as const

export interface BoardQuery {
  /** Cards of each stage. */
  limit: number
  stages: string[]
  /** Only the caller's own customers. */
  mine: boolean
  /** Only orders of this rep, of this customer, of customers in this region (any level), late ones, these. */
  owner?: string | undefined
  soldTo?: string | undefined
  region?: string | undefined
  late?: boolean
  ids?: string[] | undefined
}

export interface Board {
  asOf: string
  late: number
  stages: { stage: string; count: number; late: number; amount: string; orders: Record<string, unknown>[] }[]
}

/** The division's own digits: `330000` is all of `33…`, `330100` all of `3301…`. */
const divisionOf = (code: string): string => code.replace(/(00){1,2}$/, '')

/** The reader's own choice among what he may see; nothing where he wants all of it. */
function choices(caller: Caller, query: BoardQuery, now: string): Sql[] {
  const parts: Sql[] = []
  if (query.mine) parts.push(sql`t.owner_id = ${caller.actor.id}`)
  if (query.owner) parts.push(sql`t.owner_id = ${query.owner}`)
  if (query.soldTo) parts.push(sql`t.sold_to_id = ${query.soldTo}`)
  if (query.late) parts.push(sql`t.late_after < ${now}::timestamptz`)
  if (query.ids) parts.push(sql`t.id = any(${query.ids}::uuid[])`)
  // The root of an order is its customer; the index of the board holds it.
  if (query.region)
    parts.push(sql`exists (select 1 from ${at(caller.tenant, 'account')} r
      where r.id = t.root_id and r.region_code like ${`${divisionOf(query.region)}%`})`)
  return parts
}

/**
 * All open orders that the caller sees, by who holds them: how many, how many late, how much money, and the first cards
 * of each stage, the longest overdue first. All that decides is in one index, so that no order is opened but those shown.
 * Who sees all of them gets his cards from its beginning, stage by stage; who sees some has it read through once.
 */
export async function board(caller: Caller, query: BoardQuery): Promise<Board> {
  if (!hasVerb(caller.actor, salesOrder, 'read')) throw denied('read')
  const { tenant } = caller
  const now = tenant.clock().toISOString()
  const t = at(tenant, salesOrder.table)
  const chosen = choices(caller, query, now)
  const whole = !chosen.length && reachOf(caller.actor, salesOrder, 'read').all
  const seen = and([sql`t.deleted_at is null`, visibleSql(caller, salesOrder, 'read', 't'), ...chosen])
  const open = sql`select t.id, t.stage, t.late_after, t.amount from ${t} t where t.stage = any(${query.stages}::text[]) and ${seen}`
  const first = whole
    ? sql`select t.id from ${t} t where t.stage = s.stage and ${seen} order by t.late_after, t.id limit ${query.limit}`
    : sql`select m.id from open m where m.stage = s.stage order by m.late_after, m.id limit ${query.limit}`
  const [row] = await tenant.db.fresh<Guarded & { stages: Board['stages'] }>(sql`
    with open as ${raw(whole ? 'not materialized' : 'materialized')} (${open}), counted as (
      select m.stage, count(*)::int as count, count(*) filter (where m.late_after < ${now}::timestamptz)::int as late, sum(m.amount)::text as amount
      from open m group by m.stage)
    select ${guardColumns(caller)}, (select coalesce(json_agg(json_build_object('stage', s.stage, 'count', coalesce(c.count, 0),
        'late', coalesce(c.late, 0), 'amount', coalesce(c.amount, '0'), 'orders', o.orders) order by s.n), '[]')
      from unnest(${query.stages}::text[]) with ordinality as s(stage, n) left join counted c on c.stage = s.stage
      cross join lateral (select coalesce(json_agg(json_build_object('id', x.id, 'number', x.number,
          'soldTo', json_build_object('id', x.sold_to_id, 'label', a.name), 'amount', x.amount::text, 'state', x.state, 'stage', x.stage,
          'stageSince', x.stage_since, 'lateAfter', x.late_after, 'late', coalesce(x.late_after < ${now}::timestamptz, false),
          'owner', case when e.id is not null then json_build_object('id', e.id, 'label', e.name) end,
          'paymentStatus', x.payment_status, 'shipmentStatus', x.shipment_status, 'receiptStatus', x.receipt_status,
          'invoiceStatus', x.invoice_status, 'requestedDate', x.requested_date, 'orderType', x.order_type)
          order by x.late_after, x.id), '[]') as orders
        from (${first}) f join ${t} x on x.id = f.id
        join ${at(tenant, 'account')} a on a.id = x.sold_to_id left join ${at(tenant, 'employee')} e on e.id = x.owner_id) o) as stages`)
  checkGuard(caller, row)
  const { stages } = row!
  return { asOf: now, late: stages.reduce((n, s) => n + s.late, 0), stages }
}
