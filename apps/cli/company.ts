import { parseArgs } from 'node:util'
import { firstAdministrator } from '#apps/server/firstPeople.ts'
import type { Opened } from '#apps/server/open.ts'
import { runCommand } from '#kernel/commands/context.ts'
import { write } from '#kernel/commands/run.ts'
import { badRequest } from '#kernel/errors.ts'
import { create } from '#kernel/records/create.ts'
import { type ListQuery, rows } from '#kernel/records/list.ts'
import { createTenant } from '#kernel/store/control/index.ts'
import type { Tenant } from '#kernel/tenant.ts'
import { actingAs, type Terminal, tenantOf, withHouse } from './house.ts'

export const COMPANY_USAGE = `xinglin migrate                                   bring every company's tables up to date
xinglin tenant list
xinglin tenant add <name> <label>                  a company of its own, with its first administrator
xinglin user list [--tenant <name>]
xinglin user add <username> <name> --role <role>… [--tenant <name>]
xinglin user link <username> [--tenant <name>]      a new one-time link to set the password
xinglin user deactivate <username> [--tenant <name>]`

const misused = () => badRequest('cli.usage', { zh: `用法：\n${COMPANY_USAGE}`, en: 'see above' })

const link = (token: unknown): string => `/welcome#${String(token)}`

/** `migrate`: opening the house is what migrates it. */
export async function migrateVerb(house: Opened, io: Terminal): Promise<number> {
  for (const t of house.tenants) io.out(`${t.name}\t${t.schema}\tup to date`)
  return 0
}

/** `tenant list | add`. A new company is served from the next start of the server on. */
export async function tenantVerb(house: Opened, args: string[], io: Terminal): Promise<number> {
  const [what, name, label] = args
  if (what === 'list') {
    for (const t of house.tenants) io.out(`${t.name}\t${t.schema}\t${t.label}`)
    return 0
  }
  if (what !== 'add' || !name || !label) throw misused()
  if (!/^[a-z][a-z0-9_]{1,30}$/.test(name))
    throw badRequest('cli.tenantName', {
      zh: '公司简称用小写字母、数字与下划线，2–31 位',
      en: 'A short name has 2 to 31 lower-case letters, digits, underscores',
    })
  if (house.tenants.some((t) => t.name === name))
    throw badRequest('cli.tenantTaken', { zh: `已有公司“${name}”`, en: `There is a company ${name} already` })
  await createTenant(house.owner.pool, { schema: `t_${name}`, name, label })
  return withHouse(async (again) => {
    const token = await firstAdministrator(tenantOf(again.tenants, name))
    io.out(`${name}: ${link(token)}`)
    io.err('Restart the server to serve it. 重启服务后生效。')
    return 0
  })
}

const EMPLOYEES: ListQuery = {
  fields: ['number', 'name', 'username', 'department', 'state'],
  sort: 'number',
  limit: 200,
}

/** `user list | add | link | deactivate`, as the system, which only the machine's owner can be; the audit names it. */
export async function userVerb(tenant: Tenant, args: string[], io: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { tenant: { type: 'string' }, role: { type: 'string', multiple: true, default: [] } },
  })
  const [what, username, name] = positionals
  const as = await actingAs(tenant, undefined)
  if (what === 'list') {
    const people = await as((caller) =>
      rows<{ number: string; name: string; username: string | null; state: string }>(caller, 'employee', EMPLOYEES),
    )
    for (const p of people) io.out(`${p.number}\t${p.username ?? ''}\t${p.name}\t${p.state}`)
    return 0
  }
  if (!username) throw misused()
  if (what === 'add') {
    if (!name || !values.role.length) throw misused()
    io.out(link(await addUser(tenant, username, name, values.role)))
    return 0
  }
  const verb = { link: 'resetPassword', deactivate: 'deactivate' }[what ?? '']
  if (!verb) throw misused()
  const { result } = await as(async (caller) => {
    const [person] = await rows<{ id: string }>(caller, 'employee', {
      where: { username: { eq: username } },
      fields: ['name'],
    })
    if (!person) throw badRequest('cli.person', { zh: `没有员工“${username}”`, en: `Nobody is called ${username}` })
    const command = tenant.registry.commands.get(`employee.${verb}`)!
    return write(caller, { command: verb, body: { username } }, (unit) => runCommand(unit, command, person.id, {}))
  })
  io.out(verb === 'resetPassword' ? link((result as { token: string }).token) : `${username}: left`)
  return 0
}

async function addUser(tenant: Tenant, username: string, name: string, wanted: string[]): Promise<string> {
  const as = await actingAs(tenant, undefined)
  return as(async (caller) => {
    const roles = await rows<{ id: string; name: string }>(caller, 'role', {
      where: { name: { in: wanted } },
      fields: ['name'],
    })
    const unknown = wanted.filter((w) => !roles.some((r) => r.name === w))
    if (unknown.length)
      throw badRequest('cli.role', { zh: `没有角色“${unknown.join('、')}”`, en: `No role ${unknown.join(', ')}` })
    return write(caller, { command: 'userAdd', body: { username, name } }, async (unit) => {
      const row = await create(unit, 'employee', { name, roles: roles.map((r) => r.id) })
      const open = tenant.registry.commands.get('employee.openLogin')!
      const { result } = await runCommand(unit, open, row.id as string, { username })
      return (result as { token: string }).token
    })
  })
}

/** Which company a `user` verb is about. */
export const tenantArgument = (args: string[]): string | undefined => {
  const at = args.indexOf('--tenant')
  return at < 0 ? undefined : args[at + 1]
}
