import { Segmented } from 'antd'
import { useState } from 'react'
import { useExactCounts } from '#ui/core/counts.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import { useLocale, useT } from '#ui/core/i18n.tsx'
import { useMeta } from '#ui/core/meta.ts'
import { Page, Panel } from '#ui/core/Page.tsx'
import { useMe } from '#ui/core/session.tsx'
import { filled } from '#ui/core/slots.ts'
import { Notices } from '../../frame/Bell.tsx'
import { AccountsByClass, RecordsPerWeek } from './Charts.tsx'
import { Numbers } from './Numbers.tsx'
import { Recent } from './Recent.tsx'
import { Todos } from './Todos.tsx'

const KEY = 'xinglin.home.scope'

function greeting(hour: number): { zh: string; en: string } {
  if (hour < 6) return { zh: '夜深了', en: 'Good night' }
  if (hour < 11) return { zh: '早上好', en: 'Good morning' }
  if (hour < 13) return { zh: '中午好', en: 'Good day' }
  return hour < 18 ? { zh: '下午好', en: 'Good afternoon' } : { zh: '晚上好', en: 'Good evening' }
}

function today(locale: string): string {
  return new Intl.DateTimeFormat(locale === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'long',
  }).format(new Date())
}

function shanghaiHour(): number {
  return Number(
    new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', hourCycle: 'h23' }).format(
      new Date(),
    ),
  )
}

/** What waits, how it stands, what was last touched: for a rep their own, for whoever sees more also the whole. */
export default function Home() {
  const t = useT()
  const { locale } = useLocale()
  const me = useMe()
  const meta = useMeta()
  const [chosen, setScope] = useState(() => localStorage.getItem(KEY))
  const owns = useExactCounts(meta.byName.get('account'), [{ owner: { eq: '@me' } }])
  // Who looks after no customer himself (a director) starts with what he sees, not with a page of zeros.
  const scope = chosen === 'mine' || chosen === 'all' ? chosen : owns.data?.[0] === 0 ? 'all' : 'mine'
  const choose = (next: 'mine' | 'all'): void => {
    setScope(next)
    localStorage.setItem(KEY, next)
  }
  const mine = scope === 'mine' && me.employee !== null
  const cards = filled('home.card')
  return (
    <Page
      className="xl-home"
      title={t(
        { zh: '{greeting}，{name}', en: '{greeting}, {name}' },
        {
          greeting: t(greeting(shanghaiHour())),
          name: me.employee?.name ?? me.user.name,
        },
      )}
      sub={<time dateTime={shanghaiDay()}>{today(locale)}</time>}
      actions={
        me.employee && (
          <Segmented
            value={scope}
            onChange={choose}
            options={[
              { value: 'mine', label: t({ zh: '我负责的', en: 'Mine' }) },
              { value: 'all', label: t({ zh: '我可见的', en: 'All I see' }) },
            ]}
          />
        )
      }
    >
      <Todos mine={mine} />
      <Numbers mine={mine} />
      <div className="xl-home-grid">
        <div className="xl-home-main">
          {meta.byName.has('contactRecord') && <RecordsPerWeek mine={mine} />}
          {meta.byName.has('account') && <AccountsByClass mine={mine} />}
          <Recent />
          {cards.map((c) => (
            <c.component key={c.key ?? c.label?.en} />
          ))}
        </div>
        <div className="xl-home-side">
          <Panel title={t('notifications')} flush>
            <Notices limit={6} />
          </Panel>
        </div>
      </div>
    </Page>
  )
}
