import { HomeOutlined, MenuOutlined } from '@ant-design/icons'
import { useT } from '#ui/core/i18n.tsx'
import { Icon } from '#ui/core/icons.tsx'
import { useMeta } from '#ui/core/meta.ts'
import { AppLink, useWhere } from '#ui/core/nav.tsx'
import { activeLink } from './activeLink.ts'
import { menuOf } from './menu.ts'

const TABS = 3
/** What people on their feet open all day, before the rest of the menu: the warehouse its bench, a rep his customers. */
const FIRST = ['/orders/warehouse', '/o/accounts', '/orders/mine', '/o/contact-records', '/o/contacts']

const rank = (link: { href: string }): number => (FIRST.includes(link.href) ? FIRST.indexOf(link.href) : FIRST.length)

/** The phone's bottom bar: home, the first objects of the menu, and the menu itself. */
export function TabBar({ onMenu }: { onMenu: () => void }) {
  const t = useT()
  const links = menuOf(useMeta())
    .flatMap((g) => g.links.map((l) => ({ ...l, icon: l.icon ?? g.icon })))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, TABS)
  const { path } = useWhere()
  const active = path === '/' ? '/' : activeLink(links, path)
  return (
    <nav className="xl-tabbar" aria-label={t('menu')}>
      <AppLink href="/" aria-current={active === '/' ? 'page' : undefined}>
        <HomeOutlined aria-hidden />
        <span>{t('home')}</span>
      </AppLink>
      {links.map((l) => (
        <AppLink key={l.href} href={l.href} aria-current={active === l.href ? 'page' : undefined}>
          <Icon name={l.icon} />
          <span>{t(l.label)}</span>
        </AppLink>
      ))}
      <button type="button" onClick={onMenu}>
        <MenuOutlined aria-hidden />
        <span>{t('menu')}</span>
      </button>
    </nav>
  )
}
