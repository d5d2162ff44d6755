import type { ComponentType } from 'react'
import type { Label } from '#kernel/declare/label.ts'
import { ApiError } from '#ui/core/api.ts'
import { useT } from '#ui/core/i18n.tsx'
import { Icon } from '#ui/core/icons.tsx'
import { AppLink, useWhere } from '#ui/core/nav.tsx'
import { Failure } from '#ui/core/Page.tsx'
import { ApiKeys } from './ApiKeys.tsx'
import { Profile } from './Profile.tsx'
import { Security } from './Security.tsx'
import { Sessions } from './Sessions.tsx'

const SECTIONS: { path: string; label: Label; icon: string; page: ComponentType }[] = [
  { path: '/me', label: { zh: '个人资料', en: 'Profile' }, icon: 'user', page: Profile },
  { path: '/me/security', label: { zh: '密码与安全', en: 'Password and security' }, icon: 'safety', page: Security },
  { path: '/me/sessions', label: { zh: '登录设备', en: 'Sessions' }, icon: 'global', page: Sessions },
  { path: '/me/keys', label: { zh: 'API 密钥', en: 'API keys' }, icon: 'key', page: ApiKeys },
]

/** What concerns only myself. */
export default function Me() {
  const t = useT()
  const { path } = useWhere()
  const current = SECTIONS.find((s) => s.path === path)
  if (!current) return <Failure error={new ApiError(404, {})} />
  return (
    <div className="xl-settings">
      <nav className="xl-settings-nav" aria-label={t('profile')}>
        <h2>{t('profile')}</h2>
        {SECTIONS.map((s) => (
          <AppLink key={s.path} href={s.path} aria-current={s === current ? 'page' : undefined}>
            <Icon name={s.icon} />
            {t(s.label)}
          </AppLink>
        ))}
      </nav>
      <div className="xl-settings-page xl-narrow">
        <current.page />
      </div>
    </div>
  )
}
