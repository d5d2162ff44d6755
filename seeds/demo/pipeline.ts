import { newId } from '#kernel/store/ids.ts'
import { orderTotals } from '#modules/sales/index.ts'
import type { Rng } from '../names/rng.ts'
import type { DemoAccount } from './accounts.ts'
import type { Writer } from './batch.ts'
import type { People } from './contacts.ts'
import { day, earlier, instant, later } from './days.ts'
import type { Goods } from './goods.ts'
import { type Prices, priceOn } from './prices.ts'

const STAGES: readonly (readonly [state: string, weight: number, probability: number])[] = [
  ['identified', 24, 10],
  ['qualified', 20, 30],
  ['proposal', 18, 50],
  ['negotiation', 12, 80],
  ['won', 16, 100],
  ['lost', 10, 0],
]
const QUOTED = new Set(['proposal', 'negotiation', 'won', 'lost'])
const QUOTE_STATES: Record<string, [string, number][]> = {
  proposal: [
    ['draft', 2],
    ['approved', 3],
    ['sent', 5],
  ],
  negotiation: [['sent', 1]],
  won: [['accepted', 1]],
  lost: [['declined', 1]],
}

/** Possible sales at hospitals and distributors, and what was quoted for them. */
export async function makePipeline(
  w: Writer,
  r: Rng,
  world: { accounts: DemoAccount[]; people: People; goods: Goods; prices: Prices; approver: string },
): Promise<{ opportunities: number; quotations: number }> {
  const today = w.now.toISOString().slice(0, 10)
  const open = world.accounts.filter((a) => a.owner && ['opportunity', 'customer', 'user'].includes(a.stage))
  const goods = world.goods.packages.filter((p) => !p.medicine.control)
  const quotations: ({ id: string; at: Date } & Record<string, unknown>)[] = []
  const rows = Array.from({ length: Math.min(640, open.length) }, (_, n) => {
    const account = open[(n * 7) % open.length]!
    const [state, , probability] = r.weighted(STAGES.map((s) => [s, s[1]] as const))
    const closed = state === 'won' || state === 'lost'
    const began = day(today, -r.int(closed ? 60 : 5, closed ? 800 : 150))
    const since = closed ? day(began, r.int(20, 55)) : day(today, -r.int(0, r.chance(0.2) ? 40 : 10))
    const chosen = [r.pick(goods), r.pick(goods)].filter((p, i, all) => all.indexOf(p) === i)
    const lines = chosen.map((p) => {
      const price = priceOn(world.prices, p.id, began)
      return {
        id: newId(),
        package: p.id,
        qty: String(p.medicine.carton * r.int(1, 6)),
        listPrice: price.unitPrice,
        unitPrice: price.unitPrice,
        priceSource: 'national',
        taxRate: p.taxRate,
        amount: '0',
        taxAmount: '0',
      }
    })
    const totals = orderTotals(lines, '0')
    for (const [i, line] of lines.entries())
      Object.assign(line, { amount: totals.lines[i]!.amount, taxAmount: totals.lines[i]!.taxAmount })
    const contact = world.people.get(account.id)?.[0]?.id ?? null
    const opportunity = {
      id: newId(),
      account: account.id,
      title: `${account.name.slice(0, 20)} ${chosen[0]!.medicine.generic}${r.pick(['进院', '年度供货', '新品导入', '扩科使用'])}`,
      productLine: chosen[0]!.medicine.line,
      packages: chosen.map((p) => p.id),
      amount: totals.amount,
      probability,
      expectedAt: closed ? since : day(today, r.int(5, 120)),
      contact,
      source: r.pick(['visit', 'referral', 'conference', 'tender']),
      stageSince: instant(later(since, began), 10).toISOString(),
      lossReason: state === 'lost' ? r.pick(['price', 'competitor', 'listing', 'noNeed']) : null,
      closedOn: closed ? since : null,
      tags: ['示例'],
      state,
      at: instant(began, 9, r.int(0, 59)),
    }
    if (QUOTED.has(state)) {
      const quoted = r.weighted(QUOTE_STATES[state]!)
      const on = day(began, 3)
      quotations.push({
        id: newId(),
        account: account.id,
        title: `${chosen[0]!.medicine.generic}报价`,
        opportunity: opportunity.id,
        contact,
        validTo: day(on, 60),
        paymentTerm: r.pick(['prepaid', 'credit']),
        revision: 1,
        belowFloor: false,
        amount: totals.amount,
        taxAmount: totals.taxAmount,
        submittedBy: quoted === 'draft' ? null : account.owner,
        approvedBy: quoted === 'draft' ? null : world.approver,
        state: quoted,
        lines: lines.map((l) => ({ ...l, id: newId() })),
        at: instant(earlier(on, today), 8, r.int(0, 59)),
      })
    }
    return opportunity
  })
  const first = instant(day(today, -800), 9)
  await w.record('opportunity', rows, first)
  await w.record('quotation', quotations, first)
  return { opportunities: rows.length, quotations: quotations.length }
}
