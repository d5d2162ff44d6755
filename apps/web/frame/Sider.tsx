import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons'
import type { MenuProps } from 'antd'
import { Menu } from 'antd'
import { useMemo } from 'react'
import { useT } from '#ui/core/i18n.tsx'
import { Icon } from '#ui/core/icons.tsx'
import { Wordmark } from '#ui/core/Mark.tsx'
import { useMeta } from '#ui/core/meta.ts'
import { AppLink, useWhere } from '#ui/core/nav.tsx'
import { useMe } from '#ui/core/session.tsx'
import { activeLink } from './activeLink.ts'
import { menuOf, TOP } from './menu.ts'

/** More groups than this fold into submenus; fewer stand open under quiet headings. */
const FOLD_FROM = 5

function useItems(): { items: NonNullable<MenuProps['items']>; hrefs: { href: string; group: string }[] } {
  const meta = useMeta()
  const me = useMe()
  const t = useT()
  return useMemo(() => {
    const all = menuOf(meta)
    const top = all.filter((g) => g.key === TOP).flatMap((g) => g.links)
    const groups = all.filter((g) => g.key !== TOP)
    const link = (href: string, label: string, icon?: string) => ({
      key: href,
      icon: <Icon name={icon} />,
      label: <AppLink href={href}>{label}</AppLink>,
      title: label,
    })
    const items: NonNullable<MenuProps['items']> = [
      link('/', t('home'), 'home'),
      ...top.map((l) => link(l.href, t(l.label), l.icon)),
    ]
    for (const group of groups) {
      const children = group.links.map((l) => link(l.href, t(l.label), l.icon ?? group.icon))
      if (groups.length < FOLD_FROM)
        items.push({ type: 'group', key: `g:${group.key}`, label: t(group.label), children })
      else items.push({ key: `g:${group.key}`, label: t(group.label), icon: <Icon name={group.icon} />, children })
    }
    const tools = [link('/imports', t('imports'), 'import'), link('/recycle', t('recycle'), 'inbox')]
    if (me.admin) tools.push(link('/admin', t('admin'), 'setting'))
    items.push({ type: 'group', key: 'g:tools', label: t({ zh: '工具', en: 'Tools' }), children: tools })
    const hrefs = [
      { href: '/', group: '' },
      ...top.map((l) => ({ href: l.href, group: '' })),
      ...groups.flatMap((g) => g.links.map((l) => ({ href: l.href, group: `g:${g.key}` }))),
      ...['/imports', '/recycle', '/admin'].map((href) => ({ href, group: 'g:tools' })),
    ]
    return { items, hrefs }
  }, [meta, me.admin, t])
}

/** The menu itself, used by the sider and by the phone's drawer. */
export function MainMenu({ folded, onPick }: { folded?: boolean; onPick?: () => void }) {
  const { items, hrefs } = useItems()
  const { path } = useWhere()
  const active =
    path === '/'
      ? '/'
      : activeLink(
          hrefs.filter((h) => h.href !== '/'),
          path,
        )
  const group = hrefs.find((h) => h.href === active)?.group
  return (
    <Menu
      theme="dark"
      mode="inline"
      inlineIndent={14}
      inlineCollapsed={folded ?? false}
      items={items}
      selectedKeys={active ? [active] : []}
      defaultOpenKeys={group && !folded ? [group] : []}
      {...(onPick ? { onClick: onPick } : {})}
    />
  )
}

export function Sider({ folded, onFold }: { folded: boolean; onFold: (next: boolean) => void }) {
  const t = useT()
  const fold = folded ? t({ zh: '展开菜单', en: 'Unfold the menu' }) : t({ zh: '收起菜单', en: 'Fold the menu' })
  return (
    <aside className={`xl-sider ${folded ? 'is-folded' : ''}`}>
      <AppLink href="/" className="xl-sider-brand" aria-label={t('home')}>
        <Wordmark size={28} tone="light" name={!folded} />
      </AppLink>
      <nav className="xl-sider-menu" aria-label={t('menu')}>
        <MainMenu folded={folded} />
      </nav>
      <button type="button" className="xl-sider-fold" onClick={() => onFold(!folded)} aria-label={fold} title={fold}>
        {folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
      </button>
    </aside>
  )
}
