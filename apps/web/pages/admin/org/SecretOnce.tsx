import { Alert, Modal, Typography } from 'antd'
import { useT } from '#ui/core/i18n.tsx'

/** What the server says once and never again: the token of a link, the link itself, or a first password. */
export interface OneTimeSecret {
  token?: string | undefined
  link?: string | undefined
  password?: string | undefined
}

/** Shows a first password or a link for setting one, which cannot be shown again. */
export function SecretOnce({ who, secret, onClose }: { who: string; secret: OneTimeSecret; onClose: () => void }) {
  const t = useT()
  const path = secret.token ? `/welcome#${secret.token}` : secret.link
  const link = path?.startsWith('/') ? location.origin + path : path
  const text = link ?? secret.password
  return (
    <Modal
      open
      title={t({ zh: '{who} 的登录信息', en: 'How {who} signs in' }, { who })}
      onCancel={onClose}
      onOk={onClose}
      cancelButtonProps={{ style: { display: 'none' } }}
      okText={t('done')}
      mask={{ closable: false }}
    >
      {text ? (
        <>
          <p className="xl-hint">
            {link
              ? t({
                  zh: '请把下面的链接发给本人，用它设置密码。链接 72 小时内有效，只能用一次。',
                  en: 'Send this link to the person; it sets the password once, within 72 hours.',
                })
              : t({
                  zh: '请把初始密码告诉本人，首次登录后须修改。',
                  en: 'Tell the person this first password; it has to be changed at the first sign-in.',
                })}
          </p>
          <Typography.Paragraph copyable={{ text }} className="xl-secret" code>
            {text}
          </Typography.Paragraph>
          <Alert
            type="warning"
            showIcon
            title={t({ zh: '关闭后无法再次查看', en: 'It cannot be shown again after closing' })}
          />
        </>
      ) : (
        <p>
          {t({
            zh: '账号已建立。需要时可用“重置密码”取得登录链接。',
            en: 'The login exists. “Reset the password” gives a link when needed.',
          })}
        </p>
      )}
    </Modal>
  )
}
