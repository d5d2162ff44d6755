import { LogoutOutlined, SafetyOutlined, SettingOutlined, UserOutlined } from '@ant-design/icons'
import type { MenuProps } from 'antd'
import { Dropdown } from 'antd'
import { api } from '#ui/core/api.ts'
import { useLocale, useT } from '#ui/core/i18n.tsx'
import { Mark } from '#ui/core/Mark.tsx'
import { AppLink, useGo } from '#ui/core/nav.tsx'
import { Avatar } from '#ui/core/Page.tsx'
import { signOut, useMe } from '#ui/core/session.tsx'
import { usePhone } from '#ui/core/useWidth.ts'
import { Bell } from './Bell.tsx'
import { SearchBox } from './SearchBox.tsx'

export function Header() {
  const phone = usePhone()
  const t = useT()
  return (
    <header className="xl-header">
      {phone && (
        <AppLink href="/" aria-label={t('home')} className="xl-header-mark">
          <Mark size={26} />
        </AppLink>
      )}
      <SearchBox />
      <div className="xl-header-tools">
        {!phone && <LanguageSwitch />}
        <Bell />
        <UserMenu />
      </div>
    </header>
  )
}

function LanguageSwitch() {
  const { locale, setLocale } = useLocale()
  const next = locale === 'zh' ? 'en' : 'zh'
  const change = (): void => {
    setLocale(next)
    // remembered with the account as well; failing to is no reason to bother anybody
    api.patch('/me', { locale: next }).catch(() => undefined)
  }
  return (
    <button
      type="button"
      className="xl-tool xl-tool-text"
      onClick={change}
      lang={next === 'zh' ? 'zh-CN' : 'en'}
      aria-label={next === 'zh' ? '切换到中文' : 'Switch to English'}
    >
      {next === 'zh' ? '中文' : 'EN'}
    </button>
  )
}

function UserMenu() {
  const me = useMe()
  const t = useT()
  const go = useGo()
  const phone = usePhone()
  const { locale, setLocale } = useLocale()
  const name = me.employee?.name ?? me.user.name
  const items: NonNullable<MenuProps['items']> = [
    {
      key: 'who',
      type: 'group',
      label: (
        <div className="xl-usermenu-who">
          <strong>{name}</strong>
          <span>{[me.employee?.dept?.label, ...me.roles.map((r) => t(r.label))].filter(Boolean).join(' · ')}</span>
        </div>
      ),
    },
    { key: '/me', icon: <UserOutlined />, label: t('profile') },
    { key: '/me/security', icon: <SafetyOutlined />, label: t({ zh: '密码与安全', en: 'Password and security' }) },
    ...(me.admin ? [{ key: '/admin', icon: <SettingOutlined />, label: t('admin') }] : []),
    ...(phone ? [{ key: 'lang', label: locale === 'zh' ? 'English' : '中文' }] : []),
    { type: 'divider' as const },
    { key: 'out', icon: <LogoutOutlined />, label: t('signOut') },
  ]
  const pickItem = ({ key }: { key: string }): void => {
    if (key === 'out') signOut()
    else if (key === 'lang') setLocale(locale === 'zh' ? 'en' : 'zh')
    else go(key)
  }
  return (
    <Dropdown menu={{ items, onClick: pickItem }} trigger={['click']} placement="bottomRight">
      <button type="button" className="xl-tool xl-usermenu" aria-label={t('profile')} aria-haspopup="menu">
        <Avatar name={name} size={28} />
        {!phone && <span className="xl-usermenu-name">{name}</span>}
      </button>
    </Dropdown>
  )
}
