import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemCaller, withCaller } from '#kernel/access/caller.ts'
import { write } from '#kernel/commands/run.ts'
import { changeRow, lockRow } from '#kernel/records/change.ts'
import { create } from '#kernel/records/create.ts'
import { rows } from '#kernel/records/list.ts'
import type { Unit } from '#kernel/records/unit.ts'
import type { Tenant } from '#kernel/tenant.ts'
import { type DemoOptions, seedDemo } from '../../seeds/demo.ts'

export type DemoSize = Pick<DemoOptions, 'institutions' | 'distributors' | 'activityDays'>

interface Login {
  name: string
  username: string
  password?: string
}

/** Gives an employee a login and remembers it on his file. Without a password, the token of a one-time link. */
async function openLogin(unit: Unit, employeeId: string, person: Login): Promise<string | null> {
  const made = await unit.caller.tenant.logins!.open(unit.tx, person)
  const row = await lockRow(unit, 'employee', employeeId, 'update')
  await changeRow(unit, 'employee', row, { userId: made.userId, username: person.username }, 'openLogin')
  return made.token
}

const asSystem = <T>(tenant: Tenant, command: string, work: (unit: Unit) => Promise<T>): Promise<T> =>
  withCaller(
    () => systemCaller(tenant),
    (caller) => write(caller, { command, body: null }, work),
  )

/** Hires the first administrator of an empty company; returns the token of the link by which he sets his password. */
export async function firstAdministrator(tenant: Tenant): Promise<string | null> {
  const [role] = await rows<{ id: string }>(await systemCaller(tenant), 'role', { where: { name: { eq: 'admin' } } })
  return asSystem(tenant, 'firstAdministrator', async (unit) => {
    const row = await create(unit, 'employee', { name: '系统管理员', roles: [role!.id] })
    return openLogin(unit, row.id as string, { name: '系统管理员', username: 'admin' })
  })
}

async function demoCompany(
  tenant: Tenant,
  password: string,
  say: (line: string) => void,
  size: DemoSize = {},
): Promise<string[]> {
  const made = await seedDemo(await systemCaller(tenant), {
    ...size,
    say,
    createLogin: async (employeeId, username, name) => {
      await asSystem(tenant, 'openLogin', (unit) => openLogin(unit, employeeId, { name, username, password }))
    },
  })
  return made.logins.map((l) => l.username)
}

/** The first people of a new company: the demo company, or one administrator by a one-time link. */
export async function firstPeople(
  tenant: Tenant,
  dataDir: string,
  say: (line: string) => void,
  size?: DemoSize,
): Promise<void> {
  if (process.env.XINGLIN_DEMO === '0') {
    const token = await firstAdministrator(tenant)
    say(
      `首位管理员请打开一次性链接设置密码（登录名 admin）\nFirst administrator (admin), set your password once at: /welcome#${token}`,
    )
    return
  }
  const given = process.env.XINGLIN_DEMO_PASSWORD
  const password = given ?? `Xl-${randomBytes(9).toString('base64url')}`
  say('首次启动：正在生成示例公司… First start: making the demo company…')
  const logins = await demoCompany(tenant, password, (line) => say(`  ${line}`), size)
  const text = `示例公司登录 Demo logins: ${logins.join(', ')}\n密码 Password: ${password}`
  say(text)
  // The password is random per installation and shown once here; later starts point to the file.
  if (!given) writeFileSync(join(dataDir, 'demo-logins.txt'), `${text}\n`, { mode: 0o600 })
}
