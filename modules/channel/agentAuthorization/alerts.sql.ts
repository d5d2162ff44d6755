import { alert, type Found } from '#kernel/events/alerts.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { employeesWithRoles, ruleOn } from '#modules/organization/index.ts'

const NAME = 'agentAuthorization'

interface Due {
  id: string
  number: string
  agent: string
  owner: string | null
}

const keepers = (unit: Unit): Promise<string[]> => employeesWithRoles(unit, ['channelManager'])
const about = (id: string): Found['about'] => ({ object: NAME, id })

export const expiring = alert(
  {
    name: 'agentAuthorization.expiring',
    label: { zh: '代理授权即将到期', en: 'Authorisation about to expire' },
    rests: 'agentAuthorization.validTo',
    tells: 'agentAuthorization.agent account.name',
  },
  async (unit) => {
    const ahead = await ruleOn(unit.caller, 'authorization.expiryDays', unit.today)
    const rows = await unit.tx.query<Due & { valid_to: string; days: number }>(sql`
      select t.id, t.number, a.name as agent, t.owner_id as owner, t.valid_to::text, t.valid_to - ${unit.today}::date as days
      from ${unit.table('agent_authorization')} t join ${unit.table('account')} a on a.id = t.agent_id
      where t.state in ('active', 'suspended') and t.deleted_at is null
        and t.valid_to between ${unit.today}::date and ${unit.today}::date + ${ahead[0]!}::int`)
    const to = await keepers(unit)
    return rows.map((r) => ({
      about: about(r.id),
      stage: `${r.valid_to}:${ahead.filter((d) => d >= r.days).at(-1)}`,
      to: [r.owner, ...to],
      title: {
        zh: `代理授权 ${r.number}（${r.agent}）还有 ${r.days} 天到期`,
        en: `Authorisation ${r.number} (${r.agent}) expires in ${r.days} day(s)`,
      },
      body: {
        zh: `有效期至 ${r.valid_to}。请续签或安排交接与保证金结清。`,
        en: `Valid until ${r.valid_to}. Renew it, or hand over and settle the deposit.`,
      },
    }))
  },
)

export const depositShort = alert(
  {
    name: 'agentAuthorization.depositShort',
    label: { zh: '代理保证金不足', en: 'Deposit short' },
    rests: 'agentAuthorization.depositDue agentAuthorization.depositBalance',
    tells: 'agentAuthorization.agent account.name',
  },
  async (unit) => {
    const rows = await unit.tx.query<Due & { due: string; balance: string }>(sql`
      select t.id, t.number, a.name as agent, t.owner_id as owner, t.deposit_due::text as due, coalesce(t.deposit_balance, 0)::text as balance
      from ${unit.table('agent_authorization')} t join ${unit.table('account')} a on a.id = t.agent_id
      where t.state in ('active', 'suspended') and t.deleted_at is null and coalesce(t.deposit_balance, 0) < t.deposit_due`)
    const to = await keepers(unit)
    return rows.map((r) => ({
      about: about(r.id),
      stage: `${r.due}:${r.balance}`,
      to: [r.owner, ...to],
      title: {
        zh: `代理授权 ${r.number}（${r.agent}）保证金不足：应交 ¥${r.due}，余额 ¥${r.balance}`,
        en: `Deposit of ${r.number} (${r.agent}) is short: ¥${r.due} due, ¥${r.balance} held`,
      },
    }))
  },
)

interface TargetRow extends Due {
  from: string
  to: string
  amount: string
  ordered: string
  elapsed: number
  share: number
}

/** Running targets of authorisations in force with what was ordered under them so far. */
export async function runningTargets(unit: Unit): Promise<TargetRow[]> {
  return unit.tx.query<TargetRow>(sql`
    select x.*, (coalesce(x.ordered::numeric, 0) / nullif(x.amount::numeric, 0))::float as share from (
      select t.id, t.number, a.name as agent, t.owner_id as owner, g."from", g."to", g.amount,
        (${unit.today}::date - g."from"::date + 1)::float / (g."to"::date - g."from"::date + 1) as elapsed,
        (select coalesce(sum(o.amount), 0)::text from ${unit.table('sales_order')} o where o.authorization_id = t.id and o.deleted_at is null
          and o.state not in ('draft', 'cancelled')
          and (o.submitted_at at time zone 'Asia/Shanghai')::date between g."from"::date and g."to"::date) as ordered
      from ${unit.table('agent_authorization')} t join ${unit.table('account')} a on a.id = t.agent_id
        cross join lateral jsonb_to_recordset(case when jsonb_typeof(t.period_targets) = 'array' then t.period_targets else '[]' end)
          as g("from" text, "to" text, amount text)
      where t.state = 'active' and t.deleted_at is null) x
    where ${unit.today} between x."from" and x."to"`)
}

export const targetBehind = alert(
  {
    name: 'agentAuthorization.targetBehind',
    label: { zh: '代理任务量滞后', en: 'Agent behind target' },
    rests: 'agentAuthorization.periodTargets salesOrder.amount salesOrder.authorization',
    tells: 'agentAuthorization.agent account.name',
  },
  async (unit) => {
    const most = await ruleOn(unit.caller, 'authorization.targetBehind', unit.today)
    const rows = (await runningTargets(unit)).filter((r) => r.elapsed - r.share > most)
    const to = await keepers(unit)
    return rows.map((r) => ({
      about: about(r.id),
      // Once a month while it lasts.
      stage: `${r.from}:${r.to}:${unit.today.slice(0, 7)}`,
      to: [r.owner, ...to],
      title: {
        zh: `${r.agent} 任务量滞后：${r.from} 至 ${r.to} 已过 ${Math.round(r.elapsed * 100)}%，完成 ${Math.round(r.share * 100)}%`,
        en: `${r.agent} is behind target: ${Math.round(r.elapsed * 100)}% of ${r.from} to ${r.to} has passed, ${Math.round(r.share * 100)}% is done`,
      },
      body: {
        zh: `任务 ¥${r.amount}，已下单 ¥${r.ordered}（授权 ${r.number}）`,
        en: `Target ¥${r.amount}, ordered ¥${r.ordered} (authorisation ${r.number})`,
      },
    }))
  },
)

export const authorizationAlerts = [expiring, depositShort, targetBehind]
