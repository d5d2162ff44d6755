import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import { hasVerb } from '#kernel/access/reach.ts'
import { denied } from '#kernel/errors.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { refSql } from '#kernel/records/projection.ts'
import { requireClear, shown } from '#kernel/records/shown.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { at, dayOf } from '#kernel/tenant.ts'
import { accountBalance } from '../accountBalance/accountBalance.object.ts'
import { salesOrder } from '../salesOrder/salesOrder.object.ts'
import { receivableEntry } from './receivableEntry.object.ts'

/** Sums and balances are null for a reader from whom the amounts are hidden. */
export interface Statement {
  opening: string | null
  closing: string | null
  data: Record<string, unknown>[]
}

/** 对账单: a customer's ledger of a period with the running balance; both days included. */
export async function statement(caller: Caller, account: string, from: string, to: string): Promise<Statement> {
  await requireVisible(caller, 'account', account)
  if (!hasVerb(caller.actor, receivableEntry, 'read')) throw denied('read')
  requireClear(caller, receivableEntry, 'account bookedOn')
  const e = shown(caller, receivableEntry, 'p')
  const [row] = await caller.tenant.db.query<Guarded & { statement: Statement }>(sql`
    with e as (select t.* from ${at(caller.tenant, 'receivable_entry')} t where t.account_id = ${account} and t.booked_on <= ${to}::date
        and t.deleted_at is null and ${visibleSql(caller, receivableEntry, 'read', 't')}),
      opening as (select coalesce(sum(amount), 0) as sum from e where booked_on < ${from}::date),
      period as (select e.*, (select sum from opening) + sum(e.amount) over (order by e.booked_on, e.id) as balance
        from e where e.booked_on >= ${from}::date)
    select ${guardColumns(caller)}, json_build_object('opening', ${e.of('amount', sql`(select sum::text from opening)`)},
      'closing', ${e.of('amount', sql`(select coalesce(sum(amount), 0)::text from e)`)},
      'data', (select coalesce(json_agg(json_build_object('id', p.id, 'bookedOn', p.booked_on, 'kind', ${e('kind')}, 'order', ${e('order')},
          'amount', ${e('amount')}, 'balance', ${e.of('amount', sql`p.balance::text`)}, 'dueOn', ${e('dueOn')}, 'source', ${e('source')},
          'sourceId', ${e('sourceId')}) order by p.booked_on, p.id), '[]') from period p)) as statement`)
  checkGuard(caller, row)
  return row!.statement
}

/** What the reader may not see of it is null. */
export interface Credit {
  creditLimit: string | null
  openAr: string | null
  openOrders: string | null
  available: string | null
  overdue: { id: string; number: string; dueOn: string; days: number; amount: string | null }[]
}

/** What a customer may still order on credit, and what of his is overdue. */
export async function creditOf(caller: Caller, account: string): Promise<Credit> {
  await requireVisible(caller, 'account', account)
  if (!hasVerb(caller.actor, receivableEntry, 'read')) throw denied('read')
  const today = dayOf(caller.tenant.clock())
  const a = shown(caller, caller.model.objects.get('account')!.def, 'a')
  const [b, x] = [shown(caller, accountBalance, 'b'), shown(caller, salesOrder, 'x')]
  const left = sql`(coalesce(a.credit_limit, 0) - coalesce(b.open_ar, 0) - coalesce(b.open_orders, 0))::text`
  const balance = visibleSql(caller, accountBalance, 'read', 'b')
  const [row] = await caller.tenant.db.query<Guarded & { credit: Credit }>(sql`select ${guardColumns(caller)},
    (select json_build_object('creditLimit', ${a.of('creditLimit', sql`coalesce(a.credit_limit, 0)::text`)},
        'openAr', ${b.of('account openAr', sql`coalesce(b.open_ar, 0)::text`)},
        'openOrders', ${b.of('account openOrders', sql`coalesce(b.open_orders, 0)::text`)},
        'available', ${a.of('creditLimit', b.of('account openAr openOrders', left))},
        'overdue', ${
          x.clear('soldTo dueOn')
            ? sql`(select coalesce(json_agg(json_build_object('id', x.id, 'number', x.number, 'dueOn', x.due_on,
            'days', ${today}::date - x.due_on,
            'amount', ${x.of('shippedAmount creditedAmount paidAmount', sql`(x.shipped_amount - x.credited_amount - x.paid_amount)::text`)}) order by x.due_on, x.id), '[]')
          from (select t.* from ${at(caller.tenant, 'sales_order')} t where t.sold_to_id = a.id and t.due_on < ${today}::date and t.deleted_at is null
            and ${visibleSql(caller, salesOrder, 'read', 't')} order by t.due_on, t.id limit 200) x)`
            : raw(`'[]'::json`)
        })
      from ${at(caller.tenant, 'account')} a
        left join ${at(caller.tenant, 'account_balance')} b on b.account_id = a.id and b.deleted_at is null and ${balance}
      where a.id = ${account}) as credit`)
  checkGuard(caller, row)
  return row!.credit
}

