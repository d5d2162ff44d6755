import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { api, type Owed as What } from '#ui/core/api.ts'
import { useT } from '#ui/core/i18n.tsx'
import { Wordmark } from '#ui/core/Mark.tsx'
import { settleOwed, signOut } from '#ui/core/session.tsx'
import { PasswordForm } from './me/PasswordForm.tsx'
import { TwoFactorSteps } from './me/TwoFactorDialog.tsx'

/** What comes before everything else: a password of one's own, a second factor that the company asks for. */
export default function Owed({ what }: { what: What }) {
  const t = useT()
  const client = useQueryClient()
  const settle = (): void => {
    settleOwed()
    client.invalidateQueries()
  }
  const change = async ({ current, next }: { current: string; next: string }): Promise<void> => {
    await api.post('/api/auth/change-password', { currentPassword: current, newPassword: next })
    settle()
  }
  return (
    <div className="xl-login-form xl-welcome">
      <div className="xl-login-card xl-owed">
        <Wordmark size={32} />
        {what === 'password' ? (
          <>
            <h2>{t({ zh: '请先修改初始密码', en: 'Change the initial password' })}</h2>
            <PasswordForm old submit={change} button={t('save')} />
          </>
        ) : (
          <>
            <h2>{t({ zh: '设置两步验证', en: 'Set up two-step sign-in' })}</h2>
            <p className="xl-hint xl-gap-bottom">
              {t({
                zh: '贵公司要求登录时使用两步验证。请用手机上的身份验证器完成绑定，之后即可继续使用。',
                en: 'Your company asks for two-step sign-in. Set it up with an authenticator on your phone, then go on.',
              })}
            </p>
            <TwoFactorSteps what="enable" onClose={settle} />
          </>
        )}
        <Button type="link" block onClick={signOut}>
          {t('signOut')}
        </Button>
      </div>
    </div>
  )
}
