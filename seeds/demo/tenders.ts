import { newId } from '#kernel/store/ids.ts'
import { mul, toFixed } from '#kernel/values/decimal.ts'
import { offerHash } from '#modules/tendering/index.ts'
import type { Rng } from '../names/rng.ts'
import type { DemoAccount } from './accounts.ts'
import type { Writer } from './batch.ts'
import { day, earlier, instant } from './days.ts'
import type { DemoPackage, Goods } from './goods.ts'
import { TERRITORY } from './territory.ts'

const PROVINCES: Record<string, string> = {
  '330000': '浙江省',
  '310000': '上海市',
  '320000': '江苏省',
  '340000': '安徽省',
  '440000': '广东省',
  '350000': '福建省',
  '450000': '广西壮族自治区',
  '460000': '海南省',
  '110000': '北京市',
  '120000': '天津市',
  '130000': '河北省',
  '370000': '山东省',
}

/** Days from the announcement to each step, and the state that a tender is in from then on. */
const STEPS: [state: string, after: number][] = [
  ['announced', 0],
  ['assessed', 4],
  ['registered', 9],
  ['drafting', 12],
  ['reviewed', 24],
  ['sent', 27],
  ['delivered', 30],
  ['opened', 36],
  ['won', 45],
  ['listed', 70],
  ['hospitalConfirmed', 95],
  ['inCycle', 110],
  ['closed', 475],
]
const ORDER = STEPS.map(([state]) => state)
const WON_FROM = ORDER.indexOf('won')

interface Drawn {
  announced: string
  province: string
  state: string
  since: string
  lines: { p: DemoPackage; won: boolean }[]
}

function draw(today: string, n: number, r: Rng, goods: Goods, locked: Set<string>): Drawn {
  const announced = day(today, -r.int(0, n < 14 ? 45 : 700))
  const province = r.pick(TERRITORY)
  const age = (Date.parse(today) - Date.parse(announced)) / 86_400_000
  const at = STEPS.findLastIndex(([, after]) => after <= age)
  const unlucky = at >= WON_FROM && r.chance(0.35)
  const chosen = new Set<DemoPackage>()
  while (chosen.size < r.int(1, 3)) chosen.add(r.pick(goods.packages.filter((p) => !p.medicine.control)))
  // A price of one province and package is locked once at a time.
  const lines = [...chosen].map((p) => {
    const key = `${province} ${p.id}`
    const won = at >= WON_FROM && !unlucky && !locked.has(key)
    if (won) locked.add(key)
    return { p, won }
  })
  // Where nothing could be won, the tender is lost.
  const lost = at >= WON_FROM && !lines.some((l) => l.won)
  const state = lost ? 'lost' : ORDER[at]!
  return { announced, province, state, since: day(announced, lost ? 45 : STEPS[at]![1]), lines }
}

interface Desk {
  owner: string
  reviewer: string
  accounts: DemoAccount[]
}

/** What the verbs of a tender have written by the time it has come so far. */
function written(d: Drawn, n: number, has: (state: string) => boolean, reviewer: string, hash: string) {
  const on = (after: number) => day(d.announced, after)
  const at = (after: number, hour: number) => instant(on(after), hour).toISOString()
  const decided = d.state === 'lost' || has('won')
  const bond = has('opened') ? (n % 3 ? 'returned' : 'paid') : has('registered') ? 'paid' : 'due'
  return {
    bondState: bond,
    bondPaidOn: bond === 'due' ? null : on(10),
    bondRef: bond === 'due' ? null : `TB${String(n + 1).padStart(6, '0')}`,
    bondReturnedOn: bond === 'returned' ? on(Math.min(60, daysUntil(d.announced, d.since))) : null,
    assessment: has('assessed') ? '省内覆盖较好，价格可接受，建议参与' : null,
    registrationNo: has('registered') ? `BM${d.announced.replaceAll('-', '')}${n + 1}` : null,
    reviewer: has('reviewed') ? reviewer : null,
    reviewedAt: has('reviewed') ? at(24, 15) : null,
    reviewHash: has('reviewed') ? hash : null,
    courier: has('sent') ? '顺丰速运' : null,
    courierNo: has('sent') ? `SF99${String(10000000 + n * 37)}` : null,
    sentAt: has('sent') ? at(27, 16) : null,
    deliveredAt: has('delivered') ? at(30, 11) : null,
    openedAt: has('opened') ? at(36, 9) : null,
    resultAt: decided ? at(45, 10) : null,
    resultReason: d.state === 'lost' ? '报价高于入围价' : decided ? '质量与价格综合评分入围' : null,
    listedOn: has('listed') ? on(70) : null,
    listingNo: has('listed') ? `GW${d.announced.slice(0, 4)}${String(n + 1).padStart(4, '0')}` : null,
  }
}

const daysUntil = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