/** Days overdue at which a bucket ends; beyond the last is `over`. */
const BUCKETS = sql`sum(open) filter (where late <= 0) as "notDue", sum(open) filter (where late between 1 and 30) as d30,
  sum(open) filter (where late between 31 and 60) as d60, sum(open) filter (where late between 61 and 90) as d90,
  sum(open) filter (where late between 91 and 180) as d180, sum(open) filter (where late > 180) as over, sum(open) as total`
const NAMES = ['notDue', 'd30', 'd60', 'd90', 'd180', 'over', 'total']
const json = (alias: string) => raw(NAMES.map((n) => `'${n}', coalesce(${alias}."${n}", 0)::text`).join(', '))

export interface Ageing {
  asOf: string
  totals: Record<string, string>
  data: Record<string, unknown>[]
  nextCursor: string | null
}

/**
 * 账龄: what customers owe by how long it is overdue. Each unpaid shipment counts by its own due day; payments and
 * credits cover an order's shipments oldest first. By customer, or by the rep whose order it is (`account` names him then). Customers with money in advance show it as negative under `notDue`.
 */
export async function ageing(
  caller: Caller,
  limit: number,
  offset: number,
  by: 'account' | 'owner' = 'account',
): Promise<Ageing> {
  if (!hasVerb(caller.actor, receivableEntry, 'read') || !hasVerb(caller.actor, accountBalance, 'read'))
    throw denied('read')
  // Every figure of it is made of these.
  requireClear(caller, accountBalance, 'account balance')
  requireClear(caller, salesOrder, 'soldTo shippedAmount paidAmount creditedAmount')
  requireClear(caller, receivableEntry, 'order kind dueOn amount')
  const { tenant } = caller
  const today = dayOf(tenant.clock())
  const [row] = await tenant.db.fresh<
    Guarded & { ageing: Omit<Ageing, 'asOf' | 'nextCursor'> & { more: boolean } }
  >(sql`
    with seen as (select b.account_id from ${at(tenant, 'account_balance')} b where b.balance <> 0 and b.deleted_at is null
        and ${visibleSql(caller, accountBalance, 'read', 'b')}),
      open_orders as (select t.id, ${by === 'owner' ? sql`t.owner_id` : sql`t.sold_to_id`} as account, t.shipped_amount, t.paid_amount + t.credited_amount as covered
        from ${at(tenant, 'sales_order')} t join seen on seen.account_id = t.sold_to_id
        where t.deleted_at is null and t.shipped_amount <> t.paid_amount + t.credited_amount),
      charged as (select o.account, o.id, o.covered, e.due_on, e.amount, sum(e.amount) over (partition by o.id order by e.due_on, e.id) as upto
        from open_orders o join ${at(tenant, 'receivable_entry')} e on e.order_id = o.id and e.kind = 'shipment' and e.deleted_at is null
          and ${visibleSql(caller, receivableEntry, 'read', 'e')}),
      parts as (select account, least(amount, upto - covered) as open, ${today}::date - due_on as late from charged where upto > covered
        union all select account, shipped_amount - covered, 0 from open_orders where covered > shipped_amount),
      sums as (select account, ${BUCKETS} from parts group by account),
      total as (select ${BUCKETS} from parts)
    select ${guardColumns(caller)}, json_build_object('totals', (select json_build_object(${json('total')}) from total),
      'data', (select coalesce(json_agg(json_build_object('account', ${refSql(caller, by === 'owner' ? 'employee' : 'account', raw('x.account'))}, ${json('x')})
          order by x.total desc, x.account), '[]')
        from (select * from sums order by total desc, account limit ${limit} offset ${offset}) x),
      'more', (select count(*) > ${offset + limit} from sums)) as ageing`)
  checkGuard(caller, row)
  const { totals, data, more } = row!.ageing
  return { asOf: today, totals, data, nextCursor: more ? String(offset + limit) : null }
}
