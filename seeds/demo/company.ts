import { sql } from '#kernel/store/sql.ts'
import { EMPLOYEE_POSTS, people } from '../names/people.ts'
import type { Rng } from '../names/rng.ts'
import type { Writer } from './batch.ts'
import { REGIONS } from './territory.ts'

export interface Rep {
  id: string
  office: string
}

/** People and departments that the rest of the demo hangs on. */
export interface Company {
  reps: Rep[]
  /** Manager of each city office, by office name. */
  officeManagers: Map<string, string>
  logins: { employeeId: string; username: string; name: string }[]
  /** Who does what in the back office: employees by role, in the order of hiring. */
  office: Map<string, string[]>
  director: string
}

interface Post {
  department: string
  manager?: string
  jobTitle: string
  roles: string[]
  type: 'salesRep' | 'medicalRep' | 'manager' | 'office'
  username?: string
}

/** The back office: who audits, ships, invoices and watches; usernames are those of the demo's logins. */
const BACK_OFFICE: [department: string, jobTitle: string, role: string, username: string | undefined][] = [
  ['商务部', '商务专员', 'commerce', 'commerce'],
  ['商务部', '商务主管', 'commerce', undefined],
  ['财务部', '财务经理', 'finance', 'finance'],
  ['财务部', '出纳', 'cashier', 'cashier'],
  ['财务部', '开票员', 'invoicing', 'invoicing'],
  ['仓储物流部', '配货员', 'warehouse', 'warehouse'],
  ['仓储物流部', '复核员', 'warehouse', 'checker'],
  ['质量管理部', '质量负责人', 'qa', 'qa'],
  ['质量管理部', '质管员', 'qa', undefined],
  ['市场准入部', '投标专员', 'tenderDesk', 'tender'],
  ['市场准入部', '价格经理', 'pricing', 'pricing'],
  ['招商部', '招商经理', 'channelManager', 'channel'],
  ['综合管理部', '法务专员', 'legal', 'legal'],
]

/** Name of the company's root department; says at once that this is not a real one. */
export const COMPANY_NAME = '杏林医药（示例）'

async function departments(w: Writer): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const add = async (rows: { name: string; parent: string | null; code: string }[]) => {
    const made = await w.create('department', rows)
    rows.forEach((r, i) => void ids.set(r.name, made[i]!))
  }
  await add([{ name: COMPANY_NAME, parent: null, code: 'HQ' }])
  const root = ids.get(COMPANY_NAME)!
  await add([
    { name: '销售中心', parent: root, code: 'XS' },
    { name: '综合管理部', parent: root, code: 'ZH' },
    { name: '数据运营部', parent: root, code: 'SJ' },
    { name: '商务部', parent: root, code: 'SW' },
    { name: '财务部', parent: root, code: 'CW' },
    { name: '仓储物流部', parent: root, code: 'CC' },
    { name: '质量管理部', parent: root, code: 'ZL' },
    { name: '市场准入部', parent: root, code: 'ZR' },
    { name: '招商部', parent: root, code: 'ZS' },
  ])
  await add(REGIONS.map((r, i) => ({ name: r.name, parent: ids.get('销售中心')!, code: `XS${i + 1}` })))
  await add(
    REGIONS.flatMap((r, i) =>
      r.offices.map((o, k) => ({ name: o.name, parent: ids.get(r.name)!, code: `XS${i + 1}${k + 1}` })),
    ),
  )
  return ids
}

async function roleIds(w: Writer): Promise<Map<string, string>> {
  const rows = await w.unit((unit) =>
    unit.tx.query<{ id: string; name: string }>(
      sql`select id, name from ${unit.table('role')} where deleted_at is null`,
    ),
  )
  return new Map(rows.map((r) => [r.name, r.id]))
}

/** Hires people post by post: who reports to somebody is hired after him. */
export async function makeCompany(w: Writer, r: Rng): Promise<Company> {
  const depts = await departments(w)
  const roles = await roleIds(w)
  const staff = people(80, r.fork('staff'), 9_000_000)
  const company: Company = { reps: [], officeManagers: new Map(), logins: [], office: new Map(), director: '' }
  let next = 0
  const hire = async (posts: Post[]): Promise<string[]> => {
    const rows = posts.map((post) => {
      const person = staff[next++]!
      return {
        name: person.name,
        department: depts.get(post.department)!,
        manager: post.manager ?? null,
        jobTitle: post.jobTitle,
        employeeType: post.type,
        phone: person.mobile,
        email: `yg${String(next).padStart(3, '0')}@example.com`,
        hiredOn: `${r.int(2012, 2024)}-0${r.int(1, 9)}-1${r.int(0, 9)}`,
        roles: post.roles.map((name) => roles.get(name)!),
      }
    })
    const ids = (await w.create('employee', rows)) as string[]
    posts.forEach((post, i) => {
      if (post.username) company.logins.push({ employeeId: ids[i]!, username: post.username, name: rows[i]!.name })
    })
    return ids
  }
  const [director] = await hire([
    { department: '销售中心', jobTitle: '销售总监', roles: ['director'], type: 'manager', username: 'director' },
  ])
  await hire([
    { department: '综合管理部', jobTitle: '系统管理员', roles: ['admin'], type: 'office', username: 'admin' },
    { department: '综合管理部', jobTitle: '人事专员', roles: ['hr'], type: 'office', username: 'hr' },
    { department: '数据运营部', jobTitle: '数据专员', roles: ['dataSteward'], type: 'office', username: 'steward' },
    { department: '数据运营部', jobTitle: '数据分析员', roles: ['viewer'], type: 'office', username: 'viewer' },
  ])
  company.director = director!
  const back = await hire(
    BACK_OFFICE.map(([department, jobTitle, role, username]) => ({
      department,
      jobTitle,
      roles: [role],
      type: 'office' as const,
      ...(username ? { username } : {}),
    })),
  )
  BACK_OFFICE.forEach(([, , role], i) => void company.office.set(role, [...(company.office.get(role) ?? []), back[i]!]))
  const regional = await hire(
    REGIONS.map((region, i) => ({
      department: region.name,
      manager: director!,
      jobTitle: '大区经理',
      roles: ['manager'],
      type: 'manager' as const,
      ...(i === 0 ? { username: 'manager' } : {}),
    })),
  )
  const offices = REGIONS.flatMap((region, i) => region.offices.map((office) => ({ office, boss: regional[i]! })))
  const heads = await hire(
    offices.map(({ office, boss }) => ({
      department: office.name,
      manager: boss,
      jobTitle: '地区经理',
      roles: ['manager'],
      type: 'manager' as const,
    })),
  )
  offices.forEach(({ office }, i) => void company.officeManagers.set(office.name, heads[i]!))
  const salesRep = EMPLOYEE_POSTS.find((p) => p.code === 'salesRep')!.label.zh
  const posts = offices.flatMap(({ office }, i) =>
    Array.from({ length: office.reps }, (_, k) => ({
      department: office.name,
      manager: heads[i]!,
      jobTitle: salesRep,
      roles: ['rep'],
      type: 'salesRep' as const,
      ...(i === 0 && k < 2 ? { username: k ? 'rep2' : 'rep' } : {}),
    })),
  )
  const reps = await hire(posts)
  company.reps = reps.map((id, i) => ({ id, office: posts[i]!.department }))
  return company
}
