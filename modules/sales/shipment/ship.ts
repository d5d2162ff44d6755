import { command } from '#kernel/commands/context.ts'
import { files, text } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import { attachFiles } from '#kernel/records/fileLinks.ts'
import type { Values } from '#kernel/records/input.ts'
import { readsClear } from '#kernel/records/shown.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { add, compare, negate, sub, sum, toFixed } from '#kernel/values/decimal.ts'
import { batchProblem, moveStock, requireLicences, shipReserved, unreserve } from '#modules/products/index.ts'
import { addTenderVolume } from '#modules/tendering/index.ts'
import { partAmounts } from '../amounts.ts'
import { noteContract } from '../contract/progress.sql.ts'
import { notAdjacent, sign } from '../salesOrder/audits.ts'
import { type LineDelta, moveOrderLines } from '../salesOrder/counters.sql.ts'
import { factsOf } from '../salesOrder/facts.sql.ts'
import { addressProblems, refuse } from '../salesOrder/judge.ts'
import { book } from '../salesOrder/ledger.sql.ts'
import { lockBatches } from '../salesOrder/pick.sql.ts'
import { actorOf } from '../salesOrder/planting.ts'
import { refreshOrder } from '../salesOrder/refresh.ts'
import { freeTraceCodes } from '../traceCode/traceCode.sql.ts'
import { shipment } from './shipment.object.ts'
import { type PartFacts, partsOf, storeAmounts } from './shipment.sql.ts'

const COLD = new Set(['cold', 'frozen'])

/** Only released orders ship. */
function released(order: Values): void {
  if (order.state === 'financeApproved') return
  if (order.state === 'onHold')
    throw new Refusal('order.onHold', {
      zh: `订单已暂停（${order.holdReason ?? ''}）：恢复后才能发货`,
      en: `The order is on hold (${order.holdReason ?? ''}): it ships once resumed`,
    })
  throw new Refusal('order.notReleased', {
    zh: '订单未放行：须经商务与财务审核后才能发货',
    en: 'The order is not released: the order desk and finance must approve it first',
  })
}

/** Every batch as it stands at this moment, locked: released, in date, as fresh as the customer wants. */
async function checkBatches(unit: Unit, parts: PartFacts[], lines: Map<string, Values>): Promise<void> {
  const held = await lockBatches(unit, [...new Set(parts.map((p) => p.batch))])
  for (const part of parts) {
    const b = held.get(part.batch)
    const line = lines.get(part.orderLine)!
    const demands = {
      minRemainingMonths: line.minRemainingMonths as number | null,
      nearExpiryMonths: b?.nearExpiryMonths,
      allowNearExpiry: line.nearExpiryConsent === 'accept',
    }
    const problem = b && batchProblem(b, unit.today, demands)
    if (problem)
      throw new Refusal(
        problem.code,
        {
          zh: `${problem.label.zh}。请作废本发货单，重新配货`,
          en: `${problem.label.en}. Cancel this shipment and pick anew`,
        },
        problem.extra,
      )
  }
}

interface Part extends PartFacts {
  amount: string
  taxAmount: string
}

/** What each part is worth: shares of its order line, to the cent, the last one taking the residual. */
function worth(parts: PartFacts[], lines: Map<string, Values>): Part[] {
  const before = new Map<string, string>()
  return parts.map((part) => {
    const line = lines.get(part.orderLine)!
    const shipped = before.get(part.orderLine) ?? String(line.shippedQty)
    before.set(part.orderLine, add(shipped, part.qty))
    const { amount, taxAmount } = partAmounts(
      { qty: String(line.qty), amount: String(line.amount), taxAmount: String(line.taxAmount) },
      shipped,
      part.qty,
    )
    return { ...part, amount, taxAmount }
  })
}

/** Goods of a prepaid order leave when the money for them is there. */
function covered(unit: Unit, order: Values, amount: string): void {
  if (order.paymentTerm !== 'prepaid') return
  const needed = toFixed(add(sub(String(order.shippedAmount), String(order.creditedAmount)), amount), 2)
  if (compare(String(order.paidAmount), needed) >= 0) return
  const missing = toFixed(sub(needed, String(order.paidAmount)), 2)
  const clear = readsClear(unit.caller, 'salesOrder', 'shippedAmount creditedAmount paidAmount lines.amount')
  const [zh, en] = clear
    ? [
        `：发货需已核销 ${needed} 元，还差 ${missing} 元`,
        `: ${needed} must be allocated to ship this, ${missing} is missing`,
      ]
    : ['', '']
  throw new Refusal(
    'payment.notCovered',
    {
      zh: `预付订单回款不足${zh}。请出纳核销回款，或减少本次发货`,
      en: `Prepaid and not covered${en}. Have the cashier allocate a payment, or ship less`,
    },
    clear ? { needed, allocated: order.paidAmount, missing } : {},
  )
}

