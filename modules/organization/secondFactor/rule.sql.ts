import type { Caller } from '#kernel/access/actor.ts'
import { bumpEpoch } from '#kernel/access/caller.ts'
import { write } from '#kernel/commands/run.ts'
import { denied, invalid } from '#kernel/errors.ts'
import { sql } from '#kernel/store/sql.ts'
import { at, type Tenant } from '#kernel/tenant.ts'
import type { SecondFactorRule, SecondFactorView } from './view.ts'

const OFF: SecondFactorRule = { mode: 'off', roles: [] }
/** Its name among the company's settings. */
const NAME = 'secondFactor'
const MODES = ['off', 'roles', 'everybody']

const rules = new WeakMap<Tenant, { epoch: number; rule: Promise<SecondFactorRule> }>()

async function stored(tenant: Tenant): Promise<SecondFactorRule> {
  const [row] = await tenant.db.query<{ value: SecondFactorRule }>(
    sql`select value from ${at(tenant, 'setting')} where name = ${NAME}`,
  )
  return row?.value ?? OFF
}

/** The rule as of the caller's epoch: a change of it moves the epoch, so that it holds at everybody's next request. */
function ruleFor({ tenant, actor }: Caller): Promise<SecondFactorRule> {
  const known = rules.get(tenant)
  if (known?.epoch === actor.epoch) return known.rule
  const rule = stored(tenant)
  rules.set(tenant, { epoch: actor.epoch, rule })
  rule.catch(() => rules.delete(tenant))
  return rule
}

/** Must this person have a second factor, whether or not he has? */
export async function mustHaveSecondFactor(caller: Caller): Promise<boolean> {
  const { mode, roles } = await ruleFor(caller)
  if (mode === 'off') return false
  return mode === 'everybody' || caller.actor.roles.some((role) => roles.includes(role.id))
}

function requireAdmin(caller: Caller): void {
  if (!caller.actor.admin) throw denied('secondFactor')
}

/** The rule, and how many people it leads to the set-up at their next request. Administrators only. */
export async function readSecondFactorRule(caller: Caller): Promise<SecondFactorView> {
  requireAdmin(caller)
  const { tenant } = caller
  const rule = await stored(tenant)
  const who =
    rule.mode === 'everybody'
      ? sql`true`
      : rule.mode === 'off'
        ? sql`false`
        : sql`(e.roles && ${rule.roles}::uuid[] or exists (select 1 from ${at(tenant, 'role')} r
            where r.name = 'everyone' and r.deleted_at is null and r.id = any(${rule.roles}::uuid[])))`
  const [row] = await tenant.db.fresh<{ bound: number; without: number }>(sql`
    select count(*)::int as bound, (count(*) filter (where not u.two_factor_enabled))::int as without
    from ${at(tenant, 'employee')} e join control."user" u on u.id::text = e.user_id
    where e.deleted_at is null and e.state = 'active' and u.status = 'active' and ${who}`)
  return { ...rule, ...row! }
}

function read(given: Record<string, unknown>, known: Set<string>): SecondFactorRule {
  const { mode, roles = [] } = given
  const bad = (field: string, zh: string, en: string) =>
    invalid([{ field, code: 'field.invalid', message: { zh, en } }])
  if (typeof mode !== 'string' || !MODES.includes(mode))
    throw bad('mode', '请选择：关闭、指定角色或所有人', 'Choose off, roles or everybody')
  if (!Array.isArray(roles) || roles.length > 200 || roles.some((id) => !known.has(id)))
    throw bad('roles', '角色不存在', 'No such role')
  if (mode === 'roles' && !roles.length) throw bad('roles', '请至少选择一个角色', 'Choose at least one role')
  return { mode: mode as SecondFactorRule['mode'], roles: [...new Set(roles as string[])] }
}

/** Sets the rule; it holds from everybody's next request on, the administrator's own included. */
export async function saveSecondFactorRule(caller: Caller, given: Record<string, unknown>): Promise<SecondFactorView> {
  requireAdmin(caller)
  await write(caller, { command: 'secondFactor', body: null }, async (unit) => {
    const found = await unit.tx.query<{ id: string }>(
      sql`select id from ${unit.table('role')} where deleted_at is null`,
    )
    const rule = read(given, new Set(found.map((r) => r.id)))
    const before = await stored(caller.tenant)
    await unit.tx.query(sql`insert into ${unit.table('setting')} (name, value, at, by)
      values (${NAME}, ${JSON.stringify(rule)}::jsonb, ${unit.stamp}, ${caller.actor.id})
      on conflict (name) do update set value = excluded.value, at = excluded.at, by = excluded.by`)
    unit.audit('setting', null, 'secondFactor', {
      mode: [before.mode, rule.mode],
      roles: [before.roles, rule.roles],
    })
    await bumpEpoch(caller.tenant, unit.tx)
  })
  return readSecondFactorRule(caller)
}
