import type { Label } from '#kernel/declare/index.ts'

/** A message to people, made of an event. `{by}` is the name of who did it. */
export interface Notice {
  to: string[]
  kind: string
  title: Label
  body: string
  /** Page of the product. */
  link: string
}

interface Told {
  topic: string
  recordId: string | null
  actorId: string
  payload: Record<string, unknown>
}

const TITLES: Record<string, Label> = {
  'contactRecord.commented': { zh: '{by} 批注了联系记录', en: '{by} commented on a contact record' },
  'contactRecord.mentioned': { zh: '{by} 在联系记录中提到了您', en: '{by} mentioned you in a contact record' },
  'account.assigned': { zh: '{by} 将一个客户转给了您', en: '{by} gave you an account' },
  'account.memberAdded': { zh: '{by} 邀请您加入客户团队', en: '{by} added you to an account’s team' },
}

/** Topics that {@link noticeOf} answers; for the subscription of the notifier. */
export const NOTICE_TOPICS = Object.keys(TITLES)

function addressees({ topic, payload }: Told): string[] {
  if (topic === 'account.assigned') return payload.to ? [String(payload.to)] : []
  if (topic === 'account.memberAdded') return [String(payload.employee)]
  return (payload.to as string[] | undefined) ?? []
}

/** What an event of the customer file is worth telling, and to whom; undefined for nobody. */
export function noticeOf(event: Told): Notice | undefined {
  const title = TITLES[event.topic]
  const to = addressees(event).filter((id) => id !== event.actorId)
  if (!title || !to.length) return undefined
  const account = event.topic.startsWith('account.') ? event.recordId : String(event.payload.account)
  return {
    to,
    kind: event.topic,
    title,
    body: String(event.payload.text ?? ''),
    link: event.topic.startsWith('account.')
      ? `/o/accounts/${account}`
      : `/o/accounts/${account}?record=${event.recordId}`,
  }
}
