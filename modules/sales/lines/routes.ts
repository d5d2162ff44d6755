import type { Caller } from '#kernel/access/actor.ts'
import { write } from '#kernel/commands/run.ts'
import { type FieldProblem, invalid } from '#kernel/errors.ts'
import { type ApiRoute, listOf, object, string, uuid } from '#kernel/http/api.ts'
import { requireVisible } from '#kernel/records/get.ts'
import { shown } from '#kernel/records/shown.ts'
import { isUuid } from '#kernel/store/ids.ts'
import { dayOf } from '#kernel/tenant.ts'
import { toChineseUppercase } from '#kernel/values/chineseAmount.ts'
import { parseDecimal, toFixed } from '#kernel/values/decimal.ts'
import { seesPrices } from '#modules/products/index.ts'
import { type OrderTotals, orderTotals } from '../amounts.ts'
import { contract } from '../contract/contract.object.ts'
import { quotation } from '../quotation/quotation.object.ts'
import { salesOrder } from '../salesOrder/salesOrder.object.ts'
import { type Priced, pricesOf } from './prices.ts'

const MAX_LINES = 1000
const DAY = /^(19|20|21)\d{2}-\d{2}-\d{2}$/

interface AskedLine {
  packageId: string
  qty: string
  unitPrice: string | null
  discountAmount: string
}

type Body = Record<string, unknown>

const wrong = (field: string): FieldProblem => ({
  field,
  code: 'field.type',
  message: { zh: '格式不对', en: 'has the wrong form' },
})

/** A reference as forms send it: an id or `{id}`. */
function idOf(body: Body, name: string): string | null {
  const given = body[name]
  const id = typeof given === 'object' && given !== null ? (given as { id?: unknown }).id : given
  if (id === undefined || id === null || id === '') return null
  if (!isUuid(id)) throw invalid([wrong(name)])
  return id
}

/** A number that is not negative; anything else counts as the fallback: a form asks while somebody is typing. */
function numberOf<T>(given: unknown, scale: number, fallback: T): string | T {
  if (typeof given !== 'string' && typeof given !== 'number') return fallback
  const parsed = parseDecimal(String(given), { precision: 20, scale })
  return parsed.ok && !parsed.value.startsWith('-') ? parsed.value : fallback
}

function linesOf(body: Body): AskedLine[] {
  const given = body.lines
  if (!Array.isArray(given) || given.length > MAX_LINES) throw invalid([wrong('lines')])
  return given.map((raw: unknown, i) => {
    const line = (typeof raw === 'object' && raw !== null ? raw : {}) as Body
    const packageId = idOf(line, 'package')
    if (!packageId) throw invalid([wrong(`lines.${i}.package`)])
    return {
      packageId,
      qty: numberOf(line.qty, 4, '0'),
      unitPrice: numberOf(line.unitPrice, 4, null),
      discountAmount: numberOf(line.discountAmount, 2, '0'),
    }
  })
}

/** What of the answer a caller may read: on whichever document the lines stand, what is hidden there is told here nowhere. */
interface Sight {
  price: boolean
  listPrice: boolean
  source: boolean
  taxRate: boolean
  amount: boolean
  taxAmount: boolean
}

function sightOf(caller: Caller): Sight {
  const documents = [salesOrder, quotation, contract].map((d) => ({ d, lines: shown(caller, d, 'l', 'lines') }))
  const open = (...names: string[]): boolean =>
    documents.every(({ d, lines }) => names.every((n) => !(n in d.spec.lines.lines.fields) || lines.clear(n)))
  const price = seesPrices(caller) && open('unitPrice')
  const taxRate = shown(caller, caller.model.objects.get('product')!.def, 'd').clear('vatRate') && open('taxRate')
  const sums = documents.every(({ d }) => shown(caller, d, 'o').clear('amount'))
  const amount = price && sums && open('amount')
  return {
    price,
    listPrice: price && open('listPrice'),
    source: price && open('priceSource', 'priceItem'),
    taxRate,
    amount,
    taxAmount: amount && taxRate && open('taxAmount'),
  }
}

