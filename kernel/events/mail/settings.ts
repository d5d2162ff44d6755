import type { Caller } from '../../access/actor.ts'
import { write } from '../../commands/run.ts'
import { denied, type FieldProblem, invalid } from '../../errors.ts'
import { sql } from '../../store/sql.ts'
import { at, type Tenant } from '../../tenant.ts'
import { cleanLine } from '../../text/clean.ts'

/** `tls`: encrypted from the first byte (465); `starttls`: encrypted before the login or not at all; `none`: in the open. */
export type MailSecurity = 'tls' | 'starttls' | 'none'

export interface MailServer {
  host: string
  port: number
  security: MailSecurity
  user?: string
  password?: string
  from: string
  fromName?: string
}

interface Stored extends Omit<MailServer, 'password'> {
  enabled: boolean
  sealed?: string
}

/** What an administrator sees: never the password, only whether there is one. */
export interface MailSettingsView extends Partial<Omit<Stored, 'sealed'>> {
  /** `server`: set by whoever runs the server, and not to be changed here. */
  source: 'server' | 'stored' | 'none'
  hasPassword: boolean
}

const NAME = 'mail'
const SECURITY = ['tls', 'starttls', 'none']
const HOST =
  /^(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$|^[0-9a-fA-F:]{2,45}$/
const ADDRESS = /^[^\s<>,;:"()[\]\\@]{1,64}@(?=.{1,190}$)([A-Za-z0-9-]+\.)*[A-Za-z0-9-]+$/

/** One plain mailbox: no names, lists, groups, comments, nor anything else that a mail header would read otherwise. */
export const isMailAddress = (text: string): boolean => ADDRESS.test(text)

/** `XINGLIN_SMTP_URL` (`smtps://user:password@host:465`, `smtp://host:587`, `smtp://host?tls=none`) with `XINGLIN_MAIL_FROM`. */
export function mailServerFromEnv(env: NodeJS.ProcessEnv = process.env): MailServer | undefined {
  if (!env.XINGLIN_SMTP_URL) return undefined
  const url = new URL(env.XINGLIN_SMTP_URL)
  if (!/^smtps?:$/.test(url.protocol)) throw new Error('XINGLIN_SMTP_URL must begin with smtp:// or smtps://')
  const from = env.XINGLIN_MAIL_FROM ?? decodeURIComponent(url.username)
  if (!isMailAddress(from)) throw new Error('XINGLIN_MAIL_FROM must be a plain mail address')
  const security = url.protocol === 'smtps:' ? 'tls' : url.searchParams.get('tls') === 'none' ? 'none' : 'starttls'
  return {
    host: url.hostname,
    port: Number(url.port) || (security === 'tls' ? 465 : 587),
    security,
    ...(url.username ? { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) } : {}),
    from,
  }
}

async function stored(tenant: Tenant): Promise<Stored | undefined> {
  const [row] = await tenant.db.query<{ value: Stored }>(
    sql`select value from ${at(tenant, 'setting')} where name = ${NAME}`,
  )
  return row?.value
}

/** The mail server of a company, or undefined while there is none (or it is switched off). */
export async function mailServerOf(tenant: Tenant): Promise<MailServer | undefined> {
  const fromEnv = mailServerFromEnv()
  if (fromEnv) return fromEnv
  const value = await stored(tenant)
  if (!value?.enabled) return undefined
  const { sealed, enabled: _, ...server } = value
  return { ...server, ...(sealed && tenant.vault ? { password: tenant.vault.open(sealed) } : {}) }
}

function requireAdmin(caller: Caller): void {
  if (!caller.actor.admin) throw denied('mailSettings')
}

export async function readMailSettings(caller: Caller): Promise<MailSettingsView> {
  requireAdmin(caller)
  const fromEnv = mailServerFromEnv()
  if (fromEnv) {
    const { host, port, security, from } = fromEnv
    return { source: 'server', enabled: true, host, port, security, from, hasPassword: Boolean(fromEnv.password) }
  }
  const value = await stored(caller.tenant)
  if (!value) return { source: 'none', hasPassword: false }
  const { sealed, ...shown } = value
  return { source: 'stored', ...shown, hasPassword: Boolean(sealed) }
}

const problem = (field: string, zh: string, en: string): FieldProblem => ({
  field,
  code: 'field.format',
  message: { zh, en },
})

function read(given: Record<string, unknown>): Omit<Stored, 'sealed'> {
  const line = (name: string, max: number) => cleanLine(String(given[name] ?? '')).slice(0, max)
  const value = {
    enabled: given.enabled !== false,
    host: line('host', 253),
    port: Number(given.port),
    security: String(given.security ?? 'starttls') as MailSecurity,
    user: line('user', 200) || undefined,
    from: line('from', 254),
    fromName: line('fromName', 60) || undefined,
  }
  const problems: FieldProblem[] = []
  if (!HOST.test(value.host))
    problems.push(problem('host', '请填写邮件服务器的域名或 IP', 'Enter the server’s name or IP address'))
  if (!Number.isInteger(value.port) || value.port < 1 || value.port > 65535)
    problems.push(problem('port', '端口应为 1–65535', 'The port is a number from 1 to 65535'))
  if (!SECURITY.includes(value.security)) problems.push(problem('security', '请选择加密方式', 'Choose an encryption'))
  if (!isMailAddress(value.from))
    problems.push(problem('from', '请填写一个发件邮箱，如 crm@example.cn', 'Enter one sender, e.g. crm@example.cn'))
  if (problems.length) throw invalid(problems)
  return value
}

/**
 * Stores the company's mail server. A password that is not sent stays, but only for the same server and login: else it
 * could be sent to a server of somebody's choosing. An empty one removes it.
 */
export async function saveMailSettings(caller: Caller, given: Record<string, unknown>): Promise<MailSettingsView> {
  requireAdmin(caller)
  const { tenant } = caller
  if (mailServerFromEnv())
    throw invalid([
      problem(
        'host',
        '邮件服务器已由服务器环境变量设置（XINGLIN_SMTP_URL），请联系运维修改',
        'The mail server is set by the environment (XINGLIN_SMTP_URL); ask whoever runs the server',
      ),
    ])
  const next = read(given)
  const before = await stored(tenant)
  const same = before && (['host', 'port', 'security', 'user'] as const).every((k) => before[k] === next[k])
  let sealed = same ? before.sealed : undefined
  if (typeof given.password === 'string') {
    if (given.password && !tenant.vault) throw new Error('this process has no vault')
    sealed = given.password ? tenant.vault!.seal(given.password) : undefined
  }
  await write(caller, { command: 'mailSettings', body: null }, async (unit) => {
    await unit.tx.query(sql`insert into ${unit.table('setting')} (name, value, at, by)
      values (${NAME}, ${JSON.stringify({ ...next, sealed })}::jsonb, ${unit.stamp}, ${caller.actor.id})
      on conflict (name) do update set value = excluded.value, at = excluded.at, by = excluded.by`)
    unit.audit('setting', null, 'mailSettings', {
      ...next,
      password: sealed === before?.sealed ? 'unchanged' : 'changed',
    })
  })
  return readMailSettings(caller)
}
