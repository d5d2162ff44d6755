import type { Caller } from '#kernel/access/actor.ts'
import { checkGuard, type Guarded, guardColumns } from '#kernel/access/caller.ts'
import { visibleSql } from '#kernel/access/predicate.ts'
import type { ObjectDef } from '#kernel/declare/index.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { refSql } from '#kernel/records/projection.ts'
import { shown } from '#kernel/records/shown.ts'
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
import { salesOrder } from './salesOrder.object.ts'

type Named = { id: string; label: string | null }

/** Fields that the reader may not see are null. */
export interface ChainAudit {
  step: string | null
  decision: string | null
  at: string
  revision: number | null
  by: Named | null
  comment: string | null
}

export interface ChainFacts {
  order: Record<string, unknown> & {
    state: string
    heldFrom: string | null
    stage: string | null
    revision: number | null
    paymentStatus: string | null
    shipmentStatus: string | null
    receiptStatus: string | null
    invoiceStatus: string | null
    createdAt: string
    createdBy: Named | null
  }
  audits: ChainAudit[]
  shipments: Record<string, unknown>[]
  payments: Record<string, unknown>[]
  invoices: Record<string, unknown>[]
  returns: Record<string, unknown>[]
  versions: Record<string, unknown>[]
}

/** Everything that hangs on one order, as far as the caller sees each piece; 404 where he does not see the order. */
export async function chainFacts(caller: Caller, id: string): Promise<ChainFacts> {
  await requireVisible(caller, 'salesOrder', id)
  const t = (name: string) => at(caller.tenant, name)
  const now = caller.tenant.clock().toISOString()
  // What hangs on the order is found by the field that says so: whoever may not read that one finds nothing.
  const list = (def: ObjectDef, alias: string, link: string | null, json: Sql, from: Sql, order: Sql): Sql =>
    link === null || shown(caller, def, alias).clear(link)
      ? sql`(select coalesce(json_agg(${json} order by ${order}), '[]') ${from} and ${visibleSql(caller, def, 'read', alias)})`
      : raw(`'[]'::json`)
  const who = (column: string): Sql => refSql(caller, 'employee', raw(column))
  const o = shown(caller, salesOrder, 'o')
  const [a, s, r] = [shown(caller, orderAudit, 'x'), shown(caller, shipment, 'x'), shown(caller, receipt, 'r')]
  const batch = caller.model.objects.get('batch')!.def
  const [line, goods] = [shown(caller, shipment, 'l', 'lines'), shown(caller, batch, 'b')]
  const ofBatch = (value: Sql): Sql =>
    line.of('batch', sql`case when ${visibleSql(caller, batch, 'read', 'b')} then ${value} end`)
  const [pay, share] = [shown(caller, payment, 'x'), shown(caller, paymentAllocation, 'pa')]
  const [bill, back, was] = [
    shown(caller, invoice, 'x'),
    shown(caller, returnOrder, 'x'),
    shown(caller, orderVersion, 'x'),
  ]
  const received = list(
    receipt,
    'r',
    'shipment',
    sql`json_build_object('id', r.id, 'number', r.number, 'receivedOn', ${r('receivedOn')}, 'signer', ${r('signer')}, 'discrepancy', ${r('discrepancy')})`,
    sql`from ${t('receipt')} r where r.shipment_id = x.id`,
    sql`r.created_at, r.id`,
  )
  const [row] = await caller.tenant.db.query<
    Guarded & { chain: ChainFacts }
  >(sql`select ${guardColumns(caller)}, json_build_object(
    'order', (select json_build_object('id', o.id, 'number', o.number, 'state', o.state, 'heldFrom', ${o('heldFrom')}, 'holdReason', ${o('holdReason')},
        'stage', ${o('stage')}, 'stageSince', ${o('stageSince')}, 'lateAfter', ${o('lateAfter')},
        'late', ${o.of('lateAfter', sql`coalesce(o.late_after < ${now}::timestamptz, false)`)},
        'revision', ${o('revision')}, 'amount', ${o('amount')}, 'paidAmount', ${o('paidAmount')}, 'shippedAmount', ${o('shippedAmount')},
        'paymentStatus', ${o('paymentStatus')}, 'shipmentStatus', ${o('shipmentStatus')}, 'receiptStatus', ${o('receiptStatus')},
        'invoiceStatus', ${o('invoiceStatus')}, 'createdAt', o.created_at, 'createdBy', ${who('o.created_by')})
      from ${t('sales_order')} o where o.id = ${id}),
    'audits', ${list(
      orderAudit,
      'x',
      'order',
      sql`json_build_object('step', ${a('step')}, 'decision', ${a('decision')}, 'at', x.created_at, 'revision', ${a('revision')}, 'comment', ${a('comment')},
        'by', ${a('employee')})`,
      sql`from ${t('order_audit')} x where x.order_id = ${id}`,
      sql`x.created_at, x.id`,
    )},
    'shipments', ${list(
      shipment,
      'x',
      'order',
      sql`json_build_object('id', x.id, 'number', x.number, 'state', x.state, 'carrier', ${s('carrier')}, 'logisticsNo', ${s('logisticsNo')}, 'amount', ${s('amount')},
        'shippedAt', ${s('shippedAt')}, 'receivedAt', ${s('receivedAt')}, 'createdAt', x.created_at,
        'lines', (select coalesce(json_agg(json_build_object('id', l.id, 'package', ${line('package')},
          'batchNo', ${ofBatch(goods('batchNo'))}, 'batchState', ${ofBatch(raw('b.state'))}, 'qty', ${line('qty')},
          'receivedQty', ${line('receivedQty')}, 'invoicedQty', ${line('invoicedQty')}, 'returnedQty', ${line('returnedQty')}) order by l.position), '[]')
          from ${t('shipment_lines')} l join ${t('batch')} b on b.id = l.batch_id where l.parent_id = x.id),
        'stopped', ${line.of(
          'batch',
          sql`x.state in ('picking', 'checked') and exists (select 1 from ${t('shipment_lines')} l join ${t('batch')} b on b.id = l.batch_id
          where l.parent_id = x.id and b.state <> 'released')`,
        )},
        'receipts', ${received})`,
      sql`from ${t('shipment')} x where x.order_id = ${id} and x.deleted_at is null`,
      sql`x.created_at, x.id`,
    )},
    'payments', ${
      share.clear('order payment amount')
        ? list(
            payment,
            'x',
            null,
            sql`json_build_object('id', x.id, 'number', x.number, 'payer', ${pay('payer')}, 'amount', s.amount::text, 'receivedOn', ${pay('receivedOn')}, 'at', s.at)`,
            sql`from (select pa.payment_id, sum(pa.amount) as amount, min(pa.created_at) as at from ${t('payment_allocation')} pa where pa.order_id = ${id}
          and ${visibleSql(caller, paymentAllocation, 'read', 'pa')} group by 1 having sum(pa.amount) <> 0) s
        join ${t('payment')} x on x.id = s.payment_id where true`,
            sql`s.at, x.id`,
          )
        : raw(`'[]'::json`)
    },
    'invoices', ${list(
      invoice,
      'x',
      'order',
      sql`json_build_object('id', x.id, 'number', x.number, 'invoiceNo', ${bill('invoiceNo')}, 'kind', ${bill('kind')}, 'state', x.state, 'amount', ${bill('amount')},
        'issuedAt', ${bill('issuedAt')}, 'redOf', ${bill.of('redOf', raw('x.red_of_id'))}, 'createdAt', x.created_at)`,
      sql`from ${t('invoice')} x where x.order_id = ${id} and x.deleted_at is null`,
      sql`x.created_at, x.id`,
    )},
    'returns', ${list(
      returnOrder,
      'x',
      'order',
      sql`json_build_object('id', x.id, 'number', x.number, 'state', x.state, 'reason', ${back('reason')}, 'creditAmount', ${back('creditAmount')}, 'createdAt', x.created_at)`,
      sql`from ${t('return_order')} x where x.order_id = ${id} and x.deleted_at is null`,
      sql`x.created_at, x.id`,
    )},
    'versions', ${list(
      orderVersion,
      'x',
      'order',
      sql`json_build_object('revision', ${was('revision')}, 'at', x.created_at, 'reason', ${was('reason')})`,
      sql`from ${t('order_version')} x where x.order_id = ${id}`,
      sql`x.created_at, x.id`,
    )}) as chain`)
  checkGuard(caller, row)
  return row!.chain
}
