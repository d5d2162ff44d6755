import { command } from '#kernel/commands/context.ts'
import { files, items, json, longText, ref, select, text } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import { attachFiles } from '#kernel/records/fileLinks.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { add, compare, negate, sub, sum } from '#kernel/values/decimal.ts'
import { splitTax } from '../amounts.ts'
import { lastSigner } from '../salesOrder/audits.sql.ts'
import { notAdjacent, sign } from '../salesOrder/audits.ts'
import { moveOrderLines, moveShipmentLines } from '../salesOrder/counters.sql.ts'
import { readEntries } from '../salesOrder/listInput.ts'
import { homeOf, plant } from '../salesOrder/planting.ts'
import { refreshOrder } from '../salesOrder/refresh.ts'
import { invoice } from './invoice.object.ts'
import { buyerOf, numberTaken, type Shipped, shippedOf } from './invoice.sql.ts'
import { shareOf } from './shares.ts'

const invoiceNo = text(
  { zh: '发票号码', en: 'Invoice no.' },
  { required: true, max: 20, pattern: invoice.fields.invoiceNo!.pattern },
)

interface Billed {
  line: Shipped
  qty: string
  amount: string
}

/** Shipped, not invoiced and not on its way back. */
const billable = (l: Shipped): string => sub(sub(l.qty, l.invoicedQty), l.returnedQty)

/** What can be invoiced of a line: what was charged, less invoices, less credits, less what returns under way will credit. */
function billableAmount(l: Shipped): string {
  const sold = { qty: sub(l.qty, l.creditedQty), amount: sub(l.amount, l.creditedAmount) }
  const coming = shareOf(l, sold, sub(l.returnedQty, l.creditedQty))
  return sub(sub(sold.amount, l.invoicedAmount), coming)
}

function billedOf(shipped: Shipped[], given: unknown): Billed[] {
  const entries = readEntries(given, 'lines', { shipmentLine: 'id', qty: 'qty' })
  const wanted = entries?.length
    ? [...Map.groupBy(entries, (e) => e.shipmentLine)].map(([id, group]) => ({
        line: shipped.find((l) => l.id === id),
        qty: sum(group.map((e) => e.qty)),
      }))
    : shipped.map((line) => ({ line, qty: billable(line) }))
  const billed = wanted.flatMap(({ line, qty }): Billed[] => {
    if (!line)
      throw new Refusal('invoice.notShipped', {
        zh: '只能对已发货的明细开票：所选行不是该订单的已发货行，请从已发货明细中选择',
        en: 'Only what was shipped can be invoiced: choose lines from the order’s shipments',
      })
    if (compare(qty, '0') <= 0) return []
    if (compare(qty, billable(line)) > 0)
      throw new Refusal('invoice.over', {
        zh: `批号 ${line.batchNo} 可开票数量为 ${billable(line)}（已发减已开减退货）：请减少`,
        en: `Of batch ${line.batchNo}, ${billable(line)} can be invoiced (shipped less invoiced less returned): invoice less`,
      })
    return [{ line, qty, amount: shareOf(line, { qty: billable(line), amount: billableAmount(line) }, qty) }]
  })
  if (billed.length) return billed
  throw new Refusal('invoice.nothing', {
    zh: '没有可开票的已发货明细：请等待发货，或查看已开发票',
    en: 'Nothing shipped is left to invoice: wait for a shipment or look at the invoices made',
  })
}

const totalsOf = (lines: { amount: string; netAmount: string; taxAmount: string }[]) => ({
  amount: sum(lines.map((l) => l.amount)),
  netAmount: sum(lines.map((l) => l.netAmount)),
  taxAmount: sum(lines.map((l) => l.taxAmount)),
})

