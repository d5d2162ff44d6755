import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { useExactCount } from '#ui/core/counts.ts'
import { formatCount, shanghaiDay } from '#ui/core/format.ts'
import { useT } from '#ui/core/i18n.tsx'
import { Icon } from '#ui/core/icons.tsx'
import { useMeta } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import type { Where } from '#ui/core/types.ts'

const SHOWN = 4
/** Groups that are furniture rather than work. */
const ASIDE = new Set(['admin', 'organization', 'workspace'])

/** Start of the current month in Shanghai, as an instant (Shanghai is UTC+8 all year). */
function monthStart(): string {
  return new Date(`${shanghaiDay().slice(0, 8)}01T00:00:00+08:00`).toISOString()
}

/** How many there are of what I work with, and how many came this month. */
export function Numbers({ mine }: { mine: boolean }) {
  const meta = useMeta()
  const objects = meta.objects
    .filter((o) => o.menu && !ASIDE.has(o.menu.group) && o.verbs.includes('read') && (o.owned || o.within))
    .sort((a, b) => (a.menu?.order ?? 100) - (b.menu?.order ?? 100))
    .slice(0, SHOWN)
  if (!objects.length) return null
  return (
    <div className="xl-numbers">
      {objects.map((o) => (
        <NumberCard key={o.name} object={o} mine={mine} />
      ))}
    </div>
  )
}

function NumberCard({ object, mine }: { object: ObjectMeta; mine: boolean }) {
  const t = useT()
  const own: Where = mine ? { owner: { eq: '@me' } } : {}
  const all = useExactCount(object, own)
  const fresh = useExactCount(object, { ...own, createdAt: { gte: monthStart() } })
  const to = mine
    ? `${href.list(object.path)}?where=${encodeURIComponent(JSON.stringify(own))}`
    : href.list(object.path)
  return (
    <AppLink href={to} className="xl-number-card">
      <span className="xl-number-label">
        <Icon name={object.menu?.icon} /> {t(object.label)}
      </span>
      <strong className="xl-num">{all.data === undefined ? '–' : formatCount(all.data)}</strong>
      <span className="xl-number-fresh">
        {t({ zh: '本月新增', en: 'new this month' })}{' '}
        <b className="xl-num">{fresh.data === undefined ? '–' : formatCount(fresh.data)}</b>
      </span>
    </AppLink>
  )
}
