import { notice } from '#kernel/events/notices.ts'
import type { OutboxEvent } from '#kernel/events/outbox.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { sql } from '#kernel/store/sql.ts'
import { employeesWithRoles } from '#modules/organization/index.ts'

interface Facts {
  number: string
  title: string
  owner: string | null
  courier: string | null
}

async function factsOf(unit: Unit, event: OutboxEvent): Promise<Facts | undefined> {
  const [row] =
    await unit.tx.query<Facts>(sql`select number, title, owner_id as owner, concat_ws(' ', courier, courier_no) as courier
    from ${unit.table('tender')} where id = ${event.recordId}`)
  return row
}

interface Words {
  topic: string
  label: { zh: string; en: string }
  roles: string[]
  /** Beside the title. */
  tells?: string
  zh: (f: Facts) => string
  en: (f: Facts) => string
}

const EVERYBODY = ['tenderDesk', 'director', 'pricing']

const WORDS: Words[] = [
  {
    topic: 'tender.secondSignatureNeeded',
    label: { zh: '标书待第二人签署', en: 'Bid needs a second signature' },
    roles: ['pricing', 'director'],
    tells: 'tender.lines.quote tender.lines.floor',
    zh: (f) => `“${f.title}”报价低于底价，待第二人复核签署`,
    en: (f) => `${f.title}: a quote lies below its floor; a second signature is needed`,
  },
  {
    topic: 'tender.markSent',
    label: { zh: '标书已寄出', en: 'Bid sent' },
    roles: [],
    tells: 'tender.courier tender.courierNo',
    zh: (f) => `“${f.title}”标书已寄出：${f.courier}`,
    en: (f) => `${f.title}: the bid was sent, ${f.courier}`,
  },
  {
    topic: 'tender.won',
    label: { zh: '投标中标', en: 'Tender won' },
    roles: EVERYBODY,
    zh: (f) => `“${f.title}”中标，价格已锁定`,
    en: (f) => `${f.title} was won; its prices are locked`,
  },
  {
    topic: 'tender.lost',
    label: { zh: '投标落标', en: 'Tender lost' },
    roles: EVERYBODY,
    zh: (f) => `“${f.title}”落标`,
    en: (f) => `${f.title} was lost`,
  },
]

/** "Sent, then what? Won?": who keeps the tender hears, and at the end everybody who worked for it. */
export const tenderNotices = WORDS.map(({ topic, label, roles, tells = '', zh, en }) =>
  notice({ topic, label, tells: `tender.title ${tells}`.trim() }, async (unit, event) => {
    const facts = await factsOf(unit, event)
    if (!facts) return undefined
    return {
      to: [facts.owner, ...(await employeesWithRoles(unit, roles))],
      title: { zh: zh(facts), en: en(facts) },
      body: facts.number,
    }
  }),
)
