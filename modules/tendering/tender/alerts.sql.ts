import { alert, type Found } from '#kernel/events/alerts.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { type Sql, sql } from '#kernel/store/sql.ts'
import { regionText } from '#modules/customers/index.ts'
import { employeesWithRoles, ruleOn } from '#modules/organization/index.ts'
import { linkedPrices } from './guards.sql.ts'
import { PREPARING, WON } from './phases.ts'
import { tenderProgress } from './progress.sql.ts'
import { tender } from './tender.object.ts'

interface Row {
  id: string
  number: string
  title: string
  owner: string | null
  day: string
  days: number
}

const desk = (unit: Unit): Promise<string[]> => employeesWithRoles(unit, ['tenderDesk'])
const about = (id: string): Found['about'] => ({ object: tender.name, id })

/** Tenders of some states with a day of theirs and how far off it is, counted in calendar days. */
function dated(unit: Unit, states: string[], day: Sql, when: Sql): Promise<Row[]> {
  return unit.tx.query<Row>(sql`select x.id, x.number, x.title, x.owner_id as owner, x.day::text, x.day - ${unit.today}::date as days
    from (select t.*, ${day} as day from ${unit.table(tender.table)} t
      where t.state = any(${states}::text[]) and t.deleted_at is null) x
    where x.day is not null and ${when} order by x.day, x.id`)
}

interface Deadline {
  key: 'register' | 'submit'
  zh: string
  en: string
  states: string[]
  day: Sql
}

const DEADLINES: Deadline[] = [
  { key: 'register', zh: '报名', en: 'registration', states: ['announced', 'assessed'], day: sql`t.register_by` },
  { key: 'submit', zh: '投标', en: 'submission', states: PREPARING, day: sql`t.submit_by` },
]

async function deadline(unit: Unit, which: Deadline): Promise<Found[]> {
  const ahead = await ruleOn(unit.caller, 'tender.deadlineDays', unit.today)
  const rows = await dated(
    unit,
    which.states,
    which.day,
    sql`x.day between ${unit.today}::date and ${unit.today}::date + ${ahead[0]!}::int`,
  )
  const to = await desk(unit)
  return rows.map((r) => ({
    about: about(r.id),
    stage: `${which.key}:${r.day}:${ahead.filter((d) => d >= r.days).at(-1)}`,
    to: [r.owner, ...to],
    title: {
      zh: r.days ? `“${r.title}”${which.zh}还有 ${r.days} 天截止` : `“${r.title}”${which.zh}今天截止`,
      en: r.days ? `${r.title}: ${which.en} closes in ${r.days} day(s)` : `${r.title}: ${which.en} closes today`,
    },
    body: { zh: `${r.number}，截止 ${r.day}`, en: `${r.number}, closes ${r.day}` },
  }))
}

export const deadlines = alert(
  {
    name: 'tender.deadline',
    label: { zh: '投标截止提醒', en: 'Tender deadline' },
    rests: 'tender.registerBy tender.submitBy',
    tells: 'tender.title',
  },
  async (unit) => {
    const found: Found[] = []
    for (const which of DEADLINES) found.push(...(await deadline(unit, which)))
    return found
  },
)

interface Waiting {
  states: string[]
  day: Sql
  /** The rule that says how long it may wait. */
  rule: 'tender.sentDays' | 'tender.openedDays' | 'tender.bondDays'
  rests: string
  more?: Sql
  zh: (r: Row) => string
  en: (r: Row) => string
}

const on = (column: string): Sql =>
  ({
    sent: sql`(t.sent_at at time zone 'Asia/Shanghai')::date`,
    opened: sql`(t.opened_at at time zone 'Asia/Shanghai')::date`,
    result: sql`(t.result_at at time zone 'Asia/Shanghai')::date`,
  })[column]!

/** What waits for somebody outside, told once when it has waited too long. */
function waiting(name: string, label: { zh: string; en: string }, w: Waiting) {
  return alert({ name, label, rests: w.rests, tells: 'tender.title' }, async (unit) => {
    const days = await ruleOn(unit.caller, w.rule, unit.today)
    const overdue = sql`x.day <= ${unit.today}::date - ${days}::int`
    const rows = await dated(unit, w.states, w.day, w.more ? sql`${overdue} and ${w.more}` : overdue)
    const to = await desk(unit)
    return rows.map((r) => ({
      about: about(r.id),
      stage: r.day,
      to: [r.owner, ...to],
      title: { zh: w.zh(r), en: w.en(r) },
      body: { zh: r.number, en: r.number },
    }))
  })
}

