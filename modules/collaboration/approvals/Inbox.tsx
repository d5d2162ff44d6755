import { SearchOutlined } from '@ant-design/icons'
import { Input, Select, Tabs } from 'antd'
import { useEffect, useMemo, useRef } from 'react'
import { useMeta } from '#ui/core/meta.ts'
import { useGo, useQueryState, useWhere } from '#ui/core/nav.tsx'
import { Nothing, Page } from '#ui/core/Page.tsx'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import './approvals.css'
import './steps.css'
import { InboxList } from './InboxList.tsx'
import { type InboxFilter, useInbox } from './queries.ui.ts'
import { RequestPane } from './RequestPane.tsx'
import type { InboxItem, InboxTab } from './types.ui.ts'

const TABS: Record<InboxTab, { zh: string; en: string }> = {
  pending: { zh: '待我审批', en: 'To approve' },
  decided: { zh: '我已处理', en: 'Decided' },
  started: { zh: '我发起的', en: 'Started by me' },
  cc: { zh: '抄送我的', en: 'Copied to me' },
}

/** Counted because they are work: what waits, and copies not yet read. */
const COUNTED = new Set<string>(['pending', 'cc'])

const idOf = (path: string): string => /^\/approvals\/([^/]+)/.exec(path)?.[1] ?? ''

/** 我的审批: what waits for me on the left, the chosen one on the right; on a phone one after the other. */
export default function Inbox() {
  const { say } = useText()
  const phone = usePhone()
  const { path } = useWhere()
  const id = idOf(path)
  if (phone && id) return <PhoneRequest id={id} />
  return (
    <Page fill={!phone} className="xl-appr-page" title={say('我的审批', 'My approvals')}>
      <Split id={id} />
    </Page>
  )
}

function PhoneRequest({ id }: { id: string }) {
  const { say } = useText()
  const go = useGo()
  const { query } = useWhere()
  const back = `/approvals${query.toString() ? `?${query}` : ''}`
  return (
    <Page className="xl-appr-phone" crumbs={[{ label: say('我的审批', 'My approvals'), href: back }]}>
      <RequestPane key={id} id={id} onDone={() => go(back, { replace: true })} />
    </Page>
  )
}

function Split({ id }: { id: string }) {
  const { say } = useText()
  const phone = usePhone()
  const { query } = useWhere()
  const go = useGo()
  const tab = (Object.keys(TABS).includes(query.get('tab') ?? '') ? query.get('tab') : 'pending') as InboxTab
  const filter: InboxFilter = {
    tab,
    ...(query.get('object') ? { object: String(query.get('object')) } : {}),
    ...(query.get('q') ? { q: String(query.get('q')) } : {}),
  }
  const list = useInbox(filter)
  const items = useMemo(() => list.data?.pages.flatMap((p) => p.data) ?? [], [list.data])
  const counts = list.data?.pages[0]?.counts ?? {}
  const open = (request: string, replace = true): void => {
    const text = query.toString()
    go(`/approvals/${request}${text ? `?${text}` : ''}`, { replace })
  }
  // A desk always shows something on the right: the first, until one is chosen.
  const shown = id || (phone ? '' : (items[0]?.request.id ?? ''))
  const next = useNext(items, shown, (to) => (to ? open(to) : go('/approvals', { replace: true })))
  useKeys(items, phone ? '' : shown, open)
  return (
    <>
      <Bar tab={tab} counts={counts} filter={filter} />
      <div className="xl-appr-split">
        <InboxList tab={tab} list={list} items={items} open={shown} onOpen={(r) => open(r, !phone)} />
        {!phone && (
          <div className="xl-appr-side">
            {shown ? (
              <RequestPane key={shown} id={shown} hotkeys {...(tab === 'pending' ? { onDone: next } : {})} />
            ) : (
              <Nothing what={say('选择一条查看详情', 'Choose one to read it')} />
            )}
          </div>
        )}
      </div>
    </>
  )
}

/** After a decision the next one of the list comes up by itself. */
function useNext(items: InboxItem[], shown: string, go: (id: string | undefined) => void): () => void {
  const latest = useRef({ items, go })
  latest.current = { items, go }
  return () => {
    const at = latest.current.items.findIndex((x) => x.request.id === shown)
    const next = latest.current.items[at + 1] ?? latest.current.items[at - 1]
    latest.current.go(next?.request.id)
  }
}

function useKeys(items: InboxItem[], shown: string, open: (id: string) => void): void {
  useEffect(() => {
    const press = (e: KeyboardEvent): void => {
      const target = e.target as HTMLElement
      if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return
      if (e.ctrlKey || e.metaKey || e.altKey || document.querySelector('.ant-modal-wrap:not([style*="display: none"])'))
        return
      const at = items.findIndex((x) => x.request.id === shown)
      const step = e.key === 'j' || e.key === 'ArrowDown' ? 1 : e.key === 'k' || e.key === 'ArrowUp' ? -1 : 0
      const to = step ? items[at + step] : undefined
      if (!to) return
      e.preventDefault()
      open(to.request.id)
      document.querySelector(`[data-request="${to.request.id}"]`)?.scrollIntoView({ block: 'nearest' })
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [items, shown, open])
}

function Bar({ tab, counts, filter }: { tab: InboxTab; counts: Record<string, number>; filter: InboxFilter }) {
  const { t, say } = useText()
  const meta = useMeta()
  const go = useGo()
  const [, setQuery] = useQueryState()
  const objects = meta.objects.filter((o) => o.approvals)
  return (
    <div className="xl-appr-tabs">
      <Tabs
        activeKey={tab}
        onChange={(next) => go(next === 'pending' ? '/approvals' : `/approvals?tab=${next}`, { replace: true })}
        items={Object.entries(TABS).map(([key, label]) => ({
          key,
          label: (
            <>
              {t(label)}
              {COUNTED.has(key) && (counts[key] ?? 0) > 0 && <b className="xl-appr-count xl-num">{counts[key]}</b>}
            </>
          ),
        }))}
      />
      <div className="xl-appr-filter">
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={say('单据类型', 'Kind of document')}
          placeholder={say('全部单据', 'All documents')}
          popupMatchSelectWidth={false}
          value={filter.object ?? null}
          onChange={(object) => setQuery({ object: object ?? null })}
          options={objects.map((o) => ({ value: o.name, label: t(o.label) }))}
        />
        <Input
          allowClear
          prefix={<SearchOutlined />}
          aria-label={say('搜索审批', 'Search approvals')}
          placeholder={say('搜索单据、发起人', 'Document or person')}
          defaultValue={filter.q ?? ''}
          onPressEnter={(e) => setQuery({ q: e.currentTarget.value.trim() || null })}
          onChange={(e) => e.target.value === '' && setQuery({ q: null })}
        />
      </div>
    </div>
  )
}
