import { newId } from '#kernel/store/ids.ts'
import { add, compare, sub, sum } from '#kernel/values/decimal.ts'
import { contentHash, DEFAULT_ORDER_RULES, lateAfter, partAmounts, standingOf } from '#modules/sales/index.ts'
import type { Rng } from '../../names/rng.ts'
import { day } from '../days.ts'
import { DAY, type Line, linesOf, type Plan, type World } from './plan.ts'
import type { Store, Taken } from './store.ts'
import type { Books, Customer } from './types.ts'

type Order = Record<string, unknown> & { id: string; at: Date }

/** A line of a shipment, as far as it is counted with. */
type Shipped = Record<
  'id' | 'orderLine' | 'package' | 'batch' | 'qty' | 'amount' | 'taxAmount' | 'returnedQty',
  string
> &
  Record<string, unknown>

/** One order with everything that has followed from it by now. */
export class Trade {
  readonly #w: World
  readonly #books: Books
  readonly #store: Store
  readonly #r: Rng

  constructor(w: World, books: Books, store: Store, r: Rng) {
    this.#w = w
    this.#books = books
    this.#store = store
    this.#r = r
  }

  #past = (at: Date | null): at is Date => at !== null && at <= this.#w.now

  run(plan: Plan, draft = false): void {
    const { customer: c } = plan
    const on = plan.submitted.toISOString().slice(0, 10)
    const { lines, discount } = linesOf(this.#w, plan, on, this.#r)
    const goods = sum(lines.map((l) => l.amount))
    const order: Order = {
      id: newId(),
      at: plan.submitted,
      soldTo: c.id,
      shipTo: c.id,
      billTo: c.id,
      shipToAddress: c.address,
      orderType: this.#r.chance(0.03) ? 'urgent' : 'normal',
      paymentTerm: c.credit ? 'credit' : 'prepaid',
      creditDays: c.credit ? c.creditDays : null,
      requestedDate: day(on, 7),
      customerPo: this.#r.chance(0.4) ? `CG${on.replaceAll('-', '')}${this.#r.int(10, 99)}` : null,
      discountAmount: discount,
      revision: 1,
      goodsAmount: add(goods, discount),
      amount: goods,
      taxAmount: sum(lines.map((l) => l.taxAmount)),
      shippedAmount: '0',
      paidAmount: '0',
      invoicedAmount: '0',
      creditedAmount: '0',
      submittedAt: plan.submitted.toISOString(),
    }
    for (const line of lines)
      Object.assign(line, {
        pickedQty: '0',
        shippedQty: '0',
        shippedAmount: '0',
        receivedQty: '0',
        invoicedQty: '0',
        returnedQty: '0',
      })
    order.contentHash = contentHash(order, lines)
    if (draft) {
      Object.assign(order, { submittedAt: null, contentHash: null })
      this.#finish(order, lines, 'draft', plan.submitted)
      return
    }
    let since = plan.submitted
    const reached = (at: Date) => {
      if (at > since) since = at
    }
    this.#audits(plan, order)
    let state = 'submitted'
    if (this.#past(plan.business)) {
      state = 'businessApproved'
      order.businessBy = this.#w.hands.commerce
      reached(plan.business)
    }
    if (this.#past(plan.finance)) {
      state = 'financeApproved'
      order.financeBy = this.#w.hands.finance
      order.releasedAt = plan.finance.toISOString()
      reached(plan.finance)
    }
    const prepaid = !c.credit && this.#past(plan.paid)
    if (prepaid) {
      this.#pay(order, plan.paid as Date, String(order.amount), c)
      reached(plan.paid as Date)
    }
    let credited = '0'
    if (state === 'financeApproved' && this.#past(plan.picked)) {
      const shipment = this.#ship(plan, order, lines, reached)
      if (shipment && plan.returned) credited = this.#takeBack(plan, order, lines, shipment)
      if (shipment && this.#past(plan.invoiced)) this.#invoice(plan, order, lines, shipment, reached)
    }
    const late = this.#past(plan.paid) && c.credit && compare(String(order.shippedAmount), '0') > 0
    if (late) {
      this.#pay(order, plan.paid as Date, sub(String(order.amount), credited), c)
      reached(plan.paid as Date)
    }
    this.#finish(order, lines, state, since)
  }

  #finish(order: Order, lines: Line[], state: string, since: Date): void {
    const all = (counter: string, of: string) => lines.every((l) => compare(String(l[counter]), String(l[of])) >= 0)
    const any = (counter: string) => lines.some((l) => compare(String(l[counter]), '0') > 0)
    const facts = { ...order, state, lines: undefined } as never
    const standing = standingOf(facts, {
      shippedAny: any('shippedQty'),
      shippedAll: all('shippedQty', 'qty'),
      receivedAny: any('receivedQty'),
      receivedAll: all('receivedQty', 'shippedQty'),
      invoicedAny: any('invoicedQty'),
      invoicedAll: lines.every(
        (l) => compare(add(String(l.invoicedQty), String(l.returnedQty)), String(l.shippedQty)) >= 0,
      ),
    })
    const done = standing.stage === 'done'
    const owed = sub(sub(String(order.shippedAmount), String(order.creditedAmount)), String(order.paidAmount))
    Object.assign(order, standing, {
      state: done ? 'closed' : state,
      stageSince: since.toISOString(),
      lateAfter: lateAfter(
        { stage: standing.stage, since: since.toISOString(), dueOn: (order.dueOn as string | undefined) ?? null },
        DEFAULT_ORDER_RULES,
      ),
      dueOn: compare(owed, '0') > 0 ? order.dueOn : null,
      lines,
    })
    this.#books.salesOrder.push(order)
  }

  #audits(plan: Plan, order: { id: string; contentHash?: unknown }): void {
    const { hands, now } = this.#w
    // Who signed what is shown for the last year; older signatures add nothing to a demo.
    if (now.getTime() - plan.submitted.getTime() > 365 * DAY) return
    const steps = [
      ['business', plan.business, hands.commerce],
      ['finance', plan.finance, hands.finance],
    ] as const
    for (const [step, at, employee] of steps)
      if (this.#past(at))
        this.#books.orderAudit.push({
          id: newId(),
          at,
          order: order.id,
          revision: 1,
          step,
          decision: 'done',
          employee,
          contentHash: order.contentHash,
        })
  }

  #ledger(order: Order, kind: string, at: Date, amount: string, source: [string, string], dueOn?: string): void {
    this.#books.receivableEntry.push({
      id: newId(),
      at,
      account: order.soldTo,
      order: order.id,
      kind,
      amount,
      bookedOn: new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10),
      dueOn: dueOn ?? null,
      source: source[0],
      sourceId: source[1],
    })
  }

  #pay(order: Order, at: Date, amount: string, c: Customer): void {
    if (compare(amount, '0') <= 0) return
    const payment = {
      id: newId(),
      at,
      account: c.id,
      payer: c.name,
      method: this.#r.chance(0.85) ? 'transfer' : 'acceptance',
      amount,
      receivedOn: at.toISOString().slice(0, 10),
      bankRef: `SL${at.toISOString().slice(0, 10).replaceAll('-', '')}${String(this.#books.payment.length + 1).padStart(6, '0')}`,
      allocated: amount,
      refunded: '0',
      state: 'allocated',
    }
    const allocation = { id: newId(), at, payment: payment.id, order: order.id, kind: 'allocate', amount }
    this.#books.payment.push(payment)
    this.#books.paymentAllocation.push(allocation)
    order.paidAmount = add(String(order.paidAmount), amount)
    this.#ledger(order, 'allocation', at, `-${amount}`, ['paymentAllocation', allocation.id])
  }

  #ship(plan: Plan, order: Order, lines: Line[], reached: (at: Date) => void): Shipped[] | undefined {
    const { hands } = this.#w
    const id = newId()
    const leaves = this.#past(plan.shipped)
    const arrives = this.#past(plan.received)
    const taken: Taken[] = []
    const rows: Shipped[] = lines.flatMap((line) => {
      const p = this.#w.packages.find((x) => x.id === line.package)!
      const parts = this.#store.reserve(p, line.qty, plan.picked, ['shipment', id])
      taken.push(...parts)
      let before = '0'
      return parts.map((t) => {
        const money = partAmounts(line, before, t.qty)
        before = add(before, t.qty)
        return {
          id: newId(),
          orderLine: line.id,
          package: line.package,
          batch: t.batch,
          qty: t.qty,
          traceCodes: [],
          unitPrice: line.unitPrice,
          taxRate: line.taxRate,
          amount: money.amount,
          taxAmount: money.taxAmount,
          checkedQty: leaves ? t.qty : '0',
          receivedQty: arrives ? t.qty : '0',
          differenceQty: '0',
          invoicedQty: '0',
          invoicedAmount: '0',
          returnedQty: '0',
          creditedQty: '0',
          creditedAmount: '0',
        }
      })
    })
    const shipment = {
      id,
      at: plan.picked,
      order: order.id,
      shipTo: order.soldTo,
      address: order.shipToAddress,
      carrier: leaves ? this.#r.pick(['国药物流（示例）', '顺丰医药（示例）', '京东医药（示例）']) : null,
      logisticsNo: leaves
        ? `WL${plan.picked.toISOString().slice(2, 10).replaceAll('-', '')}${String(this.#books.shipment.length + 1).padStart(6, '0')}`
        : null,
      pickedBy: hands.picker,
      checkedBy: leaves ? hands.checker : null,
      checkedAt: leaves ? plan.shipped.toISOString() : null,
      shippedBy: leaves ? hands.picker : null,
      shippedAt: leaves ? plan.shipped.toISOString() : null,
      receivedAt: arrives ? plan.received.toISOString() : null,
      temperatureDevice: leaves ? 'TL-示例-01' : null,
      amount: sum(rows.map((l) => l.amount)),
      state: arrives ? 'received' : leaves ? 'shipped' : 'picking',
      lines: rows,
    }
    this.#books.shipment.push(shipment)
    for (const line of lines) line.pickedQty = leaves ? '0' : line.qty
    if (!leaves) return undefined
    this.#store.ship(taken, plan.shipped, ['shipment', id])
    reached(plan.shipped)
    for (const line of lines) Object.assign(line, { shippedQty: line.qty, shippedAmount: line.amount })
    order.shippedAmount = order.amount
    const dueOn = day(plan.shipped.toISOString().slice(0, 10), plan.customer.credit ? plan.customer.creditDays : 0)
    order.dueOn = dueOn
    this.#ledger(order, 'shipment', plan.shipped, String(order.amount), ['shipment', id], dueOn)
    if (arrives) {
      reached(plan.received)
      for (const line of lines) line.receivedQty = line.qty
      this.#books.receipt.push({
        id: newId(),
        at: plan.received,
        shipment: id,
        receivedOn: plan.received.toISOString().slice(0, 10),
        signer: '收货员（示例）',
        discrepancy: 'none',
        lines: rows.map((l) => ({ id: newId(), shipmentLine: l.id, batch: l.batch, qty: l.qty })),
      })
    }
    return rows
  }

  #invoice(plan: Plan, order: Order, lines: Line[], rows: Shipped[], reached: (at: Date) => void): void {
    const { customer: c } = plan
    const year = plan.invoiced.toISOString().slice(2, 4)
    const billed = rows.map((l) => {
      const qty = sub(l.qty, l.returnedQty)
      const money = partAmounts(l, l.returnedQty, qty)
      Object.assign(l, { invoicedQty: qty, invoicedAmount: money.amount })
      const line = lines.find((x) => x.id === l.orderLine)!
      line.invoicedQty = add(String(line.invoicedQty), qty)
      const { orderLine, package: p, unitPrice, taxRate } = l
      const batchNo = this.#store.batchNo(l.batch)
      return { id: newId(), shipmentLine: l.id, orderLine, package: p, batchNo, qty, unitPrice, taxRate, ...money }
    })
    order.invoicedAmount = sum(billed.map((l) => l.amount))
    const taxAmount = sum(billed.map((l) => l.taxAmount))
    this.#books.invoice.push({
      id: newId(),
      at: plan.invoiced,
      account: c.id,
      order: order.id,
      kind: c.uscc ? 'special' : 'ordinary',
      buyer: c.name,
      buyerTaxNo: c.uscc,
      // Year, region, channel, sequence.
      invoiceNo: `${year}331${String(this.#books.invoice.length + 1).padStart(15, '0')}`,
      issuedAt: plan.invoiced.toISOString(),
      amount: order.invoicedAmount,
      taxAmount,
      netAmount: sub(String(order.invoicedAmount), taxAmount),
      state: 'issued',
      lines: billed.filter((l) => compare(l.qty, '0') > 0),
    })
    reached(plan.invoiced)
  }

  /** Part of the first line comes back before it is paid, is found good, and is taken off what is owed. */
  #takeBack(plan: Plan, order: Order, lines: Line[], rows: Shipped[]): string {
    const row = rows[0]!
    const at = new Date(plan.received.getTime() + 2 * DAY)
    const qty = '10'
    if (compare(String(order.paidAmount), '0') > 0 || !this.#past(at) || compare(row.qty, qty) <= 0) return '0'
    const line = lines.find((l) => l.id === row.orderLine)!
    const money = partAmounts(row, '0', qty)
    const id = newId()
    Object.assign(row, { returnedQty: qty, creditedQty: qty, creditedAmount: money.amount })
    line.returnedQty = qty
    order.creditedAmount = money.amount
    this.#store.restock(row.batch, qty, at, ['returnOrder', id])
    this.#books.returnOrder.push({
      id,
      at,
      order: order.id,
      reason: this.#r.pick(['commercial', 'wrongShipment', 'quality']),
      description: '示例：客户退回部分货物，包装完好',
      receivedAt: at.toISOString(),
      inspectedAt: at.toISOString(),
      inspection: '外观、批号与效期相符，合格',
      creditAmount: money.amount,
      lastBy: this.#w.hands.finance,
      state: 'credited',
      lines: [
        {
          id: newId(),
          shipmentLine: row.id,
          package: row.package,
          batch: row.batch,
          qty,
          receivedQty: qty,
          acceptedQty: qty,
          disposition: 'restock',
          amount: money.amount,
        },
      ],
    })
    this.#ledger(order, 'credit', at, `-${money.amount}`, ['returnOrder', id])
    return money.amount
  }
}
