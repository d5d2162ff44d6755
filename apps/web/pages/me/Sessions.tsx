import { DesktopOutlined, MobileOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { formatAgo, formatInstant } from '#ui/core/format.ts'
import { useLocale, useT } from '#ui/core/i18n.tsx'
import { Failure, Loading, Page, Panel } from '#ui/core/Page.tsx'
import { deviceName, isPhone } from './device.ts'

interface Session {
  id: string
  current: boolean
  createdAt: string
  lastSeenAt: string
  ip: string | null
  userAgent: string | null
}

const KEY = ['sessions']

/** Where I am signed in, and a way to end each of those. */
export function Sessions() {
  const t = useT()
  const { locale } = useLocale()
  const client = useQueryClient()
  const { failed } = useFeedback()
  const list = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<Session[]>('/users/sessions', undefined, signal),
  })
  const end = useMutation({
    mutationFn: (ids: string[]) => Promise.all(ids.map((id) => api.delete(`/users/sessions/${id}`))),
    onError: failed,
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
  const others = (list.data ?? []).filter((s) => !s.current).map((s) => s.id)
  return (
    <Page
      title={t({ zh: '登录设备', en: 'Sessions' })}
      sub={t({
        zh: '看到不认识的设备？请退出它并修改密码。',
        en: 'One you do not know? End it and change your password.',
      })}
      actions={
        others.length > 0 && (
          <Button danger loading={end.isPending} onClick={() => end.mutate(others)}>
            {t({ zh: '退出其他所有设备', en: 'End all others' })}
          </Button>
        )
      }
    >
      <Panel flush>
        {list.isPending && <Loading rows={3} />}
        {list.isError && <Failure error={list.error} onRetry={list.refetch} />}
        <ul className="xl-cards">
          {(list.data ?? []).map((s) => (
            <li key={s.id}>
              {isPhone(s.userAgent) ? <MobileOutlined /> : <DesktopOutlined />}
              <div>
                <strong>{deviceName(s.userAgent)}</strong>{' '}
                {s.current && <Tag color="green">{t({ zh: '当前', en: 'This one' })}</Tag>}
                <div className="xl-hint">
                  {s.ip} · {t({ zh: '登录于 {at}', en: 'since {at}' }, { at: formatInstant(s.createdAt) })} ·{' '}
                  {t({ zh: '{ago}活动', en: 'active {ago}' }, { ago: formatAgo(s.lastSeenAt, locale) })}
                </div>
              </div>
              {!s.current && (
                <Button size="small" onClick={() => end.mutate([s.id])}>
                  {t({ zh: '退出', en: 'End' })}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Panel>
    </Page>
  )
}
