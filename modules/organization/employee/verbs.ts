import { atWork } from '#kernel/commands/builtin/index.ts'
import { type CommandContext, command } from '#kernel/commands/context.ts'
import { bool, ref, tags, text } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import { employee } from './employee.object.ts'
import { countOwned, isLastAdministrator, moveOwned } from './owned.sql.ts'

/** Login of an employee, where the house has logins at all (a bare test world has none). */
async function setLogin(ctx: CommandContext, userId: string | null, active: boolean): Promise<void> {
  if (userId) await ctx.caller.tenant.logins?.setActive(ctx.tx, userId, active)
}

async function refuseLastAdministrator(ctx: CommandContext, id: string): Promise<void> {
  if (await isLastAdministrator(ctx.unit, id))
    throw new Refusal('employee.lastAdministrator', {
      zh: '这是最后一位系统管理员，不能停用',
      en: 'This is the last administrator',
    })
}

/** 离职停用: closes the login at once. Refused while the person owns records, with what and how many. */
export const deactivate = command(
  employee,
  {
    name: 'deactivate',
    label: { zh: '办理离职', en: 'Deactivate' },
    from: 'active',
    to: 'left',
    danger: true,
    icon: 'user-delete',
    confirm: { zh: '停用后该员工立即无法登录，确定吗？', en: 'He can no longer sign in at once. Go on?' },
  },
  async (ctx, row) => {
    if (row.id === ctx.caller.actor.id)
      throw new Refusal('employee.self', { zh: '不能停用自己', en: 'Nobody deactivates himself' })
    await refuseLastAdministrator(ctx, row.id)
    const owned = await countOwned(ctx.unit, row.id)
    if (owned.length) {
      const said = (locale: 'zh' | 'en') => owned.map((o) => `${o.label[locale]} ${o.count}`)
      throw new Refusal(
        'employee.ownsRecords',
        {
          zh: `该员工名下还有记录，请先移交：${said('zh').join('、')}`,
          en: `He still owns records; hand them over first: ${said('en').join(', ')}`,
        },
        { owned },
      )
    }
    await ctx.change(row, { leftOn: ctx.today })
    await setLogin(ctx, row.userId, false)
  },
)

/** 返聘: the person is back; his old login works again. */
export const reactivate = command(
  employee,
  { name: 'reactivate', label: { zh: '恢复在职', en: 'Reactivate' }, from: 'left', to: 'active', icon: 'user-add' },
  async (ctx, row) => {
    await ctx.change(row, { leftOn: null })
    await setLogin(ctx, row.userId, true)
  },
)

/** 移交: everything this person owns, with all that lies within it, goes to one other person at once. */
export const handOver = command(
  employee,
  {
    name: 'handOver',
    label: { zh: '移交客户与记录', en: 'Hand over' },
    icon: 'swap',
    input: {
      to: ref('employee', { zh: '接收人', en: 'To' }, { required: true }),
      objects: tags(
        { zh: '仅移交（对象标识）', en: 'Only these objects' },
        {
          help: { zh: '留空为全部', en: 'Empty: everything' },
        },
      ),
    },
  },
  async (ctx, row, input) => {
    if (input.to === row.id)
      throw new Refusal('employee.handOverSelf', { zh: '不能移交给本人', en: 'Choose somebody else' })
    const to = await atWork(ctx.unit, input.to)
    if (!to) throw new Refusal('employee.left', { zh: '接收人已离职', en: 'He has left' })
    const moved = await moveOwned(ctx.unit, row.id, to, 'handOver', input.objects ?? undefined)
    ctx.note({ to: to.id, moved: moved.map(({ object, count }) => ({ object, count })) })
    return { moved }
  },
)

/** 调岗: another department, and the choice whether his customers are filed there too or stay with the old one. */
export const transfer = command(
  employee,
  {
    name: 'transfer',
    label: { zh: '调整部门', en: 'Change department' },
    icon: 'apartment',
    input: {
      department: ref('department', { zh: '新部门', en: 'New department' }, { required: true }),
      manager: ref('employee', { zh: '新上级', en: 'New manager' }),
      moveRecords: bool({ zh: '名下客户与记录一并转入新部门', en: 'His records move to the new department' }),
    },
  },
  async (ctx, row, input) => {
    await ctx.change(row, { department: input.department, ...(input.manager ? { manager: input.manager } : {}) })
    if (!input.moveRecords) return { moved: [] }
    return { moved: await moveOwned(ctx.unit, row.id, { id: row.id, dept: input.department }, 'refile') }
  },
)

/** Opens a login; the person sets his password by the one-time link whose token is returned. */
export const openLogin = command(
  employee,
  {
    name: 'openLogin',
    label: { zh: '开通登录', en: 'Open login' },
    from: 'active',
    icon: 'key',
    input: { username: text({ zh: '登录名', en: 'Username' }, { max: 60 }) },
  },
  async (ctx, row, input) => {
    if (row.userId) throw new Refusal('employee.hasLogin', { zh: '该员工已有登录', en: 'He has a login already' })
    const { logins } = ctx.caller.tenant
    if (!logins) throw new Refusal('login.unavailable', { zh: '登录服务不可用', en: 'Logins are not available' })
    const made = await logins.open(ctx.tx, {
      name: row.name,
      username: input.username ?? null,
      email: row.email,
      phone: row.phone,
    })
    await ctx.change(row, { userId: made.userId, username: input.username ?? null })
    return { token: made.token }
  },
)

/** A one-time link for somebody who forgot his password; the old one works until the new one is set. */
export const resetPassword = command(
  employee,
  { name: 'resetPassword', label: { zh: '重置密码', en: 'Reset password' }, from: 'active', icon: 'lock' },
  async (ctx, row) => {
    const { logins } = ctx.caller.tenant
    if (!row.userId || !logins)
      throw new Refusal('employee.noLogin', { zh: '该员工尚未开通登录', en: 'He has no login' })
    const token = await logins.resetLink(ctx.tx, row.userId)
    ctx.note({ reset: true })
    return { token }
  },
)

/** Lost the telephone and the backup codes: he signs in with his password and sets the second factor up anew. */
export const endSecondFactor = command(
  employee,
  {
    name: 'endSecondFactor',
    label: { zh: '解除两步验证', en: 'Take the second factor off' },
    from: 'active',
    icon: 'lock',
    danger: true,
    confirm: {
      zh: '用于员工丢失验证器的情况：其所有登录立即退出，下次仅凭密码登录。请先核实本人身份。',
      en: 'For somebody who lost his authenticator: his sessions end, and the password alone signs him in. Make sure who asks.',
    },
  },
  async (ctx, row) => {
    const { logins } = ctx.caller.tenant
    if (!row.userId || !logins)
      throw new Refusal('employee.noLogin', { zh: '该员工尚未开通登录', en: 'He has no login' })
    await logins.endSecondFactor(ctx.tx, row.userId)
    ctx.note({ secondFactor: 'ended' })
  },
)

export const employeeVerbs = [deactivate, reactivate, handOver, transfer, openLogin, resetPassword, endSecondFactor]
