import { randomBytes } from 'node:crypto'
import { systemCaller, withCaller } from '#kernel/access/caller.ts'
import { write } from '#kernel/commands/run.ts'
import { changeRow, lockRow } from '#kernel/records/change.ts'
import { create } from '#kernel/records/create.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { at, type Tenant } from '#kernel/tenant.ts'
import type { Opened } from './open.ts'

/** Gives an employee a login and remembers it on his file. */
async function openLogin(
  unit: Unit,
  employeeId: string,
  person: { name: string; username: string; password?: string },
): Promise<string | null> {
  const made = await unit.caller.tenant.logins!.open(unit.tx, person)
  const row = await lockRow(unit, 'employee', employeeId, 'update')
  await changeRow(unit, 'employee', row, { userId: made.userId, username: person.username }, 'openLogin')
  return made.token
}

async function firstAdministrator(tenant: Tenant, password?: string): Promise<string | null> {
  const [role] = await tenant.db.query<{ id: string }>(sql`select id from ${at(tenant, 'role')} where name = 'admin'`)
  return withCaller(
    () => systemCaller(tenant),
    (caller) =>
      write(caller, { command: 'firstAdministrator', body: null }, async (unit) => {
        const row = await create(unit, 'employee', { name: '系统管理员', roles: [role!.id] })
        return openLogin(unit, row.id as string, { name: '系统管理员', username: 'admin', password })
      }),
  )
}

/** The first people of a new company: the demo company, or one administrator by a one-time link. */
export async function firstPeople(tenant: Tenant, _opened: Opened, say: (line: string) => void): Promise<void> {
  if (process.env.XINGLIN_DEMO === '0') {
    const token = await firstAdministrator(tenant)
    say(`首位管理员请打开一次性链接设置密码 First administrator, set your password once at: /welcome#${token}`)
    return
  }
  const password = process.env.XINGLIN_DEMO_PASSWORD ?? `Xl-${randomBytes(9).toString('base64url')}`
  await firstAdministrator(tenant, password)
  say(`示例公司登录 Demo logins: admin / ${password}`)
}
