import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import type { ObjectDef } from '#kernel/declare/index.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { raw, type Sql, sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { invoice } from '../invoice/invoice.object.ts'
import { orderAudit } from '../orderAudit/orderAudit.object.ts'
import { orderVersion } from '../orderVersion/orderVersion.object.ts'
import { payment } from '../payment/payment.object.ts'
import { paymentAllocation } from '../paymentAllocation/paymentAllocation.object.ts'
import { receipt } from '../receipt/receipt.object.ts'
import { returnOrder } from '../returnOrder/returnOrder.object.ts'
import { shipment } from '../shipment/shipment.object.ts'

export interface ChainAudit {
  step: string
  decision: string
  at: string
  revision: number
  by: { id: string; label: string } | null
  comment: string | null
}

export interface ChainFacts {
  order: Record<string, unknown> & {
    state: string
    heldFrom: string | null
    stage: string
    revision: number
    paymentStatus: string
    shipmentStatus: string
    receiptStatus: string
    invoiceStatus: string
    createdAt: string
    createdBy: { id: string; label: string } | null
  }
  audits: ChainAudit[]
  shipments: Record<string, unknown>[]
  payments: Record<string, unknown>[]
  invoices: Record<string, unknown>[]
  returns: Record<string, unknown>[]
  versions: Record<string, unknown>[]
}

const person = (alias: string): string =>
  `case when ${alias}.id is not null then json_build_object('id', ${alias}.id, 'label', ${alias}.name) end`

/** Everything that hangs on one order, as far as the caller sees each piece; 404 where he does not see the order. */
export async function chainFacts(caller: Caller, id: string): Promise<ChainFacts> {
  await requireVisible(caller, 'salesOrder', id)
  const t = (name: string) => at(caller.tenant, name)
  const now = caller.tenant.clock().toISOString()
  const list = (def: ObjectDef, alias: string, json: Sql, from: Sql, order: Sql): Sql =>
    sql`(select coalesce(json_agg(${json} order by ${order}), '[]') ${from} and ${visibleSql(caller, def, 'read', alias)})`
  const [row] = await caller.tenant.db.query<
    Guarded & { chain: ChainFacts }
  >(sql`select ${guardColumns(caller)}, json_build_object(
    'order', (select json_build_object('id', o.id, 'number', o.number, 'state', o.state, 'heldFrom', o.held_from, 'holdReason', o.hold_reason,
        'stage', o.stage, 'stageSince', o.stage_since, 'lateAfter', o.late_after, 'late', coalesce(o.late_after < ${now}::timestamptz, false),
        'revision', o.revision, 'amount', o.amount::text, 'paidAmount', o.paid_amount::text, 'shippedAmount', o.shipped_amount::text,
        'paymentStatus', o.payment_status, 'shipmentStatus', o.shipment_status, 'receiptStatus', o.receipt_status,
        'invoiceStatus', o.invoice_status, 'createdAt', o.created_at, 'createdBy', ${raw(person('e'))})
      from ${t('sales_order')} o left join ${t('employee')} e on e.id = o.created_by where o.id = ${id}),
    'audits', ${list(
      orderAudit,
      'x',
      sql`json_build_object('step', x.step, 'decision', x.decision, 'at', x.created_at, 'revision', x.revision, 'comment', x.comment, 'by', ${raw(person('e'))})`,
      sql`from ${t('order_audit')} x left join ${t('employee')} e on e.id = x.employee_id where x.order_id = ${id}`,
      sql`x.created_at, x.id`,
    )},
    'shipments', ${list(
      shipment,
      'x',
      sql`json_build_object('id', x.id, 'number', x.number, 'state', x.state, 'carrier', x.carrier, 'logisticsNo', x.logistics_no, 'amount', x.amount::text,
        'shippedAt', x.shipped_at, 'receivedAt', x.received_at, 'createdAt', x.created_at, 'lines', (select coalesce(json_agg(json_build_object('id', l.id,
          'package', json_build_object('id', p.id, 'label', p.name), 'batchNo', b.batch_no, 'batchState', b.state, 'qty', l.qty::text,
          'receivedQty', l.received_qty::text, 'invoicedQty', l.invoiced_qty::text, 'returnedQty', l.returned_qty::text) order by l.position), '[]')
          from ${t('shipment_lines')} l join ${t('product_package')} p on p.id = l.package_id join ${t('batch')} b on b.id = l.batch_id where l.parent_id = x.id),
        'stopped', x.state in ('picking', 'checked') and exists (select 1 from ${t('shipment_lines')} l join ${t('batch')} b on b.id = l.batch_id
          where l.parent_id = x.id and b.state <> 'released'),
        'receipts', (select coalesce(json_agg(json_build_object('id', r.id, 'number', r.number, 'receivedOn', r.received_on, 'signer', r.signer,
          'discrepancy', r.discrepancy) order by r.created_at, r.id), '[]') from ${t('receipt')} r where r.shipment_id = x.id and ${visibleSql(caller, receipt, 'read', 'r')}))`,
      sql`from ${t('shipment')} x where x.order_id = ${id} and x.deleted_at is null`,
      sql`x.created_at, x.id`,
    )},
    'payments', ${list(
      payment,
      'x',
      sql`json_build_object('id', x.id, 'number', x.number, 'payer', x.payer, 'amount', s.amount::text, 'receivedOn', x.received_on, 'at', s.at)`,
      sql`from (select pa.payment_id, sum(pa.amount) as amount, min(pa.created_at) as at from ${t('payment_allocation')} pa where pa.order_id = ${id}
          and ${visibleSql(caller, paymentAllocation, 'read', 'pa')} group by 1 having sum(pa.amount) <> 0) s
        join ${t('payment')} x on x.id = s.payment_id where true`,
      sql`x.received_on, x.id`,
    )},
    'invoices', ${list(
      invoice,
      'x',
      sql`json_build_object('id', x.id, 'number', x.number, 'invoiceNo', x.invoice_no, 'kind', x.kind, 'state', x.state, 'amount', x.amount::text,
        'issuedAt', x.issued_at, 'redOf', x.red_of_id, 'createdAt', x.created_at)`,
      sql`from ${t('invoice')} x where x.order_id = ${id} and x.deleted_at is null`,
      sql`x.created_at, x.id`,
    )},
    'returns', ${list(
      returnOrder,
      'x',
      sql`json_build_object('id', x.id, 'number', x.number, 'state', x.state, 'reason', x.reason, 'creditAmount', x.credit_amount::text, 'createdAt', x.created_at)`,
      sql`from ${t('return_order')} x where x.order_id = ${id} and x.deleted_at is null`,
      sql`x.created_at, x.id`,
    )},
    'versions', ${list(
      orderVersion,
      'x',
      sql`json_build_object('revision', x.revision, 'at', x.created_at, 'reason', x.reason)`,
      sql`from ${t('order_version')} x where x.order_id = ${id}`,
      sql`x.revision`,
    )}) as chain`)
  checkGuard(caller, row)
  return row!.chain
}
