import { update } from '#kernel/records/change.ts'
import { add, compare, div, mul, round } from '#kernel/values/decimal.ts'
import { turnDay } from '#modules/products/index.ts'
import { recalculateCycles } from '#modules/sales/index.ts'
import type { Rng } from '../names/rng.ts'
import type { DemoAccount } from './accounts.ts'
import { makeAgents } from './agents.ts'
import { makeApprovals } from './approvals.ts'
import type { Writer } from './batch.ts'
import type { Company } from './company.ts'
import type { People } from './contacts.ts'
import { makeContracts, noteContracts } from './contracts.ts'
import { day } from './days.ts'
import { type Goods, makeGoods } from './goods.ts'
import { makePapers } from './papers.ts'
import { makePipeline } from './pipeline.ts'
import { makePrices } from './prices.ts'
import { makeTenders } from './tenders.ts'
import { simulate } from './trade/simulate.ts'
import type { Books, Customer } from './trade/types.ts'
import { writeBooks } from './trade/write.ts'
import { makeVaccinationUnits } from './vaccination.ts'

const YEARS = 3
const BUYERS = new Set(['distributorT1', 'distributorT2', 'pharmacyChain'])
const BASKET = 7

/** Those who buy: distributors and chains that are somebody's customer, and centres for disease control for vaccines. */
function customersOf(accounts: DemoAccount[], goods: Goods, r: Rng, many: number): Customer[] {
  const rank = ['user', 'customer', 'opportunity', 'potential', 'unidentified']
  const buyers = accounts
    .filter((a) => BUYERS.has(a.role) && a.owner)
    .sort((a, b) => rank.indexOf(a.stage) - rank.indexOf(b.stage))
    .slice(0, many)
  const centres = accounts.filter((a) => a.role === 'cdc' && a.owner).slice(0, Math.ceil(many / 20))
  const [vaccines, ordinary] = [
    goods.packages.filter((p) => p.medicine.control === 'vaccine'),
    goods.packages.filter((p) => p.medicine.control !== 'vaccine'),
  ]
  const hospitals = Map.groupBy(
    accounts.filter((a) => a.role === 'hospital' && a.stage === 'user'),
    (a) => a.regionCode.slice(0, 4),
  )
  return [...buyers, ...centres].map((a): Customer => {
    const basket = new Set<(typeof ordinary)[number]>()
    while (a.role !== 'cdc' && basket.size < BASKET)
      basket.add(r.weighted(ordinary.map((p) => [p, p.medicine.weight] as const)))
    return {
      id: a.id,
      name: a.name,
      uscc: a.uscc,
      address: a.address,
      credit: r.chance(0.7),
      creditDays: a.creditDays ?? 30,
      cycle: r.int(22, 60),
      basket: a.role === 'cdc' ? vaccines : [...basket],
      terminals: (hospitals.get(a.regionCode.slice(0, 4)) ?? []).slice(0, 12).map((h) => h.id),
      agent: false,
    }
  })
}

/** Limits that fit how these customers trade; goods go to addresses that somebody has seen. */
async function settleTerms(w: Writer, books: Books, customers: Customer[]): Promise<void> {
  const owed = new Map<string, string>()
  for (const e of books.receivableEntry)
    owed.set(String(e.account), add(owed.get(String(e.account)) ?? '0', String(e.amount)))
  await w.unit(async (unit) => {
    for (const c of customers) {
      const open = owed.get(c.id) ?? '0'
      const thousands = round(div(mul(compare(open, '200000') > 0 ? open : '200000', '1.5'), '10000', 0), 0)
      await update(unit, 'account', c.id, {
        creditLimit: mul(thousands, '10000'),
        creditDays: c.creditDays,
        addressVerified: true,
        lifecycleStage: 'customer',
      })
    }
  })
}

/** Products, papers, prices, agents, tenders, offers and three years of orders up to this morning. */
export async function makeTrading(
  w: Writer,
  r: Rng,
  world: {
    company: Company
    accounts: DemoAccount[]
    people: People
    customers?: number
    approvals: boolean
    say: (line: string) => void
  },
): Promise<void> {
  const { company, accounts, people, say } = world
  const hand = (role: string, n = 0): string => company.office.get(role)![n]!
  const today = w.now.toISOString().slice(0, 10)
  const goods = await makeGoods(w, r.fork('goods'))
  const customers = customersOf(accounts, goods, r.fork('customers'), world.customers ?? 120)
  const buying = new Set(customers.map((c) => c.id))
  await makePapers(w, r.fork('papers'), accounts, people, goods, hand('qa'), buying)
  const centres = accounts.filter((a) => a.role === 'cdc' && buying.has(a.id))
  say(`接种单位 vaccination units: ${await makeVaccinationUnits(w, accounts, centres, hand('qa'))}`)
  const prices = await makePrices(w, r.fork('prices'), goods)
  say(`品种、资质与价格 products, licences, prices: ${goods.packages.length}`)
  const agents = await makeAgents(w, r.fork('agents'), accounts, goods)
  const tenders = await makeTenders(w, r.fork('tenders'), goods, {
    owner: hand('tenderDesk'),
    reviewer: hand('pricing'),
    accounts,
  })
  const pipeline = await makePipeline(w, r.fork('pipeline'), {
    accounts,
    people,
    goods,
    prices,
    approver: company.director,
  })
  say(
    `授权、投标、商机、报价 authorisations, tenders, opportunities, quotations: ${agents}, ${tenders}, ${pipeline.opportunities}, ${pipeline.quotations}`,
  )
  const books = simulate(
    {
      now: w.now,
      today,
      from: day(today, -YEARS * 365),
      customers,
      packages: goods.packages,
      prices,
      hands: {
        commerce: hand('commerce'),
        finance: hand('finance'),
        picker: hand('warehouse'),
        checker: hand('warehouse', 1),
        invoicing: hand('invoicing'),
        qa: hand('qa'),
      },
    },
    r.fork('trade'),
  )
  await settleTerms(w, books, customers)
  const contracts = await makeContracts(w, r.fork('contracts'), books, hand('legal'))
  await writeBooks(w, books, () => {})
  await noteContracts(w, contracts)
  await w.unit(recalculateCycles)
  // What the night would have done: batches past their day, papers that have ended, flags of those near it.
  await turnDay(await w.tenant())
  const requests = world.approvals && (await makeApprovals(w, { company, accounts, goods, prices, buyers: buying }))
  if (requests) say(`审批中 running approvals: ${requests}`)
  say(`三年订单 orders of three years: ${books.salesOrder.length}`)
}
