import type { Caller } from '#kernel/access/actor.ts'
import { systemCaller } from '#kernel/access/caller.ts'
import { makeAccounts } from './demo/accounts.ts'
import { makeActivity } from './demo/activity.ts'
import { Writer } from './demo/batch.ts'
import { makeCompany } from './demo/company.ts'
import { makeContacts } from './demo/contacts.ts'
import { makeTies } from './demo/ties.ts'
import { makeTrading } from './demo/trading.ts'
import { rng } from './names/rng.ts'

export interface DemoOptions {
  /** Opens the login of an employee; without it the demo's people cannot sign in. */
  createLogin?: (employeeId: string, username: string, name: string) => Promise<void>
  seed?: number
  institutions?: number
  distributors?: number
  /** Only the contact records of this many last days; without it, of a year. */
  activityDays?: number
  /** How many customers trade; without it 120 and some centres for disease control. */
  customers?: number
  /** Published approval flows with requests that run; `false` leaves them to whoever draws his own. */
  approvals?: boolean
  /** Told what has been made, for a start that wants to show progress. */
  say?: (line: string) => void
}

export interface DemoCompany {
  reps: number
  accounts: number
  contacts: number
  contactRecords: number
  logins: { employeeId: string; username: string; name: string }[]
}

/**
 * Makes the demo company: three regions, sixty people, customers with contacts and a year of contact records, all
 * invented, all marked 示例, dated relative to the tenant's clock. The same seed and day give the same company. It
 * writes through the house's own doors as the system actor.
 */
export async function seedDemo(system: Caller, options: DemoOptions = {}): Promise<DemoCompany> {
  const r = rng(options.seed ?? 2026)
  const w = new Writer(() => systemCaller(system.tenant), system.tenant.clock())
  const say = options.say ?? (() => {})
  const company = await makeCompany(w, r.fork('company'))
  for (const login of company.logins) await options.createLogin?.(login.employeeId, login.username, login.name)
  say(`部门与员工 departments and employees: ${company.reps.length} reps`)
  const accounts = await makeAccounts(w, r.fork('accounts'), company, {
    institutions: options.institutions ?? 6000,
    distributors: options.distributors ?? 400,
  })
  say(`客户 accounts: ${accounts.length}`)
  say(`团队与星标 teams, stars: ${await makeTies(w, r.fork('ties'), company, accounts)}`)
  const people = await makeContacts(w, r.fork('contacts'), accounts)
  const contacts = [...people.values()].reduce((n, list) => n + list.length, 0)
  say(`联系人 contacts: ${contacts}`)
  const contactRecords = await makeActivity(w, r.fork('activity'), company, accounts, people, options.activityDays)
  say(`联系记录 contact records: ${contactRecords}`)
  await makeTrading(w, r.fork('trading'), {
    company,
    accounts,
    people,
    customers: options.customers,
    approvals: options.approvals ?? true,
    say,
  })
  return { reps: company.reps.length, accounts: accounts.length, contacts, contactRecords, logins: company.logins }
}
