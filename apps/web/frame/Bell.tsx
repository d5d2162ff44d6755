import { BellOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Badge, Button, Popover, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import type { Locale } from '#kernel/declare/label.ts'
import { api, keys } from '#ui/core/api.ts'
import { onEvent } from '#ui/core/events.ts'
import { formatAgo, formatInstant } from '#ui/core/format.ts'
import { useLocale, useT } from '#ui/core/i18n.tsx'
import { getLocale } from '#ui/core/locale.ts'
import { useGo } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'

const UNREAD = { readAt: { isNull: true } }

export interface Notice extends Row {
  kind: string
  title: string
  body: string | null
  link: string | null
  readAt: string | null
  titleEn?: string | null
  bodyEn?: string | null
}

const titleOf = (n: Notice, locale: Locale): string => (locale === 'en' && n.titleEn) || n.title
const bodyOf = (n: Notice, locale: Locale): string | null => (locale === 'en' && n.bodyEn) || n.body

export const useUnread = () =>
  useQuery({
    queryKey: keys.count('notification', UNREAD),
    queryFn: ({ signal }) => api.list('notifications', { where: UNREAD, limit: 1, count: 'exact' }, signal),
    select: (page) => page.total.value,
  })

/** Marks one notice as read and goes where it points. */
export function useOpenNotice(): (notice: Notice) => void {
  const client = useQueryClient()
  const go = useGo()
  return (notice) => {
    if (!notice.readAt)
      api
        .command('notifications', notice.id, 'markRead')
        .then(() => client.invalidateQueries({ queryKey: keys.object('notification') }))
        .catch(() => undefined)
    if (notice.link) go(notice.link)
  }
}

/** The bell: number of unread notices, live; opens the newest ones. */
export function Bell() {
  const t = useT()
  const unread = useUnread()
  const [open, setOpen] = useState(false)
  useToasts()
  const n = unread.data ?? 0
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      arrow={false}
      classNames={{ root: 'xl-bell-panel' }}
      content={<Notices onGo={() => setOpen(false)} />}
    >
      <button type="button" className="xl-tool" aria-label={`${t('notifications')}${n ? ` (${n})` : ''}`}>
        <Badge count={n} size="small" overflowCount={99} offset={[2, -2]}>
          <BellOutlined />
        </Badge>
      </button>
    </Popover>
  )
}

function useToasts(): void {
  const { notification } = App.useApp()
  const openNotice = useOpenNotice()
  useEffect(
    () =>
      onEvent('notification', (data) => {
        const notice = data as unknown as Notice
        if (!notice.title) return
        notification.info({
          key: notice.id,
          title: titleOf(notice, getLocale()),
          description: bodyOf(notice, getLocale()),
          placement: 'bottomRight',
          duration: 5,
          icon: <BellOutlined style={{ color: 'var(--xl-accent)' }} />,
          onClick: () => {
            notification.destroy(notice.id)
            openNotice(notice)
          },
        })
      }),
    [notification, openNotice],
  )
}

export function Notices({ onGo, limit = 20 }: { onGo?: () => void; limit?: number }) {
  const t = useT()
  const { locale } = useLocale()
  const client = useQueryClient()
  const [which, setWhich] = useState<'unread' | 'all'>('unread')
  const where = which === 'unread' ? UNREAD : undefined
  const list = useQuery({
    queryKey: keys.list('notification', { which, limit }),
    queryFn: ({ signal }) =>
      api.list<Notice>('notifications', { ...(where ? { where } : {}), sort: '-createdAt', limit }, signal),
  })
  const openNotice = useOpenNotice()
  const readAll = useMutation({
    mutationFn: () => api.collection('notifications', 'markAllRead'),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.object('notification') }),
  })
  const rows = list.data?.data ?? []
  return (
    <div className="xl-notices">
      <header>
        <Segmented
          size="small"
          value={which}
          onChange={setWhich}
          options={[
            { value: 'unread', label: t({ zh: '未读', en: 'Unread' }) },
            { value: 'all', label: t('all') },
          ]}
        />
        <Button type="link" size="small" onClick={() => readAll.mutate()} loading={readAll.isPending}>
          {t('markAllRead')}
        </Button>
      </header>
      {list.isPending && <Loading rows={3} />}
      {list.isError && <Failure error={list.error} onRetry={list.refetch} />}
      {list.isSuccess && !rows.length && <Nothing what={t({ zh: '没有新通知', en: 'You are up to date' })} />}
      <ul>
        {rows.map((n) => (
          <li key={n.id}>
            <button
              type="button"
              className={n.readAt ? 'is-read' : ''}
              onClick={() => {
                openNotice(n)
                onGo?.()
              }}
            >
              <span className="xl-notice-title">{titleOf(n, locale)}</span>
              {n.body && <span className="xl-notice-body">{bodyOf(n, locale)}</span>}
              <time dateTime={n.createdAt} title={formatInstant(n.createdAt, true)}>
                {formatAgo(n.createdAt, locale)}
              </time>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
