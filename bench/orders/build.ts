import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Opened, openHouse } from '#apps/server/open.ts'
import { systemCaller, withCaller } from '#kernel/access/caller.ts'
import { write } from '#kernel/commands/run.ts'
import { changeRow } from '#kernel/records/change.ts'
import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { at, silentLog, type Tenant } from '#kernel/tenant.ts'
import { moveStock } from '#modules/products/index.ts'

/** A company in which orders can be placed: hospitals with their papers and reps, packages with prices and floors. */
export interface OrdersHouse {
  dataDir: string
  password: string
  /** Logins by what they do; each a person of his own. */
  logins: Record<(typeof PEOPLE)[number][0], string>
  accounts: string[]
  packages: string[]
}

const PEOPLE = [
  ['director', 'director'],
  ['manager', 'manager'],
  ['rep', 'rep'],
  ['commerce', 'commerce'],
  ['finance', 'finance'],
  ['picker', 'warehouse'],
  ['checker', 'warehouse'],
  ['shipper', 'warehouse'],
] as const

/** Sales departments, and reps in each; the one manager and the one rep who can sign in are of the first. */
const DEPARTMENTS = 4
const REPS = 5

const PASSWORD = 'Bench-house-2026!'
/** Enough that a run never sells out. */
const STOCK = '1000000'

const asSystem = <T>(tenant: Tenant, work: (unit: Unit) => Promise<T>): Promise<T> =>
  withCaller(
    () => systemCaller(tenant),
    (caller) => write(caller, { command: 'bench', body: null }, work),
  )

const inState = async (unit: Unit, object: string, values: Values, state: string): Promise<string> => {
  const row = await create(unit, object, values, { accept: 'all' })
  return (await changeRow(unit, object, row, { state }, 'bench')).id as string
}

async function goods(tenant: Tenant, many: number): Promise<string[]> {
  const packages: string[] = []
  for (let n = 0; n < many; n++)
    packages.push(
      await asSystem(tenant, async (unit) => {
        const medicine = {
          genericName: `药品${n}`,
          dosageForm: '片剂',
          strength: '5mg',
          approvalNo: `国药准字H${20070000 + n}`,
        }
        const product = await inState(unit, 'product', medicine, 'active')
        const pack = (await create(unit, 'productPackage', { product, packDescription: '24片/盒' })).id as string
        for (const [priceType, unitPrice] of [
          ['supply', '10'],
          ['floor', '8'],
        ])
          await inState(
            unit,
            'priceListItem',
            { package: pack, priceType, scopeType: 'national', validFrom: '2020-01-01', unitPrice },
            'effective',
          )
        const batch = await inState(
          unit,
          'batch',
          {
            package: pack,
            batchNo: `B${n}`,
            mfgDate: '2025-01-01',
            expiryLabel: '见包装',
            lastUsableDate: '2099-12-31',
          },
          'released',
        )
        await moveStock(unit, [{ batchId: batch, kind: 'receive', onHand: STOCK, source: 'bench', sourceId: batch }])
        return pack
      }),
    )
  return packages
}

async function customers(tenant: Tenant, many: number, owners: string[]): Promise<string[]> {
  const accounts: string[] = []
  for (let n = 0; n < many; n++)
    accounts.push(
      await asSystem(tenant, async (unit) => {
        const hospital = {
          name: `第${n}医院`,
          accountRoles: ['hospital'],
          regionCode: '330106',
          address: `中山路${n}号`,
          addressVerified: true,
          source: 'other',
          creditLimit: '100000000',
          owner: owners[n % owners.length],
        }
        const account = (await create(unit, 'account', hospital, { accept: 'all' })).id as string
        const paper = {
          account,
          licenseType: 'medicalInstitutionLicense',
          licenseNo: `NO${n}`,
          validFrom: '2020-01-01',
          longTerm: true,
        }
        await inState(unit, 'license', paper, 'valid')
        return account
      }),
    )
  return accounts
}

/** The people; returns the reps, who own the customers in turn. */
async function hire(tenant: Tenant): Promise<string[]> {
  const roles = await tenant.db.query<{ id: string; name: string }>(sql`select id, name from ${at(tenant, 'role')}`)
  const roleOf = (name: string) => roles.find((r) => r.name === name)!.id
  const departments = await asSystem(tenant, (unit) =>
    Promise.all(
      Array.from(
        { length: DEPARTMENTS },
        async (_, n) => (await create(unit, 'department', { name: `销售${n}部` })).id,
      ),
    ),
  )
  const reps: string[] = []
  for (const [login, role] of PEOPLE)
    await asSystem(tenant, async (unit) => {
      const department = role === 'rep' || role === 'manager' ? departments[0] : undefined
      const row = await create(unit, 'employee', { name: login, department, roles: [roleOf(role)] })
      const { userId } = await tenant.logins!.open(unit.tx, { name: login, username: login, password: PASSWORD })
      await changeRow(unit, 'employee', row, { userId, username: login }, 'openLogin')
      if (login === 'rep') reps.push(row.id as string)
    })
  for (let n = 1; n < DEPARTMENTS * REPS; n++)
    await asSystem(tenant, async (unit) => {
      const colleague = { name: `代表${n}`, department: departments[n % DEPARTMENTS], roles: [roleOf('rep')] }
      reps.push((await create(unit, 'employee', colleague)).id as string)
    })
  return reps
}

/** Builds the company in a folder of its own. */
export async function ordersHouse(size: { accounts: number; packages: number }): Promise<OrdersHouse> {
  const dataDir = mkdtempSync(join(process.env.XINGLIN_BENCH_DATA ?? tmpdir(), 'xinglin-orders-'))
  // PostgreSQL does not run as root; its own user must be able to enter.
  chmodSync(dataDir, 0o755)
  const opened: Opened = await openHouse({ dataDir, log: silentLog })
  const tenant = opened.tenants[0]!
  const owners = await hire(tenant)
  const packages = await goods(tenant, size.packages)
  const accounts = await customers(tenant, size.accounts, owners)
  await opened.owner.fresh(raw('vacuum analyze'))
  await opened.close()
  const logins = Object.fromEntries(PEOPLE.map(([login]) => [login, login])) as OrdersHouse['logins']
  return { dataDir, password: PASSWORD, logins, accounts, packages }
}

/** Signs somebody in and returns his cookie. */
export async function signIn(url: string, login: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  })
  if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`)
  return answer.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ')
}