function answer(lines: AskedLine[], prices: Priced[], totals: OrderTotals | null, sight: Sight): object {
  return {
    lines: lines.map((line, i) => ({
      package: line.packageId,
      price: sight.price ? prices[i]!.unitPrice : null,
      source: sight.source ? prices[i]!.source : null,
      priceItem: sight.source ? prices[i]!.priceItemId : null,
      listPrice: sight.listPrice ? prices[i]!.listPrice : null,
      taxRate: sight.taxRate ? prices[i]!.taxRate : null,
      amount: totals && sight.amount ? toFixed(totals.lines[i]!.amount, 2) : null,
      taxAmount: totals && sight.taxAmount ? toFixed(totals.lines[i]!.taxAmount, 2) : null,
    })),
    totals: !(totals && sight.amount)
      ? null
      : {
          goodsAmount: toFixed(totals.goodsAmount, 2),
          discountAmount: toFixed(totals.discountAmount, 2),
          amount: toFixed(totals.amount, 2),
          taxAmount: sight.taxAmount ? toFixed(totals.taxAmount, 2) : null,
          amountInWords: toChineseUppercase(totals.amount),
        },
  }
}

const isDay = (v: unknown): v is string =>
  typeof v === 'string' && DAY.test(v) && !Number.isNaN(Date.parse(v)) && new Date(v).toISOString().startsWith(v)

/** Totals, or none where discounts are larger than the goods: the form says so when it is saved. */
function totalsOf(lines: AskedLine[], prices: Priced[], discount: string): OrderTotals | null {
  try {
    return orderTotals(
      lines.map((l, i) => ({ ...l, unitPrice: l.unitPrice ?? prices[i]!.unitPrice, taxRate: prices[i]!.taxRate })),
      discount,
    )
  } catch {
    return null
  }
}

async function requireSeen(caller: Caller, seen: Record<string, string | null>): Promise<void> {
  for (const [object, id] of Object.entries(seen)) if (id) await requireVisible(caller, object, id)
}

export const lineRoutes: ApiRoute[] = [
  {
    tag: '销售 Sales',
    method: 'POST',
    path: '/sales/price-lines',
    summary: 'Prices, taxes and amounts of lines as they would be now; nothing is written, floors are never told',
    body: object(
      {
        account: {},
        contract: {},
        authorization: {},
        tender: {},
        on: { type: 'string', description: 'day; default today' },
        discountAmount: { type: ['string', 'number', 'null'] },
        lines: listOf({ type: 'object', description: 'package, qty, unitPrice?, discountAmount?' }),
      },
      ['lines'],
    ),
    reply: object({
      lines: listOf(
        object({
          package: uuid,
          price: { type: ['string', 'null'] },
          source: { type: ['string', 'null'] },
          listPrice: { type: ['string', 'null'] },
          taxRate: { type: ['string', 'null'] },
          amount: { type: ['string', 'null'] },
          taxAmount: { type: ['string', 'null'] },
        }),
      ),
      totals: { type: ['object', 'null'], properties: { amount: string, amountInWords: string } },
    }),
    run: async (caller, request) => {
      const { body } = request
      const lines = linesOf(body)
      const [account, contract, authorization, tender] = ['account', 'contract', 'authorization', 'tender'].map((n) =>
        idOf(body, n),
      ) as [string | null, string | null, string | null, string | null]
      await requireSeen(caller, { account, contract, agentAuthorization: authorization, tender })
      const on = isDay(body.on) ? body.on : dayOf(caller.tenant.clock())
      return write(caller, { command: 'sales.priceLines', body: null }, async (unit) => {
        const asked = { accountId: account, contractId: contract, authorizationId: authorization, tenderId: tender }
        const prices = await pricesOf(unit, { ...asked, on, lines })
        return answer(lines, prices, totalsOf(lines, prices, numberOf(body.discountAmount, 2, '0')), sightOf(caller))
      })
    },
  },
]
