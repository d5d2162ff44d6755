import { command } from '#kernel/commands/context.ts'
import { date, files, json, longText, select, text } from '#kernel/declare/index.ts'
import { invalid, Refusal } from '#kernel/errors.ts'
import { attachFiles } from '#kernel/records/fileLinks.ts'
import type { Values } from '#kernel/records/input.ts'
import { compare, sub } from '#kernel/values/decimal.ts'
import { receipt } from '../receipt/receipt.object.ts'
import { notAdjacent, sign } from '../salesOrder/audits.ts'
import { moveOrderLines, moveShipmentLines } from '../salesOrder/counters.sql.ts'
import { readEntries } from '../salesOrder/listInput.ts'
import { homeOf, plant } from '../salesOrder/planting.ts'
import { refreshOrder } from '../salesOrder/refresh.ts'
import { shipment } from './shipment.object.ts'

interface Arrived {
  line: Values
  qty: string
}

const missing = (line: Values): string => sub(String(line.qty), String(line.receivedQty))

function arrivedOf(lines: Values[], given: unknown): Arrived[] {
  const entries = readEntries(given, 'lines', { line: 'id', qty: 'qty' })
  const arrived = entries?.length
    ? entries.map((e) => ({ line: lines.find((l) => l.id === e.line)!, qty: e.qty }))
    : lines.map((line) => ({ line, qty: missing(line) }))
  if (arrived.some((a) => !a.line))
    throw new Refusal('shipment.unknownLine', {
      zh: '发货单没有这一行：请刷新后重试',
      en: 'The shipment has no such line: reload and try again',
    })
  const some = arrived.filter((a) => compare(a.qty, '0') > 0)
  if (!some.length)
    throw new Refusal('receipt.nothing', {
      zh: '没有待签收的数量：请核对已签收明细',
      en: 'Nothing is left to receive: look at what was received already',
    })
  const over = some.find((a) => compare(a.qty, missing(a.line)) > 0)
  if (over)
    throw new Refusal('receipt.over', {
      zh: `签收 ${over.qty} 超过在途 ${missing(over.line)}：多收的货请拒收或联系仓库`,
      en: `${over.qty} received is more than the ${missing(over.line)} on the way: refuse what is too much or ask the warehouse`,
    })
  return some
}

/** 签收: by the signed note, in one or several parts; what differs is said. */
export const receiveShipment = command(
  shipment,
  {
    name: 'receive',
    label: { zh: '签收', en: 'Receive' },
    from: 'shipped',
    icon: 'check-square',
    input: {
      receivedOn: date({ zh: '签收日期', en: 'Received on' }, { required: true }),
      signer: text({ zh: '签收人', en: 'Signed by' }, { required: true, max: 40 }),
      lines: json({ zh: '签收明细', en: 'Lines' }),
      discrepancy: select({ zh: '差异', en: 'Discrepancy' }, receipt.fields.discrepancy!.options!, { default: 'none' }),
      discrepancyNote: longText({ zh: '差异说明', en: 'What differs' }, { max: 1000 }),
      signedNote: files({ zh: '签收回单', en: 'Signed note' }, { single: true }),
    },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    notAdjacent(unit, row.shippedBy)
    if (input.receivedOn > unit.today)
      throw invalid([
        {
          field: 'receivedOn',
          code: 'date.future',
          message: { zh: '签收日期不能晚于今天', en: 'It must not lie in the future' },
        },
      ])
    const order = await ctx.lock('salesOrder', row.order, 'read')
    const lines = (await ctx.lines(row)).lines!
    const arrived = arrivedOf(lines, input.lines)
    await moveShipmentLines(
      unit,
      arrived.map((a) => ({ line: a.line.id as string, received: a.qty })),
    )
    await moveOrderLines(
      unit,
      row.order,
      arrived.map((a) => ({ line: a.line.orderLine as string, received: a.qty })),
    )
    const { lines: _given, ...said } = input
    const [made] = await plant(unit, 'receipt', homeOf(row as unknown as Values), [
      {
        values: { ...said, shipment: row.id },
        lines: { lines: arrived.map((a) => ({ shipmentLine: a.line.id, batch: a.line.batch, qty: a.qty })) },
      },
    ])
    await attachFiles(unit, unit.caller.model.objects.get('receipt')!, made!)
    const open = lines.filter((l) => {
      const now = arrived.filter((a) => a.line === l).reduce((left, a) => sub(left, a.qty), missing(l))
      return compare(now, '0') > 0
    })
    if (!open.length) await ctx.change(row, { state: 'received', receivedAt: unit.stamp })
    const after = await refreshOrder(unit, order, {}, 'receive')
    await sign(unit, after, 'receive', 'done', input.discrepancyNote?.slice(0, 500))
    return { receipt: made!.id }
  },
)

/** 差异处理: how a difference was settled, in words; goods that never came are credited by a return. */
export const settleDiscrepancy = command(
  receipt,
  {
    name: 'settleDiscrepancy',
    label: { zh: '处理差异', en: 'Settle discrepancy' },
    icon: 'solution',
    input: { result: text({ zh: '处理结果', en: 'How it was settled' }, { required: true, max: 300 }) },
  },
  async (ctx, row, input) => {
    if (row.discrepancy === 'none' || row.discrepancySettled)
      throw new Refusal('receipt.noDiscrepancy', {
        zh: '该签收单没有未处理的差异',
        en: 'This receipt has no open discrepancy',
      })
    await ctx.change(row, { discrepancySettled: input.result })
  },
)
