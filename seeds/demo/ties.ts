import { addMember } from '#kernel/commands/builtin/index.ts'
import { visibleIds } from '#kernel/records/get.ts'
import { putStar } from '#modules/workspace/index.ts'
import type { Rng } from '../names/rng.ts'
import type { DemoAccount } from './accounts.ts'
import type { Writer } from './batch.ts'
import type { Company } from './company.ts'

/** People with a login whose scenes 我参与的 and 我的星标 have something to show. */
const WITH_STARS = ['rep', 'rep2', 'manager', 'director', 'steward', 'admin']
const STARS = 9
/** Large customers that more than one representative looks after. */
const TEAMS = 60

const dayAfter = (now: Date, days: number): string =>
  new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10)

/** A colleague of the same office joins the team of a large customer, some for a time, some to read only. */
async function makeTeams(w: Writer, r: Rng, company: Company, accounts: DemoAccount[]): Promise<number> {
  const large = accounts.filter((a) => a.big && a.owner)
  const shared = large.filter((_, n) => n % Math.max(1, Math.floor(large.length / TEAMS)) === 0).slice(0, TEAMS)
  const logins = new Set(company.logins.map((l) => l.employeeId))
  await w.unit(async (unit) => {
    for (const [n, account] of shared.entries()) {
      const mates = company.reps.filter((m) => m.office === account.office && m.id !== account.owner)
      const known = mates.filter((m) => logins.has(m.id))
      const mate = known.length && n % 2 ? r.pick(known) : mates.length ? r.pick(mates) : undefined
      if (!mate) continue
      const level = r.chance(0.6) ? 'edit' : 'read'
      const until = r.chance(0.3) ? dayAfter(w.now, r.int(20, 200)) : null
      await addMember(unit, 'account', account.id, { employee: mate.id, level, until })
    }
  })
  return shared.length
}

/** Each of the demo's people has some customers at hand; a representative his own, everybody else large ones he sees. */
async function makeStars(w: Writer, r: Rng, company: Company, accounts: DemoAccount[]): Promise<number> {
  let stars = 0
  for (const { employeeId } of company.logins.filter((l) => WITH_STARS.includes(l.username))) {
    const own = accounts.filter((a) => a.owner === employeeId)
    const offered = (own.length ? own : accounts.filter((a) => a.big)).map((a) => a.id)
    stars += await w.as(employeeId, async (unit) => {
      const seen = [...(await visibleIds(unit.caller, 'account', offered))]
      const chosen = seen.filter(() => r.chance(STARS / seen.length)).slice(0, 2 * STARS)
      for (const id of chosen) await putStar(unit, 'account', id)
      return chosen.length
    })
  }
  return stars
}

/** What ties people to customers beside owning them. */
export async function makeTies(w: Writer, r: Rng, company: Company, accounts: DemoAccount[]): Promise<string> {
  return `${await makeTeams(w, r.fork('teams'), company, accounts)}, ${await makeStars(w, r.fork('stars'), company, accounts)}`
}
