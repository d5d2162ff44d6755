import type { MessageKind, Registry } from '../../declare/index.ts'
import type { Unit } from '../../records/unit.ts'
import { sql } from '../../store/sql.ts'
import { mailServerFromEnv } from './settings.ts'

/** Objects of administrators and readers that say which messages go which way; declared by the collaboration module. */
export const RULE = 'notificationRule'
export const PREFERENCE = 'notificationPreference'

export type MailPace = 'off' | 'immediate' | 'daily'

/** How messages of a kind go out: what an administrator has set, else as the kind ships. */
export interface Rule {
  enabled: boolean
  inApp: boolean
  mail: boolean
  digest: 'immediate' | 'daily'
  extraRoles: string[]
}

/** What one reader has set for himself; he can take away from the rule, not add to it. */
export interface Preference {
  kinds: Record<string, { inApp?: boolean; mail?: MailPace }>
  quietFrom: string | null
  quietTo: string | null
  digestHour: number
}

export const DEFAULT_PREFERENCE: Preference = { kinds: {}, quietFrom: null, quietTo: null, digestHour: 9 }

/** Every kind of message that the modules may send. */
export function messageKinds(registry: Registry): MessageKind[] {
  const kinds = registry.modules.flatMap((m) => [
    ...(m.alerts ?? []).map((a) => ({ kind: a.name, label: a.label, mail: a.mail })),
    ...(m.notices ?? []).map((n) => ({ kind: n.topic, label: n.label, mail: n.mail })),
    ...(m.messages ?? []),
  ])
  return [...new Map(kinds.map((k) => [k.kind, k])).values()]
}

/** How a kind ships. */
export function shippedRule(registry: Registry, kind: string): Rule {
  const mail = messageKinds(registry).find((k) => k.kind === kind)?.mail
  return { enabled: true, inApp: true, mail: Boolean(mail), digest: mail ?? 'immediate', extraRoles: [] }
}

/** The rule of a kind, and whether mail can be sent at all. */
export async function ruleOf(unit: Unit, kind: string): Promise<{ rule: Rule; mailing: boolean }> {
  const { registry } = unit.caller.tenant
  const shipped = shippedRule(registry, kind)
  if (!registry.objects.has(RULE)) return { rule: shipped, mailing: false }
  const [row] = await unit.tx.query<{ rule: Rule | null; mailing: boolean }>(sql`select
    (select json_build_object('enabled', enabled, 'inApp', in_app, 'mail', mail, 'digest', digest, 'extraRoles', extra_roles)
      from ${unit.table('notification_rule')} where kind = ${kind} and deleted_at is null limit 1) as rule,
    coalesce((select (value->>'enabled')::boolean from ${unit.table('setting')} where name = 'mail'), false) as mailing`)
  const said = Object.fromEntries(Object.entries(row!.rule ?? {}).filter(([, v]) => v !== null))
  return { rule: { ...shipped, ...said }, mailing: row!.mailing || Boolean(mailServerFromEnv()) }
}

/** Employees who have one of these roles. */
export async function withRoles(unit: Unit, roles: string[]): Promise<string[]> {
  if (!roles.length) return []
  const rows = await unit.tx.query<{ id: string }>(sql`select id from ${unit.table('employee')}
    where roles && ${roles}::uuid[] and state = 'active' and deleted_at is null`)
  return rows.map((r) => r.id)
}

/** What these people have set for themselves; those who have set nothing are left out. */
export async function preferencesOf(unit: Unit, employeeIds: string[]): Promise<Map<string, Preference>> {
  if (!employeeIds.length || !unit.caller.tenant.registry.objects.has(PREFERENCE)) return new Map()
  const rows = await unit.tx.query<Omit<Preference, 'digestHour'> & { id: string; digestHour: number | null }>(sql`
    select owner_id as id, coalesce(kinds, '{}') as kinds, quiet_from as "quietFrom", quiet_to as "quietTo",
      digest_hour as "digestHour" from ${unit.table('notification_preference')}
    where owner_id = any(${employeeIds}::uuid[]) and deleted_at is null`)
  return new Map(rows.map(({ id, ...p }) => [id, { ...p, digestHour: p.digestHour ?? DEFAULT_PREFERENCE.digestHour }]))
}

/** Which ways a message goes to one reader. */
export function channelsOf(rule: Rule, kind: string, preference: Preference): { inApp: boolean; mail: MailPace } {
  const own = preference.kinds[kind]
  return {
    inApp: rule.inApp && own?.inApp !== false,
    mail: rule.mail ? (own?.mail ?? rule.digest) : 'off',
  }
}

const DAY = 24 * 60
/** Shanghai is eight hours ahead all year. */
const AHEAD = 8 * 60

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** Minutes since midnight in Shanghai. */
const minuteOfDay = (instant: Date): number => (Math.floor(instant.getTime() / 60_000) + AHEAD) % DAY

/** The next time (not now) that clocks in Shanghai show `minute` of the day. */
function next(instant: Date, minute: number): Date {
  const whole = Math.floor(instant.getTime() / 60_000)
  const wait = (minute - minuteOfDay(instant) + DAY) % DAY || DAY
  return new Date((whole + wait) * 60_000)
}

function inQuiet(instant: Date, from: number, to: number): boolean {
  const m = minuteOfDay(instant)
  return from < to ? m >= from && m < to : m >= from || m < to
}

/** When a mail should leave: at once or at the reader's digest hour, and never in his quiet hours but at their end. */
export function leavesAt(now: Date, pace: 'immediate' | 'daily', preference: Preference): Date {
  const at = pace === 'daily' ? next(now, preference.digestHour * 60) : now
  const { quietFrom, quietTo } = preference
  if (!quietFrom || !quietTo || quietFrom === quietTo) return at
  const [from, to] = [minutesOf(quietFrom), minutesOf(quietTo)]
  return inQuiet(at, from, to) ? next(at, to) : at
}
