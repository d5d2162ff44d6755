import { useQueryClient } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useT } from '#ui/core/i18n.tsx'
import { href } from '#ui/core/nav.tsx'
import { useExpired, useMe } from '#ui/core/session.tsx'
import { SignInForm } from './SignInForm.tsx'

/** The session ended under an open page: signing in again here keeps everything that was typed. */
export function Relogin() {
  const expired = useExpired()
  const me = useMe()
  const t = useT()
  const client = useQueryClient()
  return (
    <Modal
      open={expired}
      title={t({ zh: '登录已过期', en: 'Your session has ended' })}
      footer={null}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      width={380}
      destroyOnHidden
    >
      <p className="xl-hint">
        {t({
          zh: '重新登录后继续，未保存的内容不会丢失。',
          en: 'Sign in to go on. What you have typed is still here.',
        })}
      </p>
      <SignInForm account={me.user.username} onDone={() => client.invalidateQueries()} />
      <Button type="link" block onClick={() => location.assign(href.login('/'))}>
        {t({ zh: '换一个账号', en: 'Use another account' })}
      </Button>
    </Modal>
  )
}
