import { Result } from 'antd'
import { useState } from 'react'
import { api } from '#ui/core/api.ts'
import { useT } from '#ui/core/i18n.tsx'
import { Wordmark } from '#ui/core/Mark.tsx'
import { AppLink } from '#ui/core/nav.tsx'
import { PasswordForm } from './me/PasswordForm.tsx'

let kept = ''

/** The token behind `#`, taken out of the address bar at once; kept here, because that makes the page mount again. */
function takeToken(): string {
  const text = location.hash.slice(1)
  if (text) {
    kept = text
    history.replaceState(history.state, '', location.pathname)
  }
  return kept
}

/**
 * Setting a password by a one-time link, whose token stands behind `#`, where no log and no referrer sees it.
 */
export default function Welcome() {
  const t = useT()
  const [token] = useState(takeToken)
  const [done, setDone] = useState(false)
  const submit = async ({ next }: { next: string }): Promise<void> => {
    await api.post('/api/auth/set-password', { token, newPassword: next })
    setDone(true)
  }
  return (
    <div className="xl-login-form xl-welcome">
      <div className="xl-login-card">
        <Wordmark size={32} />
        {done ? (
          <Result
            status="success"
            title={t({ zh: '密码已设置', en: 'Your password is set' })}
            extra={<AppLink href="/login">{t({ zh: '去登录', en: 'Sign in' })}</AppLink>}
          />
        ) : token ? (
          <>
            <h2>{t({ zh: '设置登录密码', en: 'Set your password' })}</h2>
            <PasswordForm old={false} submit={submit} button={t('save')} />
          </>
        ) : (
          <Result
            status="warning"
            title={t({ zh: '链接不完整', en: 'The link is not complete' })}
            subTitle={t({
              zh: '请重新打开收到的链接，或向管理员索取新的链接。',
              en: 'Open it again, or ask your administrator for a new one.',
            })}
          />
        )}
      </div>
    </div>
  )
}