/** Tenders of the last two years in every stage, with prices locked and hospitals that confirmed where one was won. */
export async function makeTenders(w: Writer, r: Rng, goods: Goods, desk: Desk): Promise<number> {
  const { owner } = desk
  const today = w.now.toISOString().slice(0, 10)
  const locked = new Set<string>()
  const drawn = Array.from({ length: 60 }, (_, n) => draw(today, n, r, goods, locked))
  const rows = drawn.map((d, n) => {
    const reached = ORDER.indexOf(d.state === 'lost' ? 'opened' : d.state)
    const has = (state: string) => reached >= ORDER.indexOf(state)
    const [from, to] = [day(d.announced, 110), day(d.announced, 474)]
    const lines = d.lines.map(({ p, won }) => {
      const quote = toFixed(mul(String(p.medicine.price), '0.92'), 2)
      const volume = String(p.medicine.carton * r.int(40, 160))
      const share = Math.min(1, Math.max(0, (Date.parse(today) - Date.parse(from)) / (364 * 86_400_000)))
      return {
        id: newId(),
        package: p.id,
        quote,
        floor: toFixed(mul(String(p.medicine.price), '0.8'), 2),
        nationalLow: toFixed(mul(String(p.medicine.price), '0.9'), 2),
        result: won ? 'won' : reached >= WON_FROM || d.state === 'lost' ? 'lost' : 'pending',
        winPrice: won ? quote : null,
        agreedVolume: won ? volume : null,
        actualVolume: won ? String(Math.floor(Number(volume) * share * (0.6 + r.next() * 0.6))) : '0',
      }
    })
    return {
      id: newId(),
      owner,
      title: `${PROVINCES[d.province]}${r.pick(['药品集中带量采购', '药品挂网采购', '医疗机构联合议价', '省际联盟采购'])}（示例 ${n + 1}）`,
      code: `${d.province.slice(0, 2)}CG${d.announced.slice(0, 4)}${String(n + 1).padStart(3, '0')}`,
      province: d.province,
      platform: `${PROVINCES[d.province]}药械采购平台（示例）`,
      tenderType: r.pick(['listing', 'province', 'vbp', 'vbp', 'negotiation']),
      announcedAt: d.announced,
      registerBy: day(d.announced, 12),
      submitBy: day(d.announced, 30),
      openAt: instant(day(d.announced, 36), 9).toISOString(),
      bidBond: `${r.int(1, 20)}0000.00`,
      ...written(d, n, has, desk.reviewer, offerHash(lines)),
      cycleFrom: has('won') && d.state !== 'lost' ? from : null,
      cycleTo: has('won') && d.state !== 'lost' ? to : null,
      stateSince: instant(d.since, 10).toISOString(),
      state: d.state,
      at: instant(d.announced, 10),
      lines,
    }
  })
  await w.record('tender', rows, instant(day(today, -700), 10))
  await w.record('priceListItem', rows.flatMap(lockedPrices), instant(day(today, -30), 10))
  await w.record(
    'tenderHospital',
    rows.flatMap((row) => confirmations(row, desk.accounts, today)),
    instant(day(today, -30), 10),
  )
  return rows.length
}

/** Hospitals of the province that confirmed what was won, each with its part of the agreed volume. */
function confirmations(tender: Row, accounts: DemoAccount[], today: string) {
  if (!tender.listedOn) return []
  const prefix = tender.province.slice(0, 2)
  const all = accounts.filter((a) => a.role === 'hospital')
  const near = all.filter((a) => a.regionCode.startsWith(prefix))
  // A small demo may have no hospital in a province.
  const hospitals = (near.length ? near : all).slice(0, 4)
  const on = earlier(day(tender.listedOn, 14), today)
  return tender.lines
    .filter((l) => l.result === 'won')
    .flatMap((l) =>
      hospitals.map((h) => ({
        id: newId(),
        tender: tender.id,
        hospital: h.id,
        package: l.package,
        agreedVolume: String(Math.floor(Number(l.agreedVolume) / hospitals.length)),
        confirmedOn: on,
        at: instant(on, 11),
      })),
    )
}

type Row = {
  id: string
  listedOn: string | null
  province: string
  cycleFrom: string | null
  cycleTo: string | null
  at: Date
  lines: Line[]
}
interface Line {
  package: string
  result: string
  winPrice: string | null
  agreedVolume: string | null
}

/** What was won is the price of that province for the cycle. */
function lockedPrices(tender: Row) {
  if (!tender.cycleFrom) return []
  return tender.lines
    .filter((l) => l.result === 'won')
    .map((l) => ({
      id: newId(),
      package: l.package,
      priceType: 'tender',
      scopeType: 'tender',
      regionCode: tender.province,
      tender: tender.id,
      unitPrice: l.winPrice,
      taxIncluded: true,
      minQty: '0',
      validFrom: tender.cycleFrom,
      validTo: tender.cycleTo,
      state: 'effective',
      at: tender.at,
    }))
}
