import { notice } from '#kernel/events/notices.ts'
import type { OutboxEvent } from '#kernel/events/outbox.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { employeesWithRoles } from '#modules/organization/index.ts'

interface Facts {
  number: string
  agent: string
  owner: string | null
  submitter: string | null
  reason: string | null
}

async function factsOf(unit: Unit, event: OutboxEvent): Promise<Facts | undefined> {
  const [row] = await unit.tx.query<Facts>(sql`select t.number, a.name as agent, t.owner_id as owner,
      t.submitted_by_id as submitter, t.suspend_reason as reason
    from ${unit.table('agent_authorization')} t join ${unit.table('account')} a on a.id = t.agent_id where t.id = ${event.recordId}`)
  return row
}

interface Words {
  verb: string
  label: { zh: string; en: string }
  roles?: string[]
  zh: string
  en: string
}

const WORDS: Words[] = [
  {
    verb: 'submit',
    label: { zh: '代理授权待审批', en: 'Authorisation to approve' },
    roles: ['legal'],
    zh: '待您审批',
    en: 'awaits approval',
  },
  { verb: 'reject', label: { zh: '代理授权被驳回', en: 'Authorisation rejected' }, zh: '被驳回', en: 'was rejected' },
  { verb: 'activate', label: { zh: '代理授权生效', en: 'Authorisation in force' }, zh: '已生效', en: 'is in force' },
  {
    verb: 'suspend',
    label: { zh: '代理授权暂停', en: 'Authorisation suspended' },
    roles: ['commerce'],
    zh: '已暂停，请停止按此授权下单',
    en: 'is suspended: no more orders under it',
  },
  {
    verb: 'terminate',
    label: { zh: '代理授权终止', en: 'Authorisation terminated' },
    roles: ['commerce', 'finance'],
    zh: '已终止',
    en: 'was terminated',
  },
  {
    verb: 'expire',
    label: { zh: '代理授权到期', en: 'Authorisation expired' },
    roles: ['channelManager', 'finance'],
    zh: '已到期，请结清保证金',
    en: 'has expired; settle its deposit',
  },
]

const TELLS = 'agentAuthorization.agent account.name agentAuthorization.suspendReason'

/** Who hears of an authorisation's stages: who keeps the agent, who submitted it, and whose turn it is. */
export const authorizationNotices = WORDS.map(({ verb, label, roles, zh, en }) =>
  notice({ topic: `agentAuthorization.${verb}`, label, tells: TELLS }, async (unit, event) => {
    const facts = await factsOf(unit, event)
    if (!facts) return undefined
    const others = roles ? await employeesWithRoles(unit, roles) : []
    const why = facts.reason ? `：${facts.reason}` : ''
    return {
      to: verb === 'submit' ? others : [facts.owner, facts.submitter, ...others],
      title: {
        zh: `代理授权 ${facts.number}（${facts.agent}）${zh}${verb === 'activate' ? '' : why}`,
        en: `Authorisation ${facts.number} (${facts.agent}) ${en}`,
      },
    }
  }),
)