export const noReceipt = waiting(
  'tender.noReceipt',
  { zh: '标书寄出未签收', en: 'Bid sent, no receipt' },
  {
    states: ['sent'],
    day: on('sent'),
    rule: 'tender.sentDays',
    rests: 'tender.sentAt',
    zh: (r) => `“${r.title}”标书寄出 ${-r.days} 天仍无签收，请查快递并联系招标方`,
    en: (r) => `${r.title}: sent ${-r.days} days ago and no receipt; trace the parcel and call the purchaser`,
  },
)

export const noResult = waiting(
  'tender.noResult',
  { zh: '开标后无结果', en: 'Opened, no result' },
  {
    states: ['opened'],
    day: on('opened'),
    rule: 'tender.openedDays',
    rests: 'tender.openedAt',
    zh: (r) => `“${r.title}”开标 ${-r.days} 天仍无结果，请查询公示`,
    en: (r) => `${r.title}: opened ${-r.days} days ago and no result; look for the publication`,
  },
)

export const bondOut = waiting(
  'tender.bondOut',
  { zh: '投标保证金未退回', en: 'Bid bond not returned' },
  {
    states: [...WON, 'lost', 'void', 'closed'],
    day: on('result'),
    rule: 'tender.bondDays',
    rests: 'tender.resultAt tender.bondState',
    more: sql`x.bond_state = 'paid'`,
    zh: (r) => `“${r.title}”结果公布 ${-r.days} 天，投标保证金尚未退回`,
    en: (r) => `${r.title}: ${-r.days} days since the result and the bid bond is not back`,
  },
)

/** 价格联动: other provinces may ask for the lower price. */
export const linkage = alert(
  {
    name: 'tender.priceLinkage',
    label: { zh: '价格联动', en: 'Price linkage' },
    rests: 'tender.province tender.lines.winPrice tender.lines.result',
    tells: 'tender.title tender.lines.package productPackage.name',
  },
  async (unit) => {
    const rows = await unit.tx.query<Row & { province: string; lines: { package: string; price: string }[] }>(sql`
      select t.id, t.number, t.title, t.owner_id as owner, t.province,
        json_agg(json_build_object('package', l.package_id, 'price', l.win_price::text)) as lines
      from ${unit.table(tender.table)} t join ${unit.table('tender_lines')} l on l.parent_id = t.id and l.result = 'won'
      where t.state = any(${WON}::text[]) and t.deleted_at is null and (t.cycle_to is null or t.cycle_to >= ${unit.today}) group by t.id`)
    const to = await employeesWithRoles(unit, ['pricing', 'director'])
    const found: Found[] = []
    for (const r of rows)
      for (const l of await linkedPrices(unit, r.province, r.lines))
        found.push({
          about: about(r.id),
          stage: `${l.packageId}:${l.otherProvince}:${l.otherPrice}`,
          to: [r.owner, ...to],
          title: {
            zh: `价格联动：${l.package} ${regionText(l.province)}中标价 ¥${l.price}，低于${regionText(l.otherProvince)} ¥${l.otherPrice}`,
            en: `Price linkage: ${l.package} won at ¥${l.price} in ${l.province}, below ¥${l.otherPrice} in ${l.otherProvince}`,
          },
          body: { zh: `${r.number} ${r.title}`, en: `${r.number} ${r.title}` },
        })
    return found
  },
)

export const volumeBehind = alert(
  {
    name: 'tender.volumeBehind',
    label: { zh: '约定采购量进度滞后', en: 'Agreed volume behind schedule' },
    rests: 'tender.lines.agreedVolume tender.lines.actualVolume tender.lines.result tender.cycleFrom tender.cycleTo',
    tells: 'tender.title tender.lines.package productPackage.name',
  },
  async (unit) => {
    const behind = (await tenderProgress(unit, { running: true })).filter((p) => p.behind)
    const to = await desk(unit)
    return behind.map((p) => ({
      about: about(p.tenderId),
      // Once a month while it lasts.
      stage: `${p.packageId}:${unit.today.slice(0, 7)}`,
      to: [p.owner, ...to],
      title: {
        zh: `约定采购量滞后：${p.package} 周期已过 ${Math.round(p.elapsed! * 100)}%，执行 ${Math.round(p.share! * 100)}%`,
        en: `Agreed volume behind: ${p.package}, ${Math.round(p.elapsed! * 100)}% of the cycle has passed, ${Math.round(p.share! * 100)}% is delivered`,
      },
      body: {
        zh: `${p.number} ${p.title}：约定 ${p.agreed}，已执行 ${p.actual}`,
        en: `${p.number} ${p.title}: agreed ${p.agreed}, delivered ${p.actual}`,
      },
    }))
  },
)

export const tenderAlerts = [deadlines, noReceipt, noResult, bondOut, linkage, volumeBehind]
