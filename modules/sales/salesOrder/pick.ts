import { command } from '#kernel/commands/context.ts'
import { json } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { readsClear } from '#kernel/records/shown.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { add, compare, sub } from '#kernel/values/decimal.ts'
import { batchProblem, fefo, moveStock, reserve } from '#modules/products/index.ts'
import { notAdjacent, sign } from './audits.ts'
import { type LineDelta, moveOrderLines } from './counters.sql.ts'
import { factsOf } from './facts.sql.ts'
import { addressProblems, refuse } from './judge.ts'
import { readEntries } from './listInput.ts'
import { lockBatches, lockBatchesOf } from './pick.sql.ts'
import { actorOf, homeOf, plant } from './planting.ts'
import { refreshOrder } from './refresh.ts'
import { salesOrder } from './salesOrder.object.ts'

interface Wanted {
  line: Values
  qty: string
  batch?: string
}

interface Taken {
  line: Values
  batch: string
  batchNo: string
  lastUsableDate: string
  qty: string
}

const outstanding = (line: Values): string =>
  sub(sub(String(line.qty), String(line.shippedQty)), String(line.pickedQty))

const demandsOf = (line: Values) => ({
  minRemainingMonths: line.minRemainingMonths as number | null,
  allowNearExpiry: line.nearExpiryConsent === 'accept',
})

function wantedOf(lines: Values[], given: unknown): Wanted[] {
  const entries = readEntries(given, 'lines', { line: 'id', batch: 'id?', qty: 'qty' })
  const wanted = entries?.length
    ? entries.map((e) => {
        const line = lines.find((l) => l.id === e.line)
        if (!line)
          throw new Refusal('pick.unknownLine', {
            zh: '订单没有这一行：请刷新后重选',
            en: 'The order has no such line: reload and choose again',
          })
        return { line, qty: e.qty, batch: e.batch }
      })
    : lines.map((line) => ({ line, qty: outstanding(line) }))
  const some = wanted.filter((w) => compare(w.qty, '0') > 0)
  if (!some.length)
    throw new Refusal('pick.nothing', {
      zh: '没有待配货的明细：全部已配或已发',
      en: 'Nothing is left to pick: everything is picked or shipped',
    })
  for (const [line, group] of Map.groupBy(some, (w) => w.line)) {
    const all = group.reduce((sum, w) => add(sum, w.qty), '0')
    if (compare(all, outstanding(line)) > 0)
      throw new Refusal(
        'pick.over',
        {
          zh: `配货数量 ${all} 超过该行待发 ${outstanding(line)}：请减少`,
          en: `${all} picked is more than the ${outstanding(line)} outstanding on the line: pick less`,
        },
        { line: line.id },
      )
  }
  return some
}

/** First expired, first out for one line, beyond what other lines of this picking take of the same batches. */
async function takeFirst(unit: Unit, line: Values, qty: string, taken: Taken[]): Promise<Taken[]> {
  const others = new Map<string, string>()
  for (const t of taken)
    if (t.line.package === line.package) others.set(t.batch, add(others.get(t.batch) ?? '0', t.qty))
  const ask = [...others.values()].reduce(add, qty)
  const found: Taken[] = []
  let open = qty
  for (const p of await fefo(unit, line.package as string, ask, demandsOf(line))) {
    const left = sub(p.qty, others.get(p.batchId) ?? '0')
    const take = compare(left, open) < 0 ? left : open
    if (compare(take, '0') <= 0) continue
    found.push({ line, batch: p.batchId, batchNo: p.batchNo, lastUsableDate: p.lastUsableDate, qty: take })
    open = sub(open, take)
  }
  if (compare(open, '0') > 0) {
    const clear = readsClear(unit.caller, 'batch', 'onHand reserved locked')
    throw new Refusal(
      'stock.short',
      {
        zh: `可发库存不足：需要 ${qty}${clear ? `，缺 ${open}` : ''}（只计已放行、在效期且符合效期要求的批号）。请减少配货数量、放宽效期要求或等待入库`,
        en: `Not enough shippable stock: ${qty} wanted${clear ? `, ${open} short` : ''} (released, in date, with the shelf life asked for). Pick less, relax the shelf life or wait for stock`,
      },
      { line: line.id, packageId: line.package, wanted: qty, ...(clear ? { short: open } : {}) },
    )
  }
  return found
}

