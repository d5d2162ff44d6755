import type { Caller } from '../access/actor.ts'
import { passFlows } from '../approvals/act.ts'
import { refuseWhileApproving } from '../approvals/guard.ts'
import { write } from '../commands/run.ts'
import { invalid, Refusal } from '../errors.ts'
import { changeRow, diff, lockRow } from '../records/change.ts'
import { sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { type ApiRequest, type ApiRoute, idempotencyKey, object as obj, string } from './api.ts'
import { readUserSummary } from './auth/summary.ts'
import { updateUser } from './auth/users.ts'

/** Who the caller is: login, employee, roles, company. */
async function profile(caller: Caller): Promise<unknown> {
  const { actor, tenant } = caller
  const user = actor.userId ? await readUserSummary(tenant.db.pool, actor.userId) : null
  const [dept] = actor.deptId
    ? await tenant.db.query<{ name: string }>(
        sql`select name from ${at(tenant, 'department')} where id = ${actor.deptId}`,
      )
    : []
  const roles = await tenant.db.query<{ name: string; label_zh: string; label_en: string | null }>(
    sql`select name, label_zh, label_en from ${at(tenant, 'role')} where id = any(${actor.roles.map((r) => r.id)}::uuid[])`,
  )
  return {
    user,
    employee: { id: actor.id, name: actor.name, dept: dept ? { id: actor.deptId, label: dept.name } : null },
    roles: roles.map((r) => ({ name: r.name, label: { zh: r.label_zh, en: r.label_en ?? r.label_zh } })),
    tenant: { name: tenant.name, label: tenant.label },
    admin: actor.admin,
    subordinates: actor.subordinates.length,
    locale: caller.locale,
  }
}

/** What people may change about themselves; their name is the personnel file's. */
const OWN = ['phone', 'email'] as const

/** Changes one's own contact data, on the login and in the personnel file alike, and the language. */
async function changeProfile(caller: Caller, request: ApiRequest): Promise<unknown> {
  const { body } = request
  const { userId, id } = caller.actor
  if (!userId) throw new Refusal('me.noLogin', { zh: '此身份没有登录账号', en: 'This identity has no login' })
  const unknown = Object.keys(body).filter((k) => !['phone', 'email', 'name', 'locale'].includes(k))
  if (unknown.length)
    throw invalid(
      unknown.map((field) => ({ field, code: 'field.unknown', message: { zh: '没有这个字段', en: 'No such field' } })),
    )
  const contact = Object.fromEntries(OWN.filter((k) => k in body).map((k) => [k, (body[k] as string | null) || null]))
  const locale = body.locale === 'zh' || body.locale === 'en' ? { locale: body.locale as 'zh' | 'en' } : {}
  await write(caller, { command: 'changeProfile', body, key: idempotencyKey(request) }, async (unit) => {
    await updateUser(unit.tx.client, userId, { ...contact, ...locale })
    if (!Object.keys(contact).length) return
    const row = await lockRow(unit, 'employee', id, 'read')
    await refuseWhileApproving(unit, 'employee', id, 'update')
    const after = { row: { ...row, ...contact }, lines: {} }
    await passFlows(unit, 'employee', 'update', row, () => ({
      values: contact,
      after,
      changed: Object.keys(diff(row, after.row)),
    }))
    await changeRow(unit, 'employee', row, contact, 'changeProfile')
  })
  return profile(caller)
}

/** `GET` and `PATCH /me`. */
export const meRoutes = (tag: string): ApiRoute[] => [
  { tag, method: 'GET', path: '/me', summary: 'Who I am', reply: { type: 'object' }, run: profile },
  {
    tag,
    method: 'PATCH',
    path: '/me',
    summary: 'Change my own contact data and language',
    body: obj({
      name: string,
      phone: { type: ['string', 'null'] },
      email: { type: ['string', 'null'] },
      locale: { type: 'string', enum: ['zh', 'en'] },
    }),
    reply: { type: 'object' },
    run: changeProfile,
  },
]
