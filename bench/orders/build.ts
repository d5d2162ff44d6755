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

/** A company in which orders can be placed: hospitals with their papers, packages with prices and floors, one login. */
export interface OrdersHouse {
  dataDir: string
  password: string
  login: string
  accounts: string[]
  packages: string[]
}

const PASSWORD = 'Bench-house-2026!'
const ACCOUNTS = 200
const PACKAGES = 60

const asSystem = <T>(tenant: Tenant, work: (unit: Unit) => Promise<T>): Promise<T> =>
  withCaller(
    () => systemCaller(tenant),
    (caller) => write(caller, { command: 'bench', body: null }, work),
  )

const inState = async (unit: Unit, object: string, values: Values, state: string): Promise<string> => {
  const row = await create(unit, object, values, { accept: 'all' })
  return (await changeRow(unit, object, row, { state }, 'bench')).id as string
}

async function goods(tenant: Tenant): Promise<string[]> {
  const packages: string[] = []
  for (let n = 0; n < PACKAGES; n++)
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
        return pack
      }),
    )
  return packages
}

async function customers(tenant: Tenant, owner: string): Promise<string[]> {
  const accounts: string[] = []
  for (let n = 0; n < ACCOUNTS; n++)
    accounts.push(
      await asSystem(tenant, async (unit) => {
        const hospital = {
          name: `第${n}医院`,
          accountRoles: ['hospital'],
          regionCode: '330106',
          address: `中山路${n}号`,
          addressVerified: true,
          source: 'other',
          owner,
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

/** Builds the company in a folder of its own. */
export async function ordersHouse(): Promise<OrdersHouse> {
  const dataDir = mkdtempSync(join(process.env.XINGLIN_BENCH_DATA ?? tmpdir(), 'xinglin-orders-'))
  // PostgreSQL does not run as root; its own user must be able to enter.
  chmodSync(dataDir, 0o755)
  const opened: Opened = await openHouse({ dataDir, log: silentLog })
  const tenant = opened.tenants[0]!
  const [role] = await tenant.db.query<{ id: string }>(
    sql`select id from ${at(tenant, 'role')} where name = 'director'`,
  )
  const owner = await asSystem(tenant, async (unit) => {
    const row = await create(unit, 'employee', { name: '总监', roles: [role!.id] })
    const { userId } = await tenant.logins!.open(unit.tx, {
      name: 'director',
      username: 'director',
      password: PASSWORD,
    })
    await changeRow(unit, 'employee', row, { userId, username: 'director' }, 'openLogin')
    return row.id as string
  })
  const packages = await goods(tenant)
  const accounts = await customers(tenant, owner)
  await opened.owner.fresh(raw('vacuum analyze'))
  await opened.close()
  return { dataDir, password: PASSWORD, login: 'director', accounts, packages }
}
