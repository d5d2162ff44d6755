import chineseDays from 'chinese-days'
import type { Values } from '#kernel/records/input.ts'
import { dayOf } from '#kernel/tenant.ts'
import { contactRecordText } from '../names/contactRecords.ts'
import type { Rng } from '../names/rng.ts'
import type { Class, DemoAccount, Stage } from './accounts.ts'
import type { Writer } from './batch.ts'
import type { Company } from './company.ts'
import type { People } from './contacts.ts'

const { isWorkday } = chineseDays
const DAY = 86_400_000
const YEAR = 365
const STAGES: readonly Stage[] = ['unidentified', 'potential', 'opportunity', 'customer', 'user']
/** Days between two talks with a customer of each class. */
const RHYTHM: Record<Class, [number, number]> = { A: [6, 12], B: [12, 24], C: [25, 45], D: [45, 80] }
const COMMENTS = [
  '继续跟进，注意把握节奏。',
  '请尽快确认药事会时间。',
  '价格问题先报给我，不要当场答应。',
  '很好，这个经验在周会上分享一下。',
  '两周没有进展了，下次我陪你一起去。',
  '资质到期前务必收齐新证。',
  '回款优先，先不要谈新品种。',
]

type Draft = { day: string; values: Values }

/** The days of the past year up to today, `YYYY-MM-DD` in China. */
function pastDays(now: Date): string[] {
  return Array.from({ length: YEAR + 1 }, (_, i) => dayOf(new Date(now.getTime() - (YEAR - i) * DAY)))
}

const plusDays = (day: string, n: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY).toISOString().slice(0, 10)

/** The next working day from `day` on; nobody makes an appointment for a Sunday. */
function working(day: string): string {
  let d = day
  while (!isWorkday(d)) d = plusDays(d, 1)
  return d
}

/** How far a customer had come on a given share of the way from a year ago to today. */
function stageThen(account: DemoAccount, progress: number): Stage {
  const final = STAGES.indexOf(account.stage)
  return STAGES[Math.min(final, Math.floor(final * (0.45 + 0.55 * progress) + 0.5))]!
}

function record(
  account: DemoAccount,
  people: People,
  at: { day: string; minute: number; progress: number },
  by: string,
  r: Rng,
): Values {
  const person = people.get(account.id)
  const contact = person?.length ? r.pick(person) : undefined
  const businessStatus = stageThen(account, at.progress)
  const said = contactRecordText(r, businessStatus, {
    ...(contact ? { person: contact.name } : {}),
    ...(contact?.department ? { department: contact.department } : {}),
  })
  const [low, high] = RHYTHM[account.class]
  return {
    account: account.id,
    contact: contact?.id ?? null,
    employee: by,
    method: r.weighted([
      ['visit', 55],
      ['phone', 25],
      ['wechat', 14],
      ['meeting', 6],
    ] as const),
    followedAt: new Date(Date.parse(`${at.day}T01:00:00Z`) + at.minute * 60_000).toISOString(),
    businessStatus,
    description: said.description,
    solution: said.nextStep,
    nextContactAt: r.chance(0.62) ? working(plusDays(at.day, r.int(low, high))) : null,
  }
}

/** One rep's year: each working day first the customers who are due, then others, three to five a day. */
function yearOf(rep: string, accounts: DemoAccount[], people: People, days: string[], now: Date, r: Rng): Draft[] {
  const drafts: Draft[] = []
  const due = new Map<string, string>()
  const byId = new Map(accounts.map((a) => [a.id, a]))
  const active = accounts.filter((a) => a.class === 'A' || a.class === 'B' || STAGES.indexOf(a.stage) > 1)
  days.forEach((day, n) => {
    if (!isWorkday(day)) return
    const today = new Set<string>()
    const capacity = Math.min(r.int(3, 5), Math.max(1, Math.round(accounts.length / 25)))
    const waiting = [...due].filter(([, on]) => on <= day).sort((a, b) => (a[1] < b[1] ? -1 : 1))
    for (const [id] of waiting) if (today.size < capacity && r.chance(0.85)) today.add(id)
    while (today.size < Math.min(capacity, accounts.length))
      today.add(r.pick(active.length && r.chance(0.7) ? active : accounts).id)
    let minute = r.int(5, 60)
    for (const id of today) {
      const values = record(byId.get(id)!, people, { day, minute, progress: n / YEAR }, rep, r)
      minute += r.int(45, 110)
      if (Date.parse(values.followedAt as string) > now.getTime()) break
      // What was agreed lately often falls on today, so that the home page has something to do whatever day it is.
      if (n > YEAR - 12 && r.chance(0.25)) values.nextContactAt = days.at(-1)
      // Some appointments are forgotten: they become the overdue ones.
      if (values.nextContactAt && !r.chance(0.07)) due.set(id, values.nextContactAt as string)
      else due.delete(id)
      drafts.push({ day, values })
    }
  })
  return drafts
}

/** Some records carry the office manager's comment, written within the next days. */
function comment(drafts: Draft[], boss: string, now: Date, r: Rng): void {
  for (const { values } of drafts) {
    const at = new Date(Date.parse(values.followedAt as string) + r.int(2, 60) * 3_600_000)
    if (!r.chance(0.07) || at > now) continue
    Object.assign(values, { managerComment: r.pick(COMMENTS), commentedBy: boss, commentedAt: at.toISOString() })
  }
}

/** A year of contact records by every rep (or its last days), written month by month as if it had happened then. */
export async function makeActivity(
  w: Writer,
  r: Rng,
  company: Company,
  accounts: DemoAccount[],
  people: People,
  lastDays = YEAR,
): Promise<number> {
  const days = pastDays(w.now)
  const since = days.at(-1 - lastDays) ?? ''
  const byOwner = Map.groupBy(accounts, (a) => a.owner)
  const drafts: Draft[] = []
  for (const rep of company.reps) {
    const mine = byOwner.get(rep.id) ?? []
    if (!mine.length) continue
    const own = yearOf(rep.id, mine, people, days, w.now, r.fork(`year:${drafts.length}`))
    comment(own, company.officeManagers.get(rep.office)!, w.now, r.fork(`comments:${drafts.length}`))
    drafts.push(...own.filter((d) => d.day >= since))
  }
  const months = Map.groupBy(drafts, (d) => d.day.slice(0, 7))
  const dated = (values: Values) => (values.followedAt as string) ?? w.now.toISOString()
  for (const [month, list] of [...months].sort(([a], [b]) => (a < b ? 1 : -1))) {
    const end = new Date(Date.parse(`${month}-28T12:00:00Z`) + 3 * DAY)
    // Newest month first: an account's last contact is then written once and stays.
    await w.create(
      'contactRecord',
      list.map((d) => d.values),
      dated,
      end < w.now ? end : w.now,
    )
  }
  return drafts.length
}
