import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { formatInstant } from '#ui/core/format.ts'
import { Avatar, Loading, Nothing } from '#ui/core/Page.tsx'
import type { AuditEntry, Row } from '#ui/core/types.ts'
import { PartFailure } from '#ui/fields/PartFailure.tsx'
import { useText } from '#ui/fields/text.ts'
import { Changes, useVerb } from './Changes.tsx'

/** 操作日志: who did what to this row, old → new, newest first. */
export function History({ object, row }: { object: ObjectMeta; row: Row }) {
  const { say } = useText()
  const verb = useVerb(object)
  const query = useInfiniteQuery({
    queryKey: keys.part(object.name, row.id, 'history'),
    queryFn: ({ pageParam, signal }) =>
      api.get<{ data: AuditEntry[]; nextCursor: string | null }>(
        `/${object.path}/${row.id}/history`,
        { cursor: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  if (query.isPending) return <Loading rows={4} />
  if (query.isError) return <PartFailure error={query.error} onRetry={() => query.refetch()} />
  const entries = query.data.pages.flatMap((p) => p.data)
  if (entries.length === 0) return <Nothing what={say('还没有操作记录', 'Nothing recorded yet')} />
  return (
    <div>
      {entries.map((entry) => (
        <div key={`${entry.at}-${entry.requestId}-${entry.verb}`} className="xl-timeline-item">
          <Avatar name={entry.actor?.label} size={32} />
          <div>
            <div className="xl-timeline-head">
              <strong>{entry.actor?.label ?? say('系统', 'System')}</strong>
              {entry.onBehalfOf?.label && (
                <span>{say(`（代 ${entry.onBehalfOf.label}）`, `for ${entry.onBehalfOf.label}`)}</span>
              )}
              <span>{verb(entry.verb)}</span>
              <time className="xl-number" title={entry.requestId}>
                {formatInstant(entry.at, true)}
              </time>
            </div>
            {entry.changes?.length > 0 && (
              <div className="xl-timeline-card">
                <Changes object={object} changes={entry.changes} />
              </div>
            )}
          </div>
        </div>
      ))}
      {query.hasNextPage && (
        <Button block type="text" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {say('更早的记录', 'Earlier')}
        </Button>
      )}
    </div>
  )
}
