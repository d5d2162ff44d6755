import { AuditOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useEffect } from 'react'
import { keys, onSubmitted } from '#ui/core/api.ts'
import { t } from '#ui/core/i18n.tsx'
import { useGo } from '#ui/core/nav.tsx'

/** Says, wherever the command was given, that it waits for approval now, and leads to the request. */
export function SubmittedNotice() {
  const { notification } = App.useApp()
  const client = useQueryClient()
  const go = useGo()
  useEffect(
    () =>
      onSubmitted(({ id, number, state }) => {
        client.invalidateQueries({ queryKey: keys.object('approvalRequest') })
        notification.open({
          key: id,
          ...(state === 'executed'
            ? { title: t({ zh: '无需他人审批，已执行', en: 'Nobody had to approve it: done' }) }
            : {
                title: t({ zh: '已提交审批', en: 'Handed in for approval' }),
                description: t({
                  zh: '审批通过后自动执行，进度会通知您。',
                  en: 'It runs by itself once approved. You will be told.',
                }),
              }),
          duration: 6,
          icon: <AuditOutlined style={{ color: 'var(--xl-primary)' }} />,
          actions: (
            <Button
              size="small"
              type="link"
              onClick={() => {
                notification.destroy(id)
                go(`/approvals/${id}?tab=started`)
              }}
            >
              {t({ zh: '查看进度', en: 'See how it stands' })}
              {number ? ` ${number}` : ''}
            </Button>
          ),
        })
      }),
    [notification, client, go],
  )
  return null
}
