import { command } from '#kernel/commands/context.ts'
import { json, longText, text } from '#kernel/declare/index.ts'
import { invalidField, type Problem, Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { compare, negate, sub, sum } from '#kernel/values/decimal.ts'
import { moveStock, type StockMove } from '#modules/products/index.ts'
import { notAdjacent } from '../salesOrder/audits.ts'
import { readEntries } from '../salesOrder/listInput.ts'
import { actorOf } from '../salesOrder/planting.ts'
import { refreshOrder } from '../salesOrder/refresh.ts'
import { giveUp, leaveWithCustomer } from './giveUp.ts'
import { returnOrder } from './returnOrder.object.ts'
import { type ReturnPart, returnParts } from './returnOrder.sql.ts'
import { codesKept, freeCodes } from './traced.ts'

const DISPOSITIONS = ['restock', 'quarantine', 'destroy', 'sendBack']
/** Goods that never came: found in the warehouse after all, or lost. */
const OF_SHORT = ['lost', 'restock']
const COLD = new Set(['cold', 'frozen'])

const noSuch = (): Problem => invalidField('lines', 'field.option', '处置方式无效', 'No such disposition')

interface Verdict {
  line: string
  qty: string
  disposition?: string
  traceCodes?: string[]
}

/** What becomes of a line, as QA says or as the rules have it. */
function dispositionOf(row: Values, part: ReturnPart, wished: string | undefined): string {
  const short = row.reason === 'short'
  if (wished && !(short ? OF_SHORT : DISPOSITIONS).includes(wished)) throw noSuch()
  if (short) return wished ?? 'lost'
  const log = row.temperatureLog as string[] | null
  const warm = COLD.has(part.storage) && !log?.length
  if (warm && wished && wished !== 'destroy' && wished !== 'sendBack')
    throw new Refusal('return.coldChain', {
      zh: '冷链药品退回时没有温度记录，只能销毁：请处置为“销毁”，或退回客户',
      en: 'Cold-chain goods that come back without a temperature log can only be destroyed: choose Destroy, or send them back',
    })
  return wished ?? (warm ? 'destroy' : 'quarantine')
}

function judged(row: Values, line: Values, part: ReturnPart, verdict: Verdict | undefined): Values {
  const acceptedQty = verdict?.qty ?? String(line.receivedQty)
  if (compare(acceptedQty, String(line.receivedQty)) > 0)
    throw new Refusal('return.over', {
      zh: `合格数量 ${acceptedQty} 多于实收 ${line.receivedQty}`,
      en: `${acceptedQty} accepted, ${line.receivedQty} arrived`,
    })
  const disposition = dispositionOf(row, part, verdict?.disposition)
  return { ...line, acceptedQty, disposition, traceCodes: codesKept(line, acceptedQty, verdict?.traceCodes) }
}

/** 检验: QA looks at what came back and says what becomes of it. */
export const inspectReturn = command(
  returnOrder,
  {
    name: 'inspect',
    label: { zh: '检验', en: 'Inspect' },
    from: 'received',
    to: 'inspected',
    icon: 'experiment',
    input: {
      conclusion: longText({ zh: '检验结论', en: 'Conclusion' }, { required: true, max: 2000 }),
      lines: json({ zh: '检验明细', en: 'Lines' }),
    },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    notAdjacent(unit, row.lastBy)
    const lines = (await ctx.lines(row)).lines!
    const parts = await returnParts(
      unit,
      lines.map((l) => l.shipmentLine as string),
    )
    const verdicts = readEntries(input.lines, 'lines', {
      ...{ line: 'id', qty: 'qty', disposition: 'text?', traceCodes: 'texts?' },
    } as const)
    const next = lines.map((line) =>
      judged(
        row,
        line,
        parts.get(line.shipmentLine as string)!,
        verdicts?.find((v) => v.line === line.id),
      ),
    )
    await ctx.changeLines(
      row,
      { lines: next },
      {
        state: 'inspected',
        inspection: input.conclusion,
        inspectedAt: unit.stamp,
        lastBy: actorOf(unit),
      },
    )
  },
)

/** What is ours again of a line. */
const acceptedOf = (line: Values): string => (line.disposition === 'sendBack' ? '0' : String(line.acceptedQty))

/** What goods that come back do to the stock. Those to be sent back or destroyed never enter it as free. */
function movesOf(row: Values, line: Values): StockMove[] {
  const qty = String(line.acceptedQty)
  if (compare(qty, '0') <= 0) return []
  const base = { batchId: line.batch as string, source: 'returnOrder', sourceId: row.id as string }
  if (line.disposition === 'restock') return [{ ...base, kind: 'return', onHand: qty }]
  if (line.disposition === 'quarantine') return [{ ...base, kind: 'return', onHand: qty, locked: qty }]
  if (line.disposition === 'destroy' || line.disposition === 'lost')
    return [
      { ...base, kind: 'return', onHand: qty, locked: qty },
      {
        ...{ ...base, kind: line.disposition === 'lost' ? 'loss' : 'destroy' },
        ...{ onHand: negate(qty), locked: negate(qty) },
      },
    ]
  return []
}

/** 接受: what QA accepted enters stock as it said; what it did not is the customer's again. */
export const acceptReturn = command(
  returnOrder,
  {
    name: 'accept',
    label: { zh: '接受退货', en: 'Accept' },
    from: 'inspected',
    to: 'accepted',
    icon: 'check',
    input: { comment: text({ zh: '意见', en: 'Comment' }, { max: 300 }) },
  },
  async (ctx, row) => {
    const { unit } = ctx
    notAdjacent(unit, row.lastBy)
    const order = await ctx.lock('salesOrder', row.order, 'read')
    const lines = (await ctx.lines(row)).lines!
    if (compare(sum(lines.map(acceptedOf)), '0') === 0)
      throw new Refusal('return.nothingAccepted', {
        zh: '没有合格数量：请改用“拒绝”',
        en: 'Nothing was accepted: refuse the return instead',
      })
    await leaveWithCustomer(
      ctx,
      row,
      lines.map((l) => ({ shipmentLine: l.shipmentLine as string, qty: sub(String(l.qty), acceptedOf(l)) })),
    )
    await freeCodes(unit, row.id, lines)
    await moveStock(
      unit,
      lines.flatMap((line) => movesOf(row, line)),
    )
    await ctx.change(row, { state: 'accepted', lastBy: actorOf(unit) })
    await refreshOrder(unit, order, {}, 'acceptReturn')
  },
)

/** 拒绝: the goods go back to the customer, nothing is credited. */
export const refuseReturn = command(
  returnOrder,
  {
    name: 'refuse',
    label: { zh: '拒绝退货', en: 'Refuse' },
    from: ['received', 'inspected'],
    to: 'rejected',
    danger: true,
    icon: 'close',
    input: { reason: text({ zh: '拒绝原因', en: 'Reason' }, { required: true, max: 300 }) },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    notAdjacent(unit, row.lastBy)
    const order = await ctx.lock('salesOrder', row.order, 'read')
    await giveUp(ctx, order, row, `被拒绝：${input.reason}`)
    const inspection = [row.inspection, input.reason].filter(Boolean).join('\n').slice(0, 2000)
    await ctx.change(row, { state: 'rejected', lastBy: actorOf(unit), inspection })
  },
)

export const inspectVerbs = [inspectReturn, acceptReturn, refuseReturn]
