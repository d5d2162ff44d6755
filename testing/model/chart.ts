import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { SCOPES, SHAPES, VERBS } from './objects.ts'

export type Scope = (typeof SCOPES)[number]
export type Right = 'hidden' | 'masked' | 'read' | 'edit'

export interface Dept {
  id: string
  parent: string | null
  deleted: boolean
}
export interface Role {
  id: string
  name: string
  deleted: boolean
  grants: { object: string; verb: string; scope: Scope }[]
  fields: { object: string; field: string; right: Right }[]
}
export interface Employee {
  id: string
  dept: string | null
  manager: string | null
  roles: string[]
  admin: boolean
  left: boolean
  deleted: boolean
}
export interface ModelRow {
  object: string
  id: string
  owner: string | null
  dept: string | null
  /** Top record of the tree it lies in; its own id for a root. */
  root: string
  deleted: boolean
  state: string | null
  values: Record<string, unknown>
  lines: { what: string; cost: string }[]
}
export interface Member {
  record: string
  employee: string
  level: 'read' | 'edit'
  until: string | null
}
export interface Star {
  object: string
  record: string
  employee: string
}
export interface StandIn {
  from: string
  to: string
  objects: string[] | null
  starts: string
  ends: string
  ended: boolean
}
export interface PaperFile {
  id: string
  name: string
  by: string
  /** The root it hangs on; null while it hangs on nothing. */
  record: string | null
}
export interface Chart {
  seed: number
  depts: Dept[]
  roles: Role[]
  employees: Employee[]
  rows: ModelRow[]
  team: Member[]
  stars: Star[]
  standIns: StandIn[]
  files: PaperFile[]
}

/** The day on which every chart is looked at. */
export const TODAY = '2026-06-15'
const DAYS = ['2026-05-01', '2026-06-14', '2026-06-15', '2026-06-16', '2027-01-01']
const WORDS = ['协和医院', '人民医院', '长江药房', '黄河诊所']

class Maker {
  readonly seed: number
  readonly #value: fc.GeneratorValue
  #n = 0

  constructor(seed: number) {
    this.seed = seed
    this.#value = fc.sample(fc.gen(), { seed, numRuns: 1 })[0]!
  }

