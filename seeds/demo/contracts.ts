import { newId } from '#kernel/store/ids.ts'
import { add, div, mul, sub } from '#kernel/values/decimal.ts'
import { noteContract, orderTotals } from '#modules/sales/index.ts'
import type { Rng } from '../names/rng.ts'
import type { Writer } from './batch.ts'
import { day, instant } from './days.ts'
import type { Books, Dated } from './trade/types.ts'

export const CLAUSES = [
  '一、质量：供方所供药品须符合国家药品标准，随货提供同批号检验报告。',
  '二、交货：款到或按账期发货，冷藏药品全程冷链并附温度记录。',
  '三、验收：需方到货当日验收，如有差异三日内书面提出。',
  '四、付款：按付款计划执行，逾期按日万分之三计。',
  '五、争议：双方协商，协商不成由供方所在地人民法院管辖。',
].join('\n')

/** Signed contracts over some of the orders, three times as large as the order: their execution is under way. */
export async function makeContracts(w: Writer, r: Rng, books: Books, approver: string): Promise<string[]> {
  const today = w.now.toISOString().slice(0, 10)
  const orders = books.salesOrder.filter((o) => o.discountAmount === '0' && r.chance(0.05))
  const rows = orders.map((order) => {
    const from = order.at.toISOString().slice(0, 10)
    const lines = (order.lines as Dated[]).map((l) => ({
      id: newId(),
      package: l.package,
      qty: mul(String(l.qty), '3'),
      unitPrice: String(l.unitPrice),
      priceSource: 'national',
      taxRate: String(l.taxRate),
      amount: '0',
      taxAmount: '0',
      orderedQty: '0',
    }))
    const totals = orderTotals(lines, '0')
    for (const [i, line] of lines.entries())
      Object.assign(line, { amount: totals.lines[i]!.amount, taxAmount: totals.lines[i]!.taxAmount })
    const part = div(totals.amount, '3', 2)
    const signed = day(from, -3)
    const id = newId()
    order.contract = id
    return {
      id,
      account: order.soldTo,
      title: `年度购销合同（示例）${from.slice(0, 4)}`,
      contractNo: `示例-${from.replaceAll('-', '')}-${r.int(100, 999)}`,
      validFrom: signed,
      validTo: day(signed, 365),
      signedAt: signed,
      paymentTerm: order.paymentTerm,
      clauses: CLAUSES,
      amount: totals.amount,
      taxAmount: totals.taxAmount,
      approvedBy: approver,
      state: day(signed, 365) < today ? 'completed' : 'signed',
      lines,
      paymentPlan: [
        { id: newId(), dueOn: day(signed, 30), amount: part, condition: 'date', paidAmount: '0' },
        { id: newId(), dueOn: day(signed, 120), amount: part, condition: 'date', paidAmount: '0' },
        {
          id: newId(),
          dueOn: day(signed, 240),
          amount: sub(totals.amount, add(part, part)),
          condition: 'date',
          paidAmount: '0',
        },
      ],
      at: instant(signed, 10),
    }
  })
  await w.record('contract', rows, rows[0]?.at ?? w.now)
  return rows.map((row) => row.id)
}

/** Execution of the contracts, worked out from their orders by the product itself. */
export async function noteContracts(w: Writer, contracts: string[]): Promise<void> {
  await w.unit(async (unit) => {
    for (const id of contracts) await noteContract(unit, id)
  })
}