/** Named batches as asked for; the rest first expired, first out, from what the named ones leave. */
async function takeBatches(unit: Unit, wanted: Wanted[]): Promise<Taken[]> {
  await lockBatchesOf(unit, [...new Set(wanted.map((w) => w.line.package as string))])
  const named = wanted.filter((w) => w.batch)
  const held = named.length
    ? await lockBatches(
        unit,
        named.map((w) => w.batch!),
      )
    : new Map()
  const taken: Taken[] = []
  for (const { line, qty, batch } of named) {
    const b = held.get(batch!)
    if (!b || b.package !== line.package)
      throw new Refusal('batch.unknown', {
        zh: '所选批号不存在或不属于该品规：请重选',
        en: 'No such batch of this package: choose again',
      })
    const problem = batchProblem(b, unit.today, { ...demandsOf(line), nearExpiryMonths: b.nearExpiryMonths })
    if (problem) throw problem
    taken.push({ line, batch: b.id, batchNo: b.batchNo, lastUsableDate: b.lastUsableDate, qty })
  }
  for (const { line, qty } of wanted.filter((w) => !w.batch)) taken.push(...(await takeFirst(unit, line, qty, taken)))
  return taken
}

/** 配货: takes batches for what is outstanding and reserves them under a new shipment. */
export const pickOrder = command(
  salesOrder,
  {
    name: 'pick',
    label: { zh: '配货', en: 'Pick' },
    from: 'financeApproved',
    guards: [
      {
        holds: { not: { shipmentStatus: { eq: 'full' } } },
        code: 'pick.nothing',
        message: { zh: '没有待配货的明细：全部已发', en: 'Nothing is left to pick: everything is shipped' },
      },
    ],
    icon: 'inbox',
    input: { lines: json({ zh: '配货明细', en: 'Lines' }) },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    notAdjacent(unit, row.financeBy)
    const lines = (await ctx.lines(row)).lines!
    const facts = await factsOf(unit, row, [])
    refuse(addressProblems(row, facts), 'order.cannotPick')
    const taken = await takeBatches(unit, wantedOf(lines, input.lines))
    const [shipment] = await plant(unit, 'shipment', homeOf(row as unknown as Values), [
      {
        values: {
          order: row.id,
          shipTo: row.shipTo,
          address: row.shipToAddress ?? facts.shipTo.address,
          pickedBy: actorOf(unit),
        },
        lines: {
          lines: taken.map((t) => ({
            orderLine: t.line.id,
            package: t.line.package,
            batch: t.batch,
            qty: t.qty,
            unitPrice: t.line.unitPrice,
            taxRate: t.line.taxRate,
          })),
        },
      },
    ])
    await moveOrderLines(
      unit,
      row.id,
      taken.map((t): LineDelta => ({ line: t.line.id as string, picked: t.qty })),
    )
    await moveStock(
      unit,
      taken.map((t) => ({
        batchId: t.batch,
        source: 'shipment',
        sourceId: shipment!.id as string,
        ...reserve(t.qty),
      })),
    )
    Object.assign(row, await refreshOrder(unit, row, {}, ctx.verb))
    await sign(unit, row, 'pick')
    return {
      shipment: shipment!.id,
      number: shipment!.number,
      lines: taken.map((t) => ({
        line: t.line.id,
        package: t.line.package,
        batch: t.batch,
        batchNo: t.batchNo,
        qty: t.qty,
        lastUsableDate: t.lastUsableDate,
      })),
    }
  },
)
