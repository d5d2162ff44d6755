import { Tabs, Tag } from 'antd'
import { useMemo, useState } from 'react'
import type { FieldMeta, Label, ObjectMeta } from '#kernel/declare/index.ts'
import { formatCount, formatInstant } from '#ui/core/format.ts'
import { useMeta } from '#ui/core/meta.ts'
import { Failure, Loading } from '#ui/core/Page.tsx'
import { filled } from '#ui/core/slots.ts'
import type { Row } from '#ui/core/types.ts'
import { RefLink } from '#ui/fields/RefLink.tsx'
import { useText } from '#ui/fields/text.ts'
import { Attachments } from '#ui/files/Attachments.tsx'
import '#ui/form/form.css'
import { isRoot } from '#ui/form/commands.ts'
import { titleOf } from '#ui/list/Cell.tsx'
import { StarButton } from '#ui/list/StarButton.tsx'
import { useStars } from '#ui/list/useStars.ts'
import { timelineComposer } from '#ui/timeline/items.ts'
import { Timeline } from '#ui/timeline/Timeline.tsx'
import { Actions } from './Actions.tsx'
import './detail.css'
import { History } from './History.tsx'
import { Members } from './Members.tsx'
import { Merged } from './Merged.tsx'
import { Overview } from './Overview.tsx'
import { RelatedTab } from './RelatedTab.tsx'
import { StageBar } from './StageBar.tsx'
import { useRelated } from './useRelated.ts'
import { useRow } from './useRow.ts'

export interface ObjectDetailProps {
  object: ObjectMeta
  id: string
  /** Called when the row is gone (deleted here); absent: the page says so itself. */
  onGone: () => void
  /** In the side drawer. */
  compact?: boolean
}

/** Everything about one row; the same in the drawer and on its own page. */
export default function ObjectDetail({ object, id, onGone, compact }: ObjectDetailProps) {
  const query = useRow(object, id)
  if (query.isPending) return <Loading />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  return (
    <div className={`xl-detail ${compact ? 'xl-detail-compact' : ''}`}>
      <Header object={object} row={query.data} onGone={onGone} />
      <Body object={object} row={query.data} />
    </div>
  )
}

function Header({ object, row, onGone }: { object: ObjectMeta; row: Row; onGone: () => void }) {
  const { t, say } = useText()
  const state = row.state ? object.states?.[row.state] : undefined
  const stars = useStars(
    object,
    useMemo(() => [row.id], [row.id]),
  )
  const slots = filled('detail.header', object.name).filter((s) => !s.when || s.when({ object, row }))
  return (
    <header className="xl-detail-head">
      <div className="xl-detail-line">
        <div className="xl-detail-title">
          <h2>
            {stars && !row.deletedAt && <StarButton stars={stars} id={row.id} />}
            {titleOf(object, row)}{' '}
            {state && (
              <Tag color={state.color} variant="filled" style={{ verticalAlign: 'middle' }}>
                {t(state.label)}
              </Tag>
            )}
            {Boolean(row.deletedAt) && <Tag color="red">{t('deleted')}</Tag>}
          </h2>
          <div className="xl-detail-sub">
            <span>{t(object.label)}</span>
            {row.number && <span className="xl-number">{row.number}</span>}
            {row.owner && (
              <span>
                {t('owner')} <RefLink object="employee" value={row.owner} plain />
              </span>
            )}
            {row.updatedAt && (
              <span className="xl-number">
                {say(`更新于 ${formatInstant(row.updatedAt)}`, `Updated ${formatInstant(row.updatedAt)}`)}
              </span>
            )}
          </div>
        </div>
        <Actions object={object} row={row} onGone={onGone} />
      </div>
      <StageBar object={object} row={row} />
      {isRoot(object) && <Merged object={object} row={row} />}
      {slots.map((s) => (
        <s.component key={s.key ?? 'header'} object={object} row={row} />
      ))}
    </header>
  )
}

function useCounts(object: ObjectMeta, row: Row): Map<string, string> {
  const list = useRelated(object, row.id).filter((r) => (r.count?.value ?? 0) > 0)
  return new Map(list.map((r) => [`${r.object}.${r.field}`, r.count ? formatCount(r.count) : '']))
}

function tabLabel(object: ObjectMeta, target: ObjectMeta, field: FieldMeta | undefined): Label {
  const { zh, en } = target.label
  if (target.name === object.name) return { zh: `下级${zh}`, en: `Child ${en}` }
  return field ? { zh: `${zh}（${field.label.zh}）`, en: `${en} (${field.label.en})` } : target.label
}

/** Two fields of one object pointing here are two tabs; the second is named after its field. */
function relatedTabs(object: ObjectMeta, meta: ReturnType<typeof useMeta>) {
  const seen = new Set<string>()
  return object.related.flatMap((r) => {
    const target = meta.byName.get(r.object)
    if (!target?.verbs.includes('read') || r.object === 'attachment') return []
    const field = target.fields.find((f) => f.name === r.field)
    const again = seen.has(r.object)
    seen.add(r.object)
    return [{ ...r, target, label: tabLabel(object, target, again ? field : undefined) }]
  })
}

function Body({ object, row }: { object: ObjectMeta; row: Row }) {
  const { t, say } = useText()
  const meta = useMeta()
  const counts = useCounts(object, row)
  const slots = filled('detail.tab', object.name).filter((s) => !s.when || s.when({ object, row }))
  const rich = object.owned || object.within !== undefined || object.related.length > 0
  const named = (label: string, count: string | undefined) => (
    <span>
      {label}
      {count && <span className="xl-hint xl-number"> {count}</span>}
    </span>
  )
  const overview = {
    key: 'overview',
    label: say('概况', 'Overview'),
    children: <Overview object={object} row={row} />,
  }
  const timeline = {
    key: 'timeline',
    label: say('跟进动态', 'Timeline'),
    children: <Timeline object={object} row={row} />,
  }
  const items = [
    ...slots
      .filter((s) => (s.order ?? 100) < 0)
      .map((s) => ({
        key: s.key ?? 'slot',
        label: s.label ? t(s.label) : '',
        children: <s.component object={object} row={row} />,
      })),
    ...(timelineComposer(object.name) ? [timeline, overview] : rich ? [overview, timeline] : [overview]),
    ...slots
      .filter((s) => (s.order ?? 100) >= 0)
      .map((s) => ({
        key: s.key ?? 'slot',
        label: s.label ? t(s.label) : '',
        children: <s.component object={object} row={row} />,
      })),
    ...relatedTabs(object, meta).map((r) => ({
      key: `${r.object}.${r.field}`,
      label: named(t(r.label), counts.get(`${r.object}.${r.field}`)),
      children: <RelatedTab parent={object} row={row} object={r.target} field={r.field} />,
    })),
    ...(isRoot(object)
      ? [{ key: 'members', label: say('团队成员', 'Team'), children: <Members object={object} row={row} /> }]
      : []),
    ...(meta.byName.has('attachment')
      ? [{ key: 'files', label: say('附件', 'Files'), children: <Attachments object={object} row={row} /> }]
      : []),
    { key: 'history', label: say('操作日志', 'Log'), children: <History object={object} row={row} /> },
  ]
  const [tab, setTab] = useState(items[0]?.key ?? 'overview')
  return (
    <div className="xl-detail-body">
      <Tabs activeKey={tab} onChange={setTab} items={items} destroyOnHidden />
    </div>
  )
}