  int(min: number, max: number): number {
    return this.#value(fc.integer, { min, max })
  }
  chance(percent: number): boolean {
    return this.int(1, 100) <= percent
  }
  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!
  }
  maybe<T>(list: readonly T[], percent = 60): T | null {
    return list.length && this.chance(percent) ? this.pick(list) : null
  }
  some<T>(list: readonly T[], percent: number): T[] {
    return list.filter(() => this.chance(percent))
  }
  hash(): string {
    return createHash('sha256')
      .update(`${this.seed}:${this.#n++}`)
      .digest('hex')
  }
  /** Unique to the chart and the same each time. */
  id(): string {
    const h = this.hash()
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-7${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`
  }
  token(letter: string): string {
    return letter + this.hash().slice(0, 8)
  }
}

function makeRole(m: Maker, generous: boolean): Role {
  const grants: Role['grants'] = []
  const fields: Role['fields'] = []
  for (const shape of Object.values(SHAPES)) {
    for (const verb of VERBS)
      if (m.chance(verb === 'read' ? 80 : 50)) {
        const scope = generous && m.chance(30) ? 'all' : m.pick(SCOPES.slice(0, m.chance(75) ? 5 : 6))
        grants.push({ object: shape.name, verb, scope })
      }
    // Where names and codes are hidden less can be found, so they are rarer than hidden amounts.
    for (const field of [...shape.fields, ...shape.lines])
      if (m.chance(shape.sensitive.includes(field) ? 45 : shape.search.includes(field) ? 12 : 20))
        fields.push({ object: shape.name, field, right: m.pick(['hidden', 'masked', 'read', 'edit'] as const) })
  }
  return { id: m.id(), name: m.token('r'), deleted: m.chance(8), grants, fields }
}

function makeEmployees(m: Maker, depts: Dept[], roles: Role[]): Employee[] {
  const employees: Employee[] = []
  const many = m.int(5, 9)
  for (let i = 0; i < many; i++)
    employees.push({
      id: m.id(),
      dept: m.maybe(depts, 90)?.id ?? null,
      manager: m.maybe(employees, 75)?.id ?? null,
      roles: m.some(roles, 55).map((r) => r.id),
      admin: m.chance(4),
      left: m.chance(12),
      deleted: m.chance(4),
    })
  return employees
}

interface Home {
  owner: string | null
  dept: string | null
}

function makeHome(m: Maker, depts: Dept[], employees: Employee[]): Home {
  if (m.chance(12)) return { owner: null, dept: m.maybe(depts, 30)?.id ?? null }
  const owner = m.pick(employees)
  // Mostly the owner's own department; rows filed elsewhere show which of the two decides.
  return { owner: owner.id, dept: m.chance(80) ? owner.dept : (m.maybe(depts)?.id ?? null) }
}

const named = (m: Maker, letter: string) => `${m.pick(WORDS)}${m.token(letter)}`
const amount = (m: Maker) => (m.chance(85) ? `${m.int(0, 5000)}.${m.int(10, 99)}` : null)

function rootValues(m: Maker, roots: ModelRow[], topics: ModelRow[]): Record<string, unknown> {
  return {
    name: named(m, 'n'),
    code: m.chance(80) ? m.token('c') : null,
    secret: m.chance(80) ? m.token('s') : null,
    phone: m.chance(70) ? `138${m.int(10000000, 99999999)}` : null,
    amount: amount(m),
    kind: m.maybe(['a', 'b']),
    day: m.maybe(DAYS),
    flag: m.maybe([true, false]),
    words: m.some(['红', '蓝', '绿'], 30),
    friend: m.maybe(roots)?.id ?? null,
    mates: m.some(roots, 15).map((r) => r.id),
    topic: m.maybe(topics)?.id ?? null,
    papers: [],
  }
}

function makeRows(m: Maker, depts: Dept[], employees: Employee[]): ModelRow[] {
  const rows: ModelRow[] = []
  const of = (object: string) => rows.filter((r) => r.object === object)
  const add = (object: string, home: Home, values: Record<string, unknown>, root?: string) => {
    const id = m.id()
    const lines = object === 'mRoot' ? m.some([1, 2], 40).map(() => ({ what: m.token('w'), cost: m.token('k') })) : []
    const state = object === 'mRoot' ? m.pick(['open', 'closed']) : null
    rows.push({
      object,
      id,
      owner: home.owner,
      dept: home.dept,
      root: root ?? id,
      deleted: m.chance(15),
      state,
      values,
      lines,
    })
  }
  const none: Home = { owner: null, dept: null }
  for (let i = m.int(2, 4); i > 0; i--)
    add('mTopic', none, { name: named(m, 'n'), about: m.maybe(of('mRoot'))?.id ?? null })
  for (let i = m.int(5, 9); i > 0; i--)
    add('mRoot', makeHome(m, depts, employees), rootValues(m, of('mRoot'), of('mTopic')))
  for (const topic of of('mTopic')) topic.values.about = m.maybe(of('mRoot'))?.id ?? null
  for (let i = m.int(4, 8); i > 0; i--) {
    const top = m.pick(of('mRoot'))
    const secret = m.chance(80) ? `139${m.int(10000000, 99999999)}` : null
    const peer = m.maybe(of('mRoot'))?.id ?? null
    add('mChild', top, { name: named(m, 'n'), top: top.id, secret, amount: amount(m), peer }, top.id)
  }
  for (let i = m.int(2, 5); i > 0; i--) {
    const child = m.pick(of('mChild'))
    add('mGrand', child, { name: named(m, 'n'), child: child.id, code: m.token('c') }, child.root)
  }
  for (let i = m.int(2, 4); i > 0; i--)
    add(
      'mDiary',
      { owner: m.pick(employees).id, dept: null },
      { name: named(m, 'n'), about: m.maybe(of('mRoot'))?.id ?? null },
    )
  return rows
}

function makeTeam(m: Maker, rows: ModelRow[], employees: Employee[]): Member[] {
  const team: Member[] = []
  for (const row of rows.filter((r) => r.object === 'mRoot'))
    for (const e of m.some(employees, 18))
      team.push({ record: row.id, employee: e.id, level: m.pick(['read', 'edit']), until: m.maybe(DAYS, 60) })
  return team
}

/** On anything but diaries, rows that the person may not see (any more) among them. */
const makeStars = (m: Maker, rows: ModelRow[], employees: Employee[]): Star[] =>
  rows
    .filter((r) => r.object !== 'mDiary')
    .flatMap((r) => m.some(employees, 25).map((e) => ({ object: r.object, record: r.id, employee: e.id })))

/** Mostly of today and of people who own something, so that each way to be out of force stands out. */
function makeStandIns(m: Maker, rows: ModelRow[], employees: Employee[]): StandIn[] {
  const owners = employees.filter((e) => rows.some((r) => r.owner === e.id))
  return m.some(employees, 65).map((to) => ({
    from: m.pick(owners.length ? owners : employees).id,
    to: to.id,
    objects: m.chance(50) ? null : m.some(Object.keys(SHAPES), 50),
    starts: m.chance(75) ? '2026-05-01' : m.pick(['2026-06-15', '2026-06-16']),
    ends: m.chance(75) ? '2027-01-01' : m.pick(['2026-06-14', '2026-06-15']),
    ended: m.chance(20),
  }))
}

/** Papers of some roots (put among the row's values too), and some that hang on nothing yet. */
function makeFiles(m: Maker, rows: ModelRow[], employees: Employee[]): PaperFile[] {
  const files: PaperFile[] = []
  for (const row of m.some([null, ...rows.filter((r) => r.object === 'mRoot')], 40)) {
    const file = { id: m.id(), name: m.token('f'), by: m.pick(employees).id, record: row?.id ?? null }
    if (row) row.values.papers = [file.id]
    files.push(file)
  }
  return files
}

/** One company, drawn from a seed by fast-check: the same seed gives the same company, ids included. */
export function makeChart(seed: number): Chart {
  const m = new Maker(seed)
  const depts: Dept[] = []
  for (let i = m.int(2, 6); i > 0; i--)
    depts.push({ id: m.id(), parent: m.maybe(depts, 75)?.id ?? null, deleted: m.chance(8) })
  const roles = Array.from({ length: m.int(2, 4) }, (_, i) => makeRole(m, i === 0))
  const employees = makeEmployees(m, depts, roles)
  const rows = makeRows(m, depts, employees)
  const team = makeTeam(m, rows, employees)
  const standIns = makeStandIns(m, rows, employees)
  const files = makeFiles(m, rows, employees)
  return { seed, depts, roles, employees, rows, team, standIns, files, stars: makeStars(m, rows, employees) }
}

/** Several companies in one: they share a schema, and only the rule keeps them apart. */
export function together(charts: Chart[]): Chart {
  const all = <K extends Exclude<keyof Chart, 'seed'>>(key: K) => charts.flatMap((c) => c[key] as unknown[]) as Chart[K]
  return {
    seed: charts[0]!.seed,
    depts: all('depts'),
    roles: all('roles'),
    employees: all('employees'),
    rows: all('rows'),
    team: all('team'),
    stars: all('stars'),
    standIns: all('standIns'),
    files: all('files'),
  }
}
