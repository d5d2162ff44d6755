import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'

/** Orders that count: those that are placed. Of one closed short, what was shipped. */
const PLACED = ['submitted', 'businessApproved', 'financeApproved', 'onHold', 'shortClosed', 'closed']

/**
 * Recomputes how far a contract is executed from its orders, locked and then in one statement: ordered, shipped and paid amounts, the
 * quantity ordered of each line, and which instalments are paid (the earliest due first). To be called in the
 * transaction of whatever changed an order. The database refuses more ordered than agreed (`ordered_within`).
 * Derived figures: neither version nor audit moves, so that nobody who edits the contract is interrupted.
 */
export async function noteContract(unit: Unit, contractId: string): Promise<void> {
  const t = (name: string) => unit.table(name)
  // A statement of its own: what others placed while this one waited must be seen by the next. No key lock: whoever
  // inserts an order holds a share of the contract's key, and two of them would wait for each other.
  await unit.tx.query(sql`select 1 from ${t('contract')} where id = ${contractId} for no key update`)
  await unit.tx.query(sql`
    with held as (
      select ${contractId}::uuid as id
    ), placed as (
      select o.* from ${t('sales_order')} o join held on o.contract_id = held.id
      where o.deleted_at is null and o.state = any(${PLACED}::text[])
    ), sums as (
      select coalesce(sum(case when state = 'shortClosed' then shipped_amount else amount end), 0) as ordered,
        coalesce(sum(shipped_amount), 0) as shipped, coalesce(sum(paid_amount), 0) as paid from placed
    ), taken as (
      select l.package_id, sum(case when p.state = 'shortClosed' then l.shipped_qty else l.qty end) as qty
      from placed p join ${t('sales_order_lines')} l on l.parent_id = p.id group by 1
    ), head as (
      update ${t('contract')} c set ordered_amount = s.ordered, shipped_amount = s.shipped, paid_amount = s.paid
      from sums s, held where c.id = held.id
        and (c.ordered_amount, c.shipped_amount, c.paid_amount) is distinct from (s.ordered, s.shipped, s.paid)
    ), lines as (
      update ${t('contract_lines')} l set ordered_qty = coalesce(k.qty, 0)
      from ${t('contract_lines')} x join held on x.parent_id = held.id left join taken k on k.package_id = x.package_id
      where l.id = x.id and l.ordered_qty is distinct from coalesce(k.qty, 0)
    ), due as (
      select x.id, x.amount, sum(x.amount) over (order by x.due_on, x.position, x.id) - x.amount as before
      from ${t('contract_payment_plan')} x join held on x.parent_id = held.id
    )
    update ${t('contract_payment_plan')} x set paid_amount = least(d.amount, greatest(s.paid - d.before, 0))
    from due d, sums s where x.id = d.id and x.paid_amount is distinct from least(d.amount, greatest(s.paid - d.before, 0))`)
  unit.emit('contract.progressed', {}, { object: 'contract', id: contractId })
}
