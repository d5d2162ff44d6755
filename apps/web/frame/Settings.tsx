import type { ComponentType } from 'react'
import type { Label } from '#kernel/declare/label.ts'
import { ApiError } from '#ui/core/api.ts'
import { useT } from '#ui/core/i18n.tsx'
import { Icon } from '#ui/core/icons.tsx'
import { AppLink, useWhere } from '#ui/core/nav.tsx'
import { Failure } from '#ui/core/Page.tsx'

export interface Section {
  path: string
  label: Label
  icon: string
  page: ComponentType
}

/** On a phone the sections are a strip that scrolls: the current one must be in sight. */
const inSight = (link: HTMLElement | null): void =>
  link?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' })

/** Several pages about one matter, with their list on the left (on a phone: above). */
export function Settings({ title, sections, narrow }: { title: string; sections: Section[]; narrow?: boolean }) {
  const t = useT()
  const { path } = useWhere()
  const current = sections.find((s) => s.path === path)
  if (!current) return <Failure error={new ApiError(404, {})} />
  return (
    <div className="xl-settings">
      <nav key={path} className="xl-settings-nav" aria-label={title} ref={inSight}>
        <h2>{title}</h2>
        {sections.map((s) => (
          <AppLink key={s.path} href={s.path} aria-current={s === current ? 'page' : undefined}>
            <Icon name={s.icon} />
            {t(s.label)}
          </AppLink>
        ))}
      </nav>
      <div className={`xl-settings-page ${narrow ? 'xl-narrow' : ''}`}>
        <current.page />
      </div>
    </div>
  )
}
