import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Opened, openHouse } from '#apps/server/open.ts'
import { systemCaller, withCaller } from '#kernel/access/caller.ts'
import { write } from '#kernel/commands/run.ts'
import { changeRow, lockRow } from '#kernel/records/change.ts'
import { createMany } from '#kernel/records/create.ts'
import { insertRows } from '#kernel/records/storage.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { newId, SYSTEM_ID } from '#kernel/store/ids.ts'
import { raw, sql } from '#kernel/store/sql.ts'
import { at, silentLog, type Tenant } from '#kernel/tenant.ts'
import { institutions } from '../../seeds/names/institutions.ts'
import { rng } from '../../seeds/names/rng.ts'

/** A company of 6,000 employees in 500 departments with a million accounts, kept for the next run. */
export interface BenchHouse {
  dataDir: string
  accounts: number
  password: string
  people: { rep: string; lead: string; director: string }
}

const PASSWORD = 'Bench-house-2026!'
export const benchAccounts = (): number => Number(process.env.XINGLIN_BENCH_ACCOUNTS ?? 1_000_000)
const folder = (): string => join(process.env.XINGLIN_BENCH_DATA ?? tmpdir(), `xinglin-bench-${benchAccounts()}`)

const asSystem = <T>(tenant: Tenant, work: (unit: Unit) => Promise<T>): Promise<T> =>
  withCaller(
    () => systemCaller(tenant),
    (caller) => write(caller, { command: 'bench', body: null }, work),
  )

const idsOf = async (tenant: Tenant, object: string, rows: Record<string, unknown>[]): Promise<string[]> => {
  const ids: string[] = []
  for (let i = 0; i < rows.length; i += 500) {
    const made = await asSystem(tenant, (unit) =>
      createMany(unit, object, rows.slice(i, i + 500), { quiet: true, accept: 'all' }),
    )
    for (const m of made) ids.push('id' in m ? m.id : '')
  }
  return ids
}

async function login(tenant: Tenant, employeeId: string, username: string): Promise<void> {
  await asSystem(tenant, async (unit) => {
    const { userId } = await tenant.logins!.open(unit.tx, { name: username, username, password: PASSWORD })
    const row = await lockRow(unit, 'employee', employeeId, 'update')
    await changeRow(unit, 'employee', row, { userId, username }, 'openLogin')
  })
}

/** 100 teams of 50 departments-with-reps; a rep owns about 200 accounts at a million, a lead's team about 20,000. */
async function people(
  tenant: Tenant,
): Promise<{ owners: { id: string; dept: string }[]; people: BenchHouse['people'] }> {
  const roles = new Map(
    (await tenant.db.query<{ id: string; name: string }>(sql`select id, name from ${at(tenant, 'role')}`)).map((r) => [
      r.name,
      r.id,
    ]),
  )
  const depts = await idsOf(
    tenant,
    'department',
    Array.from({ length: 500 }, (_, i) => ({ name: `部门${i + 1}` })),
  )
  const leads = await idsOf(
    tenant,
    'employee',
    depts.slice(0, 50).map((d, i) => ({ name: `主管${i + 1}`, department: d, roles: [roles.get('manager')!] })),
  )
  const reps = await idsOf(
    tenant,
    'employee',
    Array.from({ length: 5000 }, (_, i) => ({
      name: `代表${i + 1}`,
      department: depts[i % 50],
      manager: leads[i % 50],
      roles: [roles.get('rep')!],
    })),
  )
  await idsOf(
    tenant,
    'employee',
    Array.from({ length: 949 }, (_, i) => ({ name: `职员${i + 1}`, department: depts[50 + (i % 450)] })),
  )
  const [director] = await idsOf(tenant, 'employee', [
    { name: '总监', department: depts[499], roles: [roles.get('director')!] },
  ])
  await login(tenant, reps[0]!, 'rep')
  await login(tenant, leads[0]!, 'lead')
  await login(tenant, director!, 'director')
  return {
    owners: reps.map((id, i) => ({ id, dept: depts[i % 50]! })),
    people: { rep: reps[0]!, lead: leads[0]!, director: director! },
  }
}

async function withoutIndexes(
  owner: Opened['owner'],
  schema: string,
  table: string,
  work: () => Promise<void>,
): Promise<void> {
  const indexes = await owner.fresh<{ name: string; def: string }>(
    sql`select indexname as name, indexdef as def from pg_indexes where schemaname = ${schema} and tablename = ${table} and indexname not like '%_pkey'`,
  )
  for (const i of indexes) await owner.fresh(raw(`drop index "${schema}"."${i.name}"`))
  await work()
  await owner.fresh(raw(`set maintenance_work_mem = '512MB'`))
  for (const i of indexes) await owner.fresh(raw(i.def))
  await owner.fresh(raw(`vacuum analyze "${schema}"."${table}"`))
}

async function accounts(tenant: Tenant, owners: { id: string; dept: string }[], n: number): Promise<void> {
  const r = rng(20260101)
  const start = Date.parse('2024-01-01T00:00:00Z')
  for (let done = 0; done < n; ) {
    const batch = institutions(Math.min(20_000, n - done), r.fork(`b${done}`))
    await asSystem(tenant, async (unit) => {
      const live = unit.caller.model.objects.get('account')!
      for (let i = 0; i < batch.length; i += 2000) {
        const rows = batch.slice(i, i + 2000).map((one, k) => {
          const index = done + i + k
          const owner = owners[Math.floor(r.next() * owners.length)]!
          const time = new Date(start + Math.floor(r.next() * 1000) * 86_400_000 + index).toISOString()
          return {
            id: newId(),
            version: 1,
            createdAt: time,
            createdBy: SYSTEM_ID,
            updatedAt: time,
            updatedBy: SYSTEM_ID,
            number: `BK${index + 1}`,
            state: 'active',
            owner: owner.id,
            dept: owner.dept,
            name: one.name,
            accountRoles: ['hospital'],
            regionCode: one.regionCode,
            regionCity: one.regionCode.slice(0, 4),
            nameKey: one.name,
            source: 'import',
            lifecycleStage: 'potential',
            class: 'C',
            address: one.address,
            beds: one.beds,
          }
        })
        await insertRows(unit, live, rows)
      }
    })
    done += batch.length
    console.error(`accounts ${done}`)
  }
}

/** Builds the house once (minutes) or finds the one of an earlier run. */
export async function benchHouse(): Promise<BenchHouse> {
  const dataDir = folder()
  const note = join(dataDir, 'bench.json')
  if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8')) as BenchHouse
  mkdirSync(dataDir, { recursive: true })
  const opened = await openHouse({ dataDir, log: silentLog })
  const tenant = opened.tenants[0]!
  const made = await people(tenant)
  await withoutIndexes(opened.owner, tenant.schema, 'account', () => accounts(tenant, made.owners, benchAccounts()))
  await opened.owner.fresh(raw('vacuum analyze'))
  await opened.close()
  const house: BenchHouse = { dataDir, accounts: benchAccounts(), password: PASSWORD, people: made.people }
  writeFileSync(note, JSON.stringify(house))
  return house
}
