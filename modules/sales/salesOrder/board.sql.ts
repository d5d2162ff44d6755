import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import { hasVerb, reachOf } from '#kernel/access/reach.ts'
import { denied } from '#kernel/errors.ts'
import { refSql } from '#kernel/records/projection.ts'
import { requireClear, shown } from '#kernel/records/shown.ts'
import { target } from '#kernel/records/where.ts'
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
  /** Null where the reader may not see by when orders should be done. */
  late: number | null
  stages: {
    stage: string
    count: number
    late: number | null
    amount: string | null
    orders: Record<string, unknown>[]
  }[]
}

/** The division's own digits: `330000` is all of `33…`, `330100` all of `3301…`. */
const divisionOf = (code: string): string => code.replace(/(00){1,2}$/, '')

/** The reader's own choice among what he may see, by fields that he may read; nothing where he wants all of it. */
function choices(caller: Caller, query: BoardQuery, now: string): Sql[] {
  const orders = caller.model.objects.get(salesOrder.name)!
  const by = (name: string): Sql => target(caller, orders, name, 't').column
  const parts: Sql[] = []
  if (query.mine) parts.push(sql`t.owner_id = ${caller.actor.id}`)
  if (query.owner) parts.push(sql`t.owner_id = ${query.owner}`)
  if (query.soldTo) parts.push(sql`${by('soldTo')} = ${query.soldTo}`)
  if (query.late) parts.push(sql`${by('lateAfter')} < ${now}::timestamptz`)
  if (query.ids) parts.push(sql`t.id = any(${query.ids}::uuid[])`)
  if (query.region) {
    const region = target(caller, caller.model.objects.get('account')!, 'regionCode', 'r').column
    // Who may not read the customer may not choose by him. The root of an order is its customer, and in the board's index.
    by('soldTo')
    parts.push(sql`exists (select 1 from ${at(caller.tenant, 'account')} r
      where r.id = t.root_id and ${region} like ${`${divisionOf(query.region)}%`})`)
  }
  return parts
}

/**
 * All open orders that the caller sees, by who holds them: how many, how many late, how much money, and the first cards
 * of each stage, the longest overdue first. All that decides is in one index, so that no order is opened but those shown.
 * Who sees all of them gets his cards from its beginning, stage by stage; who sees some has it read through once.
 */
export async function board(caller: Caller, query: BoardQuery): Promise<Board> {
  if (!hasVerb(caller.actor, salesOrder, 'read')) throw denied('read')
  requireClear(caller, salesOrder, 'stage')
  const { tenant } = caller
  const now = tenant.clock().toISOString()
  const t = at(tenant, salesOrder.table)
  const [o, x] = [shown(caller, salesOrder, 'm'), shown(caller, salesOrder, 'x')]
  const timed = x.clear('lateAfter')
  const order = (alias: string): Sql => raw(timed ? `${alias}.late_after, ${alias}.id` : `${alias}.id`)
  const chosen = choices(caller, query, now)
  const whole = !chosen.length && reachOf(caller.actor, salesOrder, 'read').all
  const seen = and([sql`t.deleted_at is null`, visibleSql(caller, salesOrder, 'read', 't'), ...chosen])
  const open = sql`select t.id, t.stage, t.late_after, t.amount from ${t} t where t.stage = any(${query.stages}::text[]) and ${seen}`
  const first = whole
    ? sql`select t.id from ${t} t where t.stage = s.stage and ${seen} order by ${order('t')} limit ${query.limit}`
    : sql`select m.id from open m where m.stage = s.stage order by ${order('m')} limit ${query.limit}`
  const [row] = await tenant.db.fresh<Guarded & { stages: Board['stages'] }>(sql`
    with open as ${raw(whole ? 'not materialized' : 'materialized')} (${open}), counted as (
      select m.stage, count(*)::int as count, ${o.of('lateAfter', sql`count(*) filter (where m.late_after < ${now}::timestamptz)::int`)} as late,
        ${o.of('amount', sql`sum(m.amount)::text`)} as amount
      from open m group by m.stage)
    select ${guardColumns(caller)}, (select coalesce(json_agg(json_build_object('stage', s.stage, 'count', coalesce(c.count, 0),
        'late', ${o.of('lateAfter', sql`coalesce(c.late, 0)`)}, 'amount', ${o.of('amount', sql`coalesce(c.amount, '0')`)}, 'orders', o.orders) order by s.n), '[]')
      from unnest(${query.stages}::text[]) with ordinality as s(stage, n) left join counted c on c.stage = s.stage
      cross join lateral (select coalesce(json_agg(json_build_object('id', x.id, 'number', x.number,
          'soldTo', ${x('soldTo')}, 'amount', ${x('amount')}, 'state', x.state, 'stage', x.stage,
          'stageSince', ${x('stageSince')}, 'lateAfter', ${x('lateAfter')}, 'late', ${x.of('lateAfter', sql`coalesce(x.late_after < ${now}::timestamptz, false)`)},
          'owner', ${refSql(caller, 'employee', raw('x.owner_id'))},
          'paymentStatus', ${x('paymentStatus')}, 'shipmentStatus', ${x('shipmentStatus')}, 'receiptStatus', ${x('receiptStatus')},
          'invoiceStatus', ${x('invoiceStatus')}, 'requestedDate', ${x('requestedDate')}, 'orderType', ${x('orderType')})
          order by ${order('x')}), '[]') as orders
        from (${first}) f join ${t} x on x.id = f.id) o) as stages`)
  checkGuard(caller, row)
  const { stages } = row!
  return { asOf: now, late: timed ? stages.reduce((n, s) => n + (s.late ?? 0), 0) : null, stages }
}
