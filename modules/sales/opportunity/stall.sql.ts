import { alert } from '#kernel/events/alerts.ts'
import { sql } from '#kernel/store/sql.ts'
import { stallDaysSql } from './board.sql.ts'
import { STAGE_NAMES, stageLabel } from './stages.ts'

interface Stalled {
  id: string
  title: string
  account: string
  state: string
  since: string
  days: number
  escalated: boolean
  owner_id: string | null
  manager_id: string | null
}

/** 商机滞留: a deal rests in its stage longer than the stage's rule allows: its owner is told, later his manager. */
export const opportunityStalled = alert(
  {
    name: 'opportunity.stalled',
    label: { zh: '商机滞留', en: 'Stalled deal' },
    rests: 'opportunity.stageSince',
    tells: 'opportunity.title opportunity.account account.name',
  },
  async (unit) => {
    const rules = unit.table('sales_stage_rule')
    const rows = await unit.tx.query<Stalled>(sql`
      select s.*, s.days >= s.escalate_days as escalated from (
        select t.id, t.title, a.name as account, t.state, (t.stage_since at time zone 'Asia/Shanghai')::date::text as since,
          ${unit.today}::date - (t.stage_since at time zone 'Asia/Shanghai')::date as days,
          ${stallDaysSql(rules, 'stall_days', unit.today)} as stall_days, ${stallDaysSql(rules, 'escalate_days', unit.today)} as escalate_days,
          t.owner_id, e.manager_id
        from ${unit.table('opportunity')} t join ${unit.table('account')} a on a.id = t.account_id
        left join ${unit.table('employee')} e on e.id = t.owner_id
        where t.state = any(${STAGE_NAMES}::text[]) and t.deleted_at is null) s
      where s.days >= s.stall_days order by s.id`)
    return rows.map((r) => {
      const stage = stageLabel(r.state)
      return {
        about: { object: 'opportunity', id: r.id },
        stage: `${r.state}:${r.since}:${r.escalated ? 'manager' : 'owner'}`,
        to: [r.escalated ? r.manager_id : r.owner_id],
        title: {
          zh: `商机滞留：${r.title}（${r.account}）`,
          en: `Stalled deal: ${r.title} (${r.account})`,
        },
        body: {
          zh: `在“${stage.zh}”阶段已 ${r.days} 天。请推进、更新或关闭`,
          en: `In stage ${stage.en} for ${r.days} days. Move it on, update it or close it`,
        },
      }
    })
  },
)
