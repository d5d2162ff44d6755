import type { Label } from '#kernel/declare/label.ts'
import type { MetaIndex } from '#ui/core/meta.ts'
import { href } from '#ui/core/nav.tsx'
import { allPages } from '#ui/core/slots.ts'

export interface MenuLink {
  href: string
  label: Label
  icon: string | undefined
  order: number
}

export interface MenuGroup {
  key: string
  label: Label
  icon: string
  links: MenuLink[]
}

const g = (zh: string, en: string, icon: string): { label: Label; icon: string } => ({ label: { zh, en }, icon })

/** What everybody opens all day stands beside the home page, in no group. */
export const TOP = 'top'

/** The rooms of the house in the order of the working day; a group nobody has named comes last under its own name. */
const GROUPS: Record<string, { label: Label; icon: string }> = {
  top: g('日常', 'Every day', 'home'),
  customers: g('客户', 'Customers', 'bank'),
  marketing: g('市场', 'Marketing', 'notification'),
  channel: g('渠道招商', 'Channel', 'share'),
  sales: g('销售', 'Sales', 'funnel'),
  orders: g('订单履约', 'Fulfilment', 'shopping-cart'),
  finance: g('财务', 'Finance', 'account-book'),
  tendering: g('招投标', 'Tendering', 'audit'),
  products: g('产品', 'Products', 'medicine'),
  field: g('访销', 'Field force', 'environment'),
  service: g('服务', 'Service', 'service'),
  collaboration: g('协作', 'Collaboration', 'comment'),
  insight: g('分析', 'Insight', 'chart'),
  callcenter: g('呼叫中心', 'Call centre', 'phone'),
  portal: g('门户', 'Portal', 'global'),
  integration: g('集成', 'Integration', 'api'),
  workspace: g('工作台', 'Workspace', 'folder'),
  organization: g('组织', 'Organisation', 'apartment'),
}

/** A verb of every object (read, create …) or a command of this one. */
function has(meta: MetaIndex, { object, verb }: { object: string; verb: string }): boolean {
  const found = meta.byName.get(object)
  return Boolean(found?.verbs.includes(verb) || found?.commands.some((c) => c.name === verb))
}

/** The left menu: objects that want to be there, and the modules' own pages, by group. Admin groups are elsewhere. */
export function menuOf(meta: MetaIndex): MenuGroup[] {
  const groups = new Map<string, MenuLink[]>()
  const add = (group: string, link: MenuLink): void => {
    groups.set(group, [...(groups.get(group) ?? []), link])
  }
  for (const object of meta.objects) {
    if (!object.menu || object.menu.group === 'admin' || !object.verbs.includes('read')) continue
    const { group, icon, order } = object.menu
    add(group, { href: href.list(object.path), label: object.label, icon, order: order ?? 100 })
  }
  for (const page of allPages()) {
    if (!page.menu) continue
    if (page.needs && !has(meta, page.needs)) continue
    add(page.menu.group, { href: page.path, label: page.label, icon: page.menu.icon, order: page.menu.order ?? 100 })
  }
  const rank = Object.keys(GROUPS)
  const known = (key: string): number => (rank.includes(key) ? rank.indexOf(key) : rank.length)
  return [...groups.entries()]
    .sort(([a], [b]) => known(a) - known(b))
    .map(([key, links]) => {
      const module = meta.modules.find((m) => m.name === key)
      const named = GROUPS[key] ?? { label: module?.label ?? { zh: key, en: key }, icon: 'appstore' }
      return { key, ...named, links: links.sort((a, b) => a.order - b.order) }
    })
}
