import { alert } from '#kernel/events/alerts.ts'
import { sql } from '#kernel/store/sql.ts'
import { ruleOn } from '#modules/organization/index.ts'

interface Ending {
  id: string
  number: string
  account: string
  valid_to: string
  left: number
  owner_id: string | null
}

/** 报价到期: an offer that nobody answered ends soon (three days unless set otherwise), or has ended. */
export const quotationEnding = alert(
  {
    name: 'quotation.ending',
    label: { zh: '报价到期', en: 'Quotation ends' },
    rests: 'quotation.validTo',
    tells: 'quotation.account account.name',
  },
  async (unit) => {
    const ahead = await ruleOn(unit.caller, 'quotation.endingDays', unit.today)
    const rows = await unit.tx.query<Ending>(sql`
      select q.id, q.number, a.name as account, q.valid_to::text, q.valid_to - ${unit.today}::date as left, q.owner_id
      from ${unit.table('quotation')} q join ${unit.table('account')} a on a.id = q.account_id
      where q.state in ('approved', 'sent') and q.deleted_at is null
        and q.valid_to between ${unit.today}::date - 30 and ${unit.today}::date + ${ahead}::int order by q.id`)
    return rows.map((r) => ({
      about: { object: 'quotation', id: r.id },
      stage: `${r.valid_to}:${r.left < 0 ? 'ended' : 'soon'}`,
      to: [r.owner_id],
      title:
        r.left < 0
          ? { zh: `报价已过期：${r.number}（${r.account}）`, en: `Quotation ended: ${r.number} (${r.account})` }
          : { zh: `报价将到期：${r.number}（${r.account}）`, en: `Quotation ends soon: ${r.number} (${r.account})` },
      body: {
        zh: `有效期至 ${r.valid_to}。请跟进客户答复，或换版延长`,
        en: `It holds until ${r.valid_to}. Ask for an answer, or make a new version`,
      },
    }))
  },
)
