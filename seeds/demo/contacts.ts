import type { Values } from '#kernel/records/input.ts'
import { STANDARD_DEPARTMENTS } from '../names/departments.ts'
import { CONTACT_POSITIONS, HCP_TITLES, people } from '../names/people.ts'
import type { Rng } from '../names/rng.ts'
import type { DemoAccount } from './accounts.ts'
import type { Writer } from './batch.ts'

export interface DemoContact {
  id: string
  name: string
  department: string | null
}

/** Who may be spoken with at each account. */
export type People = Map<string, DemoContact[]>

const ROLES: Record<string, string[]> = {
  pharmacyDirector: ['pharmacy', 'decisionMaker'],
  buyer: ['purchasing'],
  purchasingManager: ['purchasing', 'decisionMaker'],
  qualityManager: ['quality'],
  accountant: ['finance'],
  warehouseKeeper: ['receiving'],
  generalManager: ['decisionMaker'],
  salesManager: ['other'],
}

const PHARMACY = 'X01'
const DAY = 86_400_000

/** They became known in the past year, after their account and, mostly, before the talks of the last weeks. */
function knownSince(w: Writer, r: Rng): () => string {
  return () => new Date(w.now.getTime() - r.int(60, 365) * DAY).toISOString()
}

function howManyDepartments(a: DemoAccount, r: Rng): number {
  if (a.role !== 'hospital') return 0
  return a.big ? r.int(5, 8) : a.beds >= 100 ? r.int(2, 4) : r.int(0, 1)
}

async function makeDepartments(
  w: Writer,
  r: Rng,
  accounts: DemoAccount[],
): Promise<Map<string, { id: string; name: string }[]>> {
  const rows: Values[] = []
  for (const a of accounts) {
    const many = howManyDepartments(a, r)
    if (!many) continue
    const clinical = STANDARD_DEPARTMENTS.filter((d) => !d.code.startsWith('X'))
    const chosen = new Set([STANDARD_DEPARTMENTS.find((d) => d.code === PHARMACY)!])
    while (chosen.size < many) chosen.add(r.pick(clinical))
    for (const d of chosen)
      rows.push({
        account: a.id,
        name: d.label.zh,
        standardCode: d.code,
        beds: d.code.startsWith('X') ? null : Math.max(8, Math.round(a.beds / 20) + r.int(-5, 10)),
        potential: r.pick(['high', 'medium', 'medium', 'low']),
        targetFlag: r.chance(0.4) || null,
      })
  }
  const ids = await w.create('hcoDepartment', rows, knownSince(w, r.fork('since')))
  const found = new Map<string, { id: string; name: string }[]>()
  rows.forEach((row, i) => {
    const list = found.get(row.account as string) ?? []
    found.set(row.account as string, [...list, { id: ids[i]!, name: row.name as string }])
  })
  return found
}

function howManyContacts(a: DemoAccount, r: Rng): number {
  if (a.big) return r.int(3, 5)
  if (a.role === 'distributorT1' || a.role === 'distributorT2') return r.int(2, 4)
  return a.role === 'hospital' ? r.int(1, 2) : 1
}

function post(a: DemoAccount, department: { id: string; name: string } | undefined, r: Rng): Values {
  if (department && department.name !== '药剂科') {
    const title = r.weighted(HCP_TITLES.map((t) => [t, t.weight] as const))
    return { hcoDepartment: department.id, position: title.label.zh, roles: ['clinical'] }
  }
  const hospital = a.role === 'hospital'
  const fitting = CONTACT_POSITIONS.filter((p) => hospital || p.code !== 'pharmacyDirector')
  const position = r.weighted(fitting.map((t) => [t, t.weight] as const))
  return { hcoDepartment: department?.id ?? null, position: position.label.zh, roles: ROLES[position.code]! }
}

/** Further posts of one person and the arrows of the influence map, at some of the larger hospitals. */
async function makeRelations(w: Writer, r: Rng, accounts: DemoAccount[], found: People): Promise<void> {
  const posts: Values[] = []
  const arrows: Values[] = []
  const hospitals = accounts.filter((a) => a.role === 'hospital')
  for (const a of accounts.filter((x) => x.big)) {
    const staff = found.get(a.id) ?? []
    for (const one of staff.slice(1))
      arrows.push({
        account: a.id,
        from: one.id,
        to: staff[0]!.id,
        kind: r.pick(['reportsTo', 'reportsTo', 'influences', 'mentor']),
        strength: r.int(1, 5),
      })
    const other = r.pick(hospitals)
    if (staff[0] && other.id !== a.id && r.chance(0.8))
      posts.push({
        account: other.id,
        contact: staff[0].id,
        position: r.pick(['特聘专家', '多点执业医师', '客座教授']),
        role: 'clinical',
        from: `202${r.int(2, 5)}-0${r.int(1, 9)}-01`,
        influence: r.int(2, 5),
      })
  }
  await w.create('contactRelation', arrows, knownSince(w, r.fork('arrows since')))
  await w.create('affiliation', posts, knownSince(w, r.fork('posts since')))
}

/** Departments, contacts, their further posts and relations. */
export async function makeContacts(w: Writer, r: Rng, accounts: DemoAccount[]): Promise<People> {
  const departments = await makeDepartments(w, r.fork('departments'), accounts)
  const draw = r.fork('contacts')
  const slots = accounts.flatMap((a) => Array.from({ length: howManyContacts(a, draw) }, (_, k) => ({ a, k })))
  const persons = people(slots.length, r.fork('people'))
  const rows = slots.map(({ a, k }, i) => {
    const list = departments.get(a.id)
    const department = list?.[k % list.length]
    const person = persons[i]!
    return {
      account: a.id,
      name: person.name,
      sex: person.sex,
      mobile: person.mobile,
      birthday: draw.chance(0.3)
        ? `${person.birthYear}-${draw.pick(['03', '06', '09', '12'])}-${draw.int(10, 28)}`
        : null,
      preferredChannel: draw.pick(['phone', 'wechat', 'visit', null]),
      ...post(a, department, draw),
    }
  })
  const ids = await w.create('contact', rows, knownSince(w, r.fork('since')))
  const found: People = new Map()
  slots.forEach(({ a, k }, i) => {
    if (!ids[i]) return
    const list = departments.get(a.id)
    const one = { id: ids[i], name: rows[i]!.name, department: list?.[k % list.length]?.name ?? null }
    found.set(a.id, [...(found.get(a.id) ?? []), one])
  })
  await makeRelations(w, r.fork('relations'), accounts, found)
  return found
}