const dueOn = (unit: Unit, order: Values): string => {
  const days = order.paymentTerm === 'credit' ? Number(order.creditDays ?? 0) : 0
  return new Date(Date.parse(unit.today) + days * 86_400_000).toISOString().slice(0, 10)
}

/** 发货: papers, batches, money and address are looked at once more at the door. */
export const shipShipment = command(
  shipment,
  {
    name: 'ship',
    label: { zh: '发货', en: 'Ship' },
    from: 'checked',
    to: 'shipped',
    icon: 'car',
    input: {
      carrier: text({ zh: '承运商', en: 'Carrier' }, { required: true, max: 60 }),
      logisticsNo: text({ zh: '物流单号', en: 'Logistics no.' }, { required: true, max: 60 }),
      temperatureDevice: text({ zh: '温度记录仪编号', en: 'Temperature device' }, { max: 60 }),
      temperatureLog: files({ zh: '温度记录', en: 'Temperature log' }, { single: true }),
    },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    notAdjacent(unit, row.checkedBy, 'shipment.samePerson')
    const order = await ctx.lock('salesOrder', row.order, 'read')
    released(order)
    const parts = await partsOf(unit, row.id)
    if (parts.some((p) => COLD.has(p.storage)) && !input.temperatureDevice)
      throw new Refusal('shipment.needsTemperature', {
        zh: '含冷链药品：请随货放置温度记录仪并填写编号',
        en: 'Cold-chain goods: put a temperature logger with them and enter its number',
      })
    const lines = new Map(
      (await ctx.lines(order as { id: string }, 'salesOrder')).lines!.map((l) => [l.id as string, l]),
    )
    const facts = await factsOf(unit, order, [])
    refuse(addressProblems(order, facts), 'order.cannotShip')
    await requireLicences(unit, {
      accountId: order.soldTo as string,
      packageIds: [...new Set(parts.map((p) => p.package))],
      shipToId: order.shipTo as string | null,
      contactId: order.buyer as string | null,
      on: unit.today,
    })
    const worthParts = worth(parts, lines)
    const amount = sum(worthParts.map((p) => p.amount))
    covered(unit, order, amount)
    await checkBatches(unit, parts, lines)
    await dispatch(unit, order, row.id, worthParts, amount)
    const patch = { ...input, state: 'shipped', shippedBy: actorOf(unit), shippedAt: unit.stamp, amount }
    const shipped = await ctx.change(row, patch)
    await attachFiles(unit, unit.caller.model.objects.get('shipment')!, shipped)
    const after = await refreshOrder(unit, order, {}, ctx.verb)
    await sign(unit, after, 'ship')
    if (order.contract) await noteContract(unit, order.contract as string)
  },
)

/** Moves everything that moves when goods leave: lines, stock, receivable, the tender's volume. */
async function dispatch(unit: Unit, order: Values, id: string, parts: Part[], amount: string): Promise<void> {
  await storeAmounts(
    unit,
    parts.map((p) => ({ line: p.id, amount: p.amount, taxAmount: p.taxAmount })),
  )
  await moveOrderLines(
    unit,
    order.id as string,
    parts.map(
      (p): LineDelta => ({ line: p.orderLine, picked: negate(p.qty), shipped: p.qty, shippedAmount: p.amount }),
    ),
  )
  await moveStock(
    unit,
    parts.map((p) => ({ batchId: p.batch, source: 'shipment', sourceId: id, ...shipReserved(p.qty) })),
  )
  await book(unit, order, { kind: 'shipment', amount, dueOn: dueOn(unit, order), source: 'shipment', sourceId: id })
  if (order.tender)
    await addTenderVolume(
      unit,
      parts.map((p) => ({ tenderId: order.tender as string, packageId: p.package, qty: p.qty })),
    )
}

/** 作废: what was picked goes back to the shelf. */
export const cancelShipment = command(
  shipment,
  {
    name: 'cancel',
    label: { zh: '作废', en: 'Cancel' },
    from: ['picking', 'checked'],
    to: 'cancelled',
    danger: true,
    icon: 'stop',
    input: { reason: text({ zh: '原因', en: 'Reason' }, { required: true, max: 300 }) },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    const order = await ctx.lock('salesOrder', row.order, 'read')
    const parts = await partsOf(unit, row.id)
    await moveOrderLines(
      unit,
      row.order,
      parts.map((p) => ({ line: p.orderLine, picked: negate(p.qty) })),
    )
    await moveStock(
      unit,
      parts.map((p) => ({
        batchId: p.batch,
        source: 'shipment',
        sourceId: row.id,
        note: input.reason,
        ...unreserve(p.qty),
      })),
    )
    await freeTraceCodes(unit, { shipment: row.id })
    await ctx.change(row, { state: 'cancelled', note: input.reason })
    await sign(unit, await refreshOrder(unit, order, {}, 'cancelShipment'), 'pick', 'withdrawn', input.reason)
  },
)