/** 开票申请: an invoice of what was shipped, line by line; nothing can be typed in. */
export const prepareInvoice = command(
  invoice,
  {
    name: 'prepare',
    label: { zh: '准备发票', en: 'Prepare invoice' },
    collection: true,
    hidden: true,
    input: {
      order: ref('salesOrder', { zh: '订单', en: 'Order' }, { required: true }),
      kind: select(
        { zh: '类别', en: 'Kind' },
        items({ special: ['增值税专用发票', 'VAT special'], ordinary: ['普通发票', 'Ordinary'] }),
        { required: true, default: 'special' },
      ),
      lines: json({ zh: '明细', en: 'Lines' }),
      note: longText({ zh: '备注', en: 'Note' }, { max: 1000 }),
    },
  },
  async (ctx, _row, input) => {
    const { unit } = ctx
    const order = await ctx.lock('salesOrder', input.order, 'read')
    const billed = billedOf(await shippedOf(unit, input.order), input.lines)
    const buyer = await buyerOf(unit, (order.billTo ?? order.soldTo) as string)
    const lines = billed.map(({ line, qty, amount }) => ({
      shipmentLine: line.id,
      orderLine: line.orderLine,
      package: line.package,
      batchNo: line.batchNo,
      qty,
      unitPrice: line.unitPrice,
      taxRate: line.taxRate,
      ...splitTax(amount, line.taxRate),
    }))
    const [made] = await plant(unit, 'invoice', homeOf(order), [
      {
        values: {
          account: order.soldTo,
          order: order.id,
          kind: input.kind,
          buyer: buyer.name,
          buyerTaxNo: buyer.uscc?.slice(0, 20) ?? null,
          note: input.note ?? null,
          ...totalsOf(lines),
        },
        lines: { lines },
      },
    ])
    await moveBilled(unit, input.order, billed)
    await refreshOrder(unit, order, {}, 'prepareInvoice')
    return { invoice: made!.id, number: made!.number }
  },
)

/** Counts lines as invoiced (negative: no longer). */
export async function moveBilled(
  unit: Unit,
  order: string,
  billed: { line: { id: string; orderLine: string }; qty: string; amount: string }[],
): Promise<void> {
  await moveShipmentLines(
    unit,
    billed.map((b) => ({ line: b.line.id, invoiced: b.qty, invoicedAmount: b.amount })),
  )
  await moveOrderLines(
    unit,
    order,
    billed.map((b) => ({ line: b.line.orderLine, invoiced: b.qty })),
  )
}

/** A number is on one invoice. */
export async function freeNumber(unit: Unit, number: string, self: string): Promise<void> {
  if (!(await numberTaken(unit, number, self))) return
  throw new Refusal('invoice.numberTaken', {
    zh: `发票号码 ${number} 已用于另一张发票：请核对号码`,
    en: `Invoice number ${number} is on another invoice: compare the number`,
  })
}

/** What the lines of an invoice moved, turned around. */
export const undone = (lines: Values[]) =>
  lines.map((l) => ({
    line: { id: l.shipmentLine as string, orderLine: l.orderLine as string },
    qty: negate(String(l.qty)),
    amount: negate(String(l.amount)),
  }))

/** 开具: the tax bureau has given it its number. */
export const issueInvoice = command(
  invoice,
  {
    name: 'issue',
    label: { zh: '开具', en: 'Issue' },
    from: 'draft',
    to: 'issued',
    icon: 'file-done',
    input: { invoiceNo, file: files({ zh: '票据文件', en: 'File' }, { single: true }) },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    const order = await ctx.lock('salesOrder', row.order, 'read')
    notAdjacent(unit, await lastSigner(unit, row.order, 'receive'))
    await freeNumber(unit, input.invoiceNo, row.id)
    const issued = await ctx.change(row, {
      state: 'issued',
      invoiceNo: input.invoiceNo,
      file: input.file ?? null,
      issuedAt: unit.stamp,
    })
    await attachFiles(unit, unit.caller.model.objects.get('invoice')!, issued)
    const invoiced = add(String(order.invoicedAmount), String(row.amount))
    const after = await refreshOrder(unit, order, { invoicedAmount: invoiced }, 'issueInvoice')
    await sign(unit, after, 'invoice')
  },
)
