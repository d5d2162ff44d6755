import type { Label, NoticeDef } from '#kernel/declare/index.ts'
import { notice } from '#kernel/events/notices.ts'

type Payload = Record<string, unknown>

const text = (payload: Payload): string => String(payload.text ?? '')

/** Words about a contact record, which is shown on its account's page. */
const ofContactRecord = (topic: string, tells: string, label: Label, title: Label): NoticeDef =>
  notice({ topic, label, tells }, (_unit, { payload, recordId }) => ({
    to: (payload.to as string[] | undefined) ?? [],
    title,
    body: text(payload),
    link: `/o/accounts/${payload.account}?record=${recordId}`,
  }))

const ofAccount = (topic: string, label: Label, title: Label, to: (payload: Payload) => unknown): NoticeDef =>
  notice({ topic, label }, (_unit, { payload }) => ({ to: [to(payload) as string], title, body: text(payload) }))

/** What happens in the customer file that somebody is told. */
export const notices: NoticeDef[] = [
  ofContactRecord(
    'contactRecord.commented',
    'contactRecord.managerComment',
    { zh: '联系记录被批注', en: 'Comment on a contact record' },
    { zh: '{by} 批注了联系记录', en: '{by} commented on a contact record' },
  ),
  ofContactRecord(
    'contactRecord.mentioned',
    'contactRecord.description',
    { zh: '联系记录提到我', en: 'Mention in a contact record' },
    { zh: '{by} 在联系记录中提到了您', en: '{by} mentioned you in a contact record' },
  ),
  ofAccount(
    'account.assigned',
    { zh: '客户转给我', en: 'Account given to me' },
    { zh: '{by} 将一个客户转给了您', en: '{by} gave you an account' },
    (p) => p.to,
  ),
  ofAccount(
    'account.memberAdded',
    { zh: '加入客户团队', en: 'Added to an account’s team' },
    { zh: '{by} 邀请您加入客户团队', en: '{by} added you to an account’s team' },
    (p) => p.employee,
  ),
]
