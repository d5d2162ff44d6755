import { useQuery } from '@tanstack/react-query'
import type { Label } from '#kernel/declare/label.ts'
import { api, keys } from '#ui/core/api.ts'
import type { Ref, Row } from '#ui/core/types.ts'

export type Pace = 'off' | 'immediate' | 'daily'

/** How a kind of message ships. */
interface Kind {
  kind: string
  label: Label
  inApp: boolean
  mail: boolean
  digest: 'immediate' | 'daily'
}

export interface Rule extends Row {
  kind: string
  enabled: boolean | null
  inApp: boolean | null
  mail: boolean | null
  digest: 'immediate' | 'daily'
  extraRoles: Ref[] | null
}

/** A kind with what the company has set for it. */
export interface KindRow extends Kind {
  enabled: boolean
  extraRoles: Ref[]
  rule?: Rule
}

const RULES = { limit: 200 }

/** All kinds of messages, as the company has them. */
export function useKinds() {
  const kinds = useQuery({
    queryKey: ['message-kinds'],
    queryFn: ({ signal }) => api.get<{ data: Kind[] }>('/message-kinds', undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const rules = useQuery({
    queryKey: keys.list('notificationRule', RULES),
    queryFn: ({ signal }) => api.list<Rule>('notification-rules', RULES, signal),
  })
  const said = new Map((rules.data?.data ?? []).map((r) => [r.kind, r]))
  const rows = (kinds.data?.data ?? []).map((k): KindRow => {
    const rule = said.get(k.kind)
    return {
      ...k,
      enabled: rule?.enabled ?? true,
      inApp: rule?.inApp ?? k.inApp,
      mail: rule?.mail ?? k.mail,
      digest: rule?.digest ?? k.digest,
      extraRoles: rule?.extraRoles ?? [],
      ...(rule ? { rule } : {}),
    }
  })
  const failed = kinds.error ?? rules.error
  return { rows, pending: kinds.isPending || rules.isPending, failed, again: () => rules.refetch() }
}

export const paceOf = ({ mail, digest }: Pick<KindRow, 'mail' | 'digest'>): Pace => (mail ? digest : 'off')

export const PACES: { value: Pace; label: Label }[] = [
  { value: 'off', label: { zh: '不发邮件', en: 'No mail' } },
  { value: 'immediate', label: { zh: '立即发送', en: 'At once' } },
  { value: 'daily', label: { zh: '每日汇总', en: 'Once a day' } },
]
