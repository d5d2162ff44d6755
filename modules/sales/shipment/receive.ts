import { command } from '#kernel/commands/context.ts'
import { date, files, json, longText, select, text } from '#kernel/declare/index.ts'
import { invalid, invalidField, Refusal } from '#kernel/errors.ts'
import { attachFiles } from '#kernel/records/fileLinks.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { add, compare, sub, sum } from '#kernel/values/decimal.ts'
import { shippedOf } from '../invoice/invoice.sql.ts'
import { receipt } from '../receipt/receipt.object.ts'
import { plantReturn } from '../returnOrder/plantReturn.ts'
import { notAdjacent, sign } from '../salesOrder/audits.ts'
import { moveOrderLines, moveShipmentLines } from '../salesOrder/counters.sql.ts'
import { readEntries } from '../salesOrder/listInput.ts'
import { homeOf, plant } from '../salesOrder/planting.ts'
import { refreshOrder } from '../salesOrder/refresh.ts'
import { shipment } from './shipment.object.ts'

interface Arrived {
  line: Values
  qty: string
  /** Not there although it left, and not taken although it was there. */
  short: string
  refused: string
}

/** Of a line: still on its way, neither received nor reported short or refused. */
const missing = (line: Values): string =>
  sub(sub(String(line.qty), String(line.receivedQty)), String(line.differenceQty ?? '0'))
const differs = (a: Arrived): string => add(a.short, a.refused)
const told = (a: Arrived): string => add(a.qty, differs(a))

function arrivedOf(lines: Values[], given: unknown): Arrived[] {
  const entries = readEntries(given, 'lines', { line: 'id', qty: 'qty', short: 'qty?', refused: 'qty?' })
  const arrived = entries?.length
    ? [...Map.groupBy(entries, (e) => e.line)].map(([id, group]) => ({
        line: lines.find((l) => l.id === id)!,
        qty: sum(group.map((e) => e.qty)),
        short: sum(group.map((e) => e.short ?? '0')),
        refused: sum(group.map((e) => e.refused ?? '0')),
      }))
    : lines.map((line) => ({ line, qty: missing(line), short: '0', refused: '0' }))
  if (arrived.some((a) => !a.line))
    throw new Refusal('shipment.unknownLine', {
      zh: '发货单没有这一行：请刷新后重试',
      en: 'The shipment has no such line: reload and try again',
    })
  const some = arrived.filter((a) => compare(told(a), '0') > 0)
  if (!some.length)
    throw new Refusal('receipt.nothing', {
      zh: '没有待签收的数量：请核对已签收明细',
      en: 'Nothing is left to receive: look at what was received already',
    })
  const over = some.find((a) => compare(told(a), missing(a.line)) > 0)
  if (over)
    throw new Refusal('receipt.over', {
      zh: `签收（含短少、拒收）${told(over)} 超过在途 ${missing(over.line)}：多收的货请拒收或联系仓库`,
      en: `${told(over)} received, short or refused is more than the ${missing(over.line)} on the way: refuse what is too much or ask the warehouse`,
    })
  return some
}

/** Whoever reports something short or refused says what was wrong. */
function explained(arrived: Arrived[], kind: unknown, note: unknown): void {
  if (!arrived.some((a) => compare(differs(a), '0') > 0)) return
  const problems = []
  if (!kind || kind === 'none')
    problems.push({
      field: 'discrepancy',
      code: 'field.required',
      message: { zh: '有短少或拒收，请选择差异类型', en: 'Something is short or refused: choose the discrepancy' },
    })
  if (!note)
    problems.push({
      field: 'discrepancyNote',
      code: 'field.required',
      message: { zh: '有短少或拒收，请说明原因', en: 'Something is short or refused: say why' },
    })
  if (problems.length) throw invalid(problems)
}

/** What is short and what is refused goes on a return each, to be judged by the order desk, QA and finance. */
async function returnsOf(unit: Unit, order: Values, receipt: Values, arrived: Arrived[]): Promise<string[]> {
  const shipped = await shippedOf(unit, order.id as string)
  const made: string[] = []
  for (const reason of ['short', 'refused'] as const) {
    const parts = arrived
      .filter((a) => compare(a[reason], '0') > 0)
      .map((a) => ({ line: shipped.find((l) => l.id === a.line.id)!, qty: a[reason] }))
    if (!parts.length) continue
    const values = { reason, receipt: receipt.id, description: receipt.discrepancyNote }
    made.push((await plantReturn(unit, order, values, parts)).id as string)
  }
  return made
}

/** 签收: by the signed note, in one or several parts; what is short or refused is said and goes on a return. */
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
      throw invalidField('receivedOn', 'date.future', '签收日期不能晚于今天', 'It must not lie in the future')
    const order = await ctx.lock('salesOrder', row.order, 'read')
    const lines = (await ctx.lines(row)).lines!
    const arrived = arrivedOf(lines, input.lines)
    explained(arrived, input.discrepancy, input.discrepancyNote)
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
        lines: {
          lines: arrived.map((a) => ({
            ...{ shipmentLine: a.line.id, batch: a.line.batch },
            ...{ qty: a.qty, shortQty: a.short, refusedQty: a.refused },
          })),
        },
      },
    ])
    await attachFiles(unit, unit.caller.model.objects.get('receipt')!, made!)
    const returns = await returnsOf(unit, order, made!, arrived)
    const open = lines.filter((l) => {
      const now = arrived.filter((a) => a.line === l).reduce((left, a) => sub(left, told(a)), missing(l))
      return compare(now, '0') > 0
    })
    if (!open.length) await ctx.change(row, { state: 'received', receivedAt: unit.stamp })
    const after = await refreshOrder(unit, order, {}, 'receive')
    await sign(unit, after, 'receive', 'done', input.discrepancyNote?.slice(0, 500))
    return { receipt: made!.id, returns }
  },
)

/** 差异处理: how a difference was settled, in words; what was short or refused is settled by its return. */
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
