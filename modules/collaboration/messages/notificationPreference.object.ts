import { defineObject, integer, json, text } from '#kernel/declare/index.ts'
import { invalid } from '#kernel/errors.ts'

const CLOCK = {
  test: /^([01]\d|2[0-3]):[0-5]\d$/,
  message: { zh: '时间形如 22:00', en: 'A time such as 22:00' },
}
const PACES = ['off', 'immediate', 'daily']
const MAX_KINDS = 300

/** Per kind: `{inApp?: boolean, mail?: 'off'|'immediate'|'daily'}` and nothing else. */
function areChoices(kinds: unknown): boolean {
  if (kinds === null || kinds === undefined) return true
  if (typeof kinds !== 'object' || Array.isArray(kinds) || Object.keys(kinds).length > MAX_KINDS) return false
  return Object.entries(kinds).every(([kind, choice]) => {
    if (kind.length > 80 || typeof choice !== 'object' || choice === null || Array.isArray(choice)) return false
    return Object.entries(choice as Record<string, unknown>).every(
      ([name, value]) =>
        (name === 'inApp' && typeof value === 'boolean') || (name === 'mail' && PACES.includes(value as string)),
    )
  })
}

/** How one person wants to be told: which kinds, by which way, when not, and when his daily mail comes. */
export const notificationPreference = defineObject({
  name: 'notificationPreference',
  label: { zh: '消息设置', en: 'Message preference' },
  title: 'id',
  personal: true,
  fields: {
    kinds: json({ zh: '各类消息', en: 'Kinds of messages' }),
    quietFrom: text({ zh: '免打扰开始', en: 'Quiet from' }, { max: 5, pattern: CLOCK }),
    quietTo: text({ zh: '免打扰结束', en: 'Quiet until' }, { max: 5, pattern: CLOCK }),
    digestHour: integer({ zh: '每日汇总时间', en: 'Hour of the daily mail' }, { min: 0, atMost: 23, default: 9 }),
  },
  constraints: {
    onePerPerson: {
      sql: 'exclude using btree (owner_id with =) where (deleted_at is null)',
      message: { zh: '您已有消息设置，请刷新后修改', en: 'You have set this already; reload and change it' },
    },
  },
  derive(row) {
    if (areChoices(row.kinds)) return undefined
    const message = { zh: '消息设置的格式不对', en: 'The choices have the wrong form' }
    throw invalid([{ field: 'kinds', code: 'field.type', message }])
  },
  customizable: false,
})
