import { command } from '#kernel/commands/context.ts'
import { files, json, longText, ref, select, text } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import { attachFiles } from '#kernel/records/fileLinks.ts'
import { compare, sub, sum } from '#kernel/values/decimal.ts'
import { shippedOf } from '../invoice/invoice.sql.ts'
import { notAdjacent } from '../salesOrder/audits.ts'
import { readEntries } from '../salesOrder/listInput.ts'
import { actorOf } from '../salesOrder/planting.ts'
import { refreshOrder } from '../salesOrder/refresh.ts'
import { giveUp } from './giveUp.ts'
import { plantReturn } from './plantReturn.ts'
import { returnOrder } from './returnOrder.object.ts'
import { codesBack, codesOut, takeCodes } from './traced.ts'

const comment = text({ zh: '意见', en: 'Comment' }, { max: 300 })

/** 退货申请: only lines that were shipped, no more of a batch than was. */
export const requestReturn = command(
  returnOrder,
  {
    name: 'request',
    label: { zh: '申请退货', en: 'Request a return' },
    collection: true,
    hidden: true,
    input: {
      order: ref('salesOrder', { zh: '订单', en: 'Order' }, { required: true }),
      reason: select({ zh: '原因', en: 'Reason' }, returnOrder.fields.reason!.options!, { required: true }),
      lines: json({ zh: '退货明细', en: 'Lines' }, { required: true }),
      description: longText({ zh: '说明', en: 'Description' }, { max: 2000 }),
      temperatureLog: files({ zh: '温度记录', en: 'Temperature log' }, { single: true }),
    },
  },
  async (ctx, _row, input) => {
    const { unit } = ctx
    const order = await ctx.lock('salesOrder', input.order, 'read')
    const shipped = await shippedOf(unit, input.order)
    const entries = readEntries(input.lines, 'lines', { shipmentLine: 'id', qty: 'qty' })!
    const parts = [...Map.groupBy(entries, (e) => e.shipmentLine)].map(([id, group]) => {
      const line = shipped.find((l) => l.id === id)
      const qty = sum(group.map((e) => e.qty))
      if (!line)
        throw new Refusal('return.notShipped', {
          zh: '只能退我方已发出的批号：所选行不是该订单的已发货行',
          en: 'Only batches that we shipped come back: the line is not one of the order’s shipments',
        })
      const open = sub(line.qty, line.returnedQty)
      if (compare(qty, '0') <= 0 || compare(qty, open) > 0)
        throw new Refusal(
          'return.over',
          {
            zh: `批号 ${line.batchNo} 最多可退 ${open}（已发减已退）：请修改数量`,
            en: `Of batch ${line.batchNo} at most ${open} can come back (shipped less returned): change the quantity`,
          },
          { batchNo: line.batchNo, open },
        )
      return { line, qty }
    })
    if (!parts.length) throw new Refusal('return.nothing', { zh: '请填写退货明细', en: 'Say which lines come back' })
    const { lines: _given, ...said } = input
    const made = await plantReturn(unit, order, said, parts)
    await attachFiles(unit, unit.caller.model.objects.get('returnOrder')!, made)
    await refreshOrder(unit, order, {}, 'requestReturn')
    return { returnOrder: made.id, number: made.number }
  },
)

/** 批准: may be sent back. */
export const approveReturn = command(
  returnOrder,
  {
    name: 'approve',
    label: { zh: '批准', en: 'Approve' },
    from: 'requested',
    to: 'approved',
    icon: 'check',
    input: { comment },
  },
  async (ctx, row) => {
    notAdjacent(ctx.unit, row.lastBy)
    await ctx.change(row, { state: 'approved', lastBy: actorOf(ctx.unit) })
  },
)

export const rejectReturn = command(
  returnOrder,
  {
    name: 'reject',
    label: { zh: '驳回', en: 'Reject' },
    from: 'requested',
    to: 'rejected',
    danger: true,
    icon: 'close',
    input: { comment: text({ zh: '驳回原因', en: 'Reason' }, { required: true, max: 300 }) },
  },
  async (ctx, row, input) => {
    notAdjacent(ctx.unit, row.lastBy)
    const order = await ctx.lock('salesOrder', row.order, 'read')
    await giveUp(ctx, order, row, `被驳回：${input.comment}`)
    const description = [row.description, input.comment].filter(Boolean).join('\n').slice(0, 2000)
    await ctx.change(row, { state: 'rejected', lastBy: actorOf(ctx.unit), description })
  },
)

/** 收货: the warehouse counts what came back. */
export const arriveReturn = command(
  returnOrder,
  {
    name: 'arrive',
    label: { zh: '退货到货', en: 'Arrived' },
    from: 'approved',
    to: 'received',
    icon: 'inbox',
    input: {
      lines: json({ zh: '实收明细', en: 'Lines' }),
      temperatureLog: files({ zh: '温度记录', en: 'Temperature log' }, { single: true }),
    },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    notAdjacent(unit, row.lastBy)
    const lines = (await ctx.lines(row)).lines!
    const entries = readEntries(input.lines, 'lines', { line: 'id', qty: 'qty', traceCodes: 'texts?' })
    const out = await codesOut(unit, lines)
    const next = lines.map((line) => {
      const said = entries?.filter((e) => e.line === line.id)
      const qty = entries?.length ? sum(said!.map((e) => e.qty)) : String(line.qty)
      if (compare(qty, String(line.qty)) > 0)
        throw new Refusal('return.over', {
          zh: `实收 ${qty} 多于批准的 ${line.qty}：多出部分请另行申请`,
          en: `${qty} arrived, ${line.qty} was approved: request the rest separately`,
        })
      const scanned = said?.flatMap((e) => e.traceCodes ?? [])
      return { ...line, receivedQty: qty, traceCodes: codesBack(row, line, qty, scanned, out) }
    })
    await takeCodes(unit, row.id, next)
    const patch = {
      state: 'received',
      receivedAt: unit.stamp,
      lastBy: actorOf(unit),
      ...(input.temperatureLog ? { temperatureLog: input.temperatureLog } : {}),
    }
    const after = await ctx.changeLines(row, { lines: next }, patch)
    await attachFiles(unit, unit.caller.model.objects.get('returnOrder')!, after)
  },
)

export const requestVerbs = [requestReturn, approveReturn, rejectReturn, arriveReturn]
