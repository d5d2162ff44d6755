import { raw } from '#kernel/store/sql.ts'
import type { Tenant } from '#kernel/tenant.ts'

/**
 * What must add up in the books of any company, said in SQL and from the rows alone: none of the product's own sums are
 * trusted. Each query names the rows that do not.
 */
const RULES: Record<string, string> = {
  'batch = Σ stock ledger': `select b.id from {s}.batch b left join (select batch_id, sum(on_hand_delta) as h, sum(reserved_delta) as r,
      sum(locked_delta) as l from {s}.stock_entry group by 1) e on e.batch_id = b.id
    where (b.on_hand, b.reserved, b.locked) is distinct from (coalesce(e.h, 0), coalesce(e.r, 0), coalesce(e.l, 0))`,
  'batch shipped = Σ shipment lines': `select b.id from {s}.batch b
    left join (select batch_id, -sum(on_hand_delta) as q from {s}.stock_entry where kind = 'ship' group by 1) e on e.batch_id = b.id
    left join (select l.batch_id, sum(l.qty) as q from {s}.shipment_lines l join {s}.shipment s on s.id = l.parent_id
      where s.state in ('shipped', 'received') group by 1) l on l.batch_id = b.id
    where coalesce(e.q, 0) <> coalesce(l.q, 0)`,
  'order = Σ lines': `select o.id from {s}.sales_order o join (select parent_id, sum(amount) as a, sum(tax_amount) as t from {s}.sales_order_lines
      group by 1) l on l.parent_id = o.id where (o.amount, o.tax_amount) is distinct from (l.a, l.t) or o.goods_amount - coalesce(o.discount_amount, 0) <> o.amount`,
  'order shipped = Σ shipments': `select o.id from {s}.sales_order o left join (select s.order_id, sum(l.amount) as a from {s}.shipment s
      join {s}.shipment_lines l on l.parent_id = s.id where s.state in ('shipped', 'received') group by 1) s on s.order_id = o.id
    where o.shipped_amount <> coalesce(s.a, 0)`,
  'order line counters = Σ shipment lines': `select ol.id from {s}.sales_order_lines ol left join (select l.order_line,
      sum(l.qty) filter (where s.state in ('shipped', 'received')) as shipped, sum(l.qty) filter (where s.state in ('picking', 'checked')) as picked,
      sum(l.received_qty) as received, sum(l.invoiced_qty) as invoiced, sum(l.returned_qty) as returned
      from {s}.shipment_lines l join {s}.shipment s on s.id = l.parent_id where s.state <> 'cancelled' group by 1) l on l.order_line = ol.id::text
    where (ol.shipped_qty, ol.picked_qty, ol.received_qty, ol.invoiced_qty, ol.returned_qty) is distinct from
      (coalesce(l.shipped, 0), coalesce(l.picked, 0), coalesce(l.received, 0), coalesce(l.invoiced, 0), coalesce(l.returned, 0))`,
  'received = Σ receipts': `select l.id from {s}.shipment_lines l left join (select shipment_line, sum(qty) as q from {s}.receipt_lines group by 1) r
      on r.shipment_line = l.id::text where l.received_qty <> coalesce(r.q, 0)`,
  'short and refused at the door = returns of receipts that stand': `select l.id from {s}.shipment_lines l left join (select rl.shipment_line,
      sum(case when r.state not in ('accepted', 'credited') then rl.qty when rl.disposition = 'sendBack' then 0 else rl.accepted_qty end) as q
      from {s}.return_order_lines rl join {s}.return_order r on r.id = rl.parent_id
      where r.receipt_id is not null and r.state <> 'rejected' group by 1) d on d.shipment_line = l.id::text
    where coalesce(l.difference_qty, 0) <> coalesce(d.q, 0)`,
  'a receipt says as much short and refused as its returns': `select c.id from {s}.receipt c join (select parent_id, coalesce(sum(short_qty), 0) as s,
      coalesce(sum(refused_qty), 0) as f from {s}.receipt_lines group by 1) l on l.parent_id = c.id
    left join (select r.receipt_id, sum(rl.qty) filter (where r.reason = 'short') as s, sum(rl.qty) filter (where r.reason = 'refused') as f
      from {s}.return_order r join {s}.return_order_lines rl on rl.parent_id = r.id group by 1) r on r.receipt_id = c.id
    where (l.s, l.f) is distinct from (coalesce(r.s, 0), coalesce(r.f, 0))`,
  'a shipment is received when nothing of it is on its way': `select s.id from {s}.shipment s join (select parent_id,
      sum(qty - received_qty - coalesce(difference_qty, 0)) as q from {s}.shipment_lines group by 1) l on l.parent_id = s.id
    where s.state in ('shipped', 'received') and (s.state = 'received') <> (l.q = 0)`,
  'a trace code scanned is in the ledger of codes': `select l.id from {s}.shipment_lines l join {s}.shipment s on s.id = l.parent_id
      cross join unnest(l.trace_codes) c where s.state <> 'cancelled' and not exists (select 1 from {s}.trace_code t
        where t.code = c and t.shipment_line = l.id::text)`,
  'a trace code is out once': `select min(id::text) as id from {s}.trace_code where freed_at is null group by code having count(*) > 1`,
  'red never takes back more than the blue invoice has': `select l.id from {s}.invoice_lines l join {s}.invoice i on i.id = l.parent_id
    join (select x.red_of_line, -sum(x.qty) as q, -sum(x.amount) as a, -sum(x.tax_amount) as t from {s}.invoice_lines x
      join {s}.invoice r on r.id = x.parent_id where r.kind = 'red' and r.state <> 'voided' group by 1) x on x.red_of_line = l.id::text
    where x.q > l.qty or x.a > l.amount or x.q <> l.red_qty or (x.q = l.qty and (x.a <> l.amount or x.t <> l.tax_amount))`,
  'order paid = Σ allocations': `select o.id from {s}.sales_order o left join (select order_id, sum(amount) as a from {s}.payment_allocation group by 1) p
      on p.order_id = o.id where o.paid_amount <> coalesce(p.a, 0)`,
  'payment allocated = Σ allocations': `select p.id from {s}.payment p left join (select payment_id, sum(amount) as a from {s}.payment_allocation group by 1) a
      on a.payment_id = p.id where p.allocated <> coalesce(a.a, 0)`,
  'order invoiced = Σ invoices': `select o.id from {s}.sales_order o left join (select order_id, sum(amount) as a from {s}.invoice
      where state in ('issued', 'reversed') group by 1) i on i.order_id = o.id where o.invoiced_amount <> coalesce(i.a, 0)`,
  'invoice = Σ lines, net + tax': `select i.id from {s}.invoice i join (select parent_id, sum(amount) as a, sum(tax_amount) as t, sum(net_amount) as n
      from {s}.invoice_lines group by 1) l on l.parent_id = i.id
    where (i.amount, i.tax_amount, i.net_amount) is distinct from (l.a, l.t, l.n) or i.amount <> i.net_amount + i.tax_amount`,
  'order credited = Σ returns': `select o.id from {s}.sales_order o left join (select order_id, sum(credit_amount) as a from {s}.return_order
      where state = 'credited' group by 1) r on r.order_id = o.id where o.credited_amount <> coalesce(r.a, 0)`,
  'receivable ledger of an order = shipped − paid − credited': `select o.id from {s}.sales_order o left join (select order_id, sum(amount) as a
      from {s}.receivable_entry group by 1) e on e.order_id = o.id
    where coalesce(e.a, 0) <> o.shipped_amount - o.paid_amount - o.credited_amount`,
  'balance = Σ receivable ledger': `select b.id from {s}.account_balance b left join (select account_id, sum(amount) as a from {s}.receivable_entry group by 1) e
      on e.account_id = b.account_id where b.balance <> coalesce(e.a, 0)`,
  'balance on credit = Σ ledger of credit orders': `select b.id from {s}.account_balance b left join (select e.account_id, sum(e.amount) as a
      from {s}.receivable_entry e join {s}.sales_order o on o.id = e.order_id where o.payment_term = 'credit' group by 1) e
      on e.account_id = b.account_id where b.open_ar <> coalesce(e.a, 0)`,
  'nobody is shipped more than ordered, returned more than shipped': `select id from {s}.sales_order_lines
    where shipped_qty > qty or received_qty > shipped_qty or invoiced_qty > shipped_qty or returned_qty > shipped_qty`,
  'prepaid orders were paid before they left': `select o.id from {s}.sales_order o where o.payment_term = 'prepaid' and o.paid_amount < o.shipped_amount - o.credited_amount`,
  'deposit = Σ deposit ledger': `select a.id from {s}.agent_authorization a left join (select authorization_id, sum(amount) as a from {s}.deposit_entry group by 1) d
      on d.authorization_id = a.id where a.deposit_balance <> coalesce(d.a, 0)`,
  'contract lines ordered = Σ order lines': `select c.id from {s}.contract c join {s}.contract_lines l on l.parent_id = c.id
    left join (select o.contract_id, ol.package_id, sum(case when o.state = 'shortClosed' then ol.shipped_qty else ol.qty end) as q
      from {s}.sales_order o join {s}.sales_order_lines ol on ol.parent_id = o.id
      where o.state in ('submitted', 'businessApproved', 'financeApproved', 'onHold', 'shortClosed', 'closed') and o.deleted_at is null group by 1, 2) o
      on o.contract_id = c.id and o.package_id = l.package_id where l.ordered_qty <> coalesce(o.q, 0)`,
}

/** Rules that the books of a tenant break, with how many rows and one of them. Empty: everything adds up. */
export async function bookErrors(tenant: Tenant): Promise<string[]> {
  const errors: string[] = []
  for (const [rule, text] of Object.entries(RULES)) {
    const rows = await tenant.db.fresh<{ id: string }>(raw(text.replaceAll('{s}', `"${tenant.schema}"`)))
    if (rows.length) errors.push(`${rule}: ${rows.length} rows, such as ${rows[0]!.id}`)
  }
  return errors
}
