import { SafetyCertificateOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useT } from '#ui/core/i18n.tsx'
import { Page, Panel } from '#ui/core/Page.tsx'
import { useMe } from '#ui/core/session.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { TwoFactorDialog } from './TwoFactorDialog.tsx'

export function Security() {
  const t = useT()
  const me = useMe()
  const client = useQueryClient()
  const { done } = useFeedback()
  const [dialog, setDialog] = useState<'enable' | 'disable' | 'codes' | null>(null)
  const on = me.user.twoFactorEnabled
  const change = async ({ current, next }: { current: string; next: string }): Promise<void> => {
    await api.post('/api/auth/change-password', { currentPassword: current, newPassword: next })
    await client.invalidateQueries({ queryKey: keys.me })
    done(t({ zh: '密码已修改，其他设备已退出', en: 'Password changed; all other sessions have ended' }))
  }
  return (
    <Page title={t({ zh: '密码与安全', en: 'Password and security' })}>
      <Panel title={t({ zh: '登录密码', en: 'Password' })}>
        <PasswordForm old submit={change} />
      </Panel>
      <Panel
        title={
          <>
            {t({ zh: '两步验证', en: 'Two-step sign-in' })}{' '}
            <Tag color={on ? 'green' : 'default'}>
              {on ? t({ zh: '已开启', en: 'On' }) : t({ zh: '未开启', en: 'Off' })}
            </Tag>
          </>
        }
      >
        <p className="xl-hint xl-gap-bottom">
          {t({
            zh: '登录时除密码外，再输入手机上身份验证器显示的 6 位动态码。密码泄露时，账号仍然安全。',
            en: 'Besides the password, six digits of an app on your phone. A leaked password alone opens nothing.',
          })}
        </p>
        {on ? (
          <>
            <Button onClick={() => setDialog('codes')}>{t({ zh: '重新生成恢复码', en: 'New backup codes' })}</Button>{' '}
            <Button danger onClick={() => setDialog('disable')}>
              {t({ zh: '关闭两步验证', en: 'Switch off' })}
            </Button>
          </>
        ) : (
          <Button type="primary" icon={<SafetyCertificateOutlined />} onClick={() => setDialog('enable')}>
            {t({ zh: '开启两步验证', en: 'Switch on' })}
          </Button>
        )}
      </Panel>
      {dialog && (
        <TwoFactorDialog
          what={dialog}
          onClose={() => {
            setDialog(null)
            client.invalidateQueries({ queryKey: keys.me })
          }}
        />
      )}
    </Page>
  )
}
