import { FileOutlined, HistoryOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { formatInstant, shanghaiDay } from '#ui/core/format.ts'
import { Icon } from '#ui/core/icons.tsx'
import { useMeta } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Loading, Nothing } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { Changes, useVerb } from '#ui/detail/Changes.tsx'
import { PartFailure } from '#ui/fields/PartFailure.tsx'
import { useText } from '#ui/fields/text.ts'
import { asRefs } from '#ui/fields/values.ts'
import { openFile } from '#ui/files/openFile.ts'
import { type TimelineEntry, timelineComposer, timelineItem } from './items.ts'

/** 跟进动态: contact records, files and changes of a row in one stream, newest first. */
export function Timeline({ object, row }: { object: ObjectMeta; row: Row }) {
  const { t, say } = useText()
  const meta = useMeta()
  const [kind, setKind] = useState('')
  const query = useInfiniteQuery({
    queryKey: keys.part(object.name, row.id, 'timeline', kind),
    queryFn: ({ pageParam, signal }) =>
      api.get<{ data: TimelineEntry[]; nextCursor: string | null }>(
        `/${object.path}/${row.id}/timeline`,
        { cursor: pageParam, kinds: kind },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  const related = [...new Set(object.related.map((r) => r.object))].filter(
    (name) => timelineItem(name) && meta.byName.has(name),
  )
  const kinds = [
    { value: '', label: t('all') },
    ...related.map((name) => ({ value: name, label: t(meta.byName.get(name)?.label ?? { zh: name, en: name }) })),
    ...(meta.byName.has('attachment') ? [{ value: 'attachment', label: say('附件', 'Files') }] : []),
    { value: 'history', label: say('修改', 'Changes') },
  ]
  const Composer = row.deletedAt ? undefined : timelineComposer(object.name)
  return (
    <div>
      {Composer && <Composer object={object} row={row} />}
      <Segmented size="small" value={kind} onChange={setKind} options={kinds} />
      {query.isPending && <Loading rows={5} />}
      {query.isError && <PartFailure error={query.error} onRetry={() => query.refetch()} />}
      {query.data && <Days object={object} entries={query.data.pages.flatMap((p) => p.data)} />}
      {query.hasNextPage && (
        <Button block type="text" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {say('更早的动态', 'Earlier')}
        </Button>
      )}
    </div>
  )
}

function Days({ object, entries }: { object: ObjectMeta; entries: TimelineEntry[] }) {
  const { say } = useText()
  if (entries.length === 0) return <Nothing what={say('还没有动态', 'Nothing happened yet')} />
  const today = shanghaiDay()
  const days = Map.groupBy(entries, (e) => formatInstant(e.at).slice(0, 10))
  return [...days].map(([day, list]) => (
    <section key={day}>
      <h4 className="xl-timeline-day xl-number">{day === today ? say('今天', 'Today') : day}</h4>
      {list.map((entry) => (
        <Entry key={`${entry.kind}-${entry.id}`} object={object} entry={entry} />
      ))}
    </section>
  ))
}

function Entry({ object, entry }: { object: ObjectMeta; entry: TimelineEntry }) {
  const { t, say } = useText()
  const meta = useMeta()
  const kind = meta.byName.get(entry.kind)
  const Own = timelineItem(entry.kind)
  const verb = useVerb(object)
  // who spoke with the customer, though somebody else, or an import, may have written it down
  const by = asRefs(entry.row?.employee)[0] ?? entry.actor
  const paper = entry.kind === 'attachment'
  const quiet = entry.kind === 'history' || paper
  const given = typeof entry.title === 'string' ? entry.title : entry.title ? t(entry.title) : ''
  const title = entry.kind === 'history' ? verb(entry.row?.verb ?? given) : given
  const icon = paper ? <FileOutlined /> : kind ? <Icon name={kind.menu?.icon} /> : <HistoryOutlined />
  return (
    <article className="xl-timeline-item" data-quiet={quiet}>
      <span className="xl-timeline-dot">{icon}</span>
      <div>
        <div className="xl-timeline-head">
          <strong>{by?.label ?? say('系统', 'System')}</strong>
          <span>{paper ? say('上传了附件', 'added a file') : kind ? t(kind.label) : title}</span>
          <time className="xl-number">{formatInstant(entry.at).slice(11)}</time>
        </div>
        {Own ? <Own entry={entry} /> : <Plain object={object} kind={kind} entry={entry} title={title} />}
      </div>
    </article>
  )
}

/** A paper that was added: its name opens it. */
function Paper({ row, title }: { row: TimelineEntry['row']; title: string }) {
  const file = asRefs(row?.file)[0]
  if (!file) return <span>{title}</span>
  return (
    <Button
      type="link"
      style={{ padding: 0, height: 'auto' }}
      onClick={() => openFile({ ...file, label: title || file.label })}
    >
      {title}
    </Button>
  )
}

function Plain({
  object,
  kind,
  entry,
  title,
}: {
  object: ObjectMeta
  kind: ObjectMeta | undefined
  entry: TimelineEntry
  title: string
}) {
  return (
    <>
      {entry.kind === 'attachment' ? (
        <Paper row={entry.row} title={title} />
      ) : kind ? (
        <AppLink href={href.record(kind.path, entry.id)}>{title}</AppLink>
      ) : null}
      {entry.text && <div className="xl-timeline-text">{entry.text}</div>}
      {entry.row?.changes && entry.row.changes.length > 0 && entry.row.verb !== 'create' && (
        <div className="xl-timeline-card">
          <Changes object={object} changes={entry.row.changes} />
        </div>
      )}
    </>
  )
}
