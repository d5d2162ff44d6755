import { useT } from '#ui/core/i18n.tsx'
import { sectionsOf } from '#ui/core/slots.ts'
import { type Section, Settings } from '../../frame/Settings.tsx'
import { ApiKeys } from './ApiKeys.tsx'
import { Profile } from './Profile.tsx'
import { Security } from './Security.tsx'
import { Sessions } from './Sessions.tsx'

const SECTIONS: Section[] = [
  { path: '/me', label: { zh: '个人资料', en: 'Profile' }, icon: 'user', page: Profile },
  { path: '/me/security', label: { zh: '密码与安全', en: 'Password and security' }, icon: 'safety', page: Security },
  { path: '/me/sessions', label: { zh: '登录设备', en: 'Sessions' }, icon: 'global', page: Sessions },
  { path: '/me/keys', label: { zh: 'API 密钥', en: 'API keys' }, icon: 'key', page: ApiKeys },
]

/** What concerns only myself. */
export default function Me() {
  const t = useT()
  return <Settings title={t('profile')} sections={[...SECTIONS, ...sectionsOf('me')]} narrow />
}
